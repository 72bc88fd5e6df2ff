import { ObjectName } from './resource';

/**
 * Things by kind, name and namespace. Whoever applies a manifest picks the namespace of what names none, so
 * a thing without a namespace may be of any, and a name looked up without one may mean a thing of any.
 */
export class NameLookup<T> {
  private readonly things = new Map<string, Map<string, T[]>>();

  public add(kind: string, { namespace, name }: ObjectName, thing: T): void {
    const key = `${kind}/${name}`;
    let namespaces = this.things.get(key);
    if (namespaces === undefined) {
      namespaces = new Map();
      this.things.set(key, namespaces);
    }
    const list = namespaces.get(namespace);
    if (list === undefined) {
      namespaces.set(namespace, [thing]);
    } else {
      list.push(thing);
    }
  }

  /** What the name may mean there; what has no namespace either comes before guesses. */
  public find(kind: string, namespace: string, name: string): readonly T[] {
    const namespaces = this.things.get(`${kind}/${name}`);
    if (namespaces === undefined) {
      return [];
    }
    const unplaced = namespaces.get('') ?? [];
    if (namespace !== '') {
      const here = namespaces.get(namespace);
      return here === undefined ? unplaced : [...here, ...unplaced];
    }
    return unplaced.length > 0 ? unplaced : [...namespaces.values()].flat();
  }

  /** The namespaces that have a thing of the name. */
  public namespacesOf(kind: string, name: string): string[] {
    return [...this.things.get(`${kind}/${name}`)?.keys() ?? []];
  }
}
