import { Duration } from 'cdk8s';

const DEFAULT_SECONDS = 3600;
const MIN_SECONDS = 600;
const MAX_SECONDS = 2 ** 32;

/** The mode of the files: the group of the pod reads. */
export const TOKEN_MODE = 0o440;

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
   * Who is to accept the token. Another audience than the API server's own makes a token with which Secrets cannot be read.
   *
   * @default - the API server
   */
  readonly audience?: string;
}

/**
 * What automounting would put into the containers, with a token that expires: token, CA and namespace.
 *
 * @param owner path of the construct that asks, named in errors
 */
export function apiTokenVolume(owner: string, options: ApiTokenOptions): object {
  if (options.audience !== undefined && options.audience.trim() === '') {
    throw new Error(`${owner}: the audience is blank; leave it out for the API server`);
  }
  return {
    projected: {
      defaultMode: TOKEN_MODE,
      sources: [
        { serviceAccountToken: { path: 'token', expirationSeconds: expirationSeconds(owner, options.expiration), audience: options.audience } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        // cdk8s-plus writes the volume through its L1 types, which call `downwardAPI` this and drop it otherwise.
        { downwardApi: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
      ],
    },
  };
}

function expirationSeconds(owner: string, expiration?: Duration): number {
  if (expiration === undefined) {
    return DEFAULT_SECONDS;
  }
  const seconds = expiration.toMilliseconds() / 1000;
  if (!Number.isInteger(seconds) || seconds < MIN_SECONDS || seconds > MAX_SECONDS) {
    throw new Error(`${owner}: the token expiration of ${seconds} s is not a whole number of seconds from ${MIN_SECONDS} (10 minutes) to ${MAX_SECONDS}`);
  }
  return seconds;
}
