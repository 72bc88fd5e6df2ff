import { renderSecretKey, renderServiceAccount, StoreContext } from './store-context';
import { StoreSecretKey, StoreServiceAccount } from './store-references';
import { quoted } from '../../redaction/quoted';

/** Workload identity of GKE. */
export interface GcpWorkloadIdentityOptions extends StoreServiceAccount {
  /**
   * Location of the GKE cluster.
   *
   * @default - asked of the metadata server
   */
  readonly clusterLocation?: string;

  /**
   * Name of the GKE cluster.
   *
   * @default - asked of the metadata server
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
export interface GcpWorkloadIdentityFederationOptions extends StoreServiceAccount {
  /** Resource name of the provider in a workload identity pool: `//iam.googleapis.com/projects/…/providers/…`. */
  readonly providerResourceName: string;

  /**
   * Google service account that is impersonated.
   *
   * @default - none: IAM grants access to the federated identity itself
   */
  readonly gcpServiceAccountEmail?: string;
}

/**
 * As whom External Secrets talks to Google Cloud.
 *
 * @example
 * const auth = GcpStoreAuth.workloadIdentity({ serviceAccount });
 * new ExternalSecretStore(chart, 'Store', { provider: ExternalSecretStoreProvider.gcp({ projectId: 'acme-payments', auth }) });
 */
export class GcpStoreAuth {
  /** As a service account of a GKE cluster, by workload identity. */
  public static workloadIdentity(options: GcpWorkloadIdentityOptions): GcpStoreAuth {
    return new GcpStoreAuth((context) => ({
      workloadIdentity: {
        clusterLocation: options.clusterLocation,
        clusterName: options.clusterName,
        clusterProjectID: options.clusterProjectId,
        serviceAccountRef: renderServiceAccount(context, options),
      },
    }));
  }

  /** As a service account of any cluster whose issuer a workload identity pool trusts. */
  public static workloadIdentityFederation(options: GcpWorkloadIdentityFederationOptions): GcpStoreAuth {
    return new GcpStoreAuth((context) => {
      if (!options.providerResourceName.startsWith('//iam.googleapis.com/projects/')) {
        throw new Error(`${context.where}: ${quoted(options.providerResourceName)} is not the resource name of a ` +
          'provider, which begins with //iam.googleapis.com/projects/');
      }
      return {
        workloadIdentityFederation: {
          audience: options.providerResourceName,
          gcpServiceAccountEmail: options.gcpServiceAccountEmail,
          serviceAccountRef: renderServiceAccount(context, options),
        },
      };
    });
  }

  /** As External Secrets' own pod. Everybody who may create a store in any namespace shares its access. */
  public static unsafeController(): GcpStoreAuth {
    return new GcpStoreAuth(() => undefined);
  }

  /** As a Google service account whose exported key, which never expires, is in a native Secret. */
  public static unsafeStaticCredentials(key: StoreSecretKey): GcpStoreAuth {
    return new GcpStoreAuth((context) => ({ secretRef: { secretAccessKeySecretRef: renderSecretKey(context, key) } }));
  }

  private constructor(
    /** @internal */
    public readonly _render: (context: StoreContext) => object | undefined,
  ) {}
}
