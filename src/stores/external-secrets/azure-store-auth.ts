import { renderSecretKey, renderServiceAccount, StoreContext } from './store-context';
import { ExternalSecretStoreSecretKey, ExternalSecretStoreServiceAccount } from './store-references';

/** A service principal in native Secrets. */
export interface AzureStoreStaticCredentials {
  /** Id of the service principal. */
  readonly clientId: ExternalSecretStoreSecretKey;

  /**
   * Password of the service principal.
   *
   * @default - `clientCertificate` is used
   */
  readonly clientSecret?: ExternalSecretStoreSecretKey;

  /**
   * Certificate of the service principal with its private key.
   *
   * @default - `clientSecret` is used
   */
  readonly clientCertificate?: ExternalSecretStoreSecretKey;
}

/**
 * Identity that External Secrets uses to authenticate to Azure.
 *
 * @example
 * const auth = AzureStoreAuth.workloadIdentity({ serviceAccount });
 * new ExternalSecretStore(chart, 'Store', {
 *   provider: ExternalSecretStoreProvider.azure({ address: 'https://payments.vault.azure.net', auth }),
 * });
 */
export class AzureStoreAuth {
  /**
   * Uses the application or managed identity that a service account is federated with. The service account has the
   * annotations `azure.workload.identity/client-id` and, unless the store names the tenant,
   * `azure.workload.identity/tenant-id`.
   */
  public static workloadIdentity(serviceAccount: ExternalSecretStoreServiceAccount): AzureStoreAuth {
    return new AzureStoreAuth((context) => ({
      authType: 'WorkloadIdentity', serviceAccountRef: renderServiceAccount(context, serviceAccount),
    }));
  }

  /**
   * Uses a managed identity of the nodes that External Secrets runs on. Everybody who may create a store in any
   * namespace shares its access.
   *
   * @param identityId client id of a user-assigned identity; the system-assigned one when it is left out
   */
  public static unsafeNodeIdentity(identityId?: string): AzureStoreAuth {
    return new AzureStoreAuth(() => ({ authType: 'ManagedIdentity', identityId }));
  }

  /** Uses a service principal whose password or certificate is in native Secrets. The store needs `tenantId`. */
  public static unsafeStaticCredentials(credentials: AzureStoreStaticCredentials): AzureStoreAuth {
    return new AzureStoreAuth((context) => {
      const { clientId, clientSecret, clientCertificate } = credentials;
      return {
        authType: 'ServicePrincipal',
        authSecretRef: {
          clientId: renderSecretKey(context, clientId),
          clientSecret: clientSecret && renderSecretKey(context, clientSecret),
          clientCertificate: clientCertificate && renderSecretKey(context, clientCertificate),
        },
      };
    });
  }

  private constructor(
    /** @internal */
    public readonly _render: (context: StoreContext) => object,
  ) {}
}
