/** Length of a key that is worth its name. */
export const KEY_BYTES = 32;

const LEAST_DISTINCT = 17;
const PRINTABLE = /^[\x09\x0a\x0d\x20-\x7e]*$/;

/**
 * Why these bytes cannot be random, or undefined. Each check refuses a random key of 32 bytes less often than once in a
 * billion, and none says anything of the bytes.
 */
export function weaknessOf(key: Buffer): string | undefined {
  if (PRINTABLE.test(key.toString('latin1'))) {
    return 'is text: a passphrase, a placeholder or hexadecimal digits, not random bytes';
  }
  if (distinct(key) < LEAST_DISTINCT) {
    return 'repeats few byte values';
  }
  if (distinct(differences(key)) < LEAST_DISTINCT) {
    return 'counts in even steps';
  }
  return undefined;
}

function distinct(bytes: Uint8Array): number {
  return new Set(bytes).size;
}

function differences(bytes: Buffer): Uint8Array {
  return Uint8Array.from(bytes.subarray(1), (byte, index) => byte - bytes[index]);
}
