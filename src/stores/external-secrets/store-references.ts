import type * as kplus from 'cdk8s-plus-28';

/** A value in a native Secret that a store reads. */
export interface ExternalSecretStoreSecretKey {
  /** The Secret. */
  readonly secret: kplus.ISecret;

  /** Key of the Secret. */
  readonly key: string;

  /**
   * Namespace of the Secret. A cluster-wide store needs it; a namespaced store reads in its own namespace only and
   * refuses it.
   *
   * @default - the namespace of the store
   */
  readonly secretNamespaceName?: string;
}

/** A service account whose short-lived token a store sends to the external system. */
export interface ExternalSecretStoreServiceAccount {
  /** The service account. */
  readonly serviceAccount: kplus.IServiceAccount;

  /**
   * Audiences of the token.
   *
   * @default - those that the external system expects, as External Secrets knows them
   */
  readonly audiences?: string[];

  /**
   * Namespace of the service account. A cluster-wide store needs it; a namespaced store uses its own namespace only and
   * refuses it.
   *
   * @default - the namespace of the store
   */
  readonly serviceAccountNamespaceName?: string;
}
