import { decodeBase64 } from './base64';

/**
 * A value that SOPS encrypted, as text. Each is bound to the path of its key.
 *
 * @see https://github.com/getsops/sops/blob/v3.13.2/aes/cipher.go
 */
const CIPHERTEXT = /^ENC\[AES256_GCM,data:([^,]+),iv:([^,]+),tag:([^,]+),type:(str|int|float|bool|bytes|time)\]$/;

/** Types of YAML that a text was not, by the type in the ciphertext. */
const NOT_TEXT: { readonly [type: string]: string | undefined } = {
  int: 'a number', float: 'a number', bool: 'a bool',
};

/** Bytes of the value in a ciphertext of SOPS, which keeps their number; undefined for what is not all of one. */
export function sopsPlainSize(text: string): number | undefined {
  const parts = CIPHERTEXT.exec(text)?.slice(1, 4).map((part) => decodeBase64(part));
  return parts === undefined || parts.includes(undefined) ? undefined : parts[0]!.length;
}

/** What a ciphertext decrypts to where that is not a text: a number or a bool. */
export function sopsTypeOtherThanText(text: string): string | undefined {
  return NOT_TEXT[CIPHERTEXT.exec(text)?.[4] ?? ''];
}

/** Whether a text begins as a ciphertext of SOPS does, and lacks its end. */
export function isCutSopsText(text: string): boolean {
  return text.startsWith('ENC[AES256_GCM,') && !hasFormOfSops(text);
}

/** Whether a text has the form of a ciphertext of SOPS, whatever is in it: documentation shortens what is long. */
export function hasFormOfSops(text: string): boolean {
  return /^ENC\[.*\]$/s.test(text.trim());
}
