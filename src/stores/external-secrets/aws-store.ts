import { Duration } from 'cdk8s';
import { AwsStoreAuth } from './aws-store-auth';

/** Service of AWS that External Secrets reads from. */
export enum AwsStoreService {
  /** AWS Secrets Manager. */
  SECRETS_MANAGER = 'SecretsManager',
  /** Systems Manager Parameter Store. */
  PARAMETER_STORE = 'ParameterStore',
  /** AWS Certificate Manager. */
  CERTIFICATE_MANAGER = 'CertificateManager',
}

/** Which tags a session of AWS gets from External Secrets, for IAM policies that tell namespaces apart. */
export enum AwsSessionTagsPolicy {
  /** None: `sessionTags` are all. */
  NONE = 'None',
  /** `esoNamespace`, `esoStoreName` and `esoStoreKind`, beside `sessionTags`. */
  SIMPLE = 'Simple',
}

/** Secrets of AWS that External Secrets reads. */
export interface AwsStoreOptions {
  /** Service of AWS. */
  readonly service: AwsStoreService;

  /** Region. */
  readonly region: string;

  /** As whom External Secrets talks to AWS. */
  readonly auth: AwsStoreAuth;

  /**
   * ARN of an IAM role that is assumed after the log-in.
   *
   * @default - none
   */
  readonly role?: string;

  /**
   * ARNs of IAM roles that are assumed one after the other before `role`.
   *
   * @default - none
   */
  readonly additionalRoles?: string[];

  /**
   * External id, for assuming `role`.
   *
   * @default - none
   */
  readonly externalId?: string;

  /**
   * Tags of the session, for assuming `role`.
   *
   * @default - none
   */
  readonly sessionTags?: { [key: string]: string };

  /**
   * Keys of session tags that go on to the next role.
   *
   * @default - none
   */
  readonly transitiveTagKeys?: string[];

  /**
   * Which tags External Secrets adds by itself, for assuming `role`.
   *
   * @default AwsSessionTagsPolicy.NONE
   */
  readonly sessionTagsPolicy?: AwsSessionTagsPolicy;

  /**
   * What every name in AWS begins with. It keeps stores of teams apart only as far as the IAM role does.
   *
   * @default - none
   */
  readonly prefix?: string;

  /**
   * How long Secrets Manager keeps a secret that a PushSecret deletes: 7 to 30 days.
   *
   * @default - 30 days
   */
  readonly recoveryWindow?: Duration;

  /**
   * Has a secret that a PushSecret deletes vanish at once, without a way back.
   *
   * @default false
   */
  readonly unsafeDeleteWithoutRecovery?: boolean;
}
