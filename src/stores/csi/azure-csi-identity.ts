import type * as kplus from 'cdk8s-plus-28';

/** Settings of a managed identity of the nodes. */
export interface AzureCsiNodeIdentityOptions {
  /**
   * Client id of a user-assigned identity.
   *
   * @default - the system-assigned identity of the node
   */
  readonly userAssignedIdentityId?: string;
}

/**
 * Identity that the Azure provider of the Secrets Store CSI driver uses to authenticate to Azure.
 *
 * @example
 * const azure = new AzureSecretProvider(chart, 'Azure', {
 *   keyvaultName: 'payments',
 *   tenantId: '11111111-2222-3333-4444-555555555555',
 *   identity: AzureCsiIdentity.identityBinding('66666666-7777-8888-9999-000000000000'),
 *   serviceAccount,
 * });
 * azure.addSecret('Db', {
 *   objects: [{ objectName: 'payments-db', objectType: AzureCsiObjectType.SECRET, fileName: 'password' }],
 * });
 */
export class AzureCsiIdentity {
  /**
   * Uses Microsoft Entra workload identity: a federated credential binds the service account to the application or
   * managed identity of this client id. The driver is installed with a token request for the audience
   * `api://AzureADTokenExchange`.
   */
  public static workloadIdentity(clientId: string): AzureCsiIdentity {
    return new AzureCsiIdentity({ clientID: clientId }, true);
  }

  /**
   * Uses AKS identity binding: the service account is bound to the managed identity of this client id, by the token
   * proxy of the cluster.
   */
  public static identityBinding(clientId: string): AzureCsiIdentity {
    return new AzureCsiIdentity({ useAzureTokenProxy: 'true', clientID: clientId }, true);
  }

  /** Uses the managed identity of the nodes: every pod on them can then read whatever any of them may. */
  public static unsafeNodeIdentity(options: AzureCsiNodeIdentityOptions = {}): AzureCsiIdentity {
    const { userAssignedIdentityId } = options;
    return new AzureCsiIdentity({
      useVMManagedIdentity: 'true',
      ...userAssignedIdentityId !== undefined && { userAssignedIdentityID: userAssignedIdentityId },
    }, false);
  }

  /** Uses AAD Pod Identity, which Microsoft has archived in favour of workload identity. */
  public static unsafeArchivedPodIdentity(): AzureCsiIdentity {
    return new AzureCsiIdentity({ usePodIdentity: 'true' }, false);
  }

  /**
   * Uses a service principal, its id and password in a native Secret with the keys `clientid` and `clientsecret`. The
   * password is long-lived, and everybody who may create pods in the namespace can use it.
   */
  public static unsafeStaticCredentials(secret: kplus.ISecret): AzureCsiIdentity {
    return new AzureCsiIdentity({}, false, secret);
  }

  private constructor(
    /** @internal */
    public readonly _parameters: { [name: string]: string },
    /** @internal */
    public readonly _needsServiceAccount: boolean,
    /** @internal */
    public readonly _credentials?: kplus.ISecret,
  ) {}
}
