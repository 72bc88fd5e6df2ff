import { randomBytes } from 'crypto';
import { readFileSync } from 'fs';
import { writeSecretFile } from './secret-file';
import { decodeCanonicalBase64 } from '../facts/base64';
import { AES_KEY_LENGTHS, isKeyInBase64, isKeyName, KEY_BYTES, mayBeKey, weaknessOf } from '../facts/encryption-keys';
import { mayBeShown, named, quoted } from '../redaction/quoted';
import { Redacted } from '../redaction/redacted';

const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * A named key of 32 random bytes in the encryption file, with which the API server itself encrypts. Nothing prints it:
 * its string, JSON and inspected forms are redacted.
 *
 * The name is stored in front of every object that the key encrypts, so it never changes its meaning: a new key has a
 * new name, such as the month in which it came into use. Whoever has the key and a copy of etcd can read everything;
 * without the key nobody can: back it up where the backups of etcd do not go.
 */
export class EncryptionKey extends Redacted {
  /**
   * Generates a key from the random source of the operating system. Every run generates another one: write it to a file
   * once with `writeTo`, and read it with `fromFile` from then on.
   *
   * @param name name of the key, new to this cluster
   * @throws Error when the name cannot be one
   */
  public static generate(name: string): EncryptionKey {
    return new EncryptionKey(checked(name), randomBytes(KEY_BYTES));
  }

  /**
   * Reads a key from an environment variable of the process that runs synth, in base64, as
   * `head -c 32 /dev/urandom | base64` prints it.
   *
   * @param name name of the key
   * @param variable name of the environment variable
   * @throws Error when the variable is not set or does not hold 32 random bytes in base64
   */
  public static fromEnvironment(name: string, variable: string): EncryptionKey {
    const key = `encryption key ${quoted(checked(name))}`;
    if (!VARIABLE_NAME.test(variable)) {
      throw new Error(`${key}: a text of ${variable.length} characters that is not the name of an environment ` +
        'variable was given; give the name of the variable, not its value');
    }
    const text = Object.hasOwn(process.env, variable) ? process.env[variable] : undefined;
    if (text === undefined || text === '') {
      throw new Error(`${key}: environment variable ${named(variable)} is not set; set it to the base64 form of 32 ` +
        'random bytes');
    }
    const source = `${key}: environment variable ${named(variable)}`;
    return EncryptionKey.strong(name, source, decode(source, text));
  }

  /**
   * Reads a key from a file, in base64, with or without a line break at the end.
   *
   * @param name name of the key
   * @param path path of the file; a relative one starts at the current directory of the process
   * @throws Error when the file cannot be read or does not hold 32 random bytes in base64
   */
  public static fromFile(name: string, path: string): EncryptionKey {
    return EncryptionKey.strong(name, fileSource(checked(name), path), readKey(name, path));
  }

  /**
   * Reads a key that a cluster already uses although it is short or guessable: as the API server accepts it (16, 24 or
   * 32 bytes), so that a rotation can replace it.
   *
   * @param name name of the key, as in the present file
   * @param path path of the file with the key in base64
   * @throws Error when the file cannot be read or does not hold 16, 24 or 32 bytes in base64
   */
  public static weakFromFile(name: string, path: string): EncryptionKey {
    const bytes = readKey(checked(name), path);
    if (!AES_KEY_LENGTHS.includes(bytes.length)) {
      throw new Error(`${fileSource(name, path)}: secret is not of the expected length, got ${bytes.length}, ` +
        `expected one of ${AES_KEY_LENGTHS.join(', ')} bytes`);
    }
    return new EncryptionKey(name, bytes);
  }

  private static strong(name: string, source: string, bytes: Buffer): EncryptionKey {
    if (bytes.length !== KEY_BYTES) {
      throw new Error(`${source}: secret is not of the expected length, got ${bytes.length}, expected ${KEY_BYTES} ` +
        'bytes; generate a key with EncryptionKey.generate');
    }
    const weakness = weaknessOf(bytes);
    if (weakness !== undefined) {
      throw new Error(`encryption key ${quoted(name)} ${weakness}; generate a key with EncryptionKey.generate. To ` +
        'replace a key that a cluster already uses, read it with EncryptionKey.weakFromFile');
    }
    return new EncryptionKey(name, bytes);
  }

  /** Name of the key. It is not secret: it is stored in front of every object that the key encrypts. */
  public readonly name: string;

  readonly #bytes: Buffer;

  private constructor(name: string, bytes: Buffer) {
    super(`<encryption key ${name}>`);
    this.name = name;
    this.#bytes = bytes;
  }

  /**
   * Writes the key in base64 to a new file that only its owner can read (mode 0600), for a backup or for `fromFile`.
   *
   * @param path path of the file
   * @throws Error when another file is there: a key is never overwritten
   */
  public writeTo(path: string): void {
    writeSecretFile(`encryption key ${quoted(this.name)}`, path, `${this._base64()}\n`, {
      overwrite: false,
      refusal: 'a different file already exists; overwriting it could destroy the only copy of a key. Choose ' +
        'another path, and another name for the key',
    });
  }

  /** @internal */
  public _base64(): string {
    return this.#bytes.toString('base64');
  }

  /** @internal */
  public _length(): number {
    return this.#bytes.length;
  }
}

/** The name, which is checked before any error repeats it: a key may have been given in its place. */
function checked(name: string): string {
  if (isKeyName(name) && !isKeyInBase64(name) && (!mayBeKey(name) || mayBeShown(name))) {
    return name;
  }
  throw new Error(`${quoted(name)} is not a name for an encryption key: use letters, digits, '-', '_' and '.'; a ` +
    "':' ends the name in etcd");
}

function fileSource(name: string, path: string): string {
  return `encryption key ${quoted(name)}: the file ${quoted(path)}`;
}

function readKey(name: string, path: string): Buffer {
  const where = `encryption key ${quoted(name)}`;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`${where}: cannot read the file ${quoted(path)}: ${(error as NodeJS.ErrnoException).code}`);
  }
  return decode(fileSource(name, path), text.replace(/\r?\n$/, ''));
}

function decode(where: string, text: string): Buffer {
  if (text === '') {
    throw new Error(`${where} is empty: secret is a mandatory field for a key`);
  }
  const bytes = decodeCanonicalBase64(text);
  if (bytes === undefined) {
    throw new Error(`${where}: secrets must be base64 encoded, padded and on one line, as ` +
      '`head -c 32 /dev/urandom | base64` prints them');
  }
  return bytes;
}
