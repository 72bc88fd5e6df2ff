import { contentFaults, nameOfContent, placeFaults } from '../facts/secret-content';
import * as types from '../facts/secret-types';
import { listed, named, quoted } from '../redaction/quoted';

/**
 * The type of a Secret. It cannot be changed once the Secret exists (the API server refuses), and says which keys must
 * be there.
 *
 * `kubernetes.io/service-account-token` is left out: such a Secret is a token that never expires. See `of`.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/secret/#secret-types
 */
export class SecretType {
  /** Any keys. */
  public static readonly OPAQUE = new SecretType(types.OPAQUE_TYPE);

  /** A certificate chain in `tls.crt`, leaf first, and its private key in `tls.key`, both PEM. */
  public static readonly TLS = new SecretType(types.TLS_TYPE);

  /** `username` or `password`, or both. */
  public static readonly BASIC_AUTH = new SecretType(types.BASIC_AUTH_TYPE);

  /** A private key in `ssh-privatekey`. */
  public static readonly SSH_AUTH = new SecretType(types.SSH_AUTH_TYPE);

  /** Registry credentials in `.dockerconfigjson`, for pulling images. */
  public static readonly DOCKER_CONFIG_JSON = new SecretType(types.DOCKER_CONFIG_JSON_TYPE);

  /** Registry credentials in `.dockercfg`, the older form. */
  public static readonly DOCKER_CFG = new SecretType(types.DOCKER_CFG_TYPE);

  /** A token that lets a node join: named `bootstrap-token-<id>`, in namespace `kube-system`. */
  public static readonly BOOTSTRAP_TOKEN = new SecretType(types.BOOTSTRAP_TOKEN_TYPE);

  /**
   * A type by its name. A name of your own has no required keys; begin it with a domain that is yours, such as
   * `acme.io/license`.
   *
   * @param name the type as the manifest has it
   * @throws for an empty name, and for `kubernetes.io/service-account-token`
   */
  public static of(name: string): SecretType {
    if (name === types.ACCOUNT_TOKEN_TYPE) {
      throw new Error(
        `a Secret of type ${types.ACCOUNT_TOKEN_TYPE} holds a token that does not expire and that anyone who may `
          + 'read the Secret can use; ' +
          'give a pod a token that expires with `LeastPrivilegeSecretReader.attachTo`, or ask the TokenRequest API '
            + '(`kubectl create token`) for one',
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
   * Keys of a Secret of which nothing but the type is known.
   *
   * @internal
   */
  public get _keys(): string[] | undefined {
    return types.keysOfType(this.name);
  }

  /**
   * Throws where a key is missing that this type asks for.
   *
   * @internal
   */
  public _checkKeys(constructPath: string, keys: readonly string[]): void {
    const [missing] = types.missingKeys(this.name, keys);
    if (missing !== undefined) {
      throw new Error(`${constructPath}: a Secret of type ${named(this.name)} needs the key ` +
        `${missing.map((key) => `"${key}"`).join(' or ')}, and this one has ${listed(keys)}`);
    }
  }

  /**
   * Throws where known values cannot work.
   *
   * @internal
   */
  public _checkContent(constructPath: string, values: ReadonlyMap<string, Buffer>): void {
    const [fault] = contentFaults(this.name, values);
    if (fault !== undefined) {
      throw new Error(`${constructPath}: ${fault.text}`);
    }
  }

  /**
   * Throws where the object would not be found.
   *
   * @internal
   */
  public _checkPlace(constructPath: string, name: string, namespace: string | undefined): void {
    const [fault] = placeFaults(this.name, name, namespace);
    if (fault !== undefined) {
      const { what, got, words } = fault;
      throw new Error(`${constructPath}: ${what}${got === undefined ? '' : ` ${quoted(got)}`}${words}`);
    }
  }

  /**
   * The one name that the values allow, where there is one.
   *
   * @internal
   */
  public _ownName(values: ReadonlyMap<string, Buffer>): string | undefined {
    return nameOfContent(this.name, values);
  }
}
