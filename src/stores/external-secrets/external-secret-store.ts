import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { IExternalSecretStore, ExternalSecretStoreOptions } from './secret-store';
import { SecretStoreReference, storeSpec } from './secret-store-spec';
import { StoreContext, validateAtSynth } from './store-context';
import { validateMetadata, validateName } from '../../data/object-names';

/** A store that serves one namespace. */
export interface ExternalSecretStoreProps extends ExternalSecretStoreOptions {
  /**
   * Name, namespace, labels and annotations of the store.
   *
   * @default - a generated name, in the namespace of the chart
   */
  readonly metadata?: ApiObjectMetadata;
}

/**
 * A system outside of the cluster from which External Secrets copies values into native Secrets of one namespace.
 *
 * The copy is in etcd: it survives an outage of the store, new pods start meanwhile, and it wants encryption at rest. Log-in is by the
 * identity of a service account of the same namespace; whatever needs a stored credential has `unsafe` in its name.
 *
 * @see https://external-secrets.io/latest/api/secretstore/
 * @example
 * const store = new ExternalSecretStore(chart, 'Store', {
 *   provider: ExternalSecretStoreProvider.vault({
 *     address: 'https://vault.internal:8200',
 *     auth: VaultStoreAuth.kubernetes({ role: 'payments', serviceAccount }),
 *   }),
 * });
 * new SecureSecret(chart, 'Database', {
 *   keys: ['username', 'password'],
 *   source: SecretSource.externalSecret(store, { path: 'secret/payments/db' }),
 * });
 */
export class ExternalSecretStore extends Construct implements IExternalSecretStore {
  /**
   * A store of the namespace that is made elsewhere.
   *
   * @param name name of the store
   * @throws Error when no object can have the name
   */
  public static fromName(name: string): IExternalSecretStore {
    validateName('ExternalSecretStore.fromName', name);
    return new SecretStoreReference(name, 'SecretStore');
  }

  public readonly storeName: string;
  public readonly storeKind = 'SecretStore';
  public readonly storeNamespaceName?: string;

  /**
   * @throws Error on settings that External Secrets would refuse, or that name another namespace
   */
  public constructor(scope: Construct, id: string, props: ExternalSecretStoreProps) {
    const where = `${scope.node.path}/${id}`;
    validateMetadata(where, props.metadata);
    const context: StoreContext = { where, clusterWide: false, checks: [] };
    const spec = storeSpec(context, props);
    super(scope, id);
    validateAtSynth(this, context);
    const store = new ApiObject(this, 'Resource', {
      apiVersion: 'external-secrets.io/v1',
      kind: this.storeKind,
      metadata: props.metadata,
      spec,
    });
    this.storeName = store.name;
    this.storeNamespaceName = store.metadata.namespace;
  }
}
