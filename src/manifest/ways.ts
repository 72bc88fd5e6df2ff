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
export function follow(value: unknown, pointer: string, way: string): Generator<Place> {
  return step(value, pointer, way === '' ? [] : way.split('.'), 0);
}

function* step(value: unknown, pointer: string, way: readonly string[], index: number): Generator<Place> {
  const field = way[index];
  if (field === undefined) {
    if (value !== undefined) {
      yield { value, pointer };
    }
  } else if (field !== '*') {
    if (isFields(value) && Object.hasOwn(value, field)) {
      yield* step(value[field], pointerTo(pointer, field), way, index + 1);
    }
  } else if (Array.isArray(value)) {
    for (let item = 0; item < value.length; item++) {
      yield* step(value[item], pointerTo(pointer, item), way, index + 1);
    }
  } else if (isFields(value)) {
    for (const key of Object.keys(value)) {
      yield* step(value[key], pointerTo(pointer, key), way, index + 1);
    }
  }
}
