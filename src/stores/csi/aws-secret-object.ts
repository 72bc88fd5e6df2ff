import { FileMode } from '../../mounts/file-mode';

/** Which service holds an object. */
export enum AwsObjectType {
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
   * Which service holds it. Required unless `objectName` is an ARN.
   *
   * @default - the service of the ARN
   */
  readonly objectType?: AwsObjectType;

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
   * Permission bits of the file. Files belong to root, and `fsGroup` does not reach them, so that a container that is not root
   * reads them by the bits for others only.
   *
   * @default FileMode.ALL_READ
   */
  readonly mode?: FileMode;

  /**
   * Values within a JSON secret, each written to a file of its own beside the whole.
   *
   * @default - none
   */
  readonly jmesPath?: AwsJmesPath[];

  /**
   * What to read in the failover region. Needs `fileName`, and `failoverRegion` of the provider.
   *
   * @default - the same name
   */
  readonly failoverObject?: AwsFailoverObject;
}

/** A value within a JSON secret. */
export interface AwsJmesPath {
  /** JMESPath expression. A key with other characters than letters, digits and `_` stands in double quotes. */
  readonly path: string;

  /** Path of the file, relative to the mount path. */
  readonly fileName: string;

  /**
   * Permission bits of the file.
   *
   * @default - the permission of the whole
   */
  readonly mode?: FileMode;
}

/** What to read in the failover region. */
export interface AwsFailoverObject {
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
