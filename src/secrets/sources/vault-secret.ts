import { ApiObject } from 'cdk8s';
import { generatedName } from '../../data/object-names';
import { apiVersionOf, VAULT_STATIC_SECRET } from '../../facts/api-kinds';
import { claimSecretName } from '../../stores/secret-claims';
import { VaultSecretTarget } from '../../stores/vault/vault-secret-spec';
import { BoundSecret, SecretBinding, SecretRequest } from '../secret-binding';

const API_VERSION = apiVersionOf(VAULT_STATIC_SECRET);

/** A Secret that the Vault Secrets Operator writes. */
export class VaultSecretBinding implements SecretBinding {
  public constructor(
    private readonly kind: 'VaultStaticSecret' | 'VaultDynamicSecret',
    private readonly specOf: (target: VaultSecretTarget) => object,
  ) {}

  public bind(request: SecretRequest): BoundSecret {
    const { scope, path, keys, type, metadata, namespace } = request;
    if (request.immutable) {
      throw new Error(`${path}: the Vault Secrets Operator writes no immutable Secret; leave \`immutable\` out`);
    }
    const name = metadata?.name ?? generatedName(scope, API_VERSION, this.kind);
    const spec = this.specOf({ scope, constructPath: path, name, namespace, keys, type: type.name });
    const emit = () => {
      claimSecretName(scope);
      new ApiObject(scope, 'Resource', { apiVersion: API_VERSION, kind: this.kind, metadata: { ...metadata, name, namespace }, spec });
    };
    return { name, namespace, immutable: false, emit };
  }
}
