import { ApiObject, App, Lazy } from 'cdk8s';
import { MutableFields } from './document';
import { Fields } from '../manifest/read';

/** Number of the resolvers that every app has. */
const OWN_RESOLVERS = 3;

/** Members of an `ApiObject` that are private in its type. */
interface Written {
  readonly props: object;
  readonly patches: readonly unknown[];

  /** A class that refers to the object, and has what is written in its other fields. */
  readonly metadata: { readonly apiObject?: unknown };
}

/**
 * A text that is the same as long as an object is written the same: what it was made of and its metadata, with the
 * values of what is computed late. It takes a fraction of the time of writing the object.
 *
 * Undefined where it would not tell: with JSON patches, whose values may change, and with resolvers of the app.
 */
export function stateOf(apiObject: ApiObject): string | undefined {
  const { props, patches, metadata: { apiObject: _, ...metadata } } = apiObject as unknown as Written;
  const { resolvers } = App.of(apiObject) as { readonly resolvers?: readonly unknown[] };
  if (patches.length > 0 || resolvers?.length !== OWN_RESOLVERS) {
    return undefined;
  }
  try {
    return JSON.stringify(resolved({ ...props, metadata }));
  } catch {
    return undefined; // writing the object fails with its own error
  }
}

/** A value with what its parts are computed to: the value itself where none is computed late. */
function resolved(value: unknown): unknown {
  let current = value;
  while (typeof current === 'object' && current !== null) {
    if (current instanceof Lazy) {
      current = current.produce();
    } else if (typeof (current as { readonly resolve?: unknown }).resolve === 'function') {
      current = (current as { resolve(): unknown }).resolve();
    } else {
      return Array.isArray(current) ? resolvedItems(current) : resolvedFields(current as Fields);
    }
  }
  return current;
}

function resolvedItems(items: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let index = 0; index < items.length; index++) {
    const item = resolved(items[index]);
    if (item !== items[index]) {
      copy ??= [...items];
      copy[index] = item;
    }
  }
  return copy ?? items;
}

function resolvedFields(fields: Fields): Fields {
  let copy: MutableFields | undefined;
  for (const field of Object.keys(fields)) {
    const value = resolved(fields[field]);
    if (value !== fields[field]) {
      copy ??= { ...fields };
      copy[field] = value;
    }
  }
  return copy ?? fields;
}
