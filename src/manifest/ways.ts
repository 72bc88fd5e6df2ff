import { isFields, pointerTo } from './read';

/** A value and where it stands. */
export interface Place<T = unknown> {
  readonly value: T;
  readonly pointer: string;
}

/**
 * What a way leads to: fields with dots between them, and `*` for each item of a list or each value of a mapping. A
 * way that breaks off leads nowhere, the empty way to the value itself.
 */
export function follow(value: unknown, pointer: string, way: string): Place[] {
  const places: Place[] = [];
  addPlaces(places, value, pointer, partsOf(way), 0);
  return places;
}

/** The parts of ways that were followed, which are those of a few tables. */
const known = new Map<string, readonly string[]>();

const MOST_KNOWN = 1_000;

function partsOf(way: string): readonly string[] {
  let parts = known.get(way);
  if (parts === undefined) {
    parts = way === '' ? [] : way.split('.');
    if (known.size < MOST_KNOWN) {
      known.set(way, parts);
    }
  }
  return parts;
}

function addPlaces(
  places: Place[], start: unknown, startPointer: string, way: readonly string[], startIndex: number,
): void {
  let [value, pointer, index] = [start, startPointer, startIndex];
  for (; index < way.length && way[index] !== '*'; index++) {
    const field = way[index];
    if (!isFields(value) || !Object.hasOwn(value, field)) {
      return;
    }
    value = value[field];
    pointer = pointerTo(pointer, field);
  }
  if (index === way.length) {
    if (value !== undefined) {
      places.push({ value, pointer });
    }
  } else if (Array.isArray(value)) {
    for (let item = 0; item < value.length; item++) {
      addPlaces(places, value[item], pointerTo(pointer, item), way, index + 1);
    }
  } else if (isFields(value)) {
    for (const key of Object.keys(value)) {
      addPlaces(places, value[key], pointerTo(pointer, key), way, index + 1);
    }
  }
}
