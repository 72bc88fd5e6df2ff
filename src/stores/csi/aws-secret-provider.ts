import { ApiObjectMetadata } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { validateAwsRegion } from '../aws-region';
import { AwsCsiIdentity } from './aws-csi-identity';
import { AwsCsiSecretObject } from './aws-secret-object';
import { awsObjects, validateAwsObjects } from './aws-secret-objects';
import { CsiSecret } from './csi-secret';
import { yamlList } from './inline-yaml';
import { storeFiles } from './store-files';
import { named, quoted } from '../../redaction/quoted';

/** How pods of a workload read from AWS Secrets Manager and Systems Manager Parameter Store. */
export interface AwsSecretProviderProps {
  /** The service account that the IAM role trusts. Every pod that mounts these secrets runs under it. */
  readonly serviceAccount: kplus.IServiceAccount;

  /**
   * How the service account becomes an IAM role.
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
   * Region that is asked when the first one does not answer. Needs `region`.
   *
   * @default - none
   */
  readonly failoverRegion?: string;

  /**
   * Character that stands for a slash of an object's name in its file name. `'False'` keeps the slash: it makes folders, which works only where the
   * provider was installed with `driverWritesSecrets=true`.
   *
   * @default '_'
   */
  readonly pathTranslation?: string;
}

/** Which secrets and parameters become which files. */
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
 * Secrets of AWS Secrets Manager and parameters of Systems Manager Parameter Store as files, by the Secrets Store CSI driver.
 *
 * The role needs `secretsmanager:GetSecretValue` and `secretsmanager:DescribeSecret`, or `ssm:GetParameters`. The driver must
 * be installed with a token request for the audience of the identity. AWS charges for each call: where the driver rotates, AWS
 * advises a poll interval of an hour. Fargate has no DaemonSets and so no driver.
 *
 * This provider writes the files by itself, one after the other, so that a reader can see the new value of one beside the old value of another.
 * Installed with `driverWritesSecrets=true` it leaves that to the driver, which swaps all files at once.
 *
 * @see https://github.com/aws/secrets-store-csi-driver-provider-aws/blob/3.1.1/README.md
 * @example
 * const aws = new AwsSecretProvider(chart, 'Aws', { serviceAccount, region: 'eu-central-1' });
 * const database = aws.addSecret('Database', {
 *   objects: [{
 *     objectName: 'payments/db',
 *     objectType: AwsObjectType.SECRETS_MANAGER,
 *     jmesPath: [{ path: 'password', fileName: 'password' }],
 *   }],
 * });
 * new RotatingVolumeMount(chart, 'DatabaseFiles', { workload: api, source: database, mountPath: '/etc/secrets/db' });
 */
export class AwsSecretProvider extends Construct {
  private readonly props: AwsSecretProviderProps;
  private readonly identity: AwsCsiIdentity;

  public constructor(scope: Construct, id: string, props: AwsSecretProviderProps) {
    validateProps(`${scope.node.path}/${id}`, props);
    super(scope, id);
    this.props = props;
    this.identity = props.identity ?? AwsCsiIdentity.irsa();
    this.node.addValidation({ validate: () => this.identity._problems(this.node.path, props.serviceAccount) });
  }

  /**
   * Files with secrets and parameters. Each call is a SecretProviderClass of its own, so that a workload gets just what it mounts.
   *
   * @throws Error on two objects with one file name, and on whatever the provider would refuse at the first mount
   */
  public addSecret(id: string, options: AwsCsiSecretOptions): CsiSecret {
    const where = `${this.node.path}/${id}`;
    const { region, failoverRegion, pathTranslation, serviceAccount } = this.props;
    validateAwsObjects(where, options.objects, this.props);
    const objects = awsObjects(options.objects);
    return new CsiSecret(this, id, {
      provider: 'aws',
      serviceAccount,
      metadata: options.metadata,
      files: storeFiles('aws', objects, { pathTranslation }),
      parameters: {
        ...region !== undefined && { region },
        ...failoverRegion !== undefined && { failoverRegion },
        ...pathTranslation !== undefined && { pathTranslation },
        ...this.identity._parameters,
        objects: yamlList(where, objects),
      },
    });
  }
}

function validateProps(where: string, props: AwsSecretProviderProps): void {
  const { region, failoverRegion, pathTranslation } = props;
  for (const name of [region, failoverRegion]) {
    if (name !== undefined) validateAwsRegion(where, name);
  }
  if (failoverRegion !== undefined && region === undefined) {
    throw new Error(`${where}: failoverRegion ${named(failoverRegion)} needs region: without it the region of the ` +
      'node counts, which may be the same');
  }
  if (failoverRegion !== undefined && failoverRegion === region) {
    throw new Error(`${where}: failoverRegion is the region itself, ${named(region)}; name another one`);
  }
  if (pathTranslation !== undefined && pathTranslation.toLowerCase() !== 'false' && (pathTranslation.length !== 1 || /[^!-.0-~]/.test(pathTranslation))) {
    throw new Error(`${where}: pathTranslation ${quoted(pathTranslation)} is neither 'False' nor one character that ` +
      'a file name can have');
  }
}
