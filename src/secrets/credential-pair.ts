import { ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { CredentialPairSource } from './credential-pair-source';
import { SecureSecret } from './secure-secret';
import { listed, quoted } from '../redaction/quoted';
import { constructPathOf } from '../workload/construct-path';

/** Properties for `CredentialPair`. */
export interface CredentialPairProps {
  /** Where both credentials come from. */
  readonly source: CredentialPairSource;

  /**
   * What one credential consists of. Each field is a key of the Secret, with the current value.
   *
   * @default ['username', 'password']
   */
  readonly fields?: string[];

  /**
   * What the key with the previous value of a field begins with: `previous-password` beside `password`.
   *
   * @default 'previous-'
   */
  readonly previousPrefix?: string;

  /**
   * Metadata of the object that is emitted.
   *
   * @default - a generated name, in the namespace and with the labels of the chart
   */
  readonly metadata?: ApiObjectMetadata;
}

/**
 * The current and the previous credential in one Secret. A client tries the current one, then the previous one, and so
 * logs in at every moment of a rotation, whichever of the two the server takes.
 *
 * All keys are in one object: whatever writes it replaces them together, and the kubelet swaps the files of a volume in
 * one step. A pair in two Secrets, or in two volumes, has moments in which both halves are the old or the new one. Do
 * not use `envValue`: a variable keeps both values until the container starts again.
 *
 * The trade-off: whoever reads the Secret has two credentials, and the previous one has to be revoked all the same,
 * once no process can have it as its only one. The programs of `examples/payments/clients` are clients of a pair in
 * JavaScript, Python, Go and Java.
 *
 * @see https://github.com/cdk8s-strongbox/cdk8s-strongbox/blob/main/docs/rotating.md
 * @example
 * const database = new CredentialPair(chart, 'Database', {
 *   source: CredentialPairSource.awsVersions(ExternalSecretStore.fromName('aws'), { path: 'payments/db' }),
 * });
 * new RotatingVolumeMount(chart, 'DatabaseFiles', {
 *   workload: api, source: database, mountPath: '/etc/secrets/db', reload: ReloadStrategy.inProcess(),
 * });
 */
export class CredentialPair extends SecureSecret {
  /** What one credential consists of. */
  public readonly fields: string[];

  private readonly previousPrefix: string;

  /**
   * @throws Error when a field is named twice, is a key of the previous credential too, or is not a valid key, or the
   * source does not have all keys of the pair
   */
  public constructor(scope: Construct, id: string, props: CredentialPairProps) {
    const constructPath = constructPathOf(scope, id);
    const { source, fields = ['username', 'password'], previousPrefix = 'previous-', metadata } = props;
    if (typeof source?._secretSource !== 'function') {
      throw new Error(`${constructPath}: the source is not a CredentialPairSource; give one such as `
        + 'CredentialPairSource.of(SecretSource.existing(\'db\'))');
    }
    if (fields.length === 0) {
      throw new Error(`${constructPath}: \`fields\` is empty; name at least one field`);
    }
    if (previousPrefix === '') {
      throw new Error(`${constructPath}: \`previousPrefix\` is empty, so that both credentials have the same keys`);
    }
    const keys = [...fields, ...fields.map((field) => `${previousPrefix}${field}`)];
    const twice = keys.find((key, index) => keys.indexOf(key) !== index);
    if (twice !== undefined) {
      throw new Error(`${constructPath}: the pair has the key ${quoted(twice)} twice: \`fields\` has `
        + `${listed(fields)}, and the previous values begin with ${quoted(previousPrefix)}`);
    }
    super(scope, id, { source: source._secretSource({ constructPath, fields, previousPrefix }), keys, metadata });
    this.fields = [...fields];
    this.previousPrefix = previousPrefix;
  }

  /**
   * The key with the current value of a field.
   *
   * @throws Error when the credential does not have the field
   */
  public currentKey(field: string): string {
    if (!this.fields.includes(field)) {
      throw new Error(`${this.node.path}: the credential has no field ${quoted(field)}; it has ${listed(this.fields)}`);
    }
    return field;
  }

  /**
   * The key with the previous value of a field.
   *
   * @throws Error when the credential does not have the field
   */
  public previousKey(field: string): string {
    return `${this.previousPrefix}${this.currentKey(field)}`;
  }
}
