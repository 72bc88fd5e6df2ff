import { ObjectName } from './resource';

const NOTHING: readonly never[] = [];

/**
 * Things by kind, name and namespace. Whoever applies a manifest picks the namespace of what names none, so
 * a thing without a namespace may be of any, and a name looked up without one may mean a thing of any.
 */
export class NameLookup<T> {
  private readonly things = new Map<string, Map<string, T[]>>();

  /** What was found for a name, by namespace: the same names are looked up very often. */
  private readonly found = new Map<string, Map<string, readonly T[]>>();

  public add(kind: string, { namespace, name }: ObjectName, thing: T): void {
    const key = `${kind}/${name}`;
    this.found.delete(key);
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

  /**
   * What the name may mean there; what has no namespace either comes before guesses. The same list for the same
   * question.
   */
  public find(kind: string, namespace: string, name: string): readonly T[] {
    const key = `${kind}/${name}`;
    const namespaces = this.things.get(key);
    if (namespaces === undefined) {
      return NOTHING;
    }
    const lists = this.found.get(key) ?? new Map<string, readonly T[]>();
    this.found.set(key, lists);
    const list = lists.get(namespace) ?? this.listOf(namespaces, namespace);
    lists.set(namespace, list);
    return list;
  }

  private listOf(namespaces: ReadonlyMap<string, T[]>, namespace: string): readonly T[] {
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
