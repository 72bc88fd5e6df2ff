import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';

/** Algorithm and size of a private key. */
export enum CertificateKeyAlgorithm {
  /** RSA with 2048 bits, which every client reads. */
  RSA_2048 = 'RSA 2048',
  /** RSA with 3072 bits. */
  RSA_3072 = 'RSA 3072',
  /** RSA with 4096 bits: slow handshakes. */
  RSA_4096 = 'RSA 4096',
  /** ECDSA on the curve P-256: small and fast. */
  ECDSA_256 = 'ECDSA 256',
  /** ECDSA on the curve P-384. */
  ECDSA_384 = 'ECDSA 384',
  /** ECDSA on the curve P-521, which some clients do not read. */
  ECDSA_521 = 'ECDSA 521',
  /** Ed25519, which public authorities do not sign. */
  ED25519 = 'Ed25519',
}

/** What the key of a certificate may be used for. */
export enum CertificateUsage {
  /** Signatures of handshakes. */
  DIGITAL_SIGNATURE = 'digital signature',
  /** Exchange of keys in older handshakes with RSA. */
  KEY_ENCIPHERMENT = 'key encipherment',
  /** A TLS server shows it to its clients. */
  SERVER_AUTH = 'server auth',
  /** A client logs in with it. */
  CLIENT_AUTH = 'client auth',
}

/** Another form in which cert-manager writes the key or the chain. */
export enum CertificateFormat {
  /** The key `tls-combined.pem`: the private key and the chain in one file. */
  COMBINED_PEM = 'CombinedPEM',
  /** The key `key.der`: the private key in binary form. */
  DER = 'DER',
}

/** Form of a keystore of Java. */
export enum CertificateKeystoreFormat {
  /** The keys `keystore.jks` and `truststore.jks`. */
  JKS = 'jks',
  /** The keys `keystore.p12` and `truststore.p12`, encrypted as Java 8u301 and later reads it. */
  PKCS12 = 'pkcs12',
}

/** A keystore of Java beside the certificate. */
export interface CertificateKeystoreOptions {
  /** Form of the keystore. */
  readonly format: CertificateKeystoreFormat;

  /** The Secret with the password of the keystore, in the same namespace. */
  readonly passwordSecret: kplus.ISecret;

  /**
   * Key of the password in its Secret.
   *
   * @default password
   */
  readonly passwordKey?: string;

  /**
   * Name of the entry in the keystore, for `CertificateKeystoreFormat.JKS`.
   *
   * @default - `certificate`, that of cert-manager
   */
  readonly alias?: string;
}

/** Options for `SecretSource.certManager`. */
export interface CertManagerOptions {
  /**
   * Host names that the certificate is for; `*.` at the start takes any one label. Clients check these.
   *
   * @default - none; at least one name of any kind is required
   */
  readonly dnsNames?: string[];

  /**
   * IP addresses that the certificate is for.
   *
   * @default - none
   */
  readonly ipAddresses?: string[];

  /**
   * URIs that the certificate is for, such as `spiffe://example.com/shop`.
   *
   * @default - none
   */
  readonly uris?: string[];

  /**
   * Email addresses that the certificate is for.
   *
   * @default - none
   */
  readonly emailAddresses?: string[];

  /**
   * Common name of the subject, of at most 64 bytes. Clients check `dnsNames` in its place.
   *
   * @default - none
   */
  readonly commonName?: string;

  /**
   * Lifetime of the certificate to request: 1 hour or more. An issuer may give another one, as those of ACME do.
   *
   * @default - 90 days, the default of cert-manager
   */
  readonly duration?: Duration;

  /**
   * How long before its end the certificate is renewed: 5 minutes or more, and less than it lives. Pods have to use the
   * new one within this time.
   *
   * @default - a third of the lifetime
   */
  readonly renewBefore?: Duration;

  /**
   * Algorithm and size of the private key.
   *
   * @default CertificateKeyAlgorithm.RSA_2048
   */
  readonly keyAlgorithm?: CertificateKeyAlgorithm;

  /**
   * Keeps the private key at each renewal, for clients that pin it. A key that was read once is then good for ever.
   *
   * @default false - each renewal makes a new private key
   */
  readonly reuseKey?: boolean;

  /**
   * Uses of the key.
   *
   * @default - digital signature and key encipherment, with which a certificate serves servers and clients
   */
  readonly usages?: CertificateUsage[];

  /**
   * Adds `ca.crt`, and with keystores the truststore, to the keys. Set it for an issuer that gives its authority
   * (a CA, self-signed, Vault): with ACME the key is missing, and a mount of it keeps the pod from starting.
   *
   * @default false - the keys are `tls.crt`, `tls.key`, and those of keystores and formats
   */
  readonly withAuthority?: boolean;

  /**
   * Keystores of Java beside the certificate.
   *
   * @default - none
   */
  readonly keystores?: CertificateKeystoreOptions[];

  /**
   * Other forms of key and chain.
   *
   * @default - none
   */
  readonly additionalFormats?: CertificateFormat[];

  /**
   * Labels of the Secret.
   *
   * @default - none
   */
  readonly templateLabels?: { [name: string]: string };

  /**
   * Annotations of the Secret.
   *
   * @default - none
   */
  readonly templateAnnotations?: { [name: string]: string };
}
