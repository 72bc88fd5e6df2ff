import { decodedText } from './base64-text';
import { isPlaceholder, isReference } from './placeholders';
import { SecretName } from './secret-names';
import { CALLED, isNotoriousToken, isTutorialSecret, NOTORIOUS, ORDINARY, SMALL, SPEAKING } from './words';

/** How a value is written. */
export enum Writing {
  /** Bare, as in a properties file, where a bare word may also be a variable of a script. */
  BARE,
  /** In quotes: it cannot be a variable, but it may be a label or the name of a field. */
  QUOTED,
  /** The whole value of an entry of a ConfigMap or of an environment variable: nothing but a value. */
  ENTRY,
}

/** Fewest characters that pass for a random token, and for a key under a name that only speaks of one. */
const SHORTEST_RANDOM = 16;
const SHORTEST_KEY = 24;

/** Fewest characters of a token that is not long enough to look random. */
const SHORTEST_TOKEN = 5;

/** Characters of a value that are judged; a token of the usual length shows within them what it is. */
const JUDGED = 256;

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const BOOTSTRAP_TOKEN = /^[a-z0-9]{6}\.[a-z0-9]{16}$/;

/**
 * `some-name`, `some.name.v2`, `team/app:1.2`, `host.example:8080`: lower-case words that are joined name something.
 */
const NAME = /^[a-z0-9]{1,64}(?:[-._/:@][a-z0-9]{1,64}){1,32}$/;
/** Lower-case words without a digit. */
const JOINED_WORDS = /^[a-z]{1,64}(?:[-._/:@][a-z]{1,64}){1,32}$/;
/** Words of which at least four are joined: a passphrase. */
const PASSPHRASE = /^[a-z]{1,64}(?:[-.][a-z]{1,64}){3,32}$/;
/** `app1`, `v2`, `HS256`, `k8s`: a word or an abbreviation with a number. */
const NUMBERED = /^(?:[A-Za-z]+[-_]?\d{1,3}|[a-z]\d{1,2}[a-z])$/;
/** `var(--x)`, `getenv('X')`: a call of a function, in a file that only looks like one of settings. */
const CALL = /^[A-Za-z_][\w.-]{0,63}\([^()]{0,190}\)$/;
/** Digits of a number in a source: a constant, not a password. */
const HEX_CONSTANT = /^0x[0-9a-f]{1,16}$/i;
const LOCATION = /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\|[a-z][a-z0-9+.-]{1,20}:\/\/)/;
/** Types, as in a schema or a source file. */
const TYPE = new RegExp(`^(?:${[
  'string|str|text|char|varchar|bytes|int|integer|number|bool|boolean|any|object|securestring|optional|required',
]})[\\W\\d]{0,6}$`, 'i');
/** A public key of SSH or in DER, in base64. A private one is found by its form. */
const PUBLIC_KEY = /^(?:AAAA[BCE]|MII|MF[kw]|MC[ow])/;

/**
 * Whether a value under a name that speaks of a secret is the secret itself. Neither the name alone nor the value alone
 * would tell.
 */
export function isLiteralSecret(name: SecretName, text: string, writing: Writing): boolean {
  const value = text.trim();
  if (value === '' || /\s/.test(value) || LOCATION.test(value) || TYPE.test(value)) {
    return false;
  }
  return isLiteral(name, value, writing) && !isPlaceholder(value) && !isReference(value);
}

function isLiteral(name: SecretName, value: string, writing: Writing): boolean {
  switch (name) {
    case SecretName.PASSWORD:
      return isPassword(value, writing);
    case SecretName.TOKEN:
    case SecretName.SIGNING:
    case SecretName.SECRET:
      return (
        isWeakSecret(name, value, writing) || UUID.test(value) || BOOTSTRAP_TOKEN.test(value) || looksRandom(value) ||
        isShortToken(name, value, writing)
      );
    case SecretName.KEY:
      return isRandomKey(value);
    case SecretName.PIN:
      return writing === Writing.ENTRY && /^\d{4,12}$/.test(value);
    default:
      return false;
  }
}

