/** Words in the name of something that holds a secret. */
export const SPEAKING = /secret|password|passwd|passphrase|cred|token|key|vault/i;

/** Words that configuration says about passwords, and that dummies and sources call their variables. */
export const ORDINARY = new Set([
  'true', 'false', 'yes', 'no', 'on', 'off', 'auto', 'enabled', 'disabled', 'required', 'optional', 'allow', 'deny',
  'always', 'never', 'default', 'basic', 'digest', 'plain', 'bcrypt', 'argon2', 'scrypt', 'md5', 'sha1', 'sha256',
  'sha512', 'ldap', 'oauth', 'oauth2', 'oidc', 'saml', 'file', 'env', 'environment', 'prompt', 'ask', 'input', 'text',
  'string', 'hidden', 'password', 'passwd', 'passphrase', 'passcode', 'pwd', 'pass', 'pw', 'secret', 'token', 'key',
  'credential', 'credentials', 'creds', 'auth', 'user', 'username', 'value', 'vault', 'keyring', 'keychain',
  'external', 'internal', 'secrets', 'random', 'generated', 'generate', 'inherit', 'existing', 'strict', 'lax',
  'strong', 'weak', 'account', 'client', 'login', 'local', 'remote', 'passwort', 'kennwort', 'wachtwoord', 'senha',
  'parola', 'clave', 'salasana', 'adgangskode', 'passord', 'heslo', 'has\u0142o', 'contrase\u00f1a', 'contrasena',
  'geslo', 'motdepasse',
]);

/** Words between others that leave the whole one that configuration says: `not-set`, `read-from-file`. */
export const SMALL = new Set([
  'no', 'not', 'non', 'is', 'be', 'to', 'the', 'a', 'an', 'of', 'or', 'and', 'in', 'by', 'from', 'at', 'via', 'with',
  'only', 'here', 'see', 'use', 'used', 'set', 'unset', 'your', 'my', 'new', 'old', 'read', 'needed', 'provided',
  'managed', 'filled', 'will', 'later', 'plaintext', 'current', 'one', 'time', 'none', 'empty', 'null', 'defined',
  'undefined', 'base64',
]);

/** What a password is called, and what many are in earnest. */
export const CALLED = new Set(['password', 'passwd', 'pass', 'pwd', 'secret']);

/** Passwords that are words, found in published lists of the most used and of factory settings. */
export const NOTORIOUS = new Set([
  'admin', 'administrator', 'root', 'toor', 'guest', 'postgres', 'postgresql', 'mysql', 'mariadb', 'mongo', 'mongodb',
  'redis', 'rabbitmq', 'rabbit', 'minio', 'minioadmin', 'elastic', 'grafana', 'kafka', 'oracle', 'tiger', 'scott',
  'manager', 'tomcat', 'letmein', 'welcome', 'qwerty', 'qwertyuiop', 'iloveyou', 'monkey', 'dragon', 'master',
  'sunshine', 'princess', 'football', 'baseball', 'shadow', 'superman', 'batman', 'trustno', 'hunter', 'supersecret',
  'topsecret', 'mysecret', 'mypassword', 'secretpassword', 'opensesame', 'swordfish',
]);

/** Whether a word is one that configuration says about passwords. */
export function isOrdinaryWord(word: string): boolean {
  return ORDINARY.has(word) || SMALL.has(word) || SPEAKING.test(word);
}

/** Whether a word is a password of published lists. */
export function isNotoriousPassword(word: string): boolean {
  return NOTORIOUS.has(word.toLowerCase());
}

/** Words of published lists that nobody calls an object or a variant, so that a token of them is one. */
const NOTORIOUS_TOKENS = new Set([
  'root', 'admin', 'minio', 'minioadmin', 'letmein', 'qwerty', 'opensesame', 'keyboardcat', 'supersecret', 'topsecret',
]);

/** Whether a value is a token of published lists, with the three or four digits that are put behind one. */
export function isNotoriousToken(value: string): boolean {
  return NOTORIOUS_TOKENS.has(value.toLowerCase().replace(/\d{3,4}$/, ''));
}

/** `supersecret`, `my-secret-key`, `ThisIsASecret1`: what tutorials sign with. */
const TUTORIAL_SECRET = new RegExp(
  '^(?:(?:my|our|the|a|an|this|is|some|very|super|ultra|top|so)[-_]?){1,6}(?:(?:jwt|session|app|api|shared|auth)[-_]?)?'
    + '(?:secret|s3cr3t)(?:[-_]?(?:key|token|phrase|password|string|value))?[-_]?\\d{0,4}!?$'
    + '|^s(?:ecret|3cr3t)\\d{3,4}$',
);

/** Those of them that nobody calls an object. */
const SURE = /super|very|ultra|this|top[-_]?s|s3cr3t|\d$/;

/**
 * Whether a value is a secret of tutorials.
 *
 * @param isSure whether a word that may be the name of an object is not one, such as `my-secret`
 */
export function isTutorialSecret(value: string, isSure: boolean): boolean {
  const lower = value.toLowerCase();
  return TUTORIAL_SECRET.test(lower) && (!isSure || SURE.test(lower));
}
