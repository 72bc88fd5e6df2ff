import { Duration } from 'cdk8s';
import { ExternalSecretStoreProvider } from './external-secret-store-provider';

/** A store of External Secrets, of this app or made elsewhere. */
export interface IExternalSecretStore {
  /** Name of the store. */
  readonly storeName: string;

  /** `SecretStore` or `ClusterSecretStore`. */
  readonly storeKind: string;

  /**
   * Namespace of the store. A namespaced store serves its own namespace only.
   *
   * @default - unknown, or the store is cluster-wide
   */
  readonly storeNamespaceName?: string;
}

/** Options of both kinds of stores. */
export interface ExternalSecretStoreOptions {
  /** External system that holds the secrets. */
  readonly provider: ExternalSecretStoreProvider;

  /**
   * Name of the External Secrets controller that serves the store, where several are installed.
   *
   * @default - any that has no name
   */
  readonly controller?: string;

  /**
   * Number of times that a failed request is repeated.
   *
   * @default - 5 times
   */
  readonly maxRetries?: number;

  /**
   * Time between repetitions.
   *
   * @default - 10 seconds
   */
  readonly retryInterval?: Duration;

  /**
   * Interval at which the store is checked to respond.
   *
   * @default - 5 minutes
   */
  readonly refreshInterval?: Duration;
}
