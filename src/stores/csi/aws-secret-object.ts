import { FileMode } from '../../mounts/file-mode';

/** Service of AWS that holds an object. */
export enum AwsCsiObjectType {
  /** AWS Secrets Manager. */
  SECRETS_MANAGER = 'secretsmanager',
  /** Systems Manager Parameter Store. */
  SSM_PARAMETER = 'ssmparameter',
}

/** A secret or parameter, written to a file. */
export interface AwsCsiSecretObject {
  /** Name or ARN of the secret, or name of the parameter. */
  readonly objectName: string;

  /**
   * Service that holds it. Required unless `objectName` is an ARN.
   *
   * @default - the service of the ARN
   */
  readonly objectType?: AwsCsiObjectType;

  /**
   * Path of the file, relative to the mount path.
   *
   * @default - the name of the object, with `pathTranslation`
   */
  readonly fileName?: string;

  /**
   * Version to read. A parameter has either this or a label.
   *
   * @default - the latest
   */
  readonly objectVersion?: string;

  /**
   * Label of the version to read, such as `AWSPREVIOUS`.
   *
   * @default - the latest
   */
  readonly objectVersionLabel?: string;

  /**
   * Permission bits of the file. Files belong to root, and `fsGroup` does not reach them, so that a container that is
   * not root reads them by the bits for others only.
   *
   * @default FileMode.ALL_READ
   */
  readonly mode?: FileMode;

  /**
   * Values within a JSON secret, each written to a file beside that of the whole.
   *
   * @default - none
   */
  readonly jmesPath?: AwsCsiJmesPath[];

  /**
   * Object to read in the failover region. Needs `fileName`, and `failoverRegion` of the provider.
   *
   * @default - the same name
   */
  readonly failoverObject?: AwsCsiFailoverObject;
}

/** A value within a JSON secret. */
export interface AwsCsiJmesPath {
  /** JMESPath expression. A key with other characters than letters, digits and `_` is in double quotes. */
  readonly path: string;

  /** Path of the file, relative to the mount path. */
  readonly fileName: string;

  /**
   * Permission bits of the file.
   *
   * @default - the mode of the whole
   */
  readonly mode?: FileMode;
}

/** An object to read in the failover region. */
export interface AwsCsiFailoverObject {
  /** Name or ARN of the secret, or name of the parameter. */
  readonly objectName: string;

  /**
   * Version to read: the same as that of the first region.
   *
   * @default - the latest
   */
  readonly objectVersion?: string;

  /**
   * Label of the version to read.
   *
   * @default - the latest
   */
  readonly objectVersionLabel?: string;
}
