import { Duration } from 'cdk8s';
import { EncryptionKey } from './encryption-key';
import { problemOf } from './file-problems';
import { refuseCredential } from '../data/written-credentials';
import { goDuration } from '../facts/durations';
import { IDENTITY, KmsDocument, ProviderDocument } from '../facts/encryption-document';
import { SAFE_GCM_WRITES } from '../facts/encryption-keys';
import { DEFAULT_KMS_ENDPOINT, kmsFaults, socketFault } from '../facts/encryption-kms';
import { named, quoted } from '../redaction/quoted';
import { Redacted } from '../redaction/redacted';

/** Options for `EncryptionProvider.kmsV2`. */
export interface KmsV2Options {
  /**
   * Name of the provider. It is stored in front of every object and must keep its meaning: a plugin with another key
   * gets another name. Unique in the file, without ':'.
   *
   * @default 'kms'
   */
  readonly name?: string;

  /**
   * Socket of the KMS plugin, on every control-plane host.
   *
   * @default 'unix:///var/run/kmsplugin/socket.sock'
   */
  readonly endpoint?: string;

  /**
   * Longest time to wait for one answer of the plugin.
   *
   * @default Duration.seconds(3) - as the API server
   */
  readonly timeout?: Duration;
}

/** Options for `EncryptionProvider.deprecatedKmsV1`. */
export interface DeprecatedKmsV1Options {
  /** Name of the provider, as in the present file. */
  readonly name: string;

  /** Socket of the KMS plugin, as in the present file. */
  readonly endpoint: string;

  /**
   * Longest time to wait for one answer of the plugin.
   *
   * @default Duration.seconds(3) - as the API server
   */
  readonly timeout?: Duration;

  /**
   * Number of data keys to hold in memory. A negative number turns the cache off; zero is an error.
   *
   * @default 1000 - as the API server
   */
  readonly cacheSize?: number;
}

/** How the key of AES-GCM is rotated before it becomes unsafe. */
export interface AesGcmRotationPlan {
  /** Longest time for which one key writes. */
  readonly rotateEvery: Duration;

  /** Highest number of writes a day to all resources that the key encrypts, by the metrics of the API server. */
  readonly writesPerDay: number;

  /** Name of the job or pipeline that rotates the key automatically. */
  readonly rotatedBy: string;
}

const DEFAULT_TIMEOUT = Duration.seconds(3);

/**
 * One way to encrypt objects before they go to etcd. The first provider of an entry writes, all of them read.
 *
 * A local key (secretbox, AES) protects against a stolen disk or backup of etcd, but not against somebody who reads the
 * control-plane host, where the key is. Only KMS is envelope encryption, with its key elsewhere.
 *
 * @see https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/#providers
 */
export class EncryptionProvider extends Redacted {
  /**
   * Encrypts with a KMS plugin, version 2 (envelope encryption, stable since Kubernetes 1.29): the recommended
   * provider. Its key is rotated in the KMS, without a change of the file.
   *
   * @throws Error when the API server would refuse the name, endpoint or timeout, or the socket is an abstract one,
   * which any process of the host may take
   */
  public static kmsV2(options: KmsV2Options = {}): EncryptionProvider {
    return kms({
      apiVersion: 'v2',
      name: options.name ?? 'kms',
      endpoint: options.endpoint ?? DEFAULT_KMS_ENDPOINT,
      timeout: goDuration((options.timeout ?? DEFAULT_TIMEOUT).toMilliseconds()),
    });
  }

  /**
   * Encrypts by XSalsa20 and Poly1305 with a key in the file: the best of the local providers. Not where FIPS 140 is
   * required.
   *
   * @param keys the keys; the first one writes
   * @throws Error when no key is given, or one does not have 32 bytes
   */
  public static secretbox(...keys: EncryptionKey[]): EncryptionProvider {
    const other = keys.find((key) => key._length() !== 32);
    if (other) {
      throw new Error(`provider secretbox: secret of key ${named(other.name)} is not of the expected ` +
      `length, got ${other._length()}, expected one of 32`);
    }
    return local('secretbox', keys);
  }

  /**
   * Encrypts by AES-GCM with random nonces and a key in the file. A key is unsafe after 200 000 writes, so it must be
   * rotated automatically. Prefer `secretbox`, which has no such limit.
   *
   * @param plan how the key is rotated
   * @param keys the keys; the first one writes
   * @throws Error when the plan lets one key write more often than 200 000 times, or no key is given
   */
  public static aesGcmWithRotation(plan: AesGcmRotationPlan, ...keys: EncryptionKey[]): EncryptionProvider {
    const days = plan.rotateEvery.toDays({ integral: false });
    const writes = days * plan.writesPerDay;
    if (!(plan.writesPerDay > 0) || plan.rotatedBy.trim() === '') {
      throw new Error('provider aesgcm: the rotation plan needs the number of writes a day (writesPerDay, more than ' +
        '0) and the name of what rotates the key (rotatedBy)');
    }
    refuseCredential('provider aesgcm', 'rotatedBy', plan.rotatedBy);
    if (writes > SAFE_GCM_WRITES) {
      throw new Error(`provider aesgcm: ${plan.writesPerDay} writes a day and a rotation every ${days} days are ` +
        `${Math.ceil(writes)} writes with one key, but it must be rotated every ${SAFE_GCM_WRITES}; rotate more ` +
        'often, or use secretbox');
    }
    return local('aesgcm', keys);
  }

