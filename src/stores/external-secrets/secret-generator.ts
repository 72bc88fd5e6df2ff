import { named } from '../../redaction/quoted';
/** How a generated value is written. */
export enum GeneratedEncoding {
  /** As it is. */
  RAW = 'raw',
  /** In base64. */
  BASE64 = 'base64',
  /** In base64 with the alphabet for URLs. */
  BASE64_URL = 'base64url',
  /** In base32. */
  BASE32 = 'base32',
  /** In hexadecimal. */
  HEX = 'hex',
}

/** A random password. */
export interface PasswordGeneratorOptions {
  /**
   * Count of characters.
   *
   * @default 32
   */
  readonly length?: number;

  /**
   * How many of them are digits.
   *
   * @default - a quarter
   */
  readonly digits?: number;

  /**
   * How many of them are symbols. Symbols need escaping in URLs, shells and some configuration files.
   *
   * @default 0
   */
  readonly symbols?: number;

  /**
   * Which symbols.
   *
   * @default - those of an American keyboard
   */
  readonly symbolCharacters?: string;

  /**
   * Leaves out upper-case letters.
   *
   * @default false
   */
  readonly noUpper?: boolean;

  /**
   * Allows a character to come twice. Without it a password of the same length is easier to guess, and cannot be long.
   *
   * @default true
   */
  readonly allowRepeat?: boolean;

  /**
   * How the password is written.
   *
   * @default GeneratedEncoding.RAW
   */
  readonly encoding?: GeneratedEncoding;
}

/** Kinds of keys for SSH. */
export enum SshKeyType {
  /** Ed25519. */
  ED25519 = 'ed25519',
  /** ECDSA. */
  ECDSA = 'ecdsa',
  /** RSA. */
  RSA = 'rsa',
}

/** A pair of keys for SSH. */
export interface SshKeyGeneratorOptions {
  /**
   * Kind of the keys.
   *
   * @default SshKeyType.ED25519
   */
  readonly keyType?: SshKeyType;

  /**
   * Size in bits: 2048 to 8192 for RSA; 256, 384 or 521 for ECDSA.
   *
   * @default - 3072 for RSA, 256 for ECDSA
   */
  readonly keySize?: number;

  /**
   * Comment in the public key.
   *
   * @default - none
   */
  readonly comment?: string;
}

/** Count of the symbols that External Secrets uses by itself. */
const DEFAULT_SYMBOLS = 30;
const DEFAULT_KEY = 'password';

/**
 * Makes values in the cluster, by External Secrets. They are in no manifest, repository or pipeline.
 *
 * @example
 * new SecureSecret(chart, 'Password', {
 *   keys: ['password'],
 *   source: SecretSource.generated({ generator: SecretGenerator.password({ length: 48, symbols: 8 }) }),
 * });
 */
export class SecretGenerator {
  /**
   * API version of every generator.
   *
   * @internal
   */
  public static readonly _API_VERSION = 'generators.external-secrets.io/v1alpha1';

  /**
   * Random passwords, one for each key of the Secret.
   *
   * @throws Error when the counts do not fit together
   */
  public static password(options: PasswordGeneratorOptions = {}): SecretGenerator {
    const length = options.length ?? 32;
    const digits = options.digits ?? Math.floor(length / 4);
    const { symbols = 0, symbolCharacters, noUpper = false, allowRepeat = true, encoding } = options;
    const letters = length - digits - symbols;
    if (![length, digits, symbols].every((count) => Number.isInteger(count) && count >= 0)) {
      throw new Error(`password generator: length ${length}, digits ${digits} and symbols ${symbols} are not all counts`);
    }
    if (length < 16) {
      throw new Error(`password generator: ${length} characters can be guessed; nobody has to type this password, so use 16 or more`);
    }
    if (letters < 0) {
      throw new Error(`password generator: ${digits} digits and ${symbols} symbols are more than ${length} characters`);
    }
    if (!allowRepeat) {
      checkAvailable('letters', letters, noUpper ? 26 : 52);
      checkAvailable('digits', digits, 10);
      checkAvailable('symbols', symbols, symbolCharacters === undefined ? DEFAULT_SYMBOLS : new Set(symbolCharacters).size);
    }
    return new SecretGenerator('Password', undefined, (keys) => ({
      length,
      digits,
      symbols,
      symbolCharacters,
      noUpper,
      allowRepeat,
      encoding,
      secretKeys: keys.length === 0 || (keys.length === 1 && keys[0] === DEFAULT_KEY) ? undefined : [...keys],
    }));
  }

  /** A pair of keys for SSH, in the keys `privateKey` and `publicKey`. For other keys use templates. */
  public static sshKey(options: SshKeyGeneratorOptions = {}): SecretGenerator {
    const keyType = options.keyType ?? SshKeyType.ED25519;
    const { keySize, comment } = options;
    const allowed = {
      [SshKeyType.ED25519]: (size: number | undefined) => size === undefined,
      [SshKeyType.ECDSA]: (size: number | undefined) => size === undefined || [256, 384, 521].includes(size),
      [SshKeyType.RSA]: (size: number | undefined) => size === undefined || (Number.isInteger(size) && size >= 2048 && size <= 8192),
    };
    if (!allowed[keyType](keySize)) {
      throw new Error(`SSH key generator: a key of type ${named(keyType)} has no size ${keySize}: RSA has 2048 to ` +
        '8192 bits, ECDSA 256, 384 or 521, Ed25519 none');
    }
    const defaultSize = keyType === SshKeyType.RSA ? 3072 : undefined;
    return new SecretGenerator('SSHKey', ['privateKey', 'publicKey'], () => ({ keyType, keySize: keySize ?? defaultSize, comment }));
  }

  /** A random UUID of version 4, in the key `uuid`. For another key use a template. It is an identifier; for a secret take a password. */
  public static uuid(): SecretGenerator {
    return new SecretGenerator('UUID', ['uuid'], () => ({}));
  }

  private constructor(
    /**
     * Kind of the generator.
     *
     * @internal
     */
    public readonly _kind: string,
    /**
     * Keys that it makes, where the generator decides.
     *
     * @internal
     */
    public readonly _keys: readonly string[] | undefined,
    /**
     * The spec of the generator's object, for these keys of a Secret.
     *
     * @internal
     */
    public readonly _spec: (keys: readonly string[]) => object,
  ) {}
}

function checkAvailable(what: string, wanted: number, available: number): void {
  if (wanted > available) {
    throw new Error(`password generator: without repeats there are ${available} ${what}, and ${wanted} are wanted; allow repeats, or want fewer`);
  }
}
