import { PublicType } from './public-api';

/** The signatures of every public type, by its name: the text of docs/api-baseline.json. */
export interface ApiBaseline {
  readonly [type: string]: readonly string[];
}

/** The file of the baseline, as a path in the project. */
export const BASELINE_FILE = 'docs/api-baseline.json';

/** The API in the form of the baseline. */
export function baselineOf(types: readonly PublicType[]): ApiBaseline {
  return Object.fromEntries(types.map(({ name, signatures }) => [name, signatures]));
}

/**
 * What of the baseline no longer holds, one line each. A new type, a new optional property and a new method break
 * nobody. A new required property of a struct does, unless only this library makes such structs, which the sources do
 * not tell: it is reported.
 */
export function breakingChanges(before: ApiBaseline, now: ApiBaseline): string[] {
  return Object.entries(before).flatMap(([type, signatures]) => {
    const present = now[type];
    if (present === undefined) {
      return [`${type} is gone`];
    }
    const gone = signatures.filter((signature) => !present.includes(signature));
    const required = isStruct(present)
      ? present.slice(1).filter((signature) => !signatures.includes(signature) && !/^[^:(]*\?:/.test(signature))
      : [];
    const changed = gone.map((signature) => {
      const successor = present.find((other) => keyOf(other) === keyOf(signature));
      return `${type}: ${signature} ${successor === undefined ? 'is gone' : `is now ${successor}`}`;
    });
    const keys = new Set(gone.map(keyOf));
    const added = required.filter((signature) => !keys.has(keyOf(signature)));
    return [...changed, ...added.map((signature) => `${type}: ${signature} is required and new`)];
  });
}

/** Whether a type is a struct of jsii: an interface whose name does not say that it has behaviour. */
function isStruct([head]: readonly string[]): boolean {
  return /^interface (?!I[A-Z])/.test(head);
}

/** What stays of a signature when its types change: its name, or that it is the head of the type. */
function keyOf(signature: string): string {
  const head = /^(?:abstract )?(?:class|interface|enum) /.exec(signature);
  return head ? 'head' : signature.replace(/^(?:(?:static|readonly|abstract) )*/, '').replace(/[?:(= ].*$/s, '');
}
