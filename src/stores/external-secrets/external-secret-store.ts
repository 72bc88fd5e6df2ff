import { ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { checkStore } from './emit-store';
import { IExternalSecretStore, ExternalSecretStoreOptions } from './secret-store';
import { SecretStoreReference } from './secret-store-reference';
import { validateName } from '../../data/object-names';
import { SECRET_STORE } from '../../facts/api-kinds';

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
 * A system outside the cluster from which External Secrets copies values into native Secrets of one namespace.
 *
 * The copy is in etcd: it survives an outage of the store, new pods start meanwhile, and it needs encryption at rest.
 * The store authenticates with the identity of a service account of the same namespace; whatever needs a stored
 * credential has `unsafe` in its name.
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
   * References a store of the namespace that is made elsewhere.
   *
   * @param name name of the store
   * @throws Error when the name is invalid
   */
  public static fromName(name: string): IExternalSecretStore {
    validateName('ExternalSecretStore.fromName', name);
    return new SecretStoreReference(name, SECRET_STORE.kind);
  }

  public readonly storeName: string;
  public readonly storeKind = 'SecretStore';
  public readonly storeNamespaceName?: string;

  /**
   * @throws Error on settings that External Secrets would refuse, or that name another namespace
   */
  public constructor(scope: Construct, id: string, props: ExternalSecretStoreProps) {
    const checked = checkStore(`${scope.node.path}/${id}`, SECRET_STORE, props, props.metadata);
    super(scope, id);
    const store = checked.emit(this);
    this.storeName = store.name;
    this.storeNamespaceName = store.metadata.namespace;
  }
}
