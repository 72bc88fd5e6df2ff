import { ApiKind, PASSWORD_GENERATOR, SSH_KEY_GENERATOR, UUID_GENERATOR } from '../../facts/api-kinds';
import { DocumentFault } from '../../facts/document-fault';
import { GENERATED_KEYS, passwordFaults, sshKeyFaults, weakPassword, weakSshKey } from '../../facts/generators';
import { told } from '../../redaction/told';

/** Encoding of a generated value. */
export enum ExternalSecretGeneratedEncoding {
  /** None. */
  RAW = 'raw',
  /** Base64. */
  BASE64 = 'base64',
  /** Base64 with the alphabet for URLs. */
  BASE64_URL = 'base64url',
  /** Base32. */
  BASE32 = 'base32',
  /** Hexadecimal. */
  HEX = 'hex',
}

/** A random password. */
export interface ExternalSecretPasswordGeneratorOptions {
  /**
   * Number of characters.
   *
   * @default 32
   */
  readonly length?: number;

  /**
   * Number of digits among them.
   *
   * @default - a quarter
   */
  readonly digits?: number;

  /**
   * Number of symbols among them. Symbols need escaping in URLs, shells and some configuration files.
   *
   * @default 0
   */
  readonly symbols?: number;

  /**
   * Symbols to choose from.
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
   * Allows a character to appear twice. Without it a password of the same length is easier to guess, and cannot be
   * long.
   *
   * @default true
   */
  readonly allowRepeat?: boolean;

  /**
   * Encoding of the password.
   *
   * @default ExternalSecretGeneratedEncoding.RAW
   */
  readonly encoding?: ExternalSecretGeneratedEncoding;
}

/** Kinds of keys for SSH. */
export enum ExternalSecretSshKeyType {
  /** Ed25519. */
  ED25519 = 'ed25519',
  /** ECDSA. */
  ECDSA = 'ecdsa',
  /** RSA. */
  RSA = 'rsa',
}

/** A pair of keys for SSH. */
export interface ExternalSecretSshKeyGeneratorOptions {
  /**
   * Kind of the keys.
   *
   * @default ExternalSecretSshKeyType.ED25519
   */
  readonly keyType?: ExternalSecretSshKeyType;

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

const DEFAULT_KEY = 'password';

/**
 * Generator of values in the cluster, by External Secrets. They are in no manifest, repository or pipeline.
 *
 * @example
 * new SecureSecret(chart, 'Password', {
 *   keys: ['password'],
 *   source: SecretSource.generated({ generator: ExternalSecretGenerator.password({ length: 48, symbols: 8 }) }),
 * });
 */
export class ExternalSecretGenerator {
  /**
   * Generates random passwords, one for each key of the Secret.
   *
   * @throws Error when the numbers do not fit together, or the password is short
   */
  public static password(options: ExternalSecretPasswordGeneratorOptions = {}): ExternalSecretGenerator {
    const length = options.length ?? 32;
    const digits = options.digits ?? Math.floor(length / 4);
    const { symbols = 0, symbolCharacters, noUpper = false, allowRepeat = true, encoding } = options;
    const spec = { length, digits, symbols, symbolCharacters, noUpper, allowRepeat, encoding };
    refuseFaults([...passwordFaults(spec), weakPassword(spec)]);
    return new ExternalSecretGenerator(PASSWORD_GENERATOR, (keys) => ({
      ...spec, secretKeys: keys.length === 0 || (keys.length === 1 && keys[0] === DEFAULT_KEY) ? undefined : [...keys],
    }));
  }

  /**
   * Generates a pair of keys for SSH, in the keys `privateKey` and `publicKey`. For other keys use templates.
   *
   * @throws Error when the kind of keys does not have the size
   */
  public static sshKey(options: ExternalSecretSshKeyGeneratorOptions = {}): ExternalSecretGenerator {
    const keyType = options.keyType ?? ExternalSecretSshKeyType.ED25519;
    const { keySize, comment } = options;
    refuseFaults([...sshKeyFaults({ keyType, keySize }), weakSshKey({ keyType, keySize })]);
    const defaultSize = keyType === ExternalSecretSshKeyType.RSA ? 3072 : undefined;
    return new ExternalSecretGenerator(SSH_KEY_GENERATOR, () =>
      ({ keyType, keySize: keySize ?? defaultSize, comment }));
  }

  /**
   * Generates a random UUID of version 4, in the key `uuid`. For another key use a template. It is an identifier; for a
   * secret use a password.
   */
  public static uuid(): ExternalSecretGenerator {
    return new ExternalSecretGenerator(UUID_GENERATOR, () => ({}));
  }

  private constructor(
    /**
     * Kind of the generator.
     *
     * @internal
     */
    public readonly _kind: ApiKind,
    /**
     * The spec of the generator's object, for these keys of a Secret.
     *
     * @internal
     */
    public readonly _spec: (keys: readonly string[]) => object,
  ) {}

  /**
   * Keys that it makes, where the generator decides.
   *
   * @internal
   */
  public get _keys(): readonly string[] | undefined {
    return GENERATED_KEYS.get(this._kind.kind);
  }
}

/** A generator is not in the construct tree: its faults name it themselves. */
function refuseFaults(faults: readonly (DocumentFault | undefined)[]): void {
  const fault = faults.find((each) => each !== undefined);
  if (fault !== undefined) {
    throw new Error(told(fault.text, fault.given));
  }
}
