import { Fields, isFields } from './read';

/** Longest text that is read: the API server takes no larger object. */
const LONGEST = 1_500_000;

/** A reference to another part of the text, of which a short text can make a large value. */
const ALIAS = /(?:^|[\s[{,:-])\*[^\s,\]}]/;

/**
 * The part of a pod spec in a text that a controller merges into it, such as `podSpecPatch` of a Workflow. Undefined
 * for a text that cannot be read as it is, such as one with places that are filled in later.
 */
export function patchIn(text: unknown): Fields | undefined {
  if (typeof text !== 'string' || text.length > LONGEST || ALIAS.test(text)) {
    return undefined;
  }
  try {
    // Few objects have such a text, and most apps none.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { load } = require('js-yaml') as typeof import('js-yaml');
    const value = load(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
