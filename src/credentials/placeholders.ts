/** Words that nobody keeps in a real credential, long enough not to turn up in a random one by chance. */
const TELLING = new RegExp(
  [
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
  ].join('|'),
);

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

/**
 * A substitution anywhere in the value: what is left is not the credential.
 *
 * @see https://argocd-vault-plugin.readthedocs.io/en/stable/howitworks/ (`<path:…>`)
 */
const SUBSTITUTION = /\$\{|\$\(|\{\{|\}\}|<%|%>|#\{|\[\[|<path:/;

/** A value that is one variable of a tool: $VAR, %VAR%, @VAR@, __VAR__. */
const VARIABLE = /^(?:\$[A-Za-z_]\w{0,127}|%[A-Za-z_]\w{0,127}%|@{1,2}[A-Za-z_][\w.]{0,127}@{1,2}|__\w{1,128}__)$/;

/** A value that is one reference or one slot as a whole. Each is bounded, so that a long value costs a glance. */
const WHOLE = [
  /^\$[A-Za-z_]\w{0,127}$/, // $VAR
  /^\$\d$/,
  /^%[A-Za-z_]\w{0,127}%$/, // %VAR%
  /^%[sdv]$/,
  /^:[A-Za-z_]\w{0,127}$/, // :param
  /^<[^<>]{0,256}>?$/,
  /^\[[^[\]]{0,256}\]$/,
  /^\{[^{}]{0,256}\}$/,
  /^@{1,2}[A-Za-z_][\w.]{0,127}@{1,2}$/, // @VAR@
  /^__\w{1,128}__$/,
  /^[A-Z][A-Z0-9]{0,63}(?:_[A-Z0-9]{1,63}){1,16}$/, // DB_PASSWORD
  /^(?:PASS|PASSWORD|PASSWD|PWD|PASSPHRASE|SECRET|TOKEN|APIKEY|CREDENTIALS?)$/,
  /^[xX*.#?_\-•…·0]{1,4096}$/, // masks
];

/** Prefixes of values that say where the credential is, or that are its ciphertext. */
const REFERENCE = new RegExp(
  '^(?:' +
    [
      'arn:',
      'vault:',
      'ref\\+',
      'op://',
      'secretref:',
      'secret:',
      'secrets?/',
      'env:',
      'file:',
      'projects/[^/]{1,64}/secrets/',
      'aws-?sm:',
      'awssm',
      'ssm:',
      'gcp-?sm:',
      'sm://',
      'azure-?kv:',
      'akv:',
      'kv:',
      'keyvault:',
      'bitwarden:',
      'doppler:',
      'conjur:',
      'k8s:',
      'kubernetes:',
      'valuefrom',
      'secretkeyref',
      '@microsoft\\.keyvault',
      'resolve:',
      '\\{\\{resolve:',
      '!vault',
      '!secret',
      '!env',
      '!ref',
      '!sub',
      'enc\\[',
      'enc\\(',
      '\\{cipher\\}',
      '\\$ansible_vault;',
      '-----begin pgp message',
    ].join('|') +
    ')',
  'i',
);

/** Hashes made for passwords. They are not the password, and many an application wants them in its configuration. */
const PASSWORD_HASH =
  /^(?:\$(?:2[abxy]?|5|6|1|apr1|y|7|argon2(?:id|i|d)|scrypt|pbkdf2(?:-sha\d{1,3})?|shiro1)\$|\{(?:ssha|sha|smd5|md5|crypt|bcrypt|pbkdf2|argon2|scrypt)[\w-]{0,16}\}|pbkdf2[:_]|scrypt:|SCRAM-SHA-)/i;

/** A Sealed Secrets ciphertext: two bytes of length (512), then random bytes. */
const SEALED = /^Ag[A-D][A-Za-z0-9+/]{200}/;

/** Whether the value only holds the place of a credential, or says where to get it. */
export function isPlaceholder(value: string): boolean {
  const trimmed = value.trim();
  if (trimmed.length === 0) {
    return true;
  }
  if (SUBSTITUTION.test(trimmed) || WHOLE.some((form) => form.test(trimmed))) {
    return true;
  }
  const words = trimmed.toLowerCase().replace(/[\s_.]/g, '-');
  return EMPTY_WORDS.has(words) || TELLING.test(words);
}

/** Whether a tool puts something else in the place of the value, so that nothing can be said of what is there now. */
export function isFilledInLater(value: string): boolean {
  const trimmed = value.trim();
  return SUBSTITUTION.test(trimmed) || VARIABLE.test(trimmed) || REFERENCE.test(trimmed);
}

/** Whether the value names the credential's place, or is a hash or ciphertext of it. */
export function isReference(value: string): boolean {
  const trimmed = value.trim();
  return REFERENCE.test(trimmed) || PASSWORD_HASH.test(trimmed) || SEALED.test(trimmed);
}
