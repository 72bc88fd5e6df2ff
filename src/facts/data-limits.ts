import { PlainFields, plainText } from './plain-fields';

/** What the API server takes in a Secret or ConfigMap, and in the metadata of any object. */

/**
 * Largest sum of value bytes in one Secret or ConfigMap: 1 MiB, counted after base64 is decoded. Keys and metadata are
 * not counted.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/secret/#restriction-data-size
 */
export const MAX_DATA_BYTES = 1_048_576;

/** Largest sum of the names and values of all annotations of one object: 256 KiB. */
const MAX_ANNOTATION_BYTES = 262_144;

const KEY = /^[-._a-zA-Z0-9]+$/;

/** Longest key of a Secret or ConfigMap. */
export const MAX_KEY_LENGTH = 253;

/**
 * What the API server has against a key of a Secret or ConfigMap, in words that do not repeat the key; undefined for a
 * key that it takes.
 *
 * @see
 * https://github.com/kubernetes/kubernetes/blob/v1.37.2/staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go
 * (`IsConfigMapKey`)
 */
export function keyFault(key: string): string | undefined {
  if (key.length > MAX_KEY_LENGTH) {
    return `a key has ${key.length} characters, and the API server takes at most ${MAX_KEY_LENGTH}`;
  }
  if (!KEY.test(key)) {
    return "a key is made of letters, digits, '-', '_' and '.', and is not empty";
  }
  if (key === '.' || key.startsWith('..')) {
    return "a key becomes a file name, so it is not '.' and does not begin with '..'";
  }
  return undefined;
}

/**
 * What the API server has against the annotations of an object, or of the pods of a workload: it counts the bytes of
 * all names and values in UTF-8.
 *
 * @see
 * https://github.com/kubernetes/kubernetes/blob/v1.37.2/staging/src/k8s.io/apimachinery/pkg/api/validation/objectmeta.go
 * (`ValidateAnnotationsSize`)
 */
export function annotationsFault(annotations: PlainFields): string | undefined {
  let total = 0;
  for (const [name, value] of Object.entries(annotations)) {
    total += Buffer.byteLength(name) + Buffer.byteLength(plainText(value));
  }
  return total <= MAX_ANNOTATION_BYTES ? undefined
    : `the annotations have ${total} bytes, and the API server takes at most ${MAX_ANNOTATION_BYTES} of all together`;
}
