/** Blocks of PEM (RFC 7468) in a text, as far as their form tells: what they hold, only a crypto library can tell. */

const PRIVATE_KEY = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/;
const ENCRYPTED_KEY = /-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: *4,ENCRYPTED/;

/**
 * The blocks of a PEM text that have a label, such as `CERTIFICATE`, in order; what stands between them is left out.
 */
export function pemBlocks(text: string, label: string): string[] {
  return text.match(new RegExp(`-----BEGIN ${label}-----[^-]*-----END ${label}-----`, 'g')) ?? [];
}

/** Whether a private key begins in the text. */
export function hasPrivateKey(text: string): boolean {
  return PRIVATE_KEY.test(text);
}

/** Whether a private key in the text is encrypted with a passphrase. */
export function isEncryptedKey(text: string): boolean {
  return ENCRYPTED_KEY.test(text);
}
