import type * as kplus from 'cdk8s-plus-28';
import { namespaceField, StoreContext } from './store-context';
import { isAuthorityPem, NOT_AN_AUTHORITY } from '../../facts/external-secret-stores';

/**
 * Certificate authority that a store's server is verified against.
 *
 * @example
 * const root = kplus.ConfigMap.fromConfigMapName(chart, 'Root', 'kube-root-ca.crt');
 * new ExternalSecretStore(chart, 'Store', {
 *   provider: ExternalSecretStoreProvider.kubernetes({
 *     remoteNamespaceName: 'shared',
 *     auth: KubernetesStoreAuth.serviceAccount({ serviceAccount }),
 *     certificateAuthority: ExternalSecretStoreCertificateAuthority.fromConfigMap(root, 'ca.crt'),
 *   }),
 * });
 */
export class ExternalSecretStoreCertificateAuthority {
  /**
   * Uses certificates in PEM form, written into the manifest. They are public.
   *
   * @throws Error when it is not a PEM certificate, or holds a private key
   */
  public static fromPem(pem: string): ExternalSecretStoreCertificateAuthority {
    if (!isAuthorityPem(pem)) {
      throw new Error(NOT_AN_AUTHORITY);
    }
    return new ExternalSecretStoreCertificateAuthority(() => ({ caBundle: Buffer.from(pem).toString('base64') }));
  }

  /**
   * Uses certificates in a ConfigMap.
   *
   * @param configMapNamespaceName namespace of the ConfigMap; for a cluster-wide store only, which needs it
   */
  public static fromConfigMap(
    configMap: kplus.IConfigMap, key: string, configMapNamespaceName?: string,
  ): ExternalSecretStoreCertificateAuthority {
    return ExternalSecretStoreCertificateAuthority.fromObject('ConfigMap', configMap.name, key, configMapNamespaceName);
  }

  /**
   * Uses certificates in a Secret.
   *
   * @param secretNamespaceName namespace of the Secret; for a cluster-wide store only, which needs it
   */
  public static fromSecret(
    secret: kplus.ISecret, key: string, secretNamespaceName?: string,
  ): ExternalSecretStoreCertificateAuthority {
    return ExternalSecretStoreCertificateAuthority.fromObject('Secret', secret.name, key, secretNamespaceName);
  }

  private static fromObject(
    type: string, name: string, key: string, namespace?: string,
  ): ExternalSecretStoreCertificateAuthority {
    return new ExternalSecretStoreCertificateAuthority((context) =>
      ({ caProvider: { type, name, key, ...namespaceField(context, `${type} ${name}`, namespace) } }));
  }

  private constructor(
    /** @internal */
    public readonly _render: (context: StoreContext) => object,
  ) {}
}
