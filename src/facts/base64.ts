/**
 * How Kubernetes reads bytes that a manifest has in base64: `data` of a Secret, `binaryData` of a ConfigMap, ciphertext
 * of a SealedSecret, keys of an encryption file.
 */

const STANDARD = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * The bytes of a text in base64, or undefined where the text is not base64: the standard alphabet with padding. As in
 * Go, line breaks are skipped, and bits behind the last byte are ignored.
 *
 * @see https://pkg.go.dev/encoding/base64#Encoding.Decode
 */
export function decodeBase64(text: string): Buffer | undefined {
  const compact = withoutLineBreaks(text);
  return compact.length % 4 === 0 && STANDARD.test(compact) ? Buffer.from(compact, 'base64') : undefined;
}

/**
 * As `decodeBase64`, but only for the one text that the bytes have: on one line, and with no bits behind the last byte.
 * What was cut, or was pasted with something else, is not taken.
 */
export function decodeCanonicalBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

/** How many bytes a text in base64 has. Of a text that is not base64, how many were meant. */
export function decodedSize(text: string): number {
  return Buffer.byteLength(withoutLineBreaks(text), 'base64');
}

function withoutLineBreaks(text: string): string {
  return /[\r\n]/.test(text) ? text.replace(/[\r\n]/g, '') : text;
}
