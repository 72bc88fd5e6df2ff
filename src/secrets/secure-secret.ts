import { ApiObjectMetadata, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { BoundSecret, SecretRequest } from './secret-binding';
import { SecretSource } from './secret-source';
import { SecretType } from './secret-type';
import { validateAnnotations, validateKeys } from '../data/data-rules';
import { NamedObject } from '../data/named-object';
import { namespaceOf, validateName, validateNamespace } from '../data/object-names';
import { PrunePolicy, pruneAnnotations, VersionPruning } from '../data/prune-policy';
import { refuseCredentialsInMetadata } from '../data/written-credentials';
import { SECRET } from '../facts/api-kinds';
import { isNamedByContent } from '../facts/content-names';
import { IMountable, MountSource } from '../mounts/mount-source';
import { listed, named, quoted } from '../redaction/quoted';
import { constructPathOf } from '../workload/construct-path';
import { orderForPods } from '../workload/emission-order';
import { refuseKeptJobs } from '../workload/kept-jobs';

/** Properties for `SecureSecret`. */
export interface SecureSecretProps {
  /** Where the values come from. */
  readonly source: SecretSource;

  /**
   * Keys that the Secret has. Asking for any other key later is an error at construction. Name them for a type whose
   * Secret has more or fewer keys than the type names: `ca.crt` beside a certificate, a password without a username.
   *
   * @default - the keys that the source knows, or else those that the type names: `tls.crt` and `tls.key`,
   * `.dockerconfigjson`, `.dockercfg`, `username` and `password`, `ssh-privatekey`, `token-id` and `token-secret`;
   * required for a source that knows none and a type that names none, such as `existing` and `SecretType.OPAQUE`
   */
  readonly keys?: string[];

  /**
   * Type of the Secret. Its required keys must be there, and values that are known at synth must be what the type
   * promises: a TLS key that belongs to its certificate, a docker config that the kubelet can read.
   *
   * @default - that of the source, where it makes one type only (`certManager`); else SecretType.OPAQUE
   */
  readonly secretType?: SecretType;

  /**
   * Whether the content can never change under this name. The API server then refuses a change, the kubelet stops
   * watching it, and a new value needs a new Secret. The name then ends in a content hash, so that a change makes that
   * new Secret and rolls whoever names it. Two keep their name and need another one to change: a sealed Secret of
   * strict scope, whose ciphertext was made for it, and a generated one, whose value does not depend on its settings.
   *
   * For an existing Secret this says what is known about it.
   *
   * @default - true for `generated` and `unsafeInline`, except for a bootstrap token; false for other sources
   */
  readonly immutable?: boolean;

  /**
   * Metadata of the object that is emitted, and of a generator that is emitted with it. With an immutable Secret,
   * `name` is the part of the name before the content hash.
   *
   * @default - a generated name, in the namespace and with the labels of the chart
   */
  readonly metadata?: ApiObjectMetadata;

  /**
   * What Argo CD and Flux do with this version when a later one has taken its place. Pods that still name it cannot
   * start once it is deleted. For a Secret whose name ends in a content hash.
   *
   * @default - that of `VersionPruning.set`, else PrunePolicy.DELETE: as the tool does
   */
  readonly prunePolicy?: PrunePolicy;
}

/**
 * A Secret with known keys, wherever its values come from.
 *
 * It mounts with `RotatingVolumeMount`, and goes wherever cdk8s-plus takes an `ISecret`. The values are never in the
 * construct tree, in an error or in a log.
 *
 * It has no `permissions`: those of cdk8s-plus allow `list` and `watch`. Use `LeastPrivilegeSecretReader` for code that
 * reads the Secret through the API; a pod that mounts it needs no permission at all.
 *
 * @example
 * const database = new SecureSecret(chart, 'Database', {
 *   keys: ['username', 'password'],
 *   source: SecretSource.existing('payments-db'),
 * });
 * new RotatingVolumeMount(chart, 'DatabaseFiles', { workload: api, source: database, mountPath: '/etc/secrets/db' });
 */
export class SecureSecret extends NamedObject implements kplus.ISecret, IMountable {
  /** Keys of the Secret. */
  public readonly keys: string[];

  /** Whether the content can never change under this name. */
  public readonly immutable: boolean;

  private readonly rotation: { readonly rotatedBy?: string; readonly restartedBy?: string };

  private readonly variableFaults: ReadonlyMap<string, string>;

  /**
   * @throws Error when a key, the name, the size or a value is not what the API server, the type or the source allows
   */
  public constructor(scope: Construct, id: string, props: SecureSecretProps) {
    const constructPath = constructPathOf(scope, id);
    refuseWrongTypes(constructPath, props);
    const type = typeOf(constructPath, props);
    const namespace = namespaceOf(scope, props.metadata);
    if (namespace !== undefined) {
      validateNamespace(constructPath, namespace);
    }
    const keys = keysOf(constructPath, props, type);
    type._checkKeys(constructPath, keys);

    const secret = bind(props, {
      place: { scope, id },
      constructPath,
      keys,
      type,
      immutable: props.immutable,
      metadata: props.metadata,
      namespace,
    });
    validateName(constructPath, secret.name);
    refuseCredentialsInMetadata(constructPath, props.metadata);
    validateAnnotations(constructPath, props.metadata?.annotations);
    type._checkPlace(constructPath, secret.name, secret.namespace);

    super({ scope, id }, { kind: SECRET, name: secret.name, namespaceName: secret.namespace });
    this.keys = keys;
    this.immutable = secret.immutable;
    this.rotation = { rotatedBy: secret.rotatedBy, restartedBy: secret.restartedBy };
    this.variableFaults = secret.variableFaults ?? new Map();
    secret.emit?.(this);
    if (this.immutable) {
      refuseKeptJobs(this, 'Secret');
    }
    orderForPods(Chart.of(this));
  }

  /**
   * The value of a key as an environment variable.
   *
   * Prefer a file with `RotatingVolumeMount`. An environment variable is set when a container starts and does not
   * change after: a rotated value arrives with the next restart, so that replicas can differ meanwhile. It is readable
   * in `/proc`, is passed on to child processes, and tends to end in crash dumps and logs.
   *
   * @param key a key of the Secret
   * @throws Error when the Secret does not have the key, or has bytes under it that are not text
   */
  public envValue(key: string, options: kplus.EnvValueFromSecretOptions = {}): kplus.EnvValue {
    if (!this.keys.includes(key)) {
      throw new Error(`${this.node.path}: Secret ${quoted(this.name)} has no key ${quoted(key)}; it has ` +
        `${listed(this.keys)}`);
    }
    const fault = this.variableFaults.get(key);
    if (fault !== undefined) {
      throw new Error(`${this.node.path}: the value of key ${quoted(key)} of Secret ${quoted(this.name)} ${fault}; ` +
        'mount it with RotatingVolumeMount');
    }
    return kplus.EnvValue.fromSecretValue({ secret: this, key }, options);
  }

  /** The Secret as the content of a volume. */
  public toMountSource(): MountSource {
    return MountSource._secret(this.name, {
      keys: [...this.keys],
      namespaceName: this.namespaceName,
      immutable: this.immutable,
      ...this.rotation,
    });
  }
}

/** Binds a source, and once more with the annotations of the prune policy where the name is one of a version. */
function bind({ source, prunePolicy }: SecureSecretProps, request: SecretRequest): BoundSecret {
  const { constructPath, metadata, place } = request;
  const secret = source._bind(request);
  const isVersion = secret.emit !== undefined && isNamedByContent(secret.name);
  if (prunePolicy !== undefined && !isVersion) {
    throw new Error(
      `${constructPath}: the name of this Secret does not change with its content, so there are no old versions to `
        + 'keep; leave `prunePolicy` out, or make the Secret immutable',
    );
  }
  const added = pruneAnnotations(prunePolicy ?? VersionPruning._of(place.scope), metadata?.annotations);
  return !isVersion || Object.keys(added).length === 0 ? secret
    : source._bind({ ...request, metadata: { ...metadata, annotations: { ...metadata?.annotations, ...added } } });
}

/** What a type checker would say: many run their app without one. */
function refuseWrongTypes(constructPath: string, { source, secretType }: Partial<SecureSecretProps>): void {
  if (typeof source?._bind !== 'function') {
    throw new Error(
      `${constructPath}: the source is not a SecretSource; give one such as SecretSource.existing('db') or `
        + 'SecretSource.externalSecret(…)',
    );
  }
  if (secretType !== undefined && typeof secretType._checkKeys !== 'function') {
    throw new Error(
      `${constructPath}: secretType is not a SecretType; give one such as SecretType.TLS, or `
        + 'SecretType.of(\'acme.io/license\')',
    );
  }
}

function typeOf(constructPath: string, { source, secretType }: SecureSecretProps): SecretType {
  const made = source._type;
  if (made !== undefined && secretType !== undefined && secretType.name !== made.name) {
    throw new Error(
      `${constructPath}: this source makes a Secret of type ${named(made.name)}, and \`secretType\` is `
        + `${named(secretType.name)}; leave \`secretType\` out`,
    );
  }
  return secretType ?? made ?? SecretType.OPAQUE;
}

function keysOf(constructPath: string, props: SecureSecretProps, type: SecretType): string[] {
  const known = props.source._keys;
  const keys = known ?? props.keys ?? type._keys;
  if (keys === undefined) {
    throw new Error(
      `${constructPath}: neither this source nor type ${named(type.name)} says which keys the Secret has; name them in `
        + '`keys`',
    );
  }
  if (keys.length === 0) {
    throw new Error(`${constructPath}: a Secret needs at least one key; give it in \`keys\``);
  }
  validateKeys(constructPath, keys);
  if (props.keys !== undefined) {
    validateKeys(constructPath, props.keys);
    const given = new Set(props.keys);
    if (given.size !== keys.length || !keys.every((key) => given.has(key))) {
      throw new Error(
        `${constructPath}: \`keys\` has ${listed(props.keys) || 'no key'}, and the source has ${listed(keys)}; ` +
          'leave `keys` out, or make them the same',
      );
    }
  }
  return [...keys];
}
