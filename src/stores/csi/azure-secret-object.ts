import { CsiObjectEncoding } from './csi-object-encoding';
import { FileMode } from '../../mounts/file-mode';

/** What Key Vault holds. */
export enum AzureObjectType {
  /** A secret, and the private key together with the certificate of a certificate of the same name. */
  SECRET = 'secret',
  /** The public part of a key. */
  KEY = 'key',
  /** A certificate without its private key. */
  CERT = 'cert',
}

/** How a certificate is written. */
export enum AzureObjectFormat {
  /** PEM. */
  PEM = 'pem',
  /** PKCS #12. Only for the type secret. */
  PFX = 'pfx',
}

/** A secret, key or certificate, written to a file. */
export interface AzureCsiSecretObject {
  /** Name in the key vault. */
  readonly objectName: string;

  /** What it is. */
  readonly objectType: AzureObjectType;

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
   * How many versions to read, from the latest or `objectVersion` on. With more than one, the file name is a folder with files `0`, `1`, and so on,
   * `0` being the latest. A version that does not exist yet has no file.
   *
   * @default - one
   */
  readonly objectVersionHistory?: number;

  /**
   * How a certificate is written.
   *
   * @default AzureObjectFormat.PEM
   */
  readonly objectFormat?: AzureObjectFormat;

  /**
   * How Key Vault holds the secret. Only for the type secret.
   *
   * @default CsiObjectEncoding.UTF_8
   */
  readonly encoding?: CsiObjectEncoding;

  /**
   * Permission bits of the file. Files belong to root, and `fsGroup` does not reach them, so that a container that is not root
   * reads them by the bits for others only.
   *
   * @default FileMode.ALL_READ
   */
  readonly mode?: FileMode;
}
