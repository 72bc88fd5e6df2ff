import type * as kplus from 'cdk8s-plus-28';

/**
 * Identity that the GCP provider of the Secrets Store CSI driver uses to authenticate to Google Cloud.
 *
 * @example
 * const identity = GcpCsiIdentity.pod(); // the default
 * const gcp = new GcpSecretProvider(chart, 'Gcp', { serviceAccount, identity });
 * gcp.addSecret('Db', {
 *   objects: [{ resourceName: 'projects/acme/secrets/payments-db/versions/latest', fileName: 'password' }],
 * });
 */
export class GcpCsiIdentity {
  /** Uses the pod's own identity, by workload identity: IAM grants the service account access to each secret. */
  public static pod(): GcpCsiIdentity {
    return new GcpCsiIdentity(true, 'pod-adc');
  }

  /**
   * Uses the identity of the provider's DaemonSet: every pod in the cluster can then read every secret that identity
   * can read. Google: "should not be used in production environments".
   *
   * @see
   * https://github.com/GoogleCloudPlatform/secrets-store-csi-driver-provider-gcp/blob/v1.15.0/docs/authentication.md
   */
  public static unsafeProvider(): GcpCsiIdentity {
    return new GcpCsiIdentity(false, 'provider-adc');
  }

  /**
   * Uses an exported key, in a native Secret with the key `key.json`. The key never expires, and everybody who may
   * create pods in the namespace can use it. The provider must be installed with `ALLOW_NODE_PUBLISH_SECRET`.
   */
  public static unsafeStaticCredentials(secret: kplus.ISecret): GcpCsiIdentity {
    return new GcpCsiIdentity(false, undefined, secret);
  }

  private constructor(
    /** @internal */
    public readonly _needsServiceAccount: boolean,
    /** @internal */
    public readonly _auth?: string,
    /** @internal */
    public readonly _credentials?: kplus.ISecret,
  ) {}
}
