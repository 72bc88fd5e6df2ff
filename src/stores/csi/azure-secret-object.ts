import { CsiObjectEncoding } from './csi-object-encoding';
import { FileMode } from '../../mounts/file-mode';

/** Type of an object in Key Vault. */
export enum AzureCsiObjectType {
  /** A secret, and the private key together with the certificate of a certificate of the same name. */
  SECRET = 'secret',
  /** The public part of a key. */
  KEY = 'key',
  /** A certificate without its private key. */
  CERT = 'cert',
}

/** Format of a certificate in a file. */
export enum AzureCsiObjectFormat {
  /** PEM. */
  PEM = 'pem',
  /** PKCS #12. Only for the type secret. */
  PFX = 'pfx',
}

/** A secret, key or certificate, written to a file. */
export interface AzureCsiSecretObject {
  /** Name in the key vault. */
  readonly objectName: string;

  /** Type in the key vault. */
  readonly objectType: AzureCsiObjectType;

  /**
   * Path of the file, relative to the mount path.
   *
   * @default - the name of the object
   */
  readonly fileName?: string;

  /**
   * Version to read.
   *
   * @default - the latest
   */
  readonly objectVersion?: string;

  /**
   * Number of versions to read, from the latest or `objectVersion` on. With more than one, the file name is a folder
   * with files `0`, `1`, and so on, `0` being the latest. A version that does not exist yet has no file.
   *
   * @default - one
   */
  readonly objectVersionHistory?: number;

  /**
   * Format of a certificate.
   *
   * @default AzureCsiObjectFormat.PEM
   */
  readonly objectFormat?: AzureCsiObjectFormat;

  /**
   * How Key Vault holds the secret. Only for the type secret.
   *
   * @default CsiObjectEncoding.UTF_8
   */
  readonly encoding?: CsiObjectEncoding;

  /**
   * Permission bits of the file. Files belong to root, and `fsGroup` does not reach them, so that a container that is
   * not root reads them by the bits for others only.
   *
   * @default FileMode.ALL_READ
   */
  readonly mode?: FileMode;
}
