import { KubernetesStoreAuth } from './kubernetes-store-auth';
import { StoreCertificateAuthority } from './store-certificate-authority';

/** Secrets of a namespace, of this cluster or another one, that External Secrets reads. */
export interface KubernetesStoreOptions {
  /** Namespace of the Secrets. */
  readonly remoteNamespaceName: string;

  /** As whom External Secrets talks to the API server. */
  readonly auth: KubernetesStoreAuth;

  /** What the API server's certificate is verified against. For this cluster: key `ca.crt` of the ConfigMap `kube-root-ca.crt`. */
  readonly certificateAuthority: StoreCertificateAuthority;

  /**
   * URL of the API server.
   *
   * @default - this cluster's
   */
  readonly address?: string;
}
