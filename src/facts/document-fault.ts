/** A place in an object: fields and indexes, from its root. */
export type FieldPath = readonly (string | number)[];

/**
 * What is wrong at a place. It is data: whoever throws it puts a construct path before it, a rule makes a pointer of
 * it.
 */
export interface DocumentFault {
  readonly at: FieldPath;

  /**
   * A field of the place that nobody knows. It is not a part of `at`: a line whose colon was forgotten is a field, and
   * may be a secret.
   */
  readonly unknownField?: string;

  /**
   * What is wrong, and what to do. Like a format of Go: `%q` stands for something that was given, in quotes, `%s` for
   * the same without quotes, `%w` for a field or word. What was given may be a secret: whoever prints it decides how.
   */
  readonly text: string;

  /** What the verbs of the text stand for, in order. */
  readonly given?: readonly unknown[];
}

/** A path as the API server writes it: `resources[0].providers`. */
export function dotted(path: FieldPath): string {
  return path.map((part) => typeof part === 'number' ? `[${part}]` : `.${part}`).join('').replace(/^\./, '');
}
