import { ApiObjectMetadata } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { AwsCsiIdentity } from './aws-csi-identity';
import { AwsCsiSecretObject } from './aws-secret-object';
import { CsiSecret } from './csi-secret';
import { yamlList } from './inline-yaml';
import { providerClassProps } from './provider-class';
import { awsParameterFaults, awsParameterIdle } from '../../facts/secrets-store-aws';
import { FileMode } from '../../mounts/file-mode';
import { quoted } from '../../redaction/quoted';
import { refuse } from '../refuse';
import { refuseDefaultAccount } from '../service-accounts';

/** Access of pods to AWS Secrets Manager and Systems Manager Parameter Store. */
export interface AwsSecretProviderProps {
  /** Service account that the IAM role trusts. Every pod that mounts these secrets runs under it. */
  readonly serviceAccount: kplus.IServiceAccount;

  /**
   * How the service account gets its IAM role.
   *
   * @default AwsCsiIdentity.irsa() - the service account has the annotation `eks.amazonaws.com/role-arn`
   */
  readonly identity?: AwsCsiIdentity;

  /**
   * Region of the secrets.
   *
   * @default - the region in the labels of the node, which costs API calls at each mount
   */
  readonly region?: string;

  /**
   * Region to read when the first one does not respond. Needs `region`.
   *
   * @default - none
   */
  readonly failoverRegion?: string;

  /**
   * Character that replaces a slash of an object's name in its file name. `'False'` keeps the slash: it makes folders,
   * which works only where the provider was installed with `driverWritesSecrets=true`.
   *
   * @default '_'
   */
  readonly pathTranslation?: string;
}

/** Secrets and parameters, and their files. */
export interface AwsCsiSecretOptions {
  /** The objects. */
  readonly objects: AwsCsiSecretObject[];

  /**
   * Name, labels and annotations of the SecretProviderClass.
   *
   * @default - a generated name
   */
  readonly metadata?: ApiObjectMetadata;
}

/**
 * Secrets of AWS Secrets Manager and parameters of Systems Manager Parameter Store as files, by the Secrets Store CSI
 * driver.
 *
 * The role needs `secretsmanager:GetSecretValue` and `secretsmanager:DescribeSecret`, or `ssm:GetParameters`. The
 * driver must be installed with a token request for the audience of the identity. AWS charges for each call: where the
 * driver rotates, AWS advises a poll interval of an hour. Fargate has no DaemonSets and so no driver.
 *
 * This provider writes the files itself, one after the other, so that a reader can see the new value of one beside the
 * old value of another. Installed with `driverWritesSecrets=true` it leaves that to the driver, which swaps all files
 * at once.
 *
 * @see https://github.com/aws/secrets-store-csi-driver-provider-aws/blob/3.1.1/README.md
 * @example
 * const aws = new AwsSecretProvider(chart, 'Aws', { serviceAccount, region: 'eu-central-1' });
 * const database = aws.addSecret('Database', {
 *   objects: [{
 *     objectName: 'payments/db',
 *     objectType: AwsCsiObjectType.SECRETS_MANAGER,
 *     jmesPath: [{ path: 'password', fileName: 'password' }],
 *   }],
 * });
 * new RotatingVolumeMount(chart, 'DatabaseFiles', {
 *   workload: api, source: database, mountPath: '/etc/secrets/db', reload: ReloadStrategy.inProcess(),
 * });
 */
export class AwsSecretProvider extends Construct {
  private readonly serviceAccount: kplus.IServiceAccount;
  private readonly parameters: { readonly [name: string]: string | undefined };

  /**
   * @throws Error when a region or `pathTranslation` is invalid, the regions do not fit together, or the service
   * account is the namespace's `default`
   */
  public constructor(scope: Construct, id: string, props: AwsSecretProviderProps) {
    validate(`${scope.node.path}/${id}`, props);
    super(scope, id);
    const { serviceAccount, region, failoverRegion, pathTranslation, identity = AwsCsiIdentity.irsa() } = props;
    this.serviceAccount = serviceAccount;
    this.parameters = { region, failoverRegion, pathTranslation, ...identity._parameters };
    this.node.addValidation({
      validate: () => [identity._fault(this.node.path, serviceAccount) ?? []].flat(),
    });
  }

  /**
   * Adds files with secrets and parameters. Each call makes a SecretProviderClass, so that a workload gets just what it
   * mounts.
   *
   * @throws Error when two objects have one file name, and on whatever the provider would refuse at the first mount
   */
  public addSecret(id: string, options: AwsCsiSecretOptions): CsiSecret {
    const constructPath = `${this.node.path}/${id}`;
    validateObjects(constructPath, options.objects);
    const objects = options.objects.map(objectOf);
    return new CsiSecret(this, id, providerClassProps(constructPath, {
      provider: 'aws',
      objects,
      parameters: this.parameters,
      text: yamlList(constructPath, objects),
      serviceAccount: this.serviceAccount,
      metadata: options.metadata,
    }));
  }
}

/** The object in the provider's notation. */
function objectOf({ fileName, mode, jmesPath, failoverObject, ...object }: AwsCsiSecretObject): object {
  return {
    objectName: object.objectName,
    objectType: object.objectType,
    objectAlias: fileName,
    objectVersion: object.objectVersion,
    objectVersionLabel: object.objectVersionLabel,
    filePermission: (mode ?? FileMode.ALL_READ).toString(),
    jmesPath: jmesPath?.map((entry) =>
      ({ path: entry.path, objectAlias: entry.fileName, filePermission: entry.mode?.toString() })),
    failoverObject: failoverObject && {
      objectName: failoverObject.objectName,
      objectVersion: failoverObject.objectVersion,
      objectVersionLabel: failoverObject.objectVersionLabel,
    },
  };
}

function validate(constructPath: string, props: AwsSecretProviderProps): void {
  const { region, failoverRegion, pathTranslation } = props;
  const parameters = { region, failoverRegion, pathTranslation };
  const empty = Object.entries(parameters).find(([, value]) => value === '');
  if (empty !== undefined) {
    throw new Error(`${constructPath}: ${empty[0]} is empty; leave it out for the default`);
  }
  refuse(constructPath, [...awsParameterFaults(parameters), ...awsParameterIdle(parameters)]);
  refuseDefaultAccount(constructPath, props.serviceAccount);
}

/** An empty text is one that is not given, to the provider. */
function validateObjects(constructPath: string, objects: readonly AwsCsiSecretObject[]): void {
  for (const { objectName, fileName, failoverObject } of objects) {
    if (fileName === '') {
      throw new Error(`${constructPath}: a file name of ${quoted(objectName)} is empty; name a file`);
    }
    if (failoverObject?.objectName === '') {
      throw new Error(`${constructPath}: an objectName is empty; name a secret or a parameter`);
    }
  }
}
