import { findCredential, findCredentialInBytes } from '../credentials/detector';
import { isPlaceholder } from '../credentials/placeholders';
import { namesSecret } from '../credentials/secret-names';
import { decodeBase64 } from '../facts/base64';
import { isFilledInLater } from '../facts/filled-in-later';
import { Fields, fieldsOf } from '../manifest/read';
import { mayBeShown } from '../redaction/quoted';

/** Keys of certificates, which are sent to everybody who connects. */
const PUBLIC_KEYS: ReadonlySet<string> = new Set(['ca.crt', 'tls.crt', 'ca-bundle.crt']);

/** Keys of private parts of a type, whatever form they have. */
const PRIVATE_KEYS: ReadonlySet<string> = new Set(['tls.key', 'ca.key', 'ssh-privatekey', 'token-secret']);

/** PEM of what is public, and of nothing else. */
const PUBLIC_PEM = /^\s*-----BEGIN (?:TRUSTED )?(?:CERTIFICATE|PUBLIC KEY|X509 CRL)-----/;

/** A single value that switches or counts something. */
const SWITCH = /^(?:true|false|yes|no|on|off|\d{1,3})$/i;

/** Text that is base64 as a whole: it hides what it holds from the detector where that is not text. */
const ENCODED = /^[A-Za-z0-9+/_-]{24,}={0,2}$/;

/** UTF-8 without exception: other bytes are not text. */
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** A value that stands in a Secret in the clear. */
export interface ClearValue {
  readonly key: string;

  /** The field that has it. A value in `stringData` replaces the one of the same key in `data`. */
  readonly field: 'data' | 'stringData';
}

/**
 * The values that stand in a Secret in the clear. Left out are those that are judged and are not a
 * credential: nothing, a place that a tool fills in, a certificate, a file of settings without a credential, a word or
 * name under a key that does not speak of a secret. A value that cannot be judged is not left out: somebody put
 * it into a Secret.
 */
export function clearValues(secret: Fields): ClearValue[] {
  const values = new Map<string, ClearValue & { readonly value: Uint8Array | string }>();
  for (const [key, value] of Object.entries(fieldsOf(secret.data))) {
    values.set(key, { key, field: 'data', value: typeof value === 'string' ? decoded(value) : '' });
  }
  for (const [key, value] of Object.entries(fieldsOf(secret.stringData))) {
    values.set(key, { key, field: 'stringData', value: typeof value === 'string' ? value : '' });
  }
  return [...values.values()].filter(({ key, value }) => isClear(key, value)).map(({ key, field }) => ({ key, field }));
}

/** The bytes, or the text itself where it is not base64, such as a place that a tool fills in. */
function decoded(value: string): Uint8Array | string {
  return isFilledInLater(value) || isPlaceholder(value) ? value : decodeBase64(value) ?? value;
}

function isClear(key: string, value: Uint8Array | string): boolean {
  const text = typeof value === 'string' ? value : textOf(value);
  if (text === undefined) {
    return PUBLIC_KEYS.has(key) ? findCredentialInBytes(value as Uint8Array, key) !== undefined : true;
  }
  if (findCredential(text, key) !== undefined) {
    return true;
  }
  const line = text.trim();
  if (PUBLIC_KEYS.has(key) || PUBLIC_PEM.test(line) || isPlaceholder(line)) {
    return false;
  }
  if (PRIVATE_KEYS.has(key)) {
    return !isFilledInLater(line);
  }
  if (/[\r\n]/.test(line) || /^[{[]/.test(line)) {
    return ENCODED.test(line.replace(/\s/g, ''));
  }
  return !isFilledInLater(line) && !SWITCH.test(line) && (namesSecret(key) || !mayBeShown(line));
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}
