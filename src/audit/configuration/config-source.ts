import { readFileSync } from 'fs';
import { dirname } from 'path';
import { named, quoted } from '../../redaction/quoted';
import { reasonOf } from '../../redaction/system-error';
import { InputError } from '../input-error';
import { ManifestFile } from '../reading/manifest-file';
import { fromHere } from '../shown-path';

/** Where a configuration is: in a file, or in properties that a tool passes. */
export interface ConfigSource {
  /** Folder that relative paths start from. */
  readonly folder: string;

  /** Name in messages. */
  readonly name: string;

  /** Location of a JSON pointer in messages: `strongbox.yaml:3`. */
  placeOf(pointer: string): string;
}

/** A source and its content. */
export interface ConfigText {
  readonly source: ConfigSource;
  readonly content: unknown;
}

/**
 * Reads a file with one document in YAML or JSON, as manifests are read.
 *
 * @throws InputError when it cannot be read; the error never quotes the file
 */
export function readConfigText(path: string): ConfigText {
  const name = named(fromHere(path));
  const text = textOf(path);
  const file = new ManifestFile(path, text);
  const problem = file.problems.at(0);
  if (problem !== undefined) {
    const place = [name, problem.location?.line, problem.location?.column].join(':');
    throw new InputError(problem.id === 'duplicate-key'
      ? `${place}: the mapping already has this key; remove one of the two`
      : `${place}: ${problem.message}`);
  }
  if (file.documents.length > 1) {
    throw new InputError(`${name}: has ${file.documents.length} documents, must have one`);
  }
  const content: unknown = file.documents.at(0) ?? {};
  const saysOff = keyAt(file, text, READ_OF_OFF) === OFF && !Object.hasOwn(content as object, OFF);
  return {
    source: new FileSource(dirname(path), name, file, saysOff),
    content: saysOff ? renamed(content as object) : content,
  };
}

/** Kubernetes, and so this reader, reads the unquoted key `off` as false. */
const OFF = 'off';
const READ_OF_OFF = 'false';

function renamed(content: object): object {
  return Object.fromEntries(Object.entries(content).map(([key, value]) => [key === READ_OF_OFF ? OFF : key, value]));
}

/** The text of a key in the document; undefined when the document does not have the key. */
function keyAt(file: ManifestFile, text: string, key: string): string | undefined {
  const [content] = file.documents;
  if (typeof content !== 'object' || content === null || Array.isArray(content) || !Object.hasOwn(content, key)) {
    return undefined;
  }
  const { line, column } = file.locate(0, [`/${key}`]).get(`/${key}`)!;
  return /^\w*/.exec(text.replace(/^\ufeff/, '').split(/\r\n?|\n/)[line - 1].slice(column - 1))![0];
}

class FileSource implements ConfigSource {
  public constructor(
    public readonly folder: string,
    public readonly name: string,
    private readonly file: ManifestFile,
    private readonly saysOff: boolean,
  ) {}

  public placeOf(path: string): string {
    const pointer = this.saysOff ? path.replace(/^\/off(?=\/|$)/, `/${READ_OF_OFF}`) : path;
    const line = this.file.documents.length === 0 ? undefined : this.file.locate(0, [pointer]).get(pointer)?.line;
    return line === undefined ? this.name : `${this.name}:${line}`;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const name = fromHere(path);
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(code === 'ENOENT'
      ? `there is no config file ${quoted(name)}`
      : `cannot read the config file ${quoted(name)}: ${reasonOf(error)}`);
  }
}
