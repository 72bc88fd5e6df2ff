import { isPlainPart } from './plain-words';
import { printable } from './printable';
import { findCredential } from '../credentials/detector';
import { namesSecret } from '../credentials/secret-names';

/** Longest text that is repeated; a Linux path may be longer, but then nobody reads it. */
const LONGEST = 1024;

/** Minimum length of the value of a variable that is recognised within a longer text. */
const RECOGNISED = 6;

export const BETWEEN_PARTS = /[/\\:\s,;=@?#|"'()<>{}[\]]+/;

/** Names that `mkdtemp` and `mktemp` make: a word and a few random characters, too few for a secret. */
const TEMPORARY_FOLDER = /^(?:[a-z]+(?:[-.][a-z]+)*-[A-Za-z0-9]{6}|tmp\.[A-Za-z0-9]{10})$/;

/** Bytes one by one: pairs of hexadecimal digits, or numbers. */
const BYTES = [/(?:\b[0-9a-f]{2}\b[\s:,-]*){8}/i, /(?:\b\d{1,3}\b[\s,;]+){12}/, /(?:\b0x[0-9a-f]{1,2}\b[\s,;]*){8}/i];

const DIGITS = /^\d{8,}$/;

/** A path from the root on: `PWD` and `GOOGLE_APPLICATION_CREDENTIALS` name a place, not a secret. */
const ABSOLUTE_PATH = /^(?:\/|[A-Za-z]:\\)[\w.-]+[/\\]/;

/** Base64, recognised by its padding or its plus. */
const BASE64 = /[A-Za-z0-9+/]{14,}==?|(?=[A-Za-z0-9/]*\+)(?=[a-z0-9+/]*[A-Z])(?=[A-Z0-9+/]*[a-z])[A-Za-z0-9+/]{16,}/;

/** A word of an option or a setting that has few values. */
export const WORD = /^[A-Za-z][A-Za-z-]{0,30}$/;

/** An ID of a rule. */
export const RULE_ID = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/**
 * Repeats user input in an error: in quotes when it looks like the name, path or word that belongs there, else only its
 * length. So a value in the wrong place, such as a key where its name belongs, is never printed. Of a path, one part
 * that looks random is left out.
 *
 * It goes by looks: keys and tokens in any notation, credentials that the detector knows, and the values of environment
 * variables with secret names. A password that is a word of a language looks like a name and is treated as one.
 *
 * @param value the input
 * @param form pattern that the input must match to be repeated, when more is known than that it is a name or a path
 */
export function quoted(value: unknown, form?: RegExp): string {
  if (typeof value !== 'string') {
    return typeof value === 'object' && value !== null ? (Array.isArray(value) ? 'a list' : 'a map') : String(value);
  }
  const shown = form === undefined || form.test(value) ? shownParts(value) : undefined;
  return shown === undefined ? described(value) : inQuotes(shown);
}

/** Several names separated by commas, each as `quoted` prints it, but without quotes where they are not needed. */
export function listed(names: Iterable<string>): string {
  return [...names].map((name) => named(name)).join(', ');
}

/**
 * Like `quoted`, but without quotes around text of letters, digits, single blanks and the punctuation of names and
 * paths.
 */
export function named(name: string): string {
  const shown = quoted(name);
  return shown === `"${name}"` && /^[\w.:@*/-]+(?: [\w.:@*/-]+)*$/.test(name) ? name : shown;
}

/** Whether a text may be repeated as it is: it does not look like a secret and contains none. */
export function mayBeShown(text: string): boolean {
  return shownParts(text) === text;
}

/** Replacement for a text that is not repeated. */
export function described(text: string): string {
  const found = findCredential(text);
  return `a text of ${text.length} characters (not shown: it may be ` +
    `${found === undefined ? 'a secret' : found.description})`;
}

/**
 * A message of another program, such as a parser or `kubectl`, without parts that may be a secret.
 *
 * @param message the message
 * @param given input of that program, which the message may contain
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

/** The text without parts that may be a secret; undefined when little would be left. */
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

/** Whether it is or contains the value of an environment variable with a secret name. */
function isKnownSecret(text: string): boolean {
  return Object.keys(process.env).filter(isSecretVariable).some((name) => {
    // Reading a variable takes longer than comparing it.
    const value = process.env[name] ?? '';
    return value !== '' && !isWorkingDirectory(name) && !isPlainPath(value)
      && (value.length >= RECOGNISED ? text.includes(value) : text === value);
  });
}

/** The variable in which each shell keeps the current directory, whose name reads like a password. */
function isWorkingDirectory(name: string): boolean {
  return name === 'PWD';
}

/** A password drawn at random may have slashes, but not words alone between them. */
function isPlainPath(value: string): boolean {
  return ABSOLUTE_PATH.test(value) && value.split(BETWEEN_PARTS).every(isPlainPart);
}

const variables = new Map<string, boolean>();

function isSecretVariable(name: string): boolean {
  const known = variables.get(name) ?? namesSecret(name);
  variables.set(name, known);
  return known;
}

function inQuotes(text: string): string {
  return printable(JSON.stringify(text));
}
