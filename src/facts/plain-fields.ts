/** A mapping of which nothing is known. */
export interface PlainFields {
  readonly [field: string]: unknown;
}

/** The mapping that a value is, or undefined. */
export function mappingOf(value: unknown): PlainFields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as PlainFields : undefined;
}

/** The mapping that a value is, or an empty one. */
export function plainFields(value: unknown): PlainFields {
  return mappingOf(value) ?? {};
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

/** Whether a field has a value: Kubernetes reads null as a field that is not there. */
export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}
