import { rulesOf } from './secret-type-rules';
import { listed, named, quoted } from '../redaction/quoted';

const SERVICE_ACCOUNT_TOKEN = 'kubernetes.io/service-account-token';

/**
 * The type of a Secret. It cannot be changed once the Secret exists (the API server refuses), and says which keys must be there.
 *
 * `kubernetes.io/service-account-token` is left out: such a Secret is a token that never expires. See `of`.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/secret/#secret-types
 */
export class SecretType {
  /** Any keys. */
  public static readonly OPAQUE = new SecretType('Opaque');

  /** A certificate chain in `tls.crt`, leaf first, and its private key in `tls.key`, both PEM. */
  public static readonly TLS = new SecretType('kubernetes.io/tls');

  /** `username` or `password`, or both. */
  public static readonly BASIC_AUTH = new SecretType('kubernetes.io/basic-auth');

  /** A private key in `ssh-privatekey`. */
  public static readonly SSH_AUTH = new SecretType('kubernetes.io/ssh-auth');

  /** Registry credentials in `.dockerconfigjson`, for pulling images. */
  public static readonly DOCKER_CONFIG_JSON = new SecretType('kubernetes.io/dockerconfigjson');

  /** Registry credentials in `.dockercfg`, the older form. */
  public static readonly DOCKER_CFG = new SecretType('kubernetes.io/dockercfg');

  /** A token that lets a node join: named `bootstrap-token-<id>`, in namespace `kube-system`. */
  public static readonly BOOTSTRAP_TOKEN = new SecretType('bootstrap.kubernetes.io/token');

  /**
   * A type by its name. A name of your own has no required keys; begin it with a domain that is yours, such as `acme.io/license`.
   *
   * @param name the type as the manifest has it
   * @throws for an empty name, and for `kubernetes.io/service-account-token`
   */
  public static of(name: string): SecretType {
    if (name === SERVICE_ACCOUNT_TOKEN) {
      throw new Error(
        `a Secret of type ${SERVICE_ACCOUNT_TOKEN} holds a token that does not expire and that anyone who may read the Secret can use; ` +
        'give a pod a token that expires with `LeastPrivilegeSecretReader.attachTo`, or ask the TokenRequest API (`kubectl create token`) for one',
      );
    }
    if (!/^\S+$/.test(name)) {
      throw new Error(`${quoted(name)} is not a type of Secret: a type is a name without spaces, such as ` +
        '"acme.io/license"');
    }
    return new SecretType(name);
  }

  private constructor(
    /** The type as the manifest has it. */
    public readonly name: string,
  ) {}

  /** The type as the manifest has it. */
  public toString(): string {
    return this.name;
  }

  /**
   * Throws where a key is missing that this type asks for.
   *
   * @internal
   */
  public _checkKeys(constructPath: string, keys: readonly string[]): void {
    for (const group of rulesOf(this.name).requiredKeys) {
      if (!group.some((key) => keys.includes(key))) {
        throw new Error(`${constructPath}: a Secret of type ${named(this.name)} needs the key ` +
          `${group.map((key) => `"${key}"`).join(' or ')}, and this one has ${listed(keys)}`);
      }
    }
  }

  /**
   * Throws where known values cannot work.
   *
   * @internal
   */
  public _checkContent(constructPath: string, values: ReadonlyMap<string, Buffer>): void {
    rulesOf(this.name).checkContent?.(constructPath, values);
  }

  /**
   * Throws where the object would not be found.
   *
   * @internal
   */
  public _checkPlace(constructPath: string, name: string, namespace: string | undefined): void {
    rulesOf(this.name).checkPlace?.(constructPath, name, namespace);
  }

  /**
   * The one name that the values allow, where there is one.
   *
   * @internal
   */
  public _ownName(values: ReadonlyMap<string, Buffer>): string | undefined {
    return rulesOf(this.name).ownName?.(values);
  }
}