/** Whether a weak value is the secret itself, and not the name of the object that holds it. */
function isWeakSecret(name: SecretName, value: string, writing: Writing): boolean {
  const isEntry = writing === Writing.ENTRY;
  switch (name) {
    case SecretName.SIGNING:
      return isTutorialSecret(value, !isEntry) || (isEntry && value === 'secret');
    case SecretName.TOKEN:
      return isEntry && (isTutorialSecret(value, true) || isNotoriousToken(value));
    default:
      return false;
  }
}

function isPassword(value: string, writing: Writing): boolean {
  const lower = value.toLowerCase();
  const isEntry = writing === Writing.ENTRY;
  if (ORDINARY.has(lower)) {
    return isEntry && CALLED.has(value);
  }
  if (NOTORIOUS.has(lower)) {
    return true;
  }
  if (/^\d{1,64}$/.test(value)) {
    return value.length >= (isEntry ? 4 : 6);
  }
  if (mayBeVariable(value, writing)) {
    return false;
  }
  if (JOINED_WORDS.test(value)) {
    return isJoinedPassword(value, isEntry);
  }
  if (isExpression(value)) {
    return isEntry && !SPEAKING.test(value);
  }
  if (HEX_CONSTANT.test(value) || CALL.test(value)) {
    return false;
  }
  if (/^[a-z]{1,64}$/.test(value)) {
    return writing !== Writing.BARE && value.length >= 3;
  }
  if (/^[\p{L}\x80-\xff]{1,64}$/u.test(value)) {
    // One capitalised or foreign word is a label on a form (in bytes, its letters are any above ASCII), but no label is
    // an entry. Capitals in between are not on a form.
    return isEntry ? /^[A-Za-z]{3,}$/.test(value) : /[a-z][A-Z]/.test(value) && value.length >= 8;
  }
  return value.length >= (isEntry ? 3 : 4) && /[\p{L}\d]/u.test(value);
}

/**
 * Whether joined words are a password. With a word that speaks of secrets they name a secret somewhere else, and so may
 * a path. A variable of a script or a field has underscores or dots.
 */
function isJoinedPassword(value: string, isEntry: boolean): boolean {
  if (NOTORIOUS.has(value.replace(/[-._]/g, ''))) {
    return true;
  }
  if (SPEAKING.test(value) || value.split(/[-._/:@]/).every((word) => ORDINARY.has(word) || SMALL.has(word))) {
    return false;
  }
  return /^[a-z-]+$/.test(value) || PASSPHRASE.test(value) || (isEntry && /^[a-z._@-]+$/.test(value));
}

/**
 * Whether a short value under the name of a secret or token is one: of letters and digits, but not a name or a number.
 */
