import { ExternalSecretTargetOptions } from '../stores/external-secrets/external-secret-options';
import { SecretGenerator } from '../stores/external-secrets/secret-generator';

/** Options for `SecretSource.generated`. */
export interface GeneratedSecretOptions extends ExternalSecretTargetOptions {
  /**
   * What makes the values.
   *
   * @default - `SecretGenerator.password()`: 32 letters and digits for every key
   */
  readonly generator?: SecretGenerator;
}
