import { named, quoted } from '../../redaction/quoted';

/** Characters that JSON leaves as they are and that a YAML 1.1 reader refuses, strips or takes for a line break. */
const NOT_PRINTABLE = /[\u007f-\u009f\u00ad\u2028\u2029\ufeff\ufffe\uffff]/g;
/** A YAML reader looks no further than 1024 characters for the colon after a key. */
const MAX_KEY_LENGTH = 1000;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * A value in the one notation that YAML 1.1, YAML 1.2 and JSON readers agree on.
 *
 * The providers parse their lists with YAML 1.1 readers, for which `yes`, `0400`, `1_000` and `~` are not strings:
 * every string is quoted, whatever it holds.
 */
export function inlineYaml(value: unknown): string {
  if (typeof value === 'string') {
    return inYamlQuotes(value);
  }
  if (typeof value === 'number') {
    return plainNumber(value);
  }
  if (typeof value === 'boolean' || value === null) {
    return String(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(inlineYaml).join(', ')}]`;
  }
  if (typeof value === 'object') {
    return `{${entriesOf(value).map(([key, child]) => `${quotedKey(key)}: ${inlineYaml(child)}`).join(', ')}}`;
  }
  throw new Error(`a ${typeof value} cannot be written as YAML`);
}

/**
 * A list of mappings, one field a line. Fields that are undefined are left out.
 *
 * @param constructPath construct path, named in the error
 */
export function yamlList(constructPath: string, items: readonly object[]): string {
  return items.map((item) => `- ${linesOf(constructPath, item).join('\n  ')}\n`).join('');
}

/**
 * A mapping, one field a line. Fields that are undefined are left out.
 *
 * @param constructPath construct path, named in the error
 */
export function yamlMapping(constructPath: string, item: object): string {
  return linesOf(constructPath, item).map((field) => `${field}\n`).join('');
}

function linesOf(constructPath: string, item: object): string[] {
  return entriesOf(item).map(([name, value]) => {
    try {
      return `${name}: ${inlineYaml(value)}`;
    } catch (error) {
      throw new Error(`${constructPath}: ${named(name)}: ${(error as Error).message}`);
    }
  });
}

function entriesOf(item: object): [string, unknown][] {
  return Object.entries(item).filter(([, value]) => value !== undefined);
}

function inYamlQuotes(text: string): string {
  if (LONE_SURROGATE.test(text)) {
    throw new Error(`${quoted(text)} is not valid Unicode and cannot be written as YAML`);
  }
  return JSON.stringify(text).replace(NOT_PRINTABLE, (character) =>
    `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function quotedKey(key: string): string {
  const text = inYamlQuotes(key);
  if (text.length > MAX_KEY_LENGTH) {
    throw new Error(`a key of ${key.length} characters is too long for a key in YAML`);
  }
  return text;
}

function plainNumber(value: number): string {
  if (!Number.isFinite(value)) {
    throw new Error(`${value} cannot be written as YAML`);
  }
  // YAML 1.1 takes "1e+21" for a string: its floating point numbers have a dot.
  return String(value).replace(/^(-?\d+)e/, '$1.0e');
}
