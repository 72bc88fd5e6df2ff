import { isPlaceholder, isReference } from './placeholders';
import { SecretName } from './secret-names';

/** How a value is written. */
export enum Writing {
  /** Bare, as in a properties file, where a bare word may also be a variable of a script. */
  BARE,
  /** In quotes: it cannot be a variable, but it may be a label or the name of a field. */
  QUOTED,
  /** The whole value of an entry of a ConfigMap or of an environment variable: nothing but a value. */
  ENTRY,
}

/** Fewest characters that pass for a random token. */
const SHORTEST_RANDOM = 16;

/** Characters of a value that are judged; a token of the usual length shows within them what it is. */
const JUDGED = 256;

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const BOOTSTRAP_TOKEN = /^[a-z0-9]{6}\.[a-z0-9]{16}$/;

/** `some-name`, `some.name.v2`, `team/app:1.2`, `host.example:8080`: lower-case words that are joined name something. */
const NAME = /^[a-z0-9]{1,64}(?:[-._/:@][a-z0-9]{1,64}){1,32}$/;
/** `var(--x)`, `getenv('X')`: a call of a function, in a file that only looks like one of settings. */
const CALL = /^[A-Za-z_][\w.-]{0,63}\([^()]{0,190}\)$/;
/** Digits that count something in a source: a constant, not a password. */
const HEX_CONSTANT = /^0x[0-9a-f]{1,16}$/i;
const LOCATION = /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\|[a-z][a-z0-9+.-]{1,20}:\/\/)/;
/** Types, as in a schema or a source file. */
const TYPE = /^(?:string|str|text|char|varchar|bytes|int|integer|number|bool|boolean|any|object|securestring|optional|required)[\W\d]{0,6}$/i;

/** Words that configuration says about passwords, and that dummies and sources call their variables. */
const ORDINARY = new Set([
  'true', 'false', 'yes', 'no', 'on', 'off', 'auto', 'enabled', 'disabled', 'required', 'optional', 'allow', 'deny', 'always', 'never', 'default', 'basic', 'digest',
  'plain', 'bcrypt', 'argon2', 'scrypt', 'md5', 'sha1', 'sha256', 'sha512', 'ldap', 'oauth', 'oauth2', 'oidc', 'saml', 'file', 'env', 'environment', 'prompt', 'ask', 'input',
  'text', 'string', 'hidden', 'password', 'passwd', 'passphrase', 'passcode', 'pwd', 'pass', 'pw', 'secret', 'token', 'key', 'credential', 'credentials', 'creds', 'auth', 'user',
  'username', 'value', 'vault', 'keyring', 'keychain', 'external', 'internal', 'secrets', 'random', 'generated', 'generate', 'inherit', 'existing', 'strict', 'lax', 'strong', 'weak',
  'account', 'client', 'login', 'local', 'remote', 'passwort', 'kennwort', 'wachtwoord', 'senha', 'parola', 'clave', 'salasana', 'adgangskode', 'passord', 'heslo', 'has\u0142o',
]);

/** What a password is called, and what many are in earnest. */
const CALLED = new Set(['password', 'passwd', 'pass', 'pwd', 'secret']);

/** Passwords that are words, found in published lists of the most used and of factory settings. */
const NOTORIOUS = new Set([
  'admin', 'administrator', 'root', 'toor', 'guest', 'postgres', 'postgresql', 'mysql', 'mariadb', 'mongo', 'mongodb', 'redis', 'rabbitmq', 'rabbit', 'minio', 'minioadmin', 'elastic',
  'grafana', 'kafka', 'oracle', 'tiger', 'scott', 'manager', 'tomcat', 'letmein', 'welcome', 'qwerty', 'qwertyuiop', 'iloveyou', 'monkey', 'dragon', 'master', 'sunshine', 'princess',
  'football', 'baseball', 'shadow', 'superman', 'batman', 'trustno', 'hunter', 'supersecret', 'topsecret', 'mysecret', 'mypassword', 'secretpassword', 'opensesame', 'swordfish',
]);

/**
 * Whether a value under a name that speaks of a secret is the secret itself. Neither the name alone nor the value alone
 * would tell.
 */
export function isLiteralSecret(name: SecretName, text: string, writing: Writing): boolean {
  const value = text.trim();
  if (value === '' || /\s/.test(value) || LOCATION.test(value) || TYPE.test(value)) {
    return false;
  }
  const literal = (name === SecretName.YES && isPassword(value, writing))
    || (name === SecretName.MAYBE && (UUID.test(value) || BOOTSTRAP_TOKEN.test(value) || looksRandom(value)));
  return literal && !isPlaceholder(value) && !isReference(value);
}

function isPassword(value: string, writing: Writing): boolean {
  const lower = value.toLowerCase();
  if (ORDINARY.has(lower)) {
    return writing === Writing.ENTRY && value === lower && CALLED.has(value);
  }
  if (NOTORIOUS.has(lower)) {
    return true;
  }
  if (/^\d{1,64}$/.test(value)) {
    return value.length >= 6;
  }
  if (writing === Writing.BARE && (/[()[\]{}`\\]/.test(value) || /^[$"'@!&*|>]/.test(value))) {
    return false;
  }
  if (/^[a-z]{1,64}(?:[-._/:@][a-z]{1,64}){1,32}$/.test(value)) {
    // Two or three joined words are the name of a secret somewhere else; more are a passphrase.
    return /^[a-z]{1,64}(?:[-.][a-z]{1,64}){3,32}$/.test(value) && !/secret|password|passwd|cred|token|key/.test(value);
  }
  if (isExpression(value) || HEX_CONSTANT.test(value) || CALL.test(value)) {
    return false;
  }
  if (/^[a-z]{1,64}$/.test(value)) {
    return writing !== Writing.BARE && value.length >= 4;
  }
  if (/^[\p{L}\x80-\xff]{1,64}$/u.test(value)) {
    // One capitalised or foreign word is a label on a form (in bytes, its letters are any above ASCII). Capitals in between are not.
    return /[a-z][A-Z]/.test(value) && value.length >= 8;
  }
  return value.length >= 4 && /[\p{L}\d]/u.test(value);
}

/** Whether the value looks drawn at random: long enough, of mixed characters, and not put together from words. */
export function looksRandom(text: string): boolean {
  const value = text.length > JUDGED ? text.slice(0, JUDGED) : text;
  if (value.length < SHORTEST_RANDOM || !/^[\x21-\x7e]+$/.test(value) || /[<>(){}[\]"'`,;|\\]/.test(value) || NAME.test(value) || LOCATION.test(value)) {
    return false;
  }
  const digits = value.match(/\d/g)?.length ?? 0;
  if (!/[A-Za-z]/.test(value) || bitsPerCharacter(value) < 3) {
    return false;
  }
  return digits >= 2 ? !/^\d{4}-\d\d-\d\d/.test(value) : !isExpression(value) && caseChanges(value) >= value.length * 0.4;
}

/** Whether the value is put together from words as sources do it: `config.db.password`, `user_password`, `UserPassword`, `userPassword$1`. */
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

/** How often a capital follows a small letter or the other way round: rarely in words, at every second letter in random text. */
function caseChanges(value: string): number {
  return (value.match(/[a-z](?=[A-Z])|[A-Z](?=[a-z])/g) ?? []).length;
}
