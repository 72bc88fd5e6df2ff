import { ExternalSecretGenerator } from '../stores/external-secrets/external-secret-generator';
import { ExternalSecretTargetOptions } from '../stores/external-secrets/external-secret-options';

/** Options for `SecretSource.generated`. */
export interface GeneratedSecretOptions extends ExternalSecretTargetOptions {
  /**
   * What makes the values.
   *
   * @default - `ExternalSecretGenerator.password()`: 32 letters and digits for every key
   */
  readonly generator?: ExternalSecretGenerator;
}
