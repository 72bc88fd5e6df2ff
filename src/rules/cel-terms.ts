import { ObjectCheck } from './rule';

/** Terms of CEL expressions, each a bool. What is put together here needs no brackets around it. */

/** Whether all of some terms hold. */
export function allOf(...terms: readonly string[]): string {
  return joined(terms, ' && ');
}

/** Whether any of some terms holds. */
export function anyOf(...terms: readonly string[]): string {
  return joined(terms, ' || ');
}

/** Whether a term does not hold. */
export function not(term: string): string {
  return `!${bracketed(term)}`;
}

/** A list of texts. */
export function listOf(words: readonly string[]): string {
  return `[${words.map((word) => `'${word}'`).join(', ')}]`;
}

/** What is wrong with an item, in the place of what is right with it. */
export interface Fault extends Omit<ObjectCheck, 'expression'> {
  /** CEL that holds when the item is not fine. */
  readonly wrong: string;
}

/** The check that finds a fault: its expression holds when the item does not have it. */
export function finds({ wrong, ...check }: Fault): ObjectCheck {
  return { ...check, expression: not(wrong) };
}

function joined(terms: readonly string[], operator: string): string {
  return terms.length === 1 ? terms[0] : `(${terms.join(operator)})`;
}

/** A term in brackets of its own; one that has them already is left. */
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
