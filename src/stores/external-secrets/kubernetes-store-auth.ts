import { renderSecretKey, renderServiceAccount, StoreContext } from './store-context';
import { StoreSecretKey, StoreServiceAccount } from './store-references';

/**
 * As whom External Secrets talks to a Kubernetes API server.
 *
 * @example
 * const root = kplus.ConfigMap.fromConfigMapName(chart, 'Root', 'kube-root-ca.crt');
 * const certificateAuthority = StoreCertificateAuthority.fromConfigMap(root, 'ca.crt');
 * const auth = KubernetesStoreAuth.serviceAccount({ serviceAccount });
 * new ExternalSecretStore(chart, 'Store', { provider: ExternalSecretStoreProvider.kubernetes({ remoteNamespaceName: 'shared', auth, certificateAuthority }) });
 */
export class KubernetesStoreAuth {
  /** As a service account, with a short-lived token. It needs `get` on the Secrets, and for `find` and PushSecret more. */
  public static serviceAccount(serviceAccount: StoreServiceAccount): KubernetesStoreAuth {
    return new KubernetesStoreAuth((context) => ({ serviceAccount: renderServiceAccount(context, serviceAccount) }));
  }

  /** With a bearer token in a native Secret. */
  public static unsafeToken(token: StoreSecretKey): KubernetesStoreAuth {
    return new KubernetesStoreAuth((context) => ({ token: { bearerToken: renderSecretKey(context, token) } }));
  }

  /** With a client certificate whose private key is in a native Secret. The API server cannot revoke it. */
  public static unsafeClientCertificate(certificate: StoreSecretKey, privateKey: StoreSecretKey): KubernetesStoreAuth {
    return new KubernetesStoreAuth((context) => ({
      cert: { clientCert: renderSecretKey(context, certificate), clientKey: renderSecretKey(context, privateKey) },
    }));
  }

  private constructor(
    /** @internal */
    public readonly _render: (context: StoreContext) => object,
  ) {}
}
