import { decodeBase64 } from '../../facts/base64';
import { sealedSize } from '../../facts/sealed-values';
import { quoted } from '../../redaction/quoted';

/** A sealed value. */
export interface Sealed {
  readonly bytes: Buffer;

  /** Bytes of the value inside. */
  readonly size: number;
}

/**
 * The bytes of one sealed value, checked as far as they can be without the private key. A plain value that was put here
 * by mistake fails.
 *
 * @param constructPath construct path, named in the error
 * @param key key of the value, named in the error
 * @param text base64; line breaks are left out, as the controller does
 */
export function sealedBytes(constructPath: string, key: string, text: string): Sealed {
  const bytes = decodeBase64(text);
  const size = bytes && sealedSize(bytes);
  if (bytes === undefined || size === undefined) {
    throw new Error(
      `${constructPath}: the value of key ${quoted(key)} (${text.length} characters) is not ciphertext of kubeseal, `
        + 'or not all of it; if it is a plain value, treat it as leaked. Seal it with `kubeseal`, and give what it '
        + 'writes under `spec.encryptedData`',
    );
  }
  return { bytes, size };
}
