import { ApiObject, ApiObjectMetadata, Duration } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { storeRef } from './external-secret-refs';
import { IExternalSecretStore } from './secret-store';
import { namespaceOf, validateMetadata, validateName } from '../../data/object-names';
import { refuseCredentialsInStore } from '../../data/written-credentials';
import { apiVersionOf, PUSH_SECRET } from '../../facts/api-kinds';
import { canonicalGoDuration } from '../../facts/durations';
import { pushSecretFaults } from '../../facts/external-secrets';
import { listed, named, quoted } from '../../redaction/quoted';
import { namespaceOfResource } from '../../workload/resource-namespace';
import { refuse } from '../refuse';

/** A value of a Secret, and its place in the external system. */
export interface PushSecretValue {
  /**
   * Key of the Secret.
   *
   * @default - the whole Secret, as JSON
   */
  readonly key?: string;

  /** Name or path in the external system. */
  readonly remotePath: string;

  /**
   * Property of the secret in the external system, where it is a map or JSON.
   *
   * @default - the whole
   */
  readonly remoteProperty?: string;
}

/** Treatment of a secret that the external system has already. */
export enum PushSecretUpdatePolicy {
  /** Overwrites it. */
  REPLACE = 'Replace',
  /** Keeps it. */
  IF_NOT_EXISTS = 'IfNotExists',
}

/** Treatment of the secret in the external system when the PushSecret is deleted. */
export enum PushSecretDeletionPolicy {
  /** Keeps it. */
  NONE = 'None',
  /** Deletes it. */
  DELETE = 'Delete',
}

/** A Secret that is copied out of the cluster. */
export interface PushSecretProps {
  /** The Secret. */
  readonly secret: kplus.ISecret;

  /** Stores to copy to. They need an identity that may write. */
  readonly stores: IExternalSecretStore[];

  /** Values, and where each goes. */
  readonly data: PushSecretValue[];

  /**
   * Treatment of a secret that is there already.
   *
   * @default PushSecretUpdatePolicy.IF_NOT_EXISTS - nothing is overwritten
   */
  readonly updatePolicy?: PushSecretUpdatePolicy;

  /**
   * Treatment of the secret in the external system when the PushSecret is deleted.
   *
   * @default PushSecretDeletionPolicy.NONE - it stays
   */
  readonly deletionPolicy?: PushSecretDeletionPolicy;

  /**
   * Interval at which the external system is compared with the Secret.
   *
   * @default Duration.hours(1)
   */
  readonly refreshInterval?: Duration;

  /**
   * Name, namespace, labels and annotations of the PushSecret.
   *
   * @default - a generated name, in the namespace of the chart
   */
  readonly metadata?: ApiObjectMetadata;
}

/**
 * Copies values of a Secret to an external system, by External Secrets: a password that was generated in the cluster to
 * the Vault that others read it from.
 *
 * `external-secrets.io/v1alpha1` is the only version that this kind has.
 *
 * @see https://external-secrets.io/latest/api/pushsecret/
 * @example
 * const password = new SecureSecret(chart, 'Password', { keys: ['password'], source: SecretSource.generated() });
 * new PushSecret(chart, 'ToVault', {
 *   secret: password,
 *   stores: [ExternalSecretStore.fromName('vault')],
 *   data: [{ key: 'password', remotePath: 'payments/db', remoteProperty: 'password' }],
 * });
 */
export class PushSecret extends Construct {
  /** Name of the PushSecret. */
  public readonly name: string;

  /**
   * @throws Error when nothing is to be pushed, two values go to one place, a `SecureSecret` does not have a key, or
   * the Secret or a store is in another namespace, or a path or property is a credential
   */
  public constructor(scope: Construct, id: string, props: PushSecretProps) {
    const constructPath = `${scope.node.path}/${id}`;
    const spec = {
      refreshInterval: canonicalGoDuration((props.refreshInterval ?? Duration.hours(1)).toMilliseconds()),
      updatePolicy: props.updatePolicy ?? PushSecretUpdatePolicy.IF_NOT_EXISTS,
      deletionPolicy: props.deletionPolicy ?? PushSecretDeletionPolicy.NONE,
      secretStoreRefs: props.stores.map(storeRef),
      selector: { secret: { name: props.secret.name } },
      data: props.data.map(({ key, remotePath, remoteProperty }) => ({
        match: { secretKey: key, remoteRef: { remoteKey: remotePath, property: remoteProperty } },
      })),
    };
    validate(constructPath, namespaceOf(scope, props.metadata), props);
    refuse(constructPath, pushSecretFaults(spec));
    refuseCredentialsInStore(constructPath, spec);
    super(scope, id);
    this.name = new ApiObject(this, 'Resource', {
      apiVersion: apiVersionOf(PUSH_SECRET), kind: PUSH_SECRET.kind, metadata: props.metadata, spec,
    }).name;
  }
}

/** Checks what the object does not show: where the Secret and the stores are, and which keys the Secret has. */
function validate(constructPath: string, namespace: string | undefined, props: PushSecretProps): void {
  validateMetadata(constructPath, props.metadata);
  validateName(constructPath, props.secret.name);
  const places = [
    { what: `Secret ${named(props.secret.name)}`, namespaceName: namespaceOfResource(props.secret) },
    ...props.stores.map((store) =>
      ({ what: `store ${named(store.storeName)}`, namespaceName: store.storeNamespaceName })),
  ];
  const elsewhere = places.find(({ namespaceName }) =>
    namespaceName !== undefined && namespace !== undefined && namespaceName !== namespace);
  if (elsewhere) {
    throw new Error(
      `${constructPath}: ${elsewhere.what} is in namespace ${elsewhere.namespaceName}, and a PushSecret in ` +
      `${namespace} reads in its own namespace only; make it there`,
    );
  }
  if (props.data.some(({ remotePath }) => remotePath === '')) {
    throw new Error(`${constructPath}: a remotePath is empty; name the secret in the external system`);
  }
  // A SecureSecret knows its keys; the Secrets of cdk8s-plus do not.
  const { keys } = props.secret as { readonly keys?: readonly string[] };
  const missing = props.data.find(({ key }) => key !== undefined && keys !== undefined && !keys.includes(key));
  if (missing !== undefined) {
    throw new Error(
      `${constructPath}: Secret ${named(props.secret.name)} has no key ${quoted(missing.key)}; it has ${listed(keys!)}`,
    );
  }
}
