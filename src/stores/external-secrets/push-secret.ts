import { ApiObject, ApiObjectMetadata, Duration } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { storeRef } from './external-secret-refs';
import { IExternalSecretStore } from './secret-store';
import { namespaceOf, validateMetadata } from '../../data/object-names';
import { listed, named, quoted } from '../../redaction/quoted';
import { namespaceOfResource } from '../../workload/resource-namespace';
import { canonicalGoDuration } from '../go-duration';

/** A value of a Secret, and where it goes. */
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

/** What happens to a secret that the external system has already. */
export enum PushUpdatePolicy {
  /** It is overwritten. */
  REPLACE = 'Replace',
  /** It stays. */
  IF_NOT_EXISTS = 'IfNotExists',
}

/** What happens to the secret in the external system when the PushSecret goes. */
export enum PushDeletionPolicy {
  /** It stays. */
  NONE = 'None',
  /** It is deleted. */
  DELETE = 'Delete',
}

/** A Secret that is copied out of the cluster. */
export interface PushSecretProps {
  /** The Secret. */
  readonly secret: kplus.ISecret;

  /** Where it goes. The stores need an identity that may write. */
  readonly stores: IExternalSecretStore[];

  /** What goes where. */
  readonly data: PushSecretValue[];

  /**
   * What happens to a secret that is there already.
   *
   * @default PushUpdatePolicy.IF_NOT_EXISTS - nothing is overwritten
   */
  readonly updatePolicy?: PushUpdatePolicy;

  /**
   * What happens to the secret in the external system when the PushSecret goes.
   *
   * @default PushDeletionPolicy.NONE - it stays
   */
  readonly deletionPolicy?: PushDeletionPolicy;

  /**
   * How often the external system is compared with the Secret.
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
 * Copies values of a Secret to an external system, by External Secrets: a password that was generated in the cluster to the Vault that
 * others read it from.
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
   * @throws Error when nothing is to be pushed, two values go to one place, a `SecureSecret` does not have a key, or the Secret or a store is in
   * another namespace
   */
  public constructor(scope: Construct, id: string, props: PushSecretProps) {
    validate(`${scope.node.path}/${id}`, namespaceOf(scope, props.metadata), props);
    super(scope, id);
    this.name = new ApiObject(this, 'Resource', {
      apiVersion: 'external-secrets.io/v1alpha1',
      kind: 'PushSecret',
      metadata: props.metadata,
      spec: {
        refreshInterval: canonicalGoDuration(props.refreshInterval ?? Duration.hours(1)),
        updatePolicy: props.updatePolicy ?? PushUpdatePolicy.IF_NOT_EXISTS,
        deletionPolicy: props.deletionPolicy ?? PushDeletionPolicy.NONE,
        secretStoreRefs: props.stores.map(storeRef),
        selector: { secret: { name: props.secret.name } },
        data: props.data.map(({ key, remotePath, remoteProperty }) => ({
          match: { secretKey: key, remoteRef: { remoteKey: remotePath, property: remoteProperty } },
        })),
      },
    }).name;
  }
}

function validate(where: string, namespace: string | undefined, props: PushSecretProps): void {
  validateMetadata(where, props.metadata);
  const places = [
    { what: `Secret ${named(props.secret.name)}`, where: namespaceOfResource(props.secret) },
    ...props.stores.map((store) => ({ what: `store ${named(store.storeName)}`, where: store.storeNamespaceName })),
  ];
  const elsewhere = places.find((place) => place.where !== undefined && namespace !== undefined && place.where !== namespace);
  if (elsewhere) {
    throw new Error(`${where}: ${elsewhere.what} is in namespace ${elsewhere.where}, and a PushSecret in ${namespace} reads in its own namespace only; make it there`);
  }
  if (props.stores.length === 0 || props.data.length === 0) {
    throw new Error(`${where}: nothing is pushed: name at least one store and one value`);
  }
  const targets = new Set<string>();
  // A SecureSecret knows its keys; the Secrets of cdk8s-plus do not.
  const { keys } = props.secret as { readonly keys?: readonly string[] };
  for (const { key, remotePath, remoteProperty } of props.data) {
    if (key !== undefined && keys !== undefined && !keys.includes(key)) {
      throw new Error(`${where}: Secret ${named(props.secret.name)} has no key ${quoted(key)}; it has ${listed(keys)}`);
    }
    if (remotePath === '') {
      throw new Error(`${where}: a remotePath is empty; name the secret in the external system`);
    }
    const target = JSON.stringify([remotePath, remoteProperty]);
    if (targets.has(target)) {
      throw new Error(`${where}: two values go to ` +
        `${named(remotePath)}${remoteProperty === undefined ? '' : `, property ${named(remoteProperty)}`}; the one ` +
        'would overwrite the other');
    }
    targets.add(target);
  }
}
