import * as types from './secret-types';

/**
 * What a credential is, as far as the type of its Secret and the names of its keys tell: that decides how a new one can
 * be valid beside the old one.
 */
export type CredentialShape = 'certificate' | 'authority' | 'account' | 'password' | 'api-key' | 'registry' | 'ssh-key'
  | 'signing-key' | 'service-account-token' | 'unknown';

const BY_TYPE: ReadonlyMap<string, CredentialShape> = new Map([
  [types.TLS_TYPE, 'certificate'],
  [types.BASIC_AUTH_TYPE, 'account'],
  [types.SSH_AUTH_TYPE, 'ssh-key'],
  [types.DOCKER_CONFIG_JSON_TYPE, 'registry'],
  [types.DOCKER_CFG_TYPE, 'registry'],
  [types.ACCOUNT_TOKEN_TYPE, 'service-account-token'],
]);

const USER = /(?:^|[-_.])(?:user|username|login|dbuser|pguser)(?:$|[-_.])/i;
const PASSWORD = /pass(?:word|wd|phrase)?|pwd/i;
const SIGNING = /sign|jwt|hmac|cookie|session|encrypt|cipher|secret[-_.]?key[-_.]?base|django[-_.]?secret/i;
const API_KEY = /api[-_.]?key|token|access[-_.]?key|client[-_.]?secret|webhook[-_.]?secret/i;

/**
 * The shape of a credential.
 *
 * @param type type of the Secret; empty where it is not known
 * @param keys names of its keys, those that are rotated; none where they are not known
 * @param beside names of its other keys
 */
export function credentialShapeOf(
  type: string, keys: readonly string[], beside: readonly string[] = [],
): CredentialShape {
  const known = BY_TYPE.get(type);
  if (known !== undefined) {
    return known;
  }
  const some = (form: RegExp) => keys.some((key) => form.test(key));
  if (some(/^tls\.(?:crt|key)$/)) {
    return 'certificate';
  }
  if (some(/^\.dockerc(?:onfigjson|fg)$/)) {
    return 'registry';
  }
  if (keys.length > 0 && keys.every((key) => /^(?:ca|ca-bundle|root-?ca)\.(?:crt|pem)$/.test(key))) {
    return 'authority';
  }
  if (some(/^ssh-privatekey$|^id_(?:rsa|ed25519|ecdsa)$/)) {
    return 'ssh-key';
  }
  if (some(SIGNING)) {
    return 'signing-key';
  }
  if (some(PASSWORD)) {
    return [...keys, ...beside].some((key) => USER.test(key)) ? 'account' : 'password';
  }
  return some(API_KEY) ? 'api-key' : 'unknown';
}

/** How two credentials of a shape are valid at once, and how one of them ends. Each is a sentence. */
export interface Overlap {
  readonly beside: string;
  readonly undo: string;
  readonly revoke: string;
  readonly restore: string;
}

const ACCOUNT: Overlap = {
  beside: 'Make a second user with the same rights and a new password: both users log in from now on.',
  undo: 'Remove the second user: nothing uses it yet.',
  revoke: 'Lock the old user. Do not drop it yet.',
  restore: 'Unlock the old user.',
};

/**
 * How a credential of a shape can be valid beside its successor.
 *
 * @see https://dev.mysql.com/doc/refman/8.4/en/password-management.html#dual-passwords
 * @see https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/
 * @see https://cert-manager.io/docs/trust/trust-manager/
 */
export const OVERLAPS: { readonly [shape in CredentialShape]: Overlap } = {
  'account': ACCOUNT,
  'password': {
    beside: 'Make the new password valid beside the old one: by a second user, or as the server has it (MySQL: ALTER '
      + 'USER … '
      + 'RETAIN CURRENT PASSWORD; Redis: ACL SETUSER with a second password). A server that takes one password alone '
      + '(PostgreSQL, for one user) has no overlap: make a second user.',
    undo: 'Remove the new password or the second user: nothing uses it yet.',
    revoke: 'Remove the old password (MySQL: ALTER USER … DISCARD OLD PASSWORD), or lock the old user.',
    restore: 'Set the old password again, or unlock the old user.',
  },
  'api-key': {
    beside: 'Issue a second key at whoever issues them: both are valid from now on.',
    undo: 'Revoke the second key: nothing uses it yet.',
    revoke: 'Disable the old key. Do not delete it yet, where the issuer can disable.',
    restore: 'Enable the old key again.',
  },
  'certificate': {
    beside: 'Have a new certificate issued: the old one is valid until it ends. Where the issuer is another one, '
      + 'first give '
      + 'everybody who verifies a bundle with both authorities.',
    undo: 'Nothing: no one shows the new certificate yet.',
    revoke: 'Revoke the old certificate at its issuer if its key may be known; else let it end.',
    restore: 'Nothing brings back a revoked certificate: have another one issued.',
  },
  'authority': {
    beside: 'Give everybody who verifies a bundle with the old and the new authority, before anything is signed by '
      + 'the new one.',
    undo: 'Take the new authority out of the bundle.',
    revoke: 'Take the old authority out of the bundle, once every certificate is signed by the new one.',
    restore: 'Put the old authority into the bundle again.',
  },
  'registry': {
    beside: 'Make a second account or token at the registry: both pull images from now on.',
    undo: 'Remove the second account or token.',
    revoke: 'Disable the old account or token.',
    restore: 'Enable the old account or token again.',
  },
  'ssh-key': {
    beside: 'Add the new public key beside the old one, wherever the old one is allowed to log in.',
    undo: 'Remove the new public key.',
    revoke: 'Remove the old public key everywhere.',
    restore: 'Add the old public key again.',
  },
  'signing-key': {
    beside: 'Have every process verify, or decrypt, with both keys before one signs, or encrypts, with the new one.',
    undo: 'Take the new key out: nothing is signed or encrypted with it yet.',
    revoke: 'Remove the old key once everything that it signed has ended and everything that it encrypted is '
      + 'encrypted again.',
    restore: 'Add the old key again as one to verify and decrypt with.',
  },
  'service-account-token': {
    beside: 'Make a second Secret of the type for the same account, or better use a projected token, which ends in an '
      + 'hour.',
    undo: 'Delete the second Secret.',
    revoke: 'Delete the old Secret: its token ends with it.',
    restore: 'Nothing brings back a token of a Secret that was deleted.',
  },
  'unknown': {
    beside: 'Make the new value valid beside the old one where it is checked. What checks it is not known from its '
      + 'keys.',
    undo: 'Make the new value invalid again: nothing uses it yet.',
    revoke: 'Make the old value invalid where it is checked.',
    restore: 'Make the old value valid again.',
  },
};
