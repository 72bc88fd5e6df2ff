import { randomBytes } from 'crypto';
import { readFileSync } from 'fs';
import { writeSecretFile } from './secret-file';
import { decodeCanonicalBase64 } from '../facts/base64';
import { AES_KEY_LENGTHS, isKeyInBase64, isKeyName, KEY_BYTES, mayBeKey, weaknessOf } from '../facts/encryption-keys';
import { mayBeShown, named, quoted } from '../redaction/quoted';
import { Redacted } from '../redaction/redacted';

const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * A named key of 32 random bytes that the API server encrypts with itself. Nothing prints it: its string, JSON and inspected
 * forms are redacted.
 *
 * The name is stored in front of every object that the key encrypts, so it never changes its meaning: a new key has a new
 * name, such as the month it came into use. Whoever has the key and a copy of etcd reads everything, and without the key
 * nobody does: back it up where etcd backups do not go.
 */
export class EncryptionKey extends Redacted {
  /**
   * A new key from the random source of the operating system. Every run makes another one, so write it down with `writeTo`
   * and read it with `fromFile` ever after.
   *
   * @param name name of the key, new to this cluster
   */
  public static generate(name: string): EncryptionKey {
    return new EncryptionKey(checked(name), randomBytes(KEY_BYTES));
  }

  /**
   * A key in an environment variable of the process that runs synth, as base64, such as `head -c 32 /dev/urandom | base64`
   * makes it.
   *
   * @param name name of the key
   * @param variable name of the environment variable
   * @throws when the variable is not set or does not hold 32 random bytes in base64
   */
  public static fromEnvironment(name: string, variable: string): EncryptionKey {
    const key = `encryption key ${quoted(checked(name))}`;
    if (!VARIABLE_NAME.test(variable)) {
      throw new Error(`${key}: a text of ${variable.length} characters that is no name of an environment variable was given; name the variable, not its value`);
    }
    const text = process.env[variable];
    if (text === undefined || text === '') {
      throw new Error(`${key}: environment variable ${named(variable)} is not set; set it to the base64 form of 32 ` +
        'random bytes');
    }
    const source = `${key}: environment variable ${named(variable)}`;
    return EncryptionKey.strong(name, source, decode(source, text));
  }

  /**
   * A key in a file, as base64, with or without a line break at the end.
   *
   * @param name name of the key
   * @param path path of the file; a relative one starts at the current directory of the process
   * @throws when the file cannot be read or does not hold 32 random bytes in base64
   */
  public static fromFile(name: string, path: string): EncryptionKey {
    return EncryptionKey.strong(name, fileSource(checked(name), path), readKey(name, path));
  }

  /**
   * A key that a cluster already uses although it is short or guessable: taken as the API server takes it (16, 24 or 32
   * bytes), so that a rotation can leave it behind.
   *
   * @param name name of the key, as in the present file
   * @param path path of the file with the key in base64
   * @throws when the file cannot be read or does not hold 16, 24 or 32 bytes in base64
   */
  public static weakFromFile(name: string, path: string): EncryptionKey {
    const bytes = readKey(checked(name), path);
    if (!AES_KEY_LENGTHS.includes(bytes.length)) {
      throw new Error(`${fileSource(name, path)}: secret is not of the expected length, got ${bytes.length}, expected one of ${AES_KEY_LENGTHS.join(', ')} bytes`);
    }
    return new EncryptionKey(name, bytes);
  }

  private static strong(name: string, source: string, bytes: Buffer): EncryptionKey {
    if (bytes.length !== KEY_BYTES) {
      throw new Error(`${source}: secret is not of the expected length, got ${bytes.length}, expected ${KEY_BYTES} bytes; make one with EncryptionKey.generate`);
    }
    const weakness = weaknessOf(bytes);
    if (weakness !== undefined) {
      throw new Error(`encryption key ${quoted(name)} ${weakness}; make one with EncryptionKey.generate, and read ` +
        'one that a cluster already uses with EncryptionKey.weakFromFile to rotate it away');
    }
    return new EncryptionKey(name, bytes);
  }

  /** Name of the key. It is no secret: it is stored in front of every object that the key encrypts. */
  public readonly name: string;

  readonly #bytes: Buffer;

  private constructor(name: string, bytes: Buffer) {
    super(`<encryption key ${name}>`);
    this.name = name;
    this.#bytes = bytes;
  }

  /**
   * Writes the key as base64 to a new file that only its owner can read (mode 0600), for a backup or for `fromFile`.
   *
   * @param path path of the file
   * @throws when another file is there: a key is never overwritten
   */
  public writeTo(path: string): void {
    writeSecretFile(`encryption key ${quoted(this.name)}`, path, `${this._base64()}\n`, {
      overwrite: false,
      refusal: 'another file is there, and a key that is lost makes a cluster unreadable; write to another path, under another name',
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

/** The name, which is looked at before any error repeats it: a key may have been given in its place. */
function checked(name: string): string {
  if (isKeyName(name) && !isKeyInBase64(name) && (!mayBeKey(name) || mayBeShown(name))) return name;
  throw new Error(`${quoted(name)} is no name for an encryption key: it is made of letters, digits, '-', '_' and ` +
    '\'.\', and has no \':\', which ends the name in etcd');
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
  if (text === '') throw new Error(`${where} is empty: secret is a mandatory field for a key`);
  const bytes = decodeCanonicalBase64(text);
  if (bytes === undefined) {
    throw new Error(`${where}: secrets must be base64 encoded, padded and on one line, as \`head -c 32 /dev/urandom | base64\` prints them`);
  }
  return bytes;
}
