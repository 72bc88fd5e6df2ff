import { Duration } from 'cdk8s';
import { SecretSource } from './secret-source';
import { VaultPairBinding } from './sources/vault-pair';
import { secondsInWords } from '../facts/durations';
import { LONGEST_SYNC_SECONDS } from '../facts/updates';
import { ExternalSecretValue } from '../stores/external-secrets/external-secret-data';
import { IExternalSecretStore } from '../stores/external-secrets/secret-store';
import { VaultStoreOptions } from '../stores/external-secrets/vault-store';

/** Times of a pair that External Secrets writes. */
export interface CredentialPairRefreshOptions {
  /**
   * Interval at which both credentials are read again.
   *
   * @default Duration.hours(1)
   */
  readonly refreshInterval?: Duration;

  /**
   * How long the previous credential stays valid after a rotation, as the server or the store has it. The refresh
   * interval and the update of the files have to fit into it.
   *
   * @default - unknown: not checked
   */
  readonly overlap?: Duration;
}

/** A secret of AWS Secrets Manager with a current and a previous version. */
export interface AwsVersionPairOptions extends CredentialPairRefreshOptions {
  /** Name or ARN of the secret. Its value is JSON that has each field as a property. */
  readonly path: string;

  /**
   * Takes the whole value rather than a property, for a credential with one field.
   *
   * @default false
   */
  readonly plainText?: boolean;
}

/** Two secrets of a store, one for each credential. */
export interface PathPairOptions extends CredentialPairRefreshOptions {
  /** Name or path of the secret with the current credential. It has each field as a property. */
  readonly current: string;

  /** Name or path of the secret with the previous credential. It has each field as a property. */
  readonly previous: string;
}

/** Two roles of Vault, each with its own credential. */
export interface VaultRolePairOptions extends CredentialPairRefreshOptions {
  /** Path that the current credential is read from, with its mount: `database/static-creds/payments-a`. */
  readonly current: string;

  /** Path that the previous credential is read from: that of another static role, or the same dynamic role. */
  readonly previous: string;
}

/** What a source needs to know of a pair. */
interface PairRequest {
  readonly constructPath: string;
  readonly fields: readonly string[];
  readonly previousPrefix: string;
}

/** Where the two credentials of a `CredentialPair` come from. */
export class CredentialPairSource {
  /**
   * A source that has all keys of the pair itself: a Secret by hand (`SecretSource.existing`), a SealedSecret, or one
   * secret of any store that has the fields and the previous fields as properties, such as one of the key-value engine
   * of Vault (`SecretSource.vaultStatic` or `externalSecret`). Whoever rotates writes the old value to the keys of the
   * previous credential in the same change.
   */
  public static of(source: SecretSource): CredentialPairSource {
    return new CredentialPairSource(() => source);
  }

  /**
   * The versions AWSCURRENT and AWSPREVIOUS of one secret of AWS Secrets Manager, read by External Secrets. Every
   * rotation moves the stages, and nobody has to write the previous value.
   *
   * AWSPREVIOUS exists after the first rotation. Until then the ExternalSecret reports an error and writes no Secret:
   * rotate once before pods start.
   *
   * @param store a store of AWS Secrets Manager; Parameter Store has no stages
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html
   * @see https://external-secrets.io/latest/provider/aws-secrets-manager/
   */
  public static awsVersions(store: IExternalSecretStore, options: AwsVersionPairOptions): CredentialPairSource {
    const { path, plainText = false, ...times } = options;
    return new CredentialPairSource((request) => {
      if (plainText && request.fields.length > 1) {
        throw new Error(`${request.constructPath}: plainText takes the whole value of the secret, and the credential `
          + `has ${request.fields.length} fields; set \`fields\` to one, or leave plainText out`);
      }
      const at = (field: string, version?: string): ExternalSecretValue =>
        ({ path, property: plainText ? undefined : field, version });
      return fromStore(store, request, times, (field) => [at(field), at(field, 'AWSPREVIOUS')]);
    });
  }

  /**
   * Two secrets of a store, read by External Secrets into one Secret. Whoever rotates writes the new credential to one
   * of them and the old one to the other: first the previous one, then the current one.
   */
  public static paths(store: IExternalSecretStore, options: PathPairOptions): CredentialPairSource {
    const { current, previous, ...times } = options;
    return new CredentialPairSource((request) => {
      refuseSame(request, current, previous);
      return fromStore(store, request, times, (field) =>
        [{ path: current, property: field }, { path: previous, property: field }]);
    });
  }

  /**
   * Two credentials that Vault makes, read by External Secrets into one Secret.
   *
   * Two static roles are two users whose passwords Vault rotates in place, at different times: while the password of
   * one is new and not yet in the Secret, the other one is valid. Give the roles schedules that lie further apart than
   * the refresh interval. One dynamic role gives two leases, and each refresh makes two new users: the ones of before
   * are valid until their leases end, so that the lease has to be longer than the refresh interval (`overlap` checks
   * it).
   *
   * @param vault the server and the login. Its `mount` and `engine` are for the key-value engine and are refused
   * @see https://external-secrets.io/latest/api/generator/vault/
   * @see https://developer.hashicorp.com/vault/docs/secrets/databases#static-roles
   */
  public static vaultRoles(vault: VaultStoreOptions, options: VaultRolePairOptions): CredentialPairSource {
    const { current, previous, ...times } = options;
    return new CredentialPairSource((request) => {
      checkTimes(request, times);
      return SecretSource._of(new VaultPairBinding({
        vault,
        current,
        previous,
        previousPrefix: request.previousPrefix,
        fields: request.fields,
        refreshInterval: times.refreshInterval ?? REFRESH,
      }));
    });
  }

  private constructor(
    /** @internal */
    public readonly _secretSource: (request: PairRequest) => SecretSource,
  ) {}
}

const REFRESH = Duration.hours(1);

function fromStore(
  store: IExternalSecretStore, request: PairRequest, times: CredentialPairRefreshOptions,
  valuesOf: (field: string) => readonly [ExternalSecretValue, ExternalSecretValue],
): SecretSource {
  checkTimes(request, times);
  const entries = request.fields.flatMap((field): [string, ExternalSecretValue][] => {
    const [current, previous] = valuesOf(field);
    return [[field, current], [`${request.previousPrefix}${field}`, previous]];
  });
  return SecretSource.externalSecret(store, {
    data: Object.fromEntries(entries), refreshInterval: times.refreshInterval ?? REFRESH,
  });
}

function refuseSame({ constructPath }: PairRequest, current: string, previous: string): void {
  if (current === previous) {
    throw new Error(`${constructPath}: the current and the previous credential have the same path, so that they are `
      + 'the same value; give two paths');
  }
}

/** A client that has both old values of a rotation fails as soon as the older of them ends. */
function checkTimes(
  { constructPath }: PairRequest, { refreshInterval = REFRESH, overlap }: CredentialPairRefreshOptions,
): void {
  const needed = refreshInterval.toMilliseconds() / 1000 + LONGEST_SYNC_SECONDS;
  const valid = (overlap?.toMilliseconds() ?? Infinity) / 1000;
  if (valid < needed) {
    throw new Error(`${constructPath}: the previous credential is valid for ${secondsInWords(valid)}, and `
      + `the files have the new one after ${secondsInWords(needed)} at most (the refresh interval, and `
      + `${secondsInWords(LONGEST_SYNC_SECONDS)} of the kubelet); refresh more often, or keep it valid for longer`);
  }
}
