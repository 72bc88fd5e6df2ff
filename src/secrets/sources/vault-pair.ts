import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { generatedName } from '../../data/object-names';
import { refuseCredentialsInStore } from '../../data/written-credentials';
import { apiVersionOf, EXTERNAL_SECRET, VAULT_DYNAMIC_GENERATOR } from '../../facts/api-kinds';
import { canonicalGoDuration } from '../../facts/durations';
import { vaultGeneratorFaults } from '../../facts/external-secret-stores';
import { externalSecretFaults, externalSecretIdle } from '../../facts/external-secrets';
import { PlainFields } from '../../facts/plain-fields';
import { isStaticRolePath } from '../../facts/vault';
import { quoted } from '../../redaction/quoted';
import { ExternalSecretTemplate } from '../../stores/external-secrets/external-secret-template';
import { StoreContext, validateAtSynth } from '../../stores/external-secrets/store-context';
import { renderVaultStore } from '../../stores/external-secrets/store-provider-specs';
import { VaultStoreOptions } from '../../stores/external-secrets/vault-store';
import { refuse } from '../../stores/refuse';
import { claimSecretName } from '../../stores/secret-claims';
import { BoundSecret, SecretBinding, SecretRequest } from '../secret-binding';

/** Two credentials of Vault, and where they land. */
export interface VaultPair {
  readonly vault: VaultStoreOptions;
  readonly current: string;
  readonly previous: string;
  readonly fields: readonly string[];
  readonly previousPrefix: string;
  readonly refreshInterval: Duration;
}

/** What the keys of each answer of Vault begin with, for templates: other keys of the answers are left out. */
const ANSWERS = ['current_', 'previous_'] as const;

/** A Secret that External Secrets fills with two credentials that Vault makes. */
export class VaultPairBinding implements SecretBinding {
  public constructor(private readonly pair: VaultPair) {}

  public bind(request: SecretRequest): BoundSecret {
    const { constructPath, place, metadata, namespace } = request;
    const { vault, current, previous } = this.pair;
    if (vault.mount !== undefined || vault.engine !== undefined) {
      throw new Error(`${constructPath}: \`mount\` and \`engine\` are those of a key-value engine, and a role is of `
        + 'another one; leave them out, and begin the paths with the mount');
    }
    const context: StoreContext = { constructPath, clusterWide: false, checks: [] };
    const { path, version, ...provider } = renderVaultStore(context, vault) as { [field: string]: unknown };
    for (const role of [current, previous]) {
      refuse(constructPath, vaultGeneratorFaults({ path: role, provider }));
      if (!/^[^/]+(?:\/[^/]+){2,}$/.test(role)) {
        throw new Error(`${constructPath}: ${quoted(role)} is not a mount, a '/' and the path of a role in its engine, `
          + "as in 'database/static-creds/payments-a'");
      }
    }
    if (current === previous && isStaticRolePath(current.replace(/^[^/]+\//, ''))) {
      throw new Error(`${constructPath}: ${quoted(current)} is a static role, which has one password at a time; give `
        + 'two static roles, so that one is valid while the other is rotated');
    }
    const name = metadata?.name ?? generatedName(place, apiVersionOf(EXTERNAL_SECRET), EXTERNAL_SECRET.kind);
    const generators = [
      { id: 'Current', name: `${name}-current`, path: current },
      { id: 'Previous', name: `${name}-previous`, path: previous },
    ];
    refuseCredentialsInStore(constructPath, { provider });
    const spec = this.spec(name, generators.map((generator) => generator.name));
    refuse(constructPath, [...externalSecretFaults(spec), ...externalSecretIdle(spec)]);
    const emit = (secret: Construct) => {
      claimSecretName(secret);
      validateAtSynth(secret, context);
      for (const generator of generators) {
        new ApiObject(secret, generator.id, {
          apiVersion: apiVersionOf(VAULT_DYNAMIC_GENERATOR),
          kind: VAULT_DYNAMIC_GENERATOR.kind,
          metadata: { ...metadata, name: generator.name, namespace },
          spec: { path: generator.path, method: 'GET', provider },
        });
      }
      new ApiObject(secret, 'Resource', {
        apiVersion: apiVersionOf(EXTERNAL_SECRET),
        kind: EXTERNAL_SECRET.kind,
        metadata: { ...metadata, name, namespace },
        spec,
      });
    };
    return { name, namespace, immutable: false, rotatedBy: 'External Secrets', emit };
  }

  private spec(name: string, generators: readonly string[]): PlainFields {
    const { fields, previousPrefix, refreshInterval } = this.pair;
    const template = (answer: string, field: string) => ExternalSecretTemplate.value(`${answer}${field}`);
    return {
      refreshPolicy: 'Periodic',
      refreshInterval: canonicalGoDuration(refreshInterval.toMilliseconds()),
      target: {
        name,
        creationPolicy: 'Owner',
        deletionPolicy: 'Retain',
        template: {
          engineVersion: 'v2',
          data: Object.fromEntries(fields.flatMap((field) => [
            [field, template(ANSWERS[0], field)], [`${previousPrefix}${field}`, template(ANSWERS[1], field)],
          ])),
        },
      },
      dataFrom: generators.map((generator, index) => ({
        sourceRef: {
          generatorRef: {
            apiVersion: apiVersionOf(VAULT_DYNAMIC_GENERATOR), kind: VAULT_DYNAMIC_GENERATOR.kind, name: generator,
          },
        },
        rewrite: [{ regexp: { source: '^(.*)$', target: `${ANSWERS[index]}$1` } }],
      })),
    };
  }
}
