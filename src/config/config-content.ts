import { ConfigFile, readEnvFiles, readFile, readFolder } from './config-files';
import { ConfigFolder } from './config-folder';
import { validateKeys, validateSize } from '../data/data-rules';
import { decodeBase64 } from '../facts/base64';
import { mayBeShown, quoted } from '../redaction/quoted';

/** The content of a ConfigMap, its keys in order. */
export interface ConfigContent {
  /** Text by key. */
  readonly data: ReadonlyMap<string, string>;
  /** Bytes by key. */
  readonly binaryData: ReadonlyMap<string, Uint8Array>;
  /** Line and file in words, by key, of what comes from env files. */
  readonly places: ReadonlyMap<string, string>;
}

/** Where the content comes from. */
export interface ConfigSources {
  readonly data?: { readonly [key: string]: string };
  readonly binaryData?: { readonly [key: string]: string };
  readonly files?: { readonly [key: string]: string };
  readonly folders?: readonly ConfigFolder[];
  readonly envFiles?: readonly string[];
  readonly mergeEnvFiles?: boolean;
}

/** Keeps a byte order mark: the file in the container is to have the very bytes of the file here. */
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * What cdk8s writes without quotes, since to YAML 1.1 it is text, and what kubectl reads as a number, as Go does: the
 * API server then refuses the ConfigMap.
 */
const UNQUOTED_NUMBER = /^[-+]?0(?:[oO][0-7_]+|X[\dA-Fa-f_]+|B[01_]+)$/;

/**
 * Gathers the content and checks it the way the API server does.
 *
 * @param constructPath construct path, named in the error
 * @param sources where it comes from
 */
export function gatherContent(constructPath: string, sources: ConfigSources): ConfigContent {
  const entries: [key: string, value: string | Uint8Array][] = [];
  for (const [key, value] of Object.entries(sources.data ?? {})) {
    entries.push([key, asText(constructPath, key, value)]);
  }
  for (const [key, value] of Object.entries(sources.binaryData ?? {})) {
    entries.push([key, asBytes(constructPath, key, value)]);
  }
  for (const [key, file] of Object.entries(sources.files ?? {})) {
    entries.push(asEntry(readFile(constructPath, key, file)));
  }
  for (const folder of sources.folders ?? []) {
    readFolder(constructPath, folder).forEach((file) => entries.push(asEntry(file)));
  }
  const places = new Map<string, string>();
  for (const { key, value, place } of readEnvFiles(constructPath, sources.envFiles ?? [], !!sources.mergeEnvFiles)) {
    entries.push([key, value]);
    places.set(key, place);
  }
  if (entries.length === 0) {
    throw new Error(
      `${constructPath}: a ConfigMap that is empty and immutable is of no use; give \`data\`, \`binaryData\`, `
        + '`files`, `folders` or `envFiles`',
    );
  }
  validateKeys(constructPath, entries.map(([key]) => key));

  // By code unit, not by locale, so that every machine writes the same manifest.
  entries.sort(([left], [right]) => (left < right ? -1 : 1));
  const sizes = new Map<string, number>();
  const data = new Map<string, string>();
  const binaryData = new Map<string, Uint8Array>();
  for (const [key, value] of entries) {
    sizes.set(key, Buffer.byteLength(value));
    if (typeof value === 'string') {
      refuseUnquotedNumber(constructPath, key, value);
      data.set(key, value);
    } else {
      binaryData.set(key, value);
    }
  }
  validateSize(constructPath, 'ConfigMap', sizes);
  return { data, binaryData, places };
}

function asEntry({ key, bytes }: ConfigFile): [string, string | Uint8Array] {
  return [key, decodeText(bytes) ?? bytes];
}

function refuseUnquotedNumber(constructPath: string, key: string, value: string): void {
  if (UNQUOTED_NUMBER.test(value)) {
    throw new Error(
      `${constructPath}: the value of key ${quoted(key)} is a number in a notation that cdk8s writes without ` +
        'quotes, so that kubectl reads ' +
        "a number where a ConfigMap holds strings; write it another way, such as '0440', '0x1f' or '0b11'",
    );
  }
}

function asText(constructPath: string, key: string, value: unknown): string {
  if (typeof value !== 'string') {
    const hint =
      typeof value === 'number' || typeof value === 'boolean'
        ? '; write it as a string, such as ' + `${exampleOf(String(value))}`
        : '';
    throw new Error(
      `${constructPath}: the value of key ${quoted(key)} in \`data\` is ${typeInWords(value)}, and a ConfigMap holds ` +
        `strings only${hint}`,
    );
  }
  if (/\p{Surrogate}/u.test(value)) {
    throw new Error(
      `${constructPath}: the value of key ${quoted(key)} in \`data\` has half of a surrogate pair in it, which ` +
        'UTF-8 cannot write; ' +
        'give bytes that are not text in `binaryData`',
    );
  }
  return value;
}

/** A number may be the code of a door. */
function exampleOf(text: string): string {
  return mayBeShown(text) ? `'${text}'` : "'8080'";
}

function asBytes(constructPath: string, key: string, value: unknown): Uint8Array {
  if (typeof value !== 'string') {
    throw new Error(
      `${constructPath}: the value of key ${quoted(key)} in \`binaryData\` is ${typeInWords(value)}, and not a ` +
        'string of base64; ' +
        "write bytes as `buffer.toString('base64')`",
    );
  }
  const bytes = decodeBase64(value);
  if (bytes === undefined) {
    throw new Error(
      `${constructPath}: the value of key ${quoted(key)} in \`binaryData\` is not valid base64 (the standard ` +
        'alphabet, with padding); ' +
        "write bytes as `buffer.toString('base64')`, and text in `data`",
    );
  }
  return bytes;
}

/** The bytes as text, unless they are not UTF-8, or have a zero byte, which no text file has. */
function decodeText(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) {
    return undefined;
  }
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}

function typeInWords(value: unknown): string {
  if (value === undefined || value === null) {
    return `${value}`;
  }
  return Array.isArray(value) ? 'an array' : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}
