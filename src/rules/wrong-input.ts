import { didYouMean } from './nearest';
import { findCredential } from '../credentials/detector';
import { described, quoted } from '../redaction/quoted';

/** Characters of a text that an error repeats. A word that is misspelt is shorter. */
const REPEATED = 60;

/** Digits of a number that an error repeats. A longer one may be a PIN. */
const DIGITS = 3;

/**
 * A value in an error about input: words and small numbers as they are, anything else by its shape. A secret that is
 * given in the wrong place is thus not printed, nor is a character that controls a terminal.
 */
export function shownValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value.trim() === '' ? 'an empty text' : isPlainWords(value) ? quoted(value) : described(value);
    case 'number':
      return String(value).length <= DIGITS ? String(value) : 'a number';
    case 'boolean':
      return String(value);
    case 'object':
      return value === null ? 'nothing' : Array.isArray(value) ? 'a list' : 'a mapping';
    default:
      return value === undefined ? 'nothing' : `a ${typeof value}`;
  }
}

/** Letters with a few digits behind them, joined by punctuation: `secret-in-env`, `v1`, `High`. */
function isPlainWords(text: string): boolean {
  return text.length <= REPEATED && /^[\x20-\x7e]+$/.test(text)
    && text.split(/[^A-Za-z0-9]+/).every((word) => /^(?:[A-Z]?[a-z]*|[A-Z]+|(?:[a-z]+[A-Z])+[a-z]+)\d{0,3}$/.test(word))
    && findCredential(text, 'token') === undefined;
}

/** Message for a value that is not among those allowed. */
export function notOneOf(value: unknown, allowed: readonly string[]): string {
  return [`must be one of ${allowed.join(', ')}, got ${shownValue(value)}`, ...guess(value, allowed)].join('; ');
}

/** Message for an ID that no rule has. */
export function noSuchRule(id: unknown, known: readonly string[]): string {
  const hint = typeof id === 'string' ? didYouMean(id, known) : undefined;
  return [`there is no rule ${shownValue(id)}`, hint, `\`npx strongbox rules\` lists all ${known.length} of them`]
    .filter((part) => part !== undefined)
    .join('; ');
}

/**
 * Refuses options that do not exist. Callers without types have no compiler to help them, and a misspelt option must
 * not be treated as one that is missing.
 *
 * @throws Error when the options are not a mapping, or have a key that is not known
 */
export function expectOptions(where: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new Error(`${where}: the options must be a mapping, got ${shownValue(options)}`);
  }
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) {
      throw new Error([
        `${where}: there is no option ${shownValue(key)}`, ...guess(key, known), `the options are ${known.join(', ')}`,
      ].join('; '));
    }
  }
}

/** @throws Error when a value is given and is not among those that are allowed */
export function expectOneOf(where: string, value: unknown, allowed: readonly string[]): void {
  if (value !== undefined && !allowed.includes(value as string)) {
    throw new Error(`${where} ${notOneOf(value, allowed)}`);
  }
}

/** @throws Error when a value is given and is not true or false */
export function expectBoolean(where: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'boolean') {
    throw new Error(`${where} must be true or false, got ${shownValue(value)}`);
  }
}

/** @throws Error when a value is given and is not a list of texts */
export function expectTexts(where: string, value: unknown): void {
  if (value === undefined) {
    return;
  }
  if (!Array.isArray(value)) {
    throw new Error(`${where} must be a list, got ${shownValue(value)}`);
  }
  value.forEach((item, index) => expectText(`${where}[${index}]`, item));
}

/** @throws Error when a value is not a text, or has nothing in it */
export function expectText(where: string, value: unknown): void {
  if (typeof value !== 'string' || value.trim() === '') {
    throw new Error(`${where} must be a text, got ${shownValue(value)}`);
  }
}

function guess(value: unknown, allowed: readonly string[]): string[] {
  const hint = typeof value === 'string' ? didYouMean(value, allowed) : undefined;
  return hint === undefined ? [] : [hint];
}
