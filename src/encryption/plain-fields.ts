import { mayBeShown } from '../redaction/quoted';

/** A map whose fields are not known yet. */
export type Fields = { readonly [name: string]: unknown };

export function fieldsOf(value: unknown): Fields | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value as Fields : undefined;
}

/** The API server decodes its files strictly since Kubernetes 1.31: one field too many, and it does not start. Before, it ignored the field. */
export function unknownFields(where: string, fields: Fields, known: readonly string[]): string[] {
  return Object.keys(fields).filter((field) => !known.includes(field))
    .map((field) => `unknown field ${quoted(where, field)}, and the API server decodes the file strictly`);
}

/** A colon that was forgotten makes a field of a whole line, and the line may hold a key. */
function quoted(where: string, field: string): string {
  const shown = /^[a-zA-Z]{1,30}$/.test(field) && mayBeShown(field) ? field : `<text of ${field.length} characters>`;
  return JSON.stringify(where === '' ? shown : `${where}.${shown}`);
}
