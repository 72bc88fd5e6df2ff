/** A map whose fields are not known yet. */
export type Fields = { readonly [name: string]: unknown };

export function fieldsOf(value: unknown): Fields | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value as Fields : undefined;
}

/** The API server decodes its files strictly: one field too many, and it does not start. */
export function unknownFields(where: string, fields: Fields, known: readonly string[]): string[] {
  return Object.keys(fields).filter((field) => !known.includes(field))
    .map((field) => `unknown field ${JSON.stringify(where === '' ? field : `${where}.${field}`)}, and the API server decodes the file strictly`);
}
