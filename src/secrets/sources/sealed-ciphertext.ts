import { decodeBase64 } from '../../facts/base64';
import { unsealedFault } from '../../facts/sealed-secrets';
import { sealedSize } from '../../facts/sealed-values';
import { told } from '../../redaction/told';

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
    const { text: words, given } = unsealedFault(key, text);
    throw new Error(`${constructPath}: ${told(words, given)}`);
  }
  return { bytes, size };
}