  /**
   * Encrypts by AES-CBC with a key in the file. Kubernetes rates it weak, since it is open to padding-oracle attacks.
   * For clusters that have it already, and where FIPS 140 allows nothing else.
   *
   * @param keys the keys; the first one writes
   * @throws Error when no key is given
   */
  public static weakAesCbc(...keys: EncryptionKey[]): EncryptionProvider {
    return local('aescbc', keys);
  }

  /**
   * Encrypts with a KMS plugin of version 1, which is off since Kubernetes 1.29 unless the API server has
   * `--feature-gates=KMSv1=true`: for clusters that have it, to replace it.
   *
   * @throws Error when the API server would refuse the name, endpoint, timeout or cache size
   */
  public static deprecatedKmsV1(options: DeprecatedKmsV1Options): EncryptionProvider {
    return kms({
      apiVersion: 'v1',
      name: options.name,
      endpoint: options.endpoint,
      timeout: goDuration((options.timeout ?? DEFAULT_TIMEOUT).toMilliseconds()),
      cachesize: options.cacheSize,
    });
  }

  /**
   * Reads what is stored as plaintext (`identity`), as all objects are that were written before encryption. While it is
   * in the file, whoever can write to etcd can add an object that was never encrypted. Only for `readAlso`.
   *
   * `EncryptionRotation` uses and removes it automatically, so a config seldom needs it.
   *
   * @param plan how and when it will be removed
   * @throws Error when the plan is empty or has a credential in it
   */
  public static plaintextUntil(plan: string): EncryptionProvider {
    if (plan.trim() === '') {
      throw new Error('provider identity: the plan is empty; give how and when plaintext will be removed');
    }
    refuseCredential('provider identity', 'the plan', plan);
    return new EncryptionProvider(IDENTITY, 'identity (reads plaintext)', false, true);
  }

  /**
   * Writes plaintext (`identity`): to leave a resource out of a later entry with a wildcard. Only for `writeWith`. To
   * decrypt a cluster use `EncryptionRotation.decrypt`.
   *
   * @param reason why the resource needs no encryption
   * @throws Error when the reason is empty or has a credential in it
   */
  public static unencrypted(reason: string): EncryptionProvider {
    if (reason.trim() === '') {
      throw new Error('provider identity: the reason is empty; give why the resource needs no encryption');
    }
    refuseCredential('provider identity', 'the reason', reason);
    return new EncryptionProvider(IDENTITY, 'identity (writes plaintext)', true, false);
  }

  /** @internal */
  public static _of(document: ProviderDocument, form: string): EncryptionProvider {
    return new EncryptionProvider(document, form, true, true);
  }

  /** @internal */
  public readonly _writes: boolean;

  /** @internal */
  public readonly _reads: boolean;

  readonly #document: ProviderDocument;

  private constructor(document: ProviderDocument, form: string, writes: boolean, reads: boolean) {
    super(`<encryption provider ${form}>`);
    this.#document = document;
    this._writes = writes;
    this._reads = reads;
  }

  /** @internal */
  public _toDocument(): ProviderDocument {
    return this.#document;
  }
}

function local(kind: 'aescbc' | 'aesgcm' | 'secretbox', keys: readonly EncryptionKey[]): EncryptionProvider {
  if (keys.length === 0) {
    throw new Error(`provider ${kind}: no key was given; give at least one`);
  }
  const document = { [kind]: { keys: keys.map((key) => ({ name: key.name, secret: key._base64() })) } };
  return EncryptionProvider._of(document, `${kind} ${keys.map((key) => key.name).join(', ')}`);
}

function kms(fields: KmsDocument): EncryptionProvider {
  const document = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  const where = `provider kms ${quoted(fields.name)}`;
  const problems = kmsFaults([], document, new Set()).map((fault) => problemOf(fault, where));
  const fault = problems.length === 0 ? socketFault(fields.endpoint) : undefined;
  if (fault !== undefined) {
    problems.push(`${where}.endpoint: got ${quoted(fields.endpoint)}; ${fault}`);
  }
  if (problems.length > 0) {
    throw new Error(problems.join('; '));
  }
  return EncryptionProvider._of({ kms: document as unknown as KmsDocument }, `kms ${fields.apiVersion} ${fields.name}`);
}
