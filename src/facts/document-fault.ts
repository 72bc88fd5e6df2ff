import { PlainFields } from './plain-fields';

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

/** A fault of a part, as one of the whole: `path` leads to the part. */
export function below(path: FieldPath, fault: DocumentFault): DocumentFault {
  return { ...fault, at: [...path, ...fault.at] };
}

/** Fields that a type does not have, each as a fault that says what becomes of them. */
export function unknownFields(
  at: FieldPath, fields: PlainFields, known: readonly string[], consequence: string,
): DocumentFault[] {
  return Object.keys(fields).filter((field) => !known.includes(field)).map((field) => ({
    at,
    unknownField: field,
    text: `unknown field "${at.length === 0 ? '' : `${dotted(at)}.`}%w", ${consequence}`,
    given: [field],
  }));
}
