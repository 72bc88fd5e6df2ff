import { DocumentFault, FieldPath } from './document-fault';

/** A line break or another control character. */
// eslint-disable-next-line no-control-regex -- it is what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** What ends a text, or begins or ends an action, in a template of Vault Agent. */
const TEMPLATE_PARTS = /["\\`]|\{\{|\}\}/;

/** Names that Vault gives to roles of its auth methods (`GenericNameRegex`). */
const ROLE = /^\w(?:[\w.-]*\w)?$/;

/** Whether a text has a line break or another control character. */
export function hasControlCharacter(text: string): boolean {
  return CONTROL.test(text);
}

/**
 * What Vault has against the name of a role. No role has a name that is refused, so that nobody can log in with it.
 *
 * @see https://github.com/hashicorp/vault/blob/v1.20.0/sdk/framework/path.go
 */
export function vaultRoleFault(role: string, at: FieldPath = []): DocumentFault | undefined {
  if (role.trim() === '') {
    return { at, text: 'the Vault role is empty; name the role that the identity is bound to' };
  }
  return ROLE.test(role) ? undefined : {
    at,
    text: 'Vault role %q is not a name that Vault allows: letters, digits, \'_\', \'-\' and \'.\', first and last ' +
      'a letter, a digit or \'_\'',
    given: [role],
  };
}

/**
 * What is wrong with the mount of an auth method, which is written without the `auth/` that Vault's HTTP API has
 * before it.
 *
 * @param name the option or field, named in the fault
 */
export function authMountFault(mount: string, name: string, at: FieldPath = []): DocumentFault | undefined {
  if (/^\/|\/$|^auth\//.test(mount)) {
    return {
      at,
      text: `${name} %q has 'auth/' or a slash around it; give the mount alone, such as 'kubernetes'`,
      given: [mount],
    };
  }
  return unusableText(mount, name, at);
}

/**
 * What is wrong with the address of a Vault server.
 *
 * @param name the option or field, named in the fault
 */
export function vaultAddressFault(address: string, name: string, at: FieldPath = []): DocumentFault | undefined {
  return /^https?:\/\/[^/\s]/i.test(address) && !hasControlCharacter(address)
    ? undefined : { at, text: `${name} %q is not a URL that begins with https://`, given: [address] };
}

/** Whether tokens and secrets are readable on the way to a server. */
export function isPlainHttp(address: string): boolean {
  return /^http:\/\//i.test(address);
}

/**
 * What is wrong with a text that lands in the configuration or a template of Vault Agent, or in a path of Vault's HTTP
 * API: what ends the text there, or begins an action, makes it another one.
 *
 * @param name the option or field, named in the fault
 */
export function unusableText(text: string, name: string, at: FieldPath = []): DocumentFault | undefined {
  if (hasControlCharacter(text)) {
    return { at, text: `${name} %q has a line break or another control character`, given: [text] };
  }
  return TEMPLATE_PARTS.test(text)
    ? { at, text: `${name} %q has a quote, a backslash, '{{' or '}}', which would end it in a template`, given: [text] }
    : undefined;
}

/** A path that is read from Vault's HTTP API. */
export interface VaultPath {
  /** The path as it stands after `/v1/`. */
  readonly path: string;

  /** What the path is of, for the fault: a file, a secret. */
  readonly of: string;

  /** Whether a key-value engine of version 2 is known to answer at it. */
  readonly isKv2: boolean;

  /** Whether whoever reads it takes `/` and `v1/` before it away. */
  readonly isCleaned?: boolean;
}

/**
 * What Vault does not answer, when a pod already waits.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#read-secret-version
 */
export function vaultPathFault(
  { path, of, isKv2, isCleaned = false }: VaultPath, at: FieldPath = [],
): DocumentFault | undefined {
  const given = [path, of];
  const shown = 'path %q of %q';
  const cleaned = isCleaned ? path.replace(/^\/?(?:v1\/)?/, '') : path;
  if (cleaned === '' || cleaned.startsWith('/') || cleaned.startsWith('v1/')) {
    const text = `${shown} does not begin with the mount of an engine, such as 'secret/data/payments/db'`;
    return { at, text, given };
  }
  if (cleaned.includes('#')) {
    return { at, text: `${shown} has a '#', which begins no key here; name the key in its own option`, given };
  }
  if (cleaned.split('?')[0].endsWith('/')) {
    return { at, text: `${shown} ends with a slash, which is a folder and not a secret`, given };
  }
  const unusable = unusableText(cleaned, '', at);
  if (unusable !== undefined) {
    return { at, text: `${shown}${unusable.text.slice(' %q'.length)}`, given };
  }
  return isKv2 && !isKv2Path(cleaned) ? {
    at,
    text: `${shown} has no '/data/', and a key-value engine of version 2 answers only below it, as in ` +
      "'secret/data/payments/db'",
    given,
  } : undefined;
}

/** Whether a path has the `/data/` after the mount that a key-value engine of version 2 has. */
export function isKv2Path(path: string): boolean {
  return /^[^?]+?\/data\/[^?]/.test(path);
}

/**
 * Whether a path below the mount of an engine is that of a static role: its password is rotated in place, and has no
 * lease. Engines for databases and AWS have `static-creds/`, that for LDAP `static-cred/`.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/secret/databases#get-static-credentials
 * @see https://developer.hashicorp.com/vault/api-docs/secret/ldap#static-role-password-request
 */
export function isStaticRolePath(path: string): boolean {
  return /^static-creds?\//.test(path);
}

/**
 * What no credential of Vault is read from, at a place: a path begins with the mount of its engine, and the client of
 * Vault ignores empty parts.
 */
export function credentialPathFault(path: string, at: FieldPath = []): DocumentFault | undefined {
  const parts = path.split('/').filter((part) => part !== '');
  return parts.length >= 2 && !/\s/.test(path) ? undefined : {
    at,
    text: 'got %q as the path of a credential of Vault; give it with the mount of the engine, as in '
      + "'database/static-creds/payments-a'",
    given: [path],
  };
}
