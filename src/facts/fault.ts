/**
 * What is wrong with a part of an object, as data: who throws puts the construct path before it, who finds a pointer.
 */
export interface Fault {
  /** Fields and indexes that lead from what was judged to the part. */
  readonly place: readonly (string | number)[];

  /** The part, in words: `region`, `path of "password"`. */
  readonly what: string;

  /** What stands there, for the caller to quote after `what`; absent where the words say it. */
  readonly got?: unknown;

  /** What is wrong with it, what is allowed and what to do: reads on after the two. */
  readonly words: string;
}

/** A mapping of which nothing is known. */
export interface PlainFields {
  readonly [field: string]: unknown;
}

/** The mapping that a value is, or an empty one. */
export function plainFields(value: unknown): PlainFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as PlainFields : {};
}

/** The list that a value is, or an empty one. */
export function plainList(value: unknown): readonly unknown[] {
  // A list with holes is iterated with them by some methods and without by others.
  return Array.isArray(value) ? Array.from(value) : [];
}

/** The string that a value is, or the empty one, which Go reads for a field that is not there. */
export function plainText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
