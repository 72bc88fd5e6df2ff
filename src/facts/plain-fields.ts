import { dotted, DocumentFault, FieldPath } from './document-fault';

/** A map whose fields are not known yet. */
export type PlainFields = { readonly [name: string]: unknown };

/** The map that a value is, or undefined. */
export function plainFields(value: unknown): PlainFields | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value as PlainFields : undefined;
}

/** Whether a field has a value: Kubernetes reads null as a field that is not there. */
export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
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
