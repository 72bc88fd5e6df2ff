import { renderSecretKey, renderServiceAccount, StoreContext } from './store-context';
import { ExternalSecretStoreSecretKey, ExternalSecretStoreServiceAccount } from './store-references';

/**
 * Identity that External Secrets uses to authenticate to a Kubernetes API server.
 *
 * @example
 * const root = kplus.ConfigMap.fromConfigMapName(chart, 'Root', 'kube-root-ca.crt');
 * const certificateAuthority = ExternalSecretStoreCertificateAuthority.fromConfigMap(root, 'ca.crt');
 * const auth = KubernetesStoreAuth.serviceAccount({ serviceAccount });
 * new ExternalSecretStore(chart, 'Store', {
 *   provider: ExternalSecretStoreProvider.kubernetes({ remoteNamespaceName: 'shared', auth, certificateAuthority }),
 * });
 */
export class KubernetesStoreAuth {
  /**
   * Uses a service account, with a short-lived token. It needs `get` on the Secrets, and for `find` and PushSecret
   * more.
   */
  public static serviceAccount(serviceAccount: ExternalSecretStoreServiceAccount): KubernetesStoreAuth {
    return new KubernetesStoreAuth((context) => ({ serviceAccount: renderServiceAccount(context, serviceAccount) }));
  }

  /** Uses a bearer token in a native Secret. */
  public static unsafeToken(token: ExternalSecretStoreSecretKey): KubernetesStoreAuth {
    return new KubernetesStoreAuth((context) => ({ token: { bearerToken: renderSecretKey(context, token) } }));
  }

  /** Uses a client certificate whose private key is in a native Secret. The API server cannot revoke it. */
  public static unsafeClientCertificate(
    certificate: ExternalSecretStoreSecretKey, privateKey: ExternalSecretStoreSecretKey,
  ): KubernetesStoreAuth {
    return new KubernetesStoreAuth((context) => ({
      cert: { clientCert: renderSecretKey(context, certificate), clientKey: renderSecretKey(context, privateKey) },
    }));
  }

  private constructor(
    /** @internal */
    public readonly _render: (context: StoreContext) => object,
  ) {}
}
