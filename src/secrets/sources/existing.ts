import { validateName, validateNamespace } from '../../data/object-names';
import { ExistingSecretOptions } from '../existing-secret-options';
import { BoundSecret, SecretBinding, SecretRequest } from '../secret-binding';
import { SecretType } from '../secret-type';

/** A Secret that somebody else makes. */
export class ExistingSecretBinding implements SecretBinding {
  public constructor(private readonly name: string, private readonly options: ExistingSecretOptions) {}

  public bind(request: SecretRequest): BoundSecret {
    const { constructPath } = request;
    if (request.metadata !== undefined) {
      throw new Error(
        `${constructPath}: an existing Secret is not written by this app, so its \`metadata\` cannot be set; give `
          + 'its namespace to `SecretSource.existing`',
      );
    }
    validateName(constructPath, this.name);
    if (this.options.namespaceName !== undefined) {
      validateNamespace(constructPath, this.options.namespaceName);
    }
    return {
      name: this.name,
      namespace: this.options.namespaceName ?? request.namespace,
      immutable: request.immutable ?? false,
      // A certificate ends, so somebody renews it.
      rotatedBy: request.type === SecretType.TLS ? 'the issuer of the certificate' : undefined,
    };
  }
}
