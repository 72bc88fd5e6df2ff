import { Duration } from 'cdk8s';

/** Options for `MountSource.serviceAccountToken`. */
export interface ServiceAccountTokenOptions {
  /**
   * Path of the file, relative to the mount path.
   *
   * @default token
   */
  readonly fileName?: string;

  /**
   * How long a token is valid: at least 10 minutes. The kubelet writes a new one when 80 % of the time or 24 hours have
   * passed.
   *
   * @default Duration.hours(1)
   */
  readonly expiration?: Duration;
}

/** Type of the private key of a pod certificate. */
export enum PodCertificateKeyType {
  /** RSA with 3072 bits. */
  RSA_3072 = 'RSA3072',
  /** RSA with 4096 bits. */
  RSA_4096 = 'RSA4096',
  /** ECDSA on the curve P-256. */
  ECDSA_256 = 'ECDSAP256',
  /** ECDSA on the curve P-384. */
  ECDSA_384 = 'ECDSAP384',
  /** ECDSA on the curve P-521. */
  ECDSA_521 = 'ECDSAP521',
  /** Ed25519. */
  ED25519 = 'ED25519',
}

/** Options for `MountSource.podCertificate`. */
export interface PodCertificateOptions {
  /**
   * Type of the private key, which the kubelet makes on the node.
   *
   * @default PodCertificateKeyType.ECDSA_256
   */
  readonly keyType?: PodCertificateKeyType;

  /**
   * Path of the file with the private key and the certificate chain, relative to the mount path. A program that reads
   * one file never gets a key of one certificate and the chain of another.
   *
   * @default credentialbundle.pem
   */
  readonly fileName?: string;

  /**
   * Longest lifetime to request: from 1 hour to 91 days, and at most 24 hours from a signer of `kubernetes.io`. The
   * signer may issue a shorter one. The kubelet renews the certificate before its end.
   *
   * @default Duration.hours(24)
   */
  readonly maxExpiration?: Duration;
}

/** Options for `MountSource.clusterTrustBundle`. */
export interface ClusterTrustBundleOptions {
  /**
   * Path of the file with the certificates of the authorities, relative to the mount path.
   *
   * @default ca.crt
   */
  readonly fileName?: string;
}

/** Options for `MountSource.clusterTrustBundlesOf`. */
export interface SignerTrustBundleOptions extends ClusterTrustBundleOptions {
  /**
   * Labels that the bundles of the signer must have.
   *
   * @default - none: all bundles of the signer, in one file
   */
  readonly matchLabels?: { [name: string]: string };
}

/** When the kubelet pulls the image of a volume. */
export enum ImageVolumePullPolicy {
  /** Each time that a pod starts. */
  ALWAYS = 'Always',
  /** Where the node does not have it. */
  IF_NOT_PRESENT = 'IfNotPresent',
  /** Never: the node must have it. */
  NEVER = 'Never',
}

/** Options for `MountSource.image`. */
export interface ImageMountOptions {
  /**
   * When the image is pulled.
   *
   * @default - `IfNotPresent`, or `Always` for the tag `latest`
   */
  readonly pullPolicy?: ImageVolumePullPolicy;

  /**
   * Accepts a reference without a digest. A tag may be moved, so that two pods of one release have different files.
   *
   * @default false - the reference ends in `@sha256:…`
   */
  readonly acceptTag?: boolean;
}
