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

/** Tags that External Secrets adds to a session of AWS, for IAM policies that tell namespaces apart. */
export enum AwsStoreSessionTagsPolicy {
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

  /** Identity that External Secrets uses to authenticate. */
  readonly auth: AwsStoreAuth;

  /**
   * ARN of an IAM role to assume after the login.
   *
   * @default - none
   */
  readonly role?: string;

  /**
   * ARNs of IAM roles to assume one after the other before `role`.
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
   * Tags that External Secrets adds automatically, for assuming `role`.
   *
   * @default AwsStoreSessionTagsPolicy.NONE
   */
  readonly sessionTagsPolicy?: AwsStoreSessionTagsPolicy;

  /**
   * Prefix of every name in AWS. It keeps stores of teams apart only as far as the IAM role does.
   *
   * @default - none
   */
  readonly prefix?: string;

  /**
   * Time for which Secrets Manager keeps a secret that a PushSecret deletes: 7 to 30 days.
   *
   * @default - 30 days
   */
  readonly recoveryWindow?: Duration;

  /**
   * Deletes a secret that a PushSecret deletes at once, without recovery.
   *
   * @default false
   */
  readonly unsafeDeleteWithoutRecovery?: boolean;
}
