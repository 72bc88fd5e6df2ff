import { readFileSync } from 'fs';
import { decodeCanonicalBase64 } from '../facts/base64';
import { isFilledInLater } from '../facts/filled-in-later';
import { textOfBytes, valueFault, ValueFaultKind } from '../facts/secret-values';
import { nameInWords } from '../redaction/input-name';
import { Redacted } from '../redaction/redacted';

/** Options for `SecretValue.fromEnvironment`. */
export interface SecretValueEnvironmentOptions {
  /**
   * Whether the variable holds base64, to be decoded. This is how bytes that are not text go through an environment
   * variable.
   *
   * @default false - the UTF-8 bytes of the variable are the value
   */
  readonly base64?: boolean;

  /**
   * Leaves out one line break at the end of the variable (`\n` or `\r\n`), before base64 is decoded. Pipelines that
   * keep secrets as files put one there, and a password with it is another password.
   *
   * @default false - every byte is kept
   */
  readonly trimTrailingNewline?: boolean;
}

/** Options for `SecretValue.fromFile`. */
export interface SecretValueFileOptions {
  /**
   * Whether one line break at the end of the file (`\n` or `\r\n`) is left out. Editors and `echo` put one there, and a
   * password with it is another password. Keep it for keys and certificates: OpenSSH refuses a private key without it.
   *
   * @default false - every byte is kept
   */
  readonly trimTrailingNewline?: boolean;
}

/** How to leave out what does not belong to a value, by where it comes from. */
enum Remedy {
  FILE = 'leave it out in the file, or by `trimTrailingNewline` of `SecretValue.fromFile`',
  ENVIRONMENT = 'leave it out in the variable, or by `trimTrailingNewline` of `SecretValue.fromEnvironment`',
  TEXT = 'leave it out of the text',
}

/**
 * A secret value at synth time. Nothing prints it: its string, JSON and inspected forms are all redacted, and only the
 * manifest that it is meant for has it.
 *
 * A value that is empty, ends in a line break, has blanks around it or is base64 of base64 is refused where it is used,
 * unless it is a file (by the name of its key) or a text of several lines: an application gets it to the last byte.
 * Where it is meant, use `acceptAsIs`.
 *
 * A value that is known at synth ends in the manifest, and so wherever manifests go. Prefer a source that keeps it out
 * of synth altogether, such as `SecretSource.sealedSecret` or `SecretSource.existing`.
 */
export class SecretValue extends Redacted {
  /**
   * The content of an environment variable of the process that runs synth. It is read at once.
   *
   * @param name name of the variable
   * @throws when the variable is not set, or is empty
   */
  public static fromEnvironment(name: string, options: SecretValueEnvironmentOptions = {}): SecretValue {
    const content = Object.hasOwn(process.env, name) ? process.env[name] : undefined;
    if (content === undefined) {
      throw new Error(`no environment variable has the name ${nameInWords(name)}; set it where synth runs`);
    }
    const text = options.trimTrailingNewline ? content.replace(/\r?\n$/, '') : content;
    if (text === '') {
      throw new Error(
        `environment variable ${nameInWords(name)} is empty; set it where synth runs, or leave the key out`,
      );
    }
    if (!options.base64) {
      return new SecretValue(Buffer.from(text), Remedy.ENVIRONMENT);
    }
    const bytes = decodeCanonicalBase64(text);
    if (bytes === undefined) {
      throw new Error(`environment variable ${nameInWords(name)} does not hold padded base64 on one line`);
    }
    return new SecretValue(bytes, Remedy.TEXT);
  }

  /**
   * The content of a file of the machine that runs synth. It is read at once, and its bytes are kept exactly.
   *
   * @param path path of the file; a relative one starts at the current directory of the process
   * @throws when the file cannot be read, or is empty
   */
  public static fromFile(path: string, options: SecretValueFileOptions = {}): SecretValue {
    let bytes: Buffer;
    try {
      bytes = readFileSync(path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new Error(`cannot read the file ${nameInWords(path)}: ${code}`);
    }
    const kept = options.trimTrailingNewline ? withoutTrailingNewline(bytes) : bytes;
    if (kept.length === 0) {
      throw new Error(`the file ${nameInWords(path)} is empty; write the value to it, or leave the key out`);
    }
    return new SecretValue(kept, Remedy.FILE);
  }

  /**
   * A value that stands in the source of the app, and so in its version control: for tests and for values that are not
   * secret.
   *
   * @param text the value; its UTF-8 bytes are used
   */
  public static unsafePlainText(text: string): SecretValue {
    return new SecretValue(Buffer.from(text), Remedy.TEXT);
  }

  /**
   * Bytes that stand in the source of the app, and so in its version control: for tests and for values that are not
   * secret.
   *
   * @param text the bytes in padded base64, without line breaks
   * @throws when it is not base64
   */
  public static unsafeBase64(text: string): SecretValue {
    const bytes = decodeCanonicalBase64(text);
    if (bytes === undefined) {
      throw new Error(`a text of ${text.length} characters is not padded base64 without line breaks`);
    }
    return new SecretValue(bytes, Remedy.TEXT);
  }

  readonly #bytes: Buffer;
  readonly #remedy: Remedy;
  readonly #accepted: boolean;

  private constructor(bytes: Buffer, remedy: Remedy, accepted: boolean = false) {
    super('<secret value>');
    this.#bytes = bytes;
    this.#remedy = remedy;
    this.#accepted = accepted;
  }

  /**
   * Accepts the value to the last byte, also where it is empty, ends in a line break, has blanks around it or is base64
   * of text, and looks like a mistake.
   *
   * @example
   * const banner = SecretValue.unsafePlainText('maple-7\n').acceptAsIs();
   */
  public acceptAsIs(): SecretValue {
    return new SecretValue(this.#bytes, this.#remedy, true);
  }

  /**
   * The value itself, for the manifest.
   *
   * @internal
   */
  public _reveal(): Buffer {
    return this.#bytes;
  }

  /**
   * Why the value is probably not the one that was meant, and what to do; undefined where it is, or is accepted.
   *
   * @internal
   */
  public _fault(key: string): string | undefined {
    const text = this.#accepted ? undefined : textOfBytes(this.#bytes);
    const fault = text === undefined || isFilledInLater(text) ? undefined : valueFault(key, text);
    return fault && `${fault.text}; ${REMEDIES[fault.kind] ?? this.#remedy}, or accept the value by \`acceptAsIs()\``;
  }
}

/** Where it does not depend on where the value comes from. */
const REMEDIES: { readonly [kind in ValueFaultKind]?: string } = {
  [ValueFaultKind.EMPTY]: 'leave out the key',
  [ValueFaultKind.BLANK]: 'leave out the key',
  [ValueFaultKind.ENCODED_TWICE]: 'give it decoded: the manifest encodes it',
  [ValueFaultKind.SURROUNDED]: 'leave them out',
};

function withoutTrailingNewline(bytes: Buffer): Buffer {
  if (bytes.at(-1) !== 0x0a) return bytes;
  return bytes.subarray(0, bytes.at(-2) === 0x0d ? -2 : -1);
}
