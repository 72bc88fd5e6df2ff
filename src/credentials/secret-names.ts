/** How plainly a name says that its value is a credential. */
export enum SecretName {
  /** The name says nothing of the kind. */
  NO,
  /** `token`, `secret`, `api-key`: a credential, or the name of one, or one's id. */
  MAYBE,
  /** `password` and its kin. */
  YES,
}

const LONGEST_NAME = 160;

const PASSWORD_WORDS = new Set(['password', 'passwd', 'passphrase', 'passcode', 'pwd', 'pass', 'pw', 'psk', 'authtok']);
const PASSWORD_ENDING = /(?:password|passwd|passphrase|storepass|keypass|userpass|dbpass|dnpass|rootpass|adminpass|requirepass|masterauth|bindpw|rootpw)$/;

const SECRET_WORDS = new Set(['secret', 'token', 'credential', 'credentials', 'creds', 'auth', 'bearer', 'authorization', 'apikey', 'jwt']);
const SECRET_ENDING = /(?:secret|token|apikey|accesskey|secretkey|privatekey|signingkey|encryptionkey|masterkey|authkey|accountkey|sharedkey)$/;

/** Words before `key` that make it a secret one. */
const SECRET_KEYS = new Set([
  'api', 'access', 'secret', 'private', 'signing', 'sign', 'encryption', 'encrypt', 'crypto', 'master', 'auth', 'shared', 'account', 'service', 'storage',
  'webhook', 'session', 'cookie', 'admin', 'app', 'license', 'jwt', 'hmac', 'aes', 'rsa', 'root', 'unseal', 'cipher', 'integration', 'ingest', 'routing', 'preshared', 'validation', 'decryption',
]);

/** Words at the end that say which one it is, and not what. */
const QUALIFIERS = new Set([
  'prod', 'production', 'staging', 'stage', 'dev', 'development', 'test', 'qa', 'uat', 'primary', 'secondary', 'old', 'new', 'current', 'previous', 'main', 'plain',
  'plaintext', 'value', 'literal', 'base64', 'b64', 'text', 'string', 'data', 'raw', 'live', 'sandbox', 'master', 'replica', 'base',
]);

/**
 * What every name that speaks of a secret has in it somewhere. Most names of a file of settings do not, and are not taken apart.
 * Without regard to case as Unicode has it, since the words are put in lower case before they are judged.
 */
const SPEAKING = new RegExp([...PASSWORD_WORDS, ...SECRET_WORDS, 'key'].join('|'), 'iu');

/** Whether a text has anything in it that a name could speak of a secret with. */
export function speaksOfSecrets(text: string): boolean {
  return SPEAKING.test(text);
}

/**
 * Judges a name by its last words, which say what the value is: `db.password` is a password, `password.min-length`,
 * `PASSWORD_FILE` and `tokenUrl` are a length, a file and an address.
 */
export function judgeName(name: string): SecretName {
  if (name.length > LONGEST_NAME || !speaksOfSecrets(name)) {
    return SecretName.NO;
  }
  const words = wordsOf(name);
  while (words.length > 1 && (QUALIFIERS.has(words[words.length - 1]) || /^v?\d+$/.test(words[words.length - 1]))) {
    words.pop();
  }
  const last = (words.pop() ?? '').replace(/\d{1,3}$/, '');
  if (PASSWORD_WORDS.has(last) || PASSWORD_ENDING.test(last)) {
    return SecretName.YES;
  }
  if (SECRET_WORDS.has(last) || SECRET_ENDING.test(last)) {
    return SecretName.MAYBE;
  }
  const before = words.pop() ?? '';
  // The secret id of Vault's AppRole is a credential; no other id is.
  if ((last === 'key' && (SECRET_KEYS.has(before) || SECRET_WORDS.has(before))) || (last === 'id' && before === 'secret')) {
    return SecretName.MAYBE;
  }
  return SecretName.NO;
}

/** The words of a name in any of the usual spellings, in lower case. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}
