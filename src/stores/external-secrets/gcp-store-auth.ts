import { renderSecretKey, renderServiceAccount, StoreContext } from './store-context';
import { ExternalSecretStoreSecretKey, ExternalSecretStoreServiceAccount } from './store-references';

/** Workload identity of GKE. */
export interface GcpStoreWorkloadIdentityOptions extends ExternalSecretStoreServiceAccount {
  /**
   * Location of the GKE cluster.
   *
   * @default - read from the metadata server
   */
  readonly clusterLocation?: string;

  /**
   * Name of the GKE cluster.
   *
   * @default - read from the metadata server
   */
  readonly clusterName?: string;

  /**
   * Project of the GKE cluster.
   *
   * @default - the project of the secrets
   */
  readonly clusterProjectId?: string;
}

/** Workload identity federation, for clusters outside of Google Cloud. */
export interface GcpStoreWorkloadIdentityFederationOptions extends ExternalSecretStoreServiceAccount {
  /** Resource name of the provider in a workload identity pool: `//iam.googleapis.com/projects/…/providers/…`. */
  readonly providerResourceName: string;

  /**
   * Google service account to impersonate.
   *
   * @default - none: IAM grants access to the federated identity itself
   */
  readonly gcpServiceAccountEmail?: string;
}

/**
 * Identity that External Secrets uses to authenticate to Google Cloud.
 *
 * @example
 * const auth = GcpStoreAuth.workloadIdentity({ serviceAccount });
 * new ExternalSecretStore(chart, 'Store', {
 *   provider: ExternalSecretStoreProvider.gcp({ projectId: 'acme-payments', auth }),
 * });
 */
export class GcpStoreAuth {
  /** Uses a service account of a GKE cluster, by workload identity. */
  public static workloadIdentity(options: GcpStoreWorkloadIdentityOptions): GcpStoreAuth {
    return new GcpStoreAuth((context) => ({
      workloadIdentity: {
        clusterLocation: options.clusterLocation,
        clusterName: options.clusterName,
        clusterProjectID: options.clusterProjectId,
        serviceAccountRef: renderServiceAccount(context, options),
      },
    }));
  }

  /** Uses a service account of any cluster whose issuer a workload identity pool trusts. */
  public static workloadIdentityFederation(options: GcpStoreWorkloadIdentityFederationOptions): GcpStoreAuth {
    return new GcpStoreAuth((context) => ({
      workloadIdentityFederation: {
        audience: options.providerResourceName,
        gcpServiceAccountEmail: options.gcpServiceAccountEmail,
        serviceAccountRef: renderServiceAccount(context, options),
      },
    }));
  }

  /**
   * Uses the identity of External Secrets' own pod. Everybody who may create a store in any namespace shares its
   * access.
   */
  public static unsafeController(): GcpStoreAuth {
    return new GcpStoreAuth(() => undefined);
  }

  /** Uses a Google service account whose exported key, which never expires, is in a native Secret. */
  public static unsafeStaticCredentials(key: ExternalSecretStoreSecretKey): GcpStoreAuth {
    return new GcpStoreAuth((context) =>
      ({ secretRef: { secretAccessKeySecretRef: renderSecretKey(context, key) } }));
  }

  private constructor(
    /** @internal */
    public readonly _render: (context: StoreContext) => object | undefined,
  ) {}
}
