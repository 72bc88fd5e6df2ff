/** How plainly a name says that its value is a credential. */
export enum SecretName {
  /** The name says nothing of the kind. */
  NO,
  /** It speaks of a key or secret somewhere: only a value that is plainly drawn at random is one. */
  KEY,
  /** `pin`: a credential where it is a number that is long enough for one, as an entry. */
  PIN,
  /** `secret`, `credentials`, `auth`: a credential, or the name of an object that holds one. */
  SECRET,
  /** `jwt-secret`, `session-secret`: as `secret`, of a program that signs with it. */
  SIGNING,
  /** `token`, `api-key`: a credential, or the id of one. */
  TOKEN,
  /** `password` and its kin. */
  PASSWORD,
}

const LONGEST_NAME = 160;

const PASSWORD_WORDS = new Set([
  'password', 'passwd', 'passphrase', 'passcode', 'pwd', 'pass', 'pw', 'psk', 'authtok', 'pswd',
  'passwords', 'passwort', 'kennwort', 'wachtwoord', 'senha', 'contrasena', 'motdepasse', 'passe', 'mdp', 'haslo',
  'heslo', 'jelszo', 'salasana', 'losenord', 'passord', 'adgangskode',
]);
const PASSWORD_ENDING = new RegExp(`(?:${[
  'password', 'passwd', 'passphrase', 'storepass', 'keypass', 'userpass', 'dbpass', 'dnpass', 'rootpass', 'adminpass',
  'requirepass', 'masterauth', 'bindpw', 'rootpw',
].join('|')})$`);

const SECRET_WORDS = new Set(['secret', 'credential', 'credentials', 'creds', 'auth', 'pepper']);
const SECRET_ENDING = /secret$/;

const TOKEN_WORDS = new Set(['token', 'bearer', 'authorization', 'apikey', 'jwt']);
const TOKEN_ENDING = new RegExp(`(?:token|${[
  'api', 'access', 'secret', 'private', 'signing', 'encryption', 'master', 'auth', 'account', 'shared',
].join('key|')}key)$`);

/** Words before `key` that make it a secret one. */
const SECRET_KEYS = new Set([
  'api', 'access', 'private', 'signing', 'sign', 'encryption', 'encrypt', 'crypto', 'master', 'shared', 'account',
  'service', 'storage', 'webhook', 'session', 'cookie', 'admin', 'app', 'license', 'hmac', 'aes', 'rsa', 'root',
  'unseal', 'cipher', 'integration', 'ingest', 'routing', 'preshared', 'validation', 'decryption',
]);

/** Words before `secret` with which it signs. */
const SIGNING_WORDS = new Set([
  'jwt', 'session', 'cookie', 'signing', 'hmac', 'csrf', 'xsrf', 'nextauth', 'token', 'refresh', 'webhook', 'shared',
]);

/** Words before `auth` that make it a password. */
const PASSWORD_AUTH = new Set(['redis', 'rediscli', 'valkey', 'valkeycli']);

/**
 * Words before `salt` that make it a secret of the application: WordPress has keys and salts in pairs, as
 * `LOGGED_IN_KEY` and `LOGGED_IN_SALT`. Another salt stands beside the hash that it was used for.
 */
const SECRET_SALTS = new Set(['auth', 'nonce', 'in']);

/** Words before `pin` with which it is a pin of a circuit, or what fixes a version or a key. */
const OTHER_PINS = new RegExp(`^(?:gpio|${[
  'led', 'io', 'adc', 'pwm', 'spi', 'i2c', 'sda', 'scl', 'rx', 'tx', 'cs', 'clk', 'dc', 'data', 'reset', 'input',
  'output', 'pull', 'in', 'out', 'button', 'relay', 'sensor', 'power', 'signal', 'digital', 'analog', 'version',
  'ver', 'release', 'revision', 'image', 'tag', 'cert', 'certificate', 'key', 'spki', 'tls', 'ssl', 'cpu', 'numa',
].join('|')})\\d*$`);

/** Words at the end that say which one it is, and not what. */
const QUALIFIERS = new Set([
  'prod', 'production', 'staging', 'stage', 'dev', 'development', 'test', 'qa', 'uat', 'primary', 'secondary', 'old',
  'new', 'current', 'previous', 'main', 'plain', 'plaintext', 'value', 'literal', 'base64', 'b64', 'text', 'string',
  'data', 'raw', 'live', 'sandbox', 'master', 'replica', 'base', 'content', 'contents', 'material',
]);

/** Words behind a password that say whose it is: `PASSWORD_ADMIN`. */
const OWNERS = new Set([
  'admin', 'root', 'superuser', 'readonly', 'readwrite', 'replication', 'postgres', 'mysql', 'redis', 'smtp', 'db',
  'database', 'mongo', 'mongodb', 'mariadb', 'rabbitmq', 'kafka', 'ldap', 'elastic', 'grafana', 'keycloak', 'minio',
  'oracle', 'ftp', 'sftp', 'bind', 'backup',
]);

/** Words that end what a value is, and begin for whom or what it is. */
const LINKS = new Set(['of', 'for']);

