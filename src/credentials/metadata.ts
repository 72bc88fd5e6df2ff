import { wordsOf } from './secret-names';

/** Annotations with a copy of the object: what is in it is found in the object. */
export const COPIES_OF_OBJECTS: readonly string[] = [
  'kubectl.kubernetes.io/last-applied-configuration', 'kapp.k14s.io/original', 'objectset.rio.cattle.io/applied',
];

/** Whether an annotation holds a copy of the whole object. */
export function isCopyOfObject(name: string): boolean {
  return COPIES_OF_OBJECTS.includes(name);
}

/**
 * The name of an annotation or label where it says what the value is. Undefined where the value says where a secret is,
 * or is a hash of its content: a path in Vault of the injector, a checksum that rolls the pods.
 */
export function tellingName(name: string, value: string): string | undefined {
  const isReference = /^vault\.hashicorp\.com\/agent-/.test(name)
    || wordsOf(name).some((word) => /^(?:.*checksums?|hash(?:ed|es)?|digests?|sha\d+|md5)$/.test(word))
    || /^(?:sha\d{1,3}:)?[0-9a-f]{32,128}$/i.test(value);
  return isReference ? undefined : name;
}
