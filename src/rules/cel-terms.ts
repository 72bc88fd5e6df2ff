/** Builds CEL of type bool. Each function returns a term that can be combined further without extra brackets. */

/** Every term holds. */
export function allOf(...terms: readonly string[]): string {
  return joined(terms, ' && ');
}

/** At least one term holds. */
export function anyOf(...terms: readonly string[]): string {
  return joined(terms, ' || ');
}

/** The term does not hold. */
export function not(term: string): string {
  return `!${bracketed(term)}`;
}

/** The field is set to true. */
export function isTrue(field: string): string {
  return `(has(${field}) && ${field} == true)`;
}

/** The field is set, and not to the empty text. */
export function hasText(field: string): string {
  return `(has(${field}) && ${field} != '')`;
}

/** The field is set to one of some texts. */
export function isOneOf(field: string, words: readonly string[]): string {
  return `(has(${field}) && ${field} in ${listOf(words)})`;
}

/**
 * The field is a list or mapping with entries. An API server writes some empty lists as `null`, for which `has()` is
 * true and `size()` an error.
 */
export function hasEntries(field: string): string {
  return `(has(${field}) && dyn(${field}) != null && size(${field}) > 0)`;
}

/** The condition holds for an entry of a list, or a key of a mapping, that may be missing or null. */
export function hasSome(field: string, entry: string, condition: string): string {
  return `(has(${field}) && dyn(${field}) != null && ${field}.exists(${entry}, ${condition}))`;
}

/**
 * Every field of a way is set, and the condition holds for the last.
 *
 * @param way fields with dots between them, that begin at the root
 */
export function atWay(root: string, way: string, condition: (field: string) => string): string {
  const fields = way.split('.').map((_, depth, all) => [root, ...all.slice(0, depth + 1)].join('.'));
  return allOf(...fields.map((field) => `has(${field})`), condition(fields.at(-1)!));
}

/** A list of texts. */
export function listOf(words: readonly string[]): string {
  return `[${words.map((word) => `'${word}'`).join(', ')}]`;
}

function joined(terms: readonly string[], operator: string): string {
  return terms.length === 1 ? terms[0] : `(${terms.join(operator)})`;
}

/** The term in brackets, unless it has them already. */
function bracketed(term: string): string {
  return isBracketed(term) ? term : `(${term})`;
}

function isBracketed(term: string): boolean {
  let depth = 0;
  for (let index = 0; index < term.length; index++) {
    depth += term[index] === '(' ? 1 : term[index] === ')' ? -1 : 0;
    if (depth === 0) {
      return term.startsWith('(') && index === term.length - 1;
    }
  }
  return false;
}
