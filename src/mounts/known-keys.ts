import { quoted } from '../redaction/quoted';

/** An object whose keys may be known. */
export interface KeyedObject {
  readonly kind: string;
  readonly name: string;
  readonly keys?: string[];
}

/** Kind and name of an object, for messages. */
export function describe(object: KeyedObject): string {
  return `${object.kind} ${quoted(object.name)}`;
}

/** What is wrong about naming keys of an object: one that it is known not to have. */
export function unknownKey(object: KeyedObject, named: readonly string[]): string | undefined {
  const { keys } = object;
  const unknown = keys && named.find((key) => !keys.includes(key));
  return unknown === undefined
    ? undefined
    : `${describe(object)} has no key ${quoted(unknown)}; its keys are ${keys!.map((key) => quoted(key)).join(', ')}`;
}
