import { quoted } from '../redaction/quoted';

/** Largest sum of value bytes that the API server takes in one Secret or ConfigMap: 1 MiB (`MaxSecretSize`). */
export const MAX_DATA_BYTES = 1_048_576;

const MAX_KEY_LENGTH = 253;
const KEY = /^[-._a-zA-Z0-9]+$/;

/** What the API server has against a key of a Secret or ConfigMap (`IsConfigMapKey`), if anything. */
export function keyFault(key: string): string | undefined {
  if (key.length > MAX_KEY_LENGTH) {
    return `a key has ${key.length} characters, and the API server takes at most ${MAX_KEY_LENGTH}`;
  }
  if (!KEY.test(key)) {
    return `${quoted(key)} is not a valid key: a key is made of letters, digits, '-', '_' and '.', and is not empty`;
  }
  if (key === '.' || key.startsWith('..')) {
    return `${quoted(key)} is not a valid key: a key becomes a file name, so it is not '.' and does not begin with ` +
      '\'..\'';
  }
  return undefined;
}
