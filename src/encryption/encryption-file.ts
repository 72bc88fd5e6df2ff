import { createHash } from 'crypto';
import { readFileSync } from 'fs';
import { Yaml } from 'cdk8s';
import { DUMP_SCHEMA, loadAll, Schema, timestampTag, YAMLException } from 'js-yaml';
import { localKeysOf, normalized, usesKmsV1 } from './ciphers';
import { ambiguities, documentProblems } from './file-problems';
import { writeSecretFile } from './secret-file';
import { ConfigDocument, configDocument, EntryDocument } from '../facts/encryption-document';
import { isInside } from '../output/inside-folder';
import { reasonWithoutText } from '../redaction/parser-reason';
import { quoted } from '../redaction/quoted';
import { Redacted } from '../redaction/redacted';

/** Something that is an encryption file, or has one. */
export interface IEncryptionSource {
  /** The file as it is now. */
  toEncryptionFile(): EncryptionFile;
}

/** Options for writing an encryption file. */
export interface WriteEncryptionFileOptions {
  /**
   * Replace a file of other content at the path.
   *
   * @default false - it is an error
   */
  readonly overwrite?: boolean;
}

/**
 * The file that an API server reads with `--encryption-provider-config`. It may hold keys, so nothing prints it, and
 * only `writeTo` gives it out.
 */
export class EncryptionFile extends Redacted implements IEncryptionSource {
  /**
   * Reads the file that a cluster runs with now, YAML or JSON. It is checked as the API server checks it, and beyond
   * that only a name that no resource can have and a name that stands for two keys are refused, so that a rotation can
   * start from it. Keep its bytes as they are: their hash is what the API server reports.
   *
   * @param path path of a copy of the file
   * @throws Error when the file cannot be read, is empty or does not decode, or the API server refuses it
   */
  public static fromFile(path: string): EncryptionFile {
    const where = `encryption provider configuration file ${quoted(path)}`;
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      throw new Error(`error reading ${where}: ${(error as NodeJS.ErrnoException).code}`);
    }
    if (text === '') {
      throw new Error(`${where} is empty`);
    }
    const documents = parse(where, text);
    if (documents.length !== 1) {
      throw new Error(`error decoding ${where}: it holds ${documents.length} YAML documents, and the API server ` +
        'reads one');
    }
    return EncryptionFile._of(where, documents[0], text, []);
  }

  /** @internal */
  public static _ofEntries(
    where: string, entries: readonly EntryDocument[], outdirs: readonly string[],
  ): EncryptionFile {
    const document = configDocument(entries);
    return EncryptionFile._of(where, document, Yaml.stringify(document), outdirs);
  }

  private static _of(where: string, document: unknown, text: string, outdirs: readonly string[]): EncryptionFile {
    const fail = (problems: string[]) => {
      if (problems.length > 0) {
        throw new Error(`${where}: ${problems.join('; ')}`);
      }
    };
    fail(documentProblems(document));
    const valid = normalized(document as ConfigDocument);
    fail(ambiguities(valid));
    return new EncryptionFile(valid, text, outdirs);
  }

  /** Hash of the file as the API server reports it in `apiserver_encryption_config_controller_last_config_info`. */
  public readonly hash: string;

  /** True where the file holds keys, and so is a secret. A file with KMS providers alone holds none. */
  public readonly holdsKeys: boolean;

  /** True where an API server needs `--feature-gates=KMSv1=true` for it. */
  public readonly needsKmsV1: boolean;

  readonly #document: ConfigDocument;
  readonly #text: string;
  readonly #outdirs: readonly string[];

  private constructor(document: ConfigDocument, text: string, outdirs: readonly string[]) {
    const hash = createHash('sha256').update(text).digest('hex');
    super(`<encryption file sha256:${hash}>`);
    this.hash = `sha256:${hash}`;
    this.holdsKeys = localKeysOf(document).length > 0;
    this.needsKmsV1 = usesKmsV1(document);
    this.#document = document;
    this.#text = text;
    this.#outdirs = outdirs;
  }

  /**
   * Writes the file in one step, readable by its owner alone (mode 0600). Missing folders are created.
   *
   * @param path path of the file, outside the output folder of the App
   * @throws Error when the path is inside the App's output folder, or a file of other content is there and `overwrite`
   * is not set
   */
  public writeTo(path: string, options: WriteEncryptionFileOptions = {}): void {
    this._checkPath(path);
    writeSecretFile('the encryption file', path, this.#text, {
      overwrite: options.overwrite ?? false,
      refusal: 'a different file already exists; overwriting it could destroy the only copy of a key. Choose ' +
        'another path, or back the file up and pass overwrite: true',
    });
  }

  /** This file. */
  public toEncryptionFile(): EncryptionFile {
    return this;
  }

  /** @internal */
  public _checkPath(path: string): void {
    const outdir = this.#outdirs.find((folder) => isInside(path, folder));
    if (outdir !== undefined) {
      throw new Error(`the encryption file is not written to ${quoted(path)}: ${quoted(outdir)} is the output folder ` +
        'of the App, whose files are applied to clusters; choose a path outside it');
    }
  }

  /** @internal */
  public _document(): ConfigDocument {
    return this.#document;
  }

  /** @internal */
  public _text(): string {
    return this.#text;
  }

  /** @internal */
  public _outdirs(): readonly string[] {
    return this.#outdirs;
  }
}

/**
 * YAML as the API server reads it: numbers of 1.1 and of 1.2, but a date is a text. A field that is there twice is an
 * error.
 */
const SCHEMA = new Schema(DUMP_SCHEMA.tags.filter((tag) => tag !== timestampTag));

function parse(where: string, text: string): unknown[] {
  try {
    return loadAll(text, { schema: SCHEMA });
  } catch (error) {
    // The parser's message shows the lines around the fault, and its reason may quote a word of them: either may be a
    // key.
    const { reason = 'it is neither YAML nor JSON', mark } = error as Partial<YAMLException>;
    const line = mark ? ` in line ${mark.line + 1}` : '';
    throw new Error(`error decoding ${where}: ${reasonWithoutText(reason)}${line}`);
  }
}
