/**
 * A value that kubeseal encrypted: two bytes with the length of an RSA ciphertext, that ciphertext, and an AES-GCM
 * ciphertext with its tag.
 *
 * @see https://github.com/bitnami-labs/sealed-secrets/blob/main/pkg/crypto/crypto.go
 */

const LENGTH_BYTES = 2;

/** Of a key of 1024 bits; kubeseal's controller makes one of 4096, and takes others. */
const SMALLEST_RSA_BYTES = 128;
const GCM_TAG_BYTES = 16;

/** Keys have a multiple of 512 bits, and at most 16384: random bytes seldom begin with such a number. */
const RSA_STEP = 64;
const LARGEST_RSA_BYTES = 2048;

/** Characters of base64 that the shortest has. */
const SHORTEST_TEXT = Math.ceil((LENGTH_BYTES + SMALLEST_RSA_BYTES + GCM_TAG_BYTES) * 4 / 3);
const SHORTEST = new RegExp(`^[A-Za-z0-9+/]{${SHORTEST_TEXT}}`);

/** Bytes of the value inside, since AES-GCM does not change the length; undefined for what cannot be a sealed value. */
export function sealedSize(sealed: Uint8Array): number | undefined {
  const rsaBytes = sealed.length < LENGTH_BYTES ? 0 : rsaBytesOf(sealed);
  const size = sealed.length - LENGTH_BYTES - rsaBytes - GCM_TAG_BYTES;
  return rsaBytes < SMALLEST_RSA_BYTES || size < 0 ? undefined : size;
}

/** Whether a text begins like a sealed value in base64. It may be cut: whoever reads it may see a part of it only. */
export function looksSealed(text: string): boolean {
  return SHORTEST.test(text) && beginsSealed(text);
}

/** Whether a text begins with the length of an RSA ciphertext, as `AgB…` does. */
export function beginsSealed(text: string): boolean {
  const bytes = /^[A-Za-z0-9+/]{4}/.test(text) ? rsaBytesOf(Buffer.from(text.slice(0, 4), 'base64')) : 0;
  return bytes >= SMALLEST_RSA_BYTES && bytes <= LARGEST_RSA_BYTES && bytes % RSA_STEP === 0;
}

function rsaBytesOf([high, low]: Uint8Array): number {
  return high * 256 + low;
}
