import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { generatedName } from '../../data/object-names';
import { refuseCredentialsInStore } from '../../data/written-credentials';
import { apiVersionOf, VAULT_STATIC_SECRET } from '../../facts/api-kinds';
import { claimSecretName } from '../../stores/secret-claims';
import { refuseTemplateCredentials } from '../../stores/template-credentials';
import { VaultSecretTarget } from '../../stores/vault/vault-secret-spec';
import { BoundSecret, SecretBinding, SecretRequest } from '../secret-binding';

const API_VERSION = apiVersionOf(VAULT_STATIC_SECRET);

const OPERATOR = 'the Vault Secrets Operator';

/** A Secret that the Vault Secrets Operator writes. */
export class VaultSecretBinding implements SecretBinding {
  public constructor(
    private readonly kind: 'VaultStaticSecret' | 'VaultDynamicSecret',
    private readonly specOf: (target: VaultSecretTarget) => object,
    private readonly restarts: boolean,
  ) {}

  public bind(request: SecretRequest): BoundSecret {
    const { place, constructPath, keys, type, metadata, namespace } = request;
    if (request.immutable) {
      throw new Error(
        `${constructPath}: the Vault Secrets Operator writes no immutable Secret; leave \`immutable\` out`,
      );
    }
    const name = metadata?.name ?? generatedName(place, API_VERSION, this.kind);
    const spec = this.specOf({ scope: place.scope, constructPath, name, namespace, keys, type: type.name });
    refuseTemplateCredentials(constructPath, VAULT_STATIC_SECRET, { spec });
    refuseCredentialsInStore(constructPath, spec);
    const emit = (secret: Construct) => {
      claimSecretName(secret);
      new ApiObject(secret, 'Resource', {
        apiVersion: API_VERSION,
        kind: this.kind,
        metadata: { ...metadata, name, namespace },
        spec,
      });
    };
    return {
      name,
      namespace,
      immutable: false,
      rotatedBy: OPERATOR,
      restartedBy: this.restarts ? OPERATOR : undefined,
      emit,
    };
  }
}
