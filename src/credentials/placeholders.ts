import { hasSubstitution, isStoreReference, isVariable } from '../facts/filled-in-later';
import { looksSealed } from '../facts/sealed-values';

/** Words that nobody keeps in a real credential, long enough not to turn up in a random one by chance. */
export const TELLING_WORDS: readonly string[] = [
  'change-?(?:me|it|this|ed)',
  'replace-?(?:me|this|with)',
  '^replaced?-',
  '-replaced?$',
  'placeholder',
  'example',
  'redacted',
  'censored',
  'obfuscated',
  'insert-?(?:here|your|the)',
  '(?:goes|put|value|secret|password|token|key)-?here',
  'your-?(?:own-?)?(?:api|db|app|super)?-?(?:pass|secret|token|key|pw|auth|access|client|private)',
  'not-?(?:a-)?(?:real|used|set)',
  'not-?a-?secret',
  'fill-?(?:me|this)-?in',
  'dummy-?(?:pass|secret|token|key|value)',
  'fake-?(?:pass|secret|token|key|value)',
  'sample-?(?:pass|secret|token|key|value)',
  'specified-?(?:by|in|at|via)',
  'provided-?(?:by|in|at|via)',
  'managed-?(?:by|in|via)',
  'injected',
];

const TELLING = new RegExp(TELLING_WORDS.join('|'));

/** Parts of such words: each of them has one in it. They are fewer, where a search has to be short. */
export const TELLING_PARTS: readonly string[] = [
  'change', 'replace', 'placeholder', 'example', 'redacted', 'censored', 'obfuscated', 'insert', 'here', 'your', 'not',
  'fill', 'dummy', 'fake', 'sample', 'specified', 'provided', 'managed', 'injected',
];

/** Whole values that stand for "nothing here yet". */
const EMPTY_WORDS = new Set([
  'dummy',
  'fake',
  'sample',
  'todo',
  'fixme',
  'tbd',
  'tba',
  'none',
  'null',
  'nil',
  'na',
  'n-a',
  'undefined',
  'unset',
  'empty',
  'blank',
  'masked',
  'hidden',
  'removed',
  'omitted',
  'stripped',
  'secret-value',
  'setme',
  'set-me',
  'fillme',
  'fill-me',
  'foo',
  'bar',
  'baz',
  'foobar',
]);

/** Half of a substitution: a value that was cut out of a text may end within one. */
const HALF = /\}\}|%>|#\{|\[\[/;

/** A value that is one reference or one slot as a whole. Each is bounded, so that a long value costs a glance. */
const WHOLE = [
  /^\$\d$/,
  /^%[sdv]$/,
  /^:[A-Za-z_]\w{0,127}$/, // :param
  /^<[^<>]{0,256}>?$/,
  /^\[[^[\]]{0,256}\]$/,
  /^\{[^{}]{0,256}\}$/,
  /^[A-Z][A-Z0-9]{0,63}(?:_[A-Z0-9]{1,63}){1,16}$/, // DB_PASSWORD
  /^(?:PASS|PASSWORD|PASSWD|PWD|PASSPHRASE|SECRET|TOKEN|APIKEY|CREDENTIALS?)$/,
  /^[xX*.#?_\-•…·0]{1,4096}$/, // masks
];

/** Hashes made for passwords. They are not the password, and many an application wants them in its configuration. */
const PASSWORD_HASH =
  /^(?:[\w.@+-]{1,64}:)?(?:\$(?:2[abxy]?|5|6|1|apr1|y|7|argon2(?:id|i|d)|scrypt|pbkdf2(?:-sha\d{1,3})?|shiro1)\$|\{(?:ssha|sha|smd5|md5|crypt|bcrypt|pbkdf2|argon2|scrypt)[\w-]{0,16}\}|pbkdf2[:_]|scrypt:|SCRAM-SHA-|md5[0-9a-f]{32}$)/i;

/** Whether the value only holds the place of a credential, or says where to get it. */
export function isPlaceholder(value: string): boolean {
  const trimmed = value.trim();
  if (trimmed.length === 0) {
    return true;
  }
  if (isCut(trimmed) || isVariable(trimmed) || WHOLE.some((form) => form.test(trimmed))) {
    return true;
  }
  const words = trimmed.toLowerCase().replace(/[\s_.]/g, '-');
  return EMPTY_WORDS.has(words) || TELLING.test(words);
}

/** Whether the value names the credential's place, or is a hash or ciphertext of it. */
export function isReference(value: string): boolean {
  const trimmed = value.trim();
  return isStoreReference(trimmed) || PASSWORD_HASH.test(trimmed) || looksSealed(trimmed);
}

/** Whether a substitution, or a half of one, stands in the value: what is left is not the credential. */
function isCut(value: string): boolean {
  return hasSubstitution(value) || HALF.test(value);
}
