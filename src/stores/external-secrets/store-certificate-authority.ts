import type * as kplus from 'cdk8s-plus-28';
import { namespaceOf, StoreContext } from './store-context';

/**
 * The certificate authority that a store's server is verified against.
 *
 * @example
 * const root = kplus.ConfigMap.fromConfigMapName(chart, 'Root', 'kube-root-ca.crt');
 * new ExternalSecretStore(chart, 'Store', {
 *   provider: ExternalSecretStoreProvider.kubernetes({
 *     remoteNamespaceName: 'shared',
 *     auth: KubernetesStoreAuth.serviceAccount({ serviceAccount }),
 *     certificateAuthority: StoreCertificateAuthority.fromConfigMap(root, 'ca.crt'),
 *   }),
 * });
 */
export class StoreCertificateAuthority {
  /**
   * Certificates in PEM form, written into the manifest. They are public.
   *
   * @throws Error when it is no PEM certificate, or holds a private key
   */
  public static fromPem(pem: string): StoreCertificateAuthority {
    if (!pem.includes('-----BEGIN CERTIFICATE-----') || pem.includes('PRIVATE KEY')) {
      throw new Error('a certificate authority is given that is not a PEM certificate; it begins with -----BEGIN CERTIFICATE----- and has no private key');
    }
    return new StoreCertificateAuthority(() => ({ caBundle: Buffer.from(pem).toString('base64') }));
  }

  /**
   * Certificates in a ConfigMap.
   *
   * @param objectNamespaceName namespace of the ConfigMap; for a cluster-wide store only, which needs it
   */
  public static fromConfigMap(configMap: kplus.IConfigMap, key: string, objectNamespaceName?: string): StoreCertificateAuthority {
    return StoreCertificateAuthority.fromObject('ConfigMap', configMap.name, key, objectNamespaceName);
  }

  /**
   * Certificates in a Secret.
   *
   * @param objectNamespaceName namespace of the Secret; for a cluster-wide store only, which needs it
   */
  public static fromSecret(secret: kplus.ISecret, key: string, objectNamespaceName?: string): StoreCertificateAuthority {
    return StoreCertificateAuthority.fromObject('Secret', secret.name, key, objectNamespaceName);
  }

  private static fromObject(type: string, name: string, key: string, namespace?: string): StoreCertificateAuthority {
    return new StoreCertificateAuthority((context) => ({ caProvider: { type, name, key, ...namespaceOf(context, `${type} ${name}`, namespace) } }));
  }

  private constructor(
    /** @internal */
    public readonly _render: (context: StoreContext) => object,
  ) {}
}
