import { createHash } from 'crypto';
import { annotationsFault, keyFault, MAX_DATA_BYTES, MAX_KEY_LENGTH } from '../facts/data-limits';
import { quoted } from '../redaction/quoted';

/** Prefix of every annotation that this library writes. */
export const ANNOTATION_PREFIX = 'cdk8s-strongbox/';

/** Prefix of the annotations that suppress a rule; the id of the rule follows. */
export const SUPPRESS_ANNOTATION = `${ANNOTATION_PREFIX}suppress.`;

/** Label of pods that a policy of ours lets through to the API server. */
export const API_ACCESS_LABEL = `${ANNOTATION_PREFIX}api-access`;

const HASH_LENGTH = 10;
const BIGGEST_SHOWN = 3;

/**
 * The API server takes these two keys, but cdk8s reads them as properties of JavaScript's own object
 * and drops the first silently and fails on the second at synth.
 */
const UNWRITABLE_KEYS = ['__proto__', 'constructor'];

/**
 * Checks the keys of a Secret or ConfigMap the way the API server does (`IsConfigMapKey`), and that no key is named
 * twice.
 *
 * @param constructPath construct path, named in the error
 * @param keys the keys
 */
export function validateKeys(constructPath: string, keys: readonly string[]): void {
  const seen = new Set<string>();
  for (const key of keys) {
    const fault = keyProblem(key);
    if (fault !== undefined) {
      throw new Error(`${constructPath}: ${fault}`);
    }
    if (UNWRITABLE_KEYS.includes(key)) {
      throw new Error(
        `${constructPath}: ${quoted(key)} is a valid key for Kubernetes, but cdk8s cannot write it; give the ` +
          'key another name',
      );
    }
    if (seen.has(key)) {
      throw new Error(
        `${constructPath}: key ${quoted(key)} is given twice; leave one of them out, or give it another key`,
      );
    }
    seen.add(key);
  }
}

/** What is wrong with a key of a Secret or ConfigMap, if anything, with the key where it can be repeated. */
export function keyProblem(key: string): string | undefined {
  const fault = keyFault(key);
  return fault === undefined || key.length > MAX_KEY_LENGTH ? fault : `${quoted(key)} is not a valid key: ${fault}`;
}

/**
 * Checks the size of a Secret or ConfigMap the way the API server counts it: the sum of the decoded value bytes.
 * Keys, metadata and the growth by base64 are not included.
 *
 * @param constructPath construct path, named in the error
 * @param kind kind of the object, named in the error
 * @param sizes bytes of each value by its key
 */
export function validateSize(constructPath: string, kind: string, sizes: ReadonlyMap<string, number>): void {
  let total = 0;
  for (const size of sizes.values()) {
    total += size;
  }
  if (total <= MAX_DATA_BYTES) {
    return;
  }
  const biggest = [...sizes]
    .sort(([leftKey, left], [rightKey, right]) => right - left || (leftKey < rightKey ? -1 : 1))
    .slice(0, BIGGEST_SHOWN)
    .map(([key, size]) => `${key} (${size} bytes)`);
  throw new Error(
    `${constructPath}: the values of this ${kind} have ${total} bytes, and the API server takes at most `
      + `${MAX_DATA_BYTES}; ` +
    `the biggest are ${biggest.join(', ')}; split it, or keep big content in ${kind === 'ConfigMap'
      ? 'an image (`MountSource.image`)' : 'a volume'} or an object store`,
  );
}

/**
 * Checks that the annotations of an object are not larger than the API server takes. The rule `annotations-too-large`
 * reports the same.
 *
 * @param constructPath construct path, named in the error
 * @param annotations all of the object
 * @throws Error when they are
 */
export function validateAnnotations(
  constructPath: string, annotations: { readonly [name: string]: string } = {},
): void {
  const fault = annotationsFault(annotations);
  if (fault !== undefined) {
    throw new Error(`${constructPath}: ${fault}; shorten them, or keep long texts in a ConfigMap`);
  }
}

/**
 * A short hash of the content of an object, fit to end a Kubernetes name: 10 lower-case hexadecimal digits.
 *
 * Every part is hashed with its length before it, so two different contents never feed the hash the same bytes. The
 * order in which keys were given does not matter.
 *
 * @param sections values by key, by the name of the section that holds them (`data`, `binaryData`)
 * @param context anything else that tells two contents apart
 */
export function contentHash(
  sections: { readonly [section: string]: { readonly [key: string]: string | Uint8Array } },
  ...context: string[]
): string {
  const hash = createHash('sha256');
  // Text is gathered, since a call to the hash costs more than the hashing of a short text.
  let text = '';
  const add = (part: string | Uint8Array) => {
    text += `${Buffer.byteLength(part)}:`;
    if (typeof part === 'string') {
      text += part;
    } else {
      hash.update(text).update(part);
      text = '';
    }
  };
  const addCount = (items: readonly unknown[]) => add(`${items.length}`);
  addCount(context);
  context.forEach(add);
  const names = Object.keys(sections).sort();
  addCount(names);
  for (const name of names) {
    const keys = Object.keys(sections[name]).sort();
    add(name);
    addCount(keys);
    for (const key of keys) {
      add(key);
      add(sections[name][key]);
    }
  }
  return hash.update(text).digest('hex').slice(0, HASH_LENGTH);
}
