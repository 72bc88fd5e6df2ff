import { PlanObject } from './plan';
import { Resource } from '../manifest/resource';
import { shellWord } from '../redaction/shell-word';

/** An object as plans have it. */
export function planObject({ object, kind, name, namespace }: Resource): PlanObject {
  return { apiVersion: object.apiVersion, kind, name: name === '' ? '(no name)' : name, ...optional({ namespace }) };
}

/** An object in words: `Deployment shop/api`. */
export function titleOf({ kind, name, namespace }: Pick<PlanObject, 'kind' | 'name' | 'namespace'>): string {
  return `${kind} ${namespace === undefined || namespace === '' ? '' : `${namespace}/`}${name}`;
}

/** The fields that have something in them. */
export function optional<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''),
  ) as Partial<T>;
}

/** `-n shop`, or nothing for an object whose namespace is not known. */
export function inNamespace(namespace: string | undefined): string {
  return namespace === undefined || namespace === '' ? '' : ` -n ${shellWord(namespace)}`;
}

/** Some names in a sentence: `a, b and c`. */
export function joined(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
}

/** Names that a sentence has at most. */
const NAMED = 5;

/** As {@link joined}, with a count in place of the names that make a sentence too long: `a, b and 7 more`. */
export function joinedShort(names: readonly string[]): string {
  return joined(names.length > NAMED ? [...names.slice(0, NAMED), `${names.length - NAMED} more`] : names);
}
