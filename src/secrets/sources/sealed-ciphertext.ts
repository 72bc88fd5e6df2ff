import { decodeBase64 } from '../../facts/base64';
import { quoted } from '../../redaction/quoted';

const LENGTH_BYTES = 2;
const SMALLEST_RSA_BYTES = 128;
const GCM_TAG_BYTES = 16;

/**
 * The bytes of one sealed value, checked as far as they can be without the private key: two bytes with the length of an
 * RSA ciphertext, that ciphertext, and an AES-GCM ciphertext with its tag. A plain value that was put here by mistake
 * fails.
 *
 * @param constructPath construct path, named in the error
 * @param key key of the value, named in the error
 * @param text base64; line breaks are left out, as the controller does
 */
export function sealedBytes(constructPath: string, key: string, text: string): Buffer {
  const bytes = decodeBase64(text);
  if (
    bytes === undefined ||
    bytes.length < LENGTH_BYTES ||
    rsaBytes(bytes) < SMALLEST_RSA_BYTES ||
    plainSize(bytes) < 0
  ) {
    throw new Error(
      `${constructPath}: the value of key ${quoted(key)} (${text.length} characters) is not ciphertext of kubeseal, `
        + 'or not ' +
        'all of it; if it is a plain value, treat it as ' +
      'leaked. Seal it with `kubeseal`, and give what it writes under `spec.encryptedData`',
    );
  }
  return bytes;
}

/** Bytes of the value inside: AES-GCM does not change the length. */
export function plainSize(sealed: Buffer): number {
  return sealed.length - LENGTH_BYTES - rsaBytes(sealed) - GCM_TAG_BYTES;
}

function rsaBytes(sealed: Buffer): number {
  return sealed.readUInt16BE(0);
}
