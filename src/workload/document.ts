import { Fields, isFields } from '../manifest/read';

/** A mapping that may be changed. */
export interface MutableFields {
  [field: string]: unknown;
}

/** The mapping at a JSON pointer; undefined where there is none. */
export function mappingAt(document: Fields, pointer: string): MutableFields | undefined {
  let value: unknown = document;
  for (const field of partsOf(pointer)) {
    value = (value as MutableFields | undefined | null)?.[field];
  }
  return isFields(value) ? value as MutableFields : undefined;
}

/** The mapping at a JSON pointer; made where it is not there. */
export function fieldsAt(document: MutableFields, pointer: string): MutableFields {
  return made(document, pointer, () => ({}), isFields) as MutableFields;
}

/** The list at a JSON pointer; made where it is not there. */
export function listAt(document: MutableFields, pointer: string): unknown[] {
  return made(document, pointer, () => [], Array.isArray) as unknown[];
}

function made(
  document: MutableFields, pointer: string, make: () => unknown, fits: (value: unknown) => boolean,
): unknown {
  const path = partsOf(pointer);
  return path.reduce<unknown>((value, field, index) => {
    const holder = value as MutableFields;
    const isLast = index === path.length - 1;
    const next = holder[field];
    if (isLast ? !fits(next) : typeof next !== 'object' || next === null) {
      holder[field] = isLast ? make() : {};
    }
    return holder[field];
  }, document);
}

function partsOf(pointer: string): string[] {
  const parts = pointer.split('/');
  parts.shift();
  return pointer.includes('~') ? parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')) : parts;
}

/** A copy of a value of JSON, without fields that are undefined. */
export function copyOf<T>(value: T): T {
  return copied(value, false) as T;
}

/** The same with the fields of mappings in alphabetical order, but for labels and annotations. */
export function copyInOrder<T>(value: T): T {
  return copied(value, true) as T;
}

/** Mappings that keep the order in which they are written. */
const UNORDERED = ['labels', 'annotations'];

function copied(value: unknown, inOrder: boolean): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => item === undefined ? null : copied(item, inOrder));
  }
  if (!isFields(value)) {
    return value;
  }
  const copy: MutableFields = {};
  const fields = Object.keys(value);
  for (const field of inOrder && !areInOrder(fields) ? fields.sort() : fields) {
    if (value[field] !== undefined) {
      copy[field] = copied(value[field], inOrder && !UNORDERED.includes(field));
    }
  }
  return copy;
}

/** Whether mappings have their fields in alphabetical order, as generated classes write them. */
export function isInOrder(value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.every(isInOrder);
  }
  if (!isFields(value)) {
    return true;
  }
  const fields = Object.keys(value);
  return areInOrder(fields) && fields.every((field) => UNORDERED.includes(field) || isInOrder(value[field]));
}

function areInOrder(fields: readonly string[]): boolean {
  for (let index = 1; index < fields.length; index++) {
    if (fields[index - 1] > fields[index]) {
      return false;
    }
  }
  return true;
}

/**
 * Puts back fields of ours that the class of an object has left out.
 *
 * @param written the mapping as the class has written it
 * @param wanted the same mapping before, with the patches of the user
 * @param ours the fields of ours in it
 */
export function restore(written: MutableFields, wanted: Fields, ours: Fields): void {
  for (const field of Object.keys(ours)) {
    const [before, after] = [wanted[field], written[field]];
    if (before === undefined) {
      continue;
    }
    if (after === undefined) {
      written[field] = copyOf(before);
    } else if (isFields(after) && isFields(before) && isFields(ours[field])) {
      restore(after as MutableFields, before, ours[field]);
    } else if (Array.isArray(after) && Array.isArray(before) && Array.isArray(ours[field])) {
      restoreItems(after, before, ours[field]);
    }
  }
}

function restoreItems(written: unknown[], wanted: readonly unknown[], ours: readonly unknown[]): void {
  if (written.length !== wanted.length) {
    return;
  }
  ours.forEach((item, index) => {
    const [before, after] = [wanted[index], written[index]];
    if (isFields(item) && isFields(before) && isFields(after)) {
      restore(after as MutableFields, before, item);
    }
  });
}

/**
 * Fields of a value that another one does not have, by their ways. Names may differ in capitals: the classes of cdk8s
 * write `downwardApi` as `downwardAPI`, and `{ value: 1 }` as 1.
 */
export function lostFields(wanted: unknown, written: unknown, way = ''): string[] {
  if (Array.isArray(wanted)) {
    return Array.isArray(written)
      ? wanted.flatMap((item, index) => lostFields(item, written[index], `${way}[${index}]`)) : [];
  }
  if (!isFields(wanted) || !isFields(written)) {
    return [];
  }
  const byName = new Map(Object.keys(written).map((field) => [field.toLowerCase(), written[field]]));
  return Object.keys(wanted)
    .filter((field) => !isEmpty(wanted[field]))
    .flatMap((field) => {
      const place = way === '' ? field : `${way}.${field}`;
      const value = byName.get(field.toLowerCase());
      return value === undefined ? [place] : lostFields(wanted[field], value, place);
    });
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0)
    || (isFields(value) && Object.keys(value).length === 0);
}