/** First words of what is shown to people beside a field, as files of translations have it. */
const LABELS = new Set(['label', 'labels', 'lbl', 'placeholder', 'caption', 'tooltip', 'i18n', 'translation']);

/** Words with which a name that speaks of a key has a random value that everybody may see. */
const OPEN = new RegExp(`^(?:pub.*|publishable|site.*|${[
  'partition', 'sort', 'cache', 'row', 'verification', 'verify', 'known', 'authorized', 'recipients?',
  'u?ids?', 'uuid', 'guid', 'hash(?:es)?', 'digests?', 'checksums?', 'sum', 'sha\\d*', 'md5', 'fingerprints?',
  'thumbprints?', 'etag', 'signatures?', 'sig', 'certs?', 'certificates?', 'crt', 'cacert', 'image', 'tag', 'revision',
  'commit', 'version', 'names?', 'urls?', 'uri', 'arn', 'paths?', 'files?', 'dir', 'hosts?',
].join('|')})$`);

/**
 * What every name that speaks of a secret has in it somewhere. Most names of a file of settings do not, and are not
 * taken apart. Without regard to case as Unicode has it, since the words are put in lower case before they are judged.
 */
const SPEAKING = new RegExp([
  ...PASSWORD_WORDS, ...SECRET_WORDS, ...TOKEN_WORDS, 'key', 'contrase\u00f1a', 'has\u0142o', 'l\u00f6senord',
  'jelsz\u00f3', 'de[-_. ]?passe', 'salt', 'cookie', 'pin(?![a-z])',
].join('|'), 'iu');

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
  const all = wordsOf(name);
  if (all.length > 1 && LABELS.has(all[0])) {
    return SecretName.NO;
  }
  const words = [...all];
  const link = words.findIndex((word, index) => index > 0 && LINKS.has(word));
  if (link > 0) {
    words.length = link;
  }
  while (words.length > 1 && isQualifier(words[words.length - 1])) {
    words.pop();
  }
  if (OWNERS.has(words[words.length - 1]?.replace(/\d{1,3}$/, '')) && isPasswordWord(words[words.length - 2] ?? '')) {
    words.pop();
  }
  const last = (words.pop() ?? '').replace(/\d{1,3}$/, '');
  const before = words.pop() ?? '';
  // The development server of Vault takes its root token as an id.
  if (last === 'id' && before === 'token' && words.at(-1) === 'root') {
    return SecretName.TOKEN;
  }
  return judgeLastWords(last, before) ?? (speaksOfKeys(all) ? SecretName.KEY : SecretName.NO);
}

/** Whether the value under a name is a credential where it is a literal at all. */
export function namesSecret(name: string): boolean {
  return judgeName(name) > SecretName.KEY;
}

function judgeLastWords(last: string, before: string): SecretName | undefined {
  if (isPasswordWord(last)) {
    return SecretName.PASSWORD;
  }
  if (last === 'auth' && PASSWORD_AUTH.has(before)) {
    return SecretName.PASSWORD;
  }
  if (SECRET_WORDS.has(last) || SECRET_ENDING.test(last)) {
    return last === 'secret' && SIGNING_WORDS.has(before) ? SecretName.SIGNING : SecretName.SECRET;
  }
  if (last === 'pin' && !OTHER_PINS.test(before)) {
    return SecretName.PIN;
  }
  // Whoever has the cookie of Erlang runs code in every node of its cluster.
  if ((last === 'salt' && SECRET_SALTS.has(before)) || (last === 'cookie' && before === 'erlang')) {
    return SecretName.TOKEN;
  }
  const isKey = last === 'key' && (SECRET_KEYS.has(before) || SECRET_WORDS.has(before) || TOKEN_WORDS.has(before));
  // The secret id of Vault's AppRole is a credential; no other id is.
  return TOKEN_WORDS.has(last) || TOKEN_ENDING.test(last) || isKey || (last === 'id' && before === 'secret')
    ? SecretName.TOKEN : undefined;
}

function isPasswordWord(word: string): boolean {
  return PASSWORD_WORDS.has(word) || PASSWORD_ENDING.test(word);
}

function isQualifier(word: string): boolean {
  return QUALIFIERS.has(word) || /^v?\d+$/.test(word);
}

function speaksOfKeys(words: readonly string[]): boolean {
  return (
    words.some(
      (word) =>
        /(?:keys?|secrets?|tokens?|password)$/.test(word) && !/(?:mon|tur|don|hoc|joc|whis|smo)keys?$/.test(word),
    ) && !words.some((word) => OPEN.test(word))
  );
}

/** The words of a name in any of the usual spellings, in lower case. */
export function wordsOf(name: string): string[] {
  return withoutAccents(name)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** `contraseña` as `contrasena`, `hasło` as `haslo`: names are written both ways. */
function withoutAccents(name: string): string {
  return /^[\x00-\x7f]*$/.test(name)
    ? name : name.normalize('NFD').replace(/\p{M}/gu, '').replace(/\u0142/g, 'l').replace(/\u0141/g, 'L');
}
