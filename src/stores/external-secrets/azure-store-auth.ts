import { renderSecretKey, renderServiceAccount, StoreContext } from './store-context';
import { StoreSecretKey, StoreServiceAccount } from './store-references';

/** A service principal in native Secrets. */
export interface AzureStaticCredentials {
  /** Id of the service principal. */
  readonly clientId: StoreSecretKey;

  /**
   * Password of the service principal.
   *
   * @default - `clientCertificate` is used
   */
  readonly clientSecret?: StoreSecretKey;

  /**
   * Certificate of the service principal with its private key.
   *
   * @default - `clientSecret` is used
   */
  readonly clientCertificate?: StoreSecretKey;
}

/**
 * As whom External Secrets talks to Azure.
 *
 * @example
 * const auth = AzureStoreAuth.workloadIdentity({ serviceAccount });
 * new ExternalSecretStore(chart, 'Store', { provider: ExternalSecretStoreProvider.azure({ address: 'https://payments.vault.azure.net', auth }) });
 */
export class AzureStoreAuth {
  /**
   * As the application or managed identity that a service account is federated with. The service account carries the annotations
   * `azure.workload.identity/client-id` and, unless the store names the tenant, `azure.workload.identity/tenant-id`.
   */
  public static workloadIdentity(serviceAccount: StoreServiceAccount): AzureStoreAuth {
    return new AzureStoreAuth((context) => ({ authType: 'WorkloadIdentity', serviceAccountRef: renderServiceAccount(context, serviceAccount) }), false);
  }

  /**
   * As a managed identity of the nodes that External Secrets runs on. Everybody who may create a store in any namespace shares its access.
   *
   * @param identityId client id of a user-assigned identity; the system-assigned one when it is left out
   */
  public static unsafeNodeIdentity(identityId?: string): AzureStoreAuth {
    return new AzureStoreAuth(() => ({ authType: 'ManagedIdentity', identityId }), false);
  }

  /** As a service principal whose password or certificate is in native Secrets. The store needs `tenantId`. */
  public static unsafeStaticCredentials(credentials: AzureStaticCredentials): AzureStoreAuth {
    return new AzureStoreAuth((context) => {
      const { clientId, clientSecret, clientCertificate } = credentials;
      if ((clientSecret === undefined) === (clientCertificate === undefined)) {
        throw new Error(`${context.where}: a service principal has either clientSecret or clientCertificate; give one of them`);
      }
      return {
        authType: 'ServicePrincipal',
        authSecretRef: {
          clientId: renderSecretKey(context, clientId),
          clientSecret: clientSecret && renderSecretKey(context, clientSecret),
          clientCertificate: clientCertificate && renderSecretKey(context, clientCertificate),
        },
      };
    }, true);
  }

  private constructor(
    /** @internal */
    public readonly _render: (context: StoreContext) => object,
    /** @internal */
    public readonly _needsTenant: boolean,
  ) {}
}
