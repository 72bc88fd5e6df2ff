import { isPlainPart } from './plain-words';
import { printable } from './printable';
import { findCredential } from '../credentials/detector';
import { judgeName, SecretName } from '../credentials/secret-names';

/** Longest text that is repeated; a path of Linux may be longer, but then nobody reads it. */
const LONGEST = 1024;

/** Fewest characters of the content of a variable by which it is recognised in a longer text. */
const RECOGNISED = 6;

export const BETWEEN_PARTS = /[/\\:\s,;=@?#|"'()<>{}[\]]+/;

/** What `mkdtemp` and `mktemp` make: a word and a few characters that are drawn at random, too few for a secret. */
const TEMPORARY_FOLDER = /^(?:[a-z]+(?:[-.][a-z]+)*-[A-Za-z0-9]{6}|tmp\.[A-Za-z0-9]{10})$/;

/** Bytes one by one: pairs of hexadecimal digits, or numbers. */
const BYTES = [/(?:\b[0-9a-f]{2}\b[\s:,-]*){8}/i, /(?:\b\d{1,3}\b[\s,;]+){12}/, /(?:\b0x[0-9a-f]{1,2}\b[\s,;]*){8}/i];

const DIGITS = /^\d{8,}$/;

/** Base64 by its padding, or by its plus. */
const BASE64 = /[A-Za-z0-9+/]{14,}==?|(?=[A-Za-z0-9/]*\+)(?=[a-z0-9+/]*[A-Z])(?=[A-Z0-9+/]*[a-z])[A-Za-z0-9+/]{16,}/;

/** A word of an option or a setting, of which there are few. */
export const WORD = /^[A-Za-z][A-Za-z-]{0,30}$/;

/** An id of a rule. */
export const RULE_ID = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/**
 * How an error repeats what somebody gave: in quotes where it looks like the name, path or word that belongs there,
 * and else by
 * its length alone. A value that was given in the wrong place, a key where its name belongs, is so never printed. Of a
 * path, one
 * part that looks drawn at random is left out.
 *
 * It judges looks: keys and tokens in any notation, credentials that the detector knows, and whatever an environment
 * variable
 * with a secret holds. A password that is a word of a language looks like a name, and is one to it.
 *
 * @param value what was given
 * @param form what it must look like to be repeated, where more is known than that it is a name or a path
 */
export function quoted(value: unknown, form?: RegExp): string {
  if (typeof value !== 'string') {
    return typeof value === 'object' && value !== null ? (Array.isArray(value) ? 'a list' : 'a map') : String(value);
  }
  const shown = form === undefined || form.test(value) ? shownParts(value) : undefined;
  return shown === undefined ? described(value) : inQuotes(shown);
}

/** Some names with commas between them, each as `quoted` has it, but without quotes where they are not needed. */
export function listed(names: Iterable<string>): string {
  return [...names].map((name) => named(name)).join(', ');
}

/**
 * As `quoted`, but without quotes around what is made of letters, digits, single blanks and the punctuation of names
 * and paths alone.
 */
export function named(name: string): string {
  const shown = quoted(name);
  return shown === `"${name}"` && /^[\w.:@*/-]+(?: [\w.:@*/-]+)*$/.test(name) ? name : shown;
}

/** Whether a text may be repeated as it is: it does not look like a secret and has none in it. */
export function mayBeShown(text: string): boolean {
  return shownParts(text) === text;
}

/** What is said in place of a text that is not repeated. */
export function described(text: string): string {
  const found = findCredential(text);
  return `a text of ${text.length} characters (not shown: it may be ` +
    `${found === undefined ? 'a secret' : found.description})`;
}

/**
 * A message of somebody else, such as a parser or `kubectl`, without what it repeats that may be a secret.
 *
 * @param message the message
 * @param given what was given to them, and may stand in it
 */
export function withoutSecrets(message: string, given: readonly (string | undefined)[] = []): string {
  const hidden = given.filter((text): text is string => text !== undefined && text !== '' && !mayBeShown(text));
  const rest = hidden
    .sort((one, other) => other.length - one.length)
    .reduce(
      (text, secret) =>
        [`'${secret}'`, `"${secret}"`, secret].reduce((left, form) => left.split(form).join(described(secret)), text),
      message,
    );
  return rest
    .split(new RegExp(`(${BETWEEN_PARTS.source})`))
    .map((part) => (BETWEEN_PARTS.test(part) || isPlainPart(part) ? part : `<${part.length} characters>`))
    .join('');
}

/** The text with parts left out that may be a secret; undefined where little would be left. */
function shownParts(text: string): string | undefined {
  if (
    text.length > LONGEST ||
    [BASE64, DIGITS, ...BYTES].some((form) => form.test(text)) ||
    isKnownSecret(text) ||
    findCredential(text) !== undefined
  ) {
    return undefined;
  }
  const isPath = /^(?:\.{0,2}[/\\]|~\/|[A-Za-z]:\\)/.test(text);
  const parts = text.split(BETWEEN_PARTS);
  const hidden = new Set(parts.filter((part) => !isPlainPart(part) && !(isPath && TEMPORARY_FOLDER.test(part))));
  if (hidden.size === 0) {
    return text;
  }
  const left = parts.filter((part) => !hidden.has(part)).join('').length;
  if (!isPath || hidden.size > 1 || 2 * left < parts.join('').length) {
    return undefined;
  }
  const [part] = hidden;
  return text.split(part).join(`<${part.length} characters>`);
}

/** Whether it is or has in it what an environment variable holds whose name speaks of a secret. */
function isKnownSecret(text: string): boolean {
  return Object.entries(process.env).some(
    ([name, value]) =>
      value !== undefined &&
      value !== '' &&
      (value.length >= RECOGNISED ? text.includes(value) : text === value) &&
      judgeName(name) !== SecretName.NO,
  );
}

function inQuotes(text: string): string {
  return printable(JSON.stringify(text));
}