function isShortToken(name: SecretName, value: string, writing: Writing): boolean {
  const isEntry = writing === Writing.ENTRY;
  const lower = value.toLowerCase();
  if (value.length >= SHORTEST_RANDOM || value.length < SHORTEST_TOKEN + (isEntry ? 0 : 1) || !/[A-Za-z]/.test(value)) {
    return false;
  }
  if (ORDINARY.has(lower) || NOTORIOUS.has(lower) || mayBeVariable(value, writing) || isExpression(value)) {
    return false;
  }
  if (
    SPEAKING.test(value) ||
    NUMBERED.test(value) ||
    HEX_CONSTANT.test(value) ||
    CALL.test(value) ||
    /[/:]/.test(value)
  ) {
    return false;
  }
  if (/^\d{4}-\d\d/.test(value) || (NAME.test(value) && mayBeName(name, value, isEntry))) {
    return false;
  }
  return /\d/.test(value) || (isEntry && (/[!#$%^&*+=?~]/.test(value) || /[a-z][A-Z]/.test(value)));
}

/**
 * Whether joined words with digits name an object or a version. Under the name of a token only a version is expected.
 */
function mayBeName(name: SecretName, value: string, isEntry: boolean): boolean {
  const parts = value.split(/[-._/:@]/);
  const odd = parts.some((part) => !/^(?:[a-z]+\d{0,3}[a-z]?|\d{1,3})$/.test(part));
  return !odd && (name !== SecretName.TOKEN || !isEntry || value.includes('.'));
}

/**
 * Whether a bare value has marks of a script or a program, where it is a variable, a pattern or more than a value, or
 * the colon of a prompt: `set /p X=Password:`.
 */
function mayBeVariable(value: string, writing: Writing): boolean {
  return writing === Writing.BARE && (/[()[\]{}`\\]/.test(value) || /^[$"'@!&*|>]|^\.[*+]|:$/.test(value));
}

/**
 * Whether the value is plainly a key: long, of small letters, capitals and digits, not a public one, and no text in
 * base64.
 */
function isRandomKey(value: string): boolean {
  return (
    value.length >= SHORTEST_KEY &&
    /[a-z]/.test(value) &&
    /[A-Z]/.test(value) &&
    !PUBLIC_KEY.test(value) &&
    looksRandom(value) &&
    decodedText(value) === undefined &&
    bitsPerCharacter(value) >= 3.7 &&
    caseChanges(value) >= value.length * 0.15
  );
}

/** Whether the value looks drawn at random: long enough, of mixed characters, and not put together from words. */
export function looksRandom(text: string): boolean {
  const value = text.length > JUDGED ? text.slice(0, JUDGED) : text;
  if (
    value.length < SHORTEST_RANDOM ||
    !/^[\x21-\x7e]+$/.test(value) ||
    /[<>(){}[\]"'`,;|\\]/.test(value) ||
    (NAME.test(value) && !hasRandomPart(value)) ||
    LOCATION.test(value)
  ) {
    return false;
  }
  const digits = value.match(/\d/g)?.length ?? 0;
  if (!/[A-Za-z]/.test(value) || bitsPerCharacter(value) < 3) {
    return false;
  }
  return digits >= 2
    ? !/^\d{4}-\d\d-\d\d/.test(value)
    : !isExpression(value) && caseChanges(value) >= value.length * 0.4;
}

/**
 * Whether joined lower-case words end in one that is drawn at random, as in a token behind the prefix of its issuer.
 * The hashes in names of objects are shorter, and those of commits and images are hexadecimal.
 */
function hasRandomPart(value: string): boolean {
  const last = /^[a-z0-9]{1,16}(?:[-_][a-z0-9]{1,16}){0,3}[-_]([a-z0-9]{16,64})$/.exec(value)?.[1] ?? '';
  const isHash = /^[0-9a-f]+$/.test(last) && last.length > SHORTEST_RANDOM;
  return !isHash && (last.match(/\d/g)?.length ?? 0) >= 4 && (last.match(/[a-z]/g)?.length ?? 0) >= 4;
}

/**
 * Whether the value is put together from words as sources do it: `config.db.password`, `user_password`, `UserPassword`,
 * `userPassword$1`.
 */
function isExpression(value: string): boolean {
  const words = value
    .replace(/\$\d{1,3}$/, '')
    .replace(/([a-z])([A-Z])/g, '$1.$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1.$2')
    .split(/[._]/)
    .filter((word) => word !== '');
  const letters = words.join('');
  return words.length > 1 && /^[A-Za-z]+$/.test(letters) && letters.length / words.length >= 3;
}

/** The entropy of the value's own characters, in bits: 3.0 for 8 different ones, 3.4 to 4.0 for hexadecimal digits. */
function bitsPerCharacter(value: string): number {
  const counts = new Map<string, number>();
  for (const char of value) {
    counts.set(char, (counts.get(char) ?? 0) + 1);
  }
  let bits = 0;
  for (const count of counts.values()) {
    bits -= (count / value.length) * Math.log2(count / value.length);
  }
  return bits;
}

/**
 * How often a capital follows a small letter or the other way round: rarely in words, at every second letter in random
 * text.
 */
function caseChanges(value: string): number {
  return (value.match(/[a-z](?=[A-Z])|[A-Z](?=[a-z])/g) ?? []).length;
}
