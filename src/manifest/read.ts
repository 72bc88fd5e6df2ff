import { isListOfTexts, isMapOfTexts } from '../facts/text-maps';

/** A mapping of which nothing is known. */
export interface Fields {
  readonly [field: string]: unknown;
}

/**
 * Whether a value is a mapping, as opposed to a list, a scalar or nothing. A date, as some readers of YAML give it, is
 * a scalar.
 */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

const NO_FIELDS: Fields = Object.freeze({});
const NO_ITEMS: readonly unknown[] = Object.freeze([]);

/** The mapping that the value is, or an empty one. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : NO_FIELDS;
}

/** The list that the value is, or an empty one. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : NO_ITEMS;
}

/** The string that the value is, or the empty string, which Kubernetes reads as unset too. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The strings of a list. */
export function textsOf(value: unknown): string[] {
  return itemsOf(value).filter((item): item is string => typeof item === 'string');
}

/** The value at the end of a path of fields, or undefined where the path breaks off. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const field of path) {
    if (!isFields(current) || !Object.hasOwn(current, field)) {
      return undefined;
    }
    current = current[field];
  }
  return current;
}

/** The string at the end of a path of fields. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  return textOf(at(value, ...path));
}

/** The mappings in a list, with their places in it. */
export function* mappingsOf(value: unknown): Generator<[item: Fields, index: number]> {
  const items = itemsOf(value);
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    if (isFields(item)) {
      yield [item, index];
    }
  }
}

/** A JSON pointer extended by fields and indexes. */
export function pointerTo(pointer: string, ...path: readonly (string | number)[]): string {
  let extended = pointer;
  for (const part of path) {
    extended += typeof part === 'number' ? `/${part}` : `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  }
  return extended;
}

/** Parts of a value that are looked at before it is taken for one that shares parts, or contains itself. */
const PLAIN_PARTS = 1_000_000;

/** How deep a plain value is. */
const PLAIN_DEPTH = 200;

/**
 * The value without the fields that are null, which Kubernetes reads as if they were not there. In a map or a list of
 * texts null is the empty text. Other lists keep their nulls, which keeps the others in place. Gives back the value
 * itself where it has none.
 *
 * @param kind kind of the object that the value is, where it does not say so itself
 */
export function withoutNulls<T>(value: T, kind?: string): T {
  return mayContainNull(value, { parts: PLAIN_PARTS }, PLAIN_DEPTH) ? copyWithoutNulls(value, new Map(), kind) : value;
}

/** Most objects have no nulls: a look at each part is all they cost. */
function mayContainNull(value: unknown, left: { parts: number }, depth: number): boolean {
  if (typeof value !== 'object') {
    return value === undefined;
  }
  if (value === null || depth === 0 || left.parts-- === 0) {
    return true;
  }
  if (Array.isArray(value)) {
    return value.some((item) => mayContainNull(item, left, depth - 1));
  }
  for (const field of Object.keys(value)) {
    if (mayContainNull((value as Fields)[field], left, depth - 1)) {
      return true;
    }
  }
  return false;
}

function copyWithoutNulls<T>(value: T, seen: Map<unknown, unknown>, kind: unknown, ofTexts = false): T {
  if (!isFields(value) && !Array.isArray(value)) {
    return value;
  }
  const known = seen.get(value);
  if (known !== undefined) {
    return known as T;
  }
  // Entered before its parts are read, so that a value that contains itself ends here.
  seen.set(value, value);
  const fields = ofTexts ? withEmptyTexts(value as Fields) : value as Fields;
  const result = Array.isArray(value) ? listWithoutNulls(value, seen) : fieldsWithoutNulls(fields, seen, kind);
  seen.set(value, result);
  return result as T;
}

function listWithoutNulls(list: readonly unknown[], seen: Map<unknown, unknown>): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const item = copyWithoutNulls(list[index], seen, undefined);
    if (item !== list[index]) {
      copy ??= [...list];
      copy[index] = item;
    }
  }
  return copy ?? list;
}

/** Fields of other kinds, such as those of an encryption file, have lists of mappings under the same names. */
function isTextsOrNulls(value: unknown): value is readonly (string | null)[] {
  return Array.isArray(value) && value.every((item) => item === null || typeof item === 'string');
}

function textsWithoutNulls(list: readonly unknown[]): readonly unknown[] {
  return list.includes(null) ? list.map((item) => (item === null ? '' : item)) : list;
}

function withEmptyTexts(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([key, text]) => [key, text === null ? '' : text]));
}

function fieldsWithoutNulls(fields: Fields, seen: Map<unknown, unknown>, kind: unknown): Fields {
  let changes: Map<string, unknown> | undefined;
  for (const field of Object.keys(fields)) {
    const value = fields[field];
    const clean = isListOfTexts(field) && isTextsOrNulls(value)
      ? textsWithoutNulls(value) : copyWithoutNulls(value, seen, undefined, isMapOfTexts(fields.kind ?? kind, field));
    if (value === null || value === undefined || clean !== value) {
      changes ??= new Map();
      changes.set(field, clean);
    }
  }
  if (changes === undefined) {
    return fields;
  }
  const changed = changes;
  return Object.fromEntries(Object.entries(fields)
    .map(([field, value]) => [field, changed.has(field) ? changed.get(field) : value])
    .filter(([, value]) => value !== null && value !== undefined));
}
