import { CLUSTER_ISSUER, ISSUER } from '../facts/api-kinds';

/** Options for `CertificateIssuer.external`. */
export interface ExternalIssuerOptions {
  /** Kind of the issuer, such as `AWSPCAClusterIssuer`. */
  readonly kind: string;

  /** API group of the kind, such as `awspca.cert-manager.io`. */
  readonly group: string;
}

/** Who signs a certificate: an issuer that cert-manager knows, by its name. It is not made here. */
export class CertificateIssuer {
  /**
   * An `Issuer` in the namespace of the Secret.
   *
   * @param name name of the Issuer
   */
  public static namespaced(name: string): CertificateIssuer {
    return new CertificateIssuer(name, ISSUER.kind, ISSUER.group);
  }

  /**
   * A `ClusterIssuer`, which signs for every namespace.
   *
   * @param name name of the ClusterIssuer
   */
  public static clusterWide(name: string): CertificateIssuer {
    return new CertificateIssuer(name, CLUSTER_ISSUER.kind, CLUSTER_ISSUER.group);
  }

  /**
   * An issuer of another controller, such as that of a cloud.
   *
   * @param name name of the issuer
   * @see https://cert-manager.io/docs/configuration/issuers/
   */
  public static external(name: string, options: ExternalIssuerOptions): CertificateIssuer {
    return new CertificateIssuer(name, options.kind, options.group);
  }

  private constructor(
    /** Name of the issuer. */
    public readonly name: string,
    /** Kind of the issuer. */
    public readonly kind: string,
    /** API group of the kind. */
    public readonly group: string,
  ) {}
}
