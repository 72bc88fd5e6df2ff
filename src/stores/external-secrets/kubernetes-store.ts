import { KubernetesStoreAuth } from './kubernetes-store-auth';
import { ExternalSecretStoreCertificateAuthority } from './store-certificate-authority';

/** Secrets of a namespace, of this cluster or another one, that External Secrets reads. */
export interface KubernetesStoreOptions {
  /** Namespace of the Secrets. */
  readonly remoteNamespaceName: string;

  /** Identity that External Secrets uses to authenticate. */
  readonly auth: KubernetesStoreAuth;

  /**
   * Certificate authority that the API server's certificate is verified against. For this cluster: key `ca.crt` of the
   * ConfigMap `kube-root-ca.crt`.
   */
  readonly certificateAuthority: ExternalSecretStoreCertificateAuthority;

  /**
   * Address of the API server, as a URL.
   *
   * @default - this cluster's
   */
  readonly address?: string;
}
