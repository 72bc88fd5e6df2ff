import { Duration } from 'cdk8s';

/** How the token of a pod is made. */
export interface ApiTokenOptions {
  /**
   * How long a token is valid. The kubelet writes a new one when 80 % of the time or 24 hours have passed, so client
   * libraries have to read the file again, as the current ones do. The API server may issue a shorter one.
   *
   * @default Duration.hours(1) - at least 10 minutes, in whole seconds
   */
  readonly expiration?: Duration;

  /**
   * Who is to accept the token. Another audience than the API server's own makes a token with which Secrets cannot be
   * read.
   *
   * @default - the API server
   */
  readonly audience?: string;
}
