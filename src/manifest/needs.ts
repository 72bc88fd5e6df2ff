import { isBinding, SubjectLookup, subjectsOf } from './access';
import { NameLookup } from './name-lookup';
import { Pod } from './pod';
import { PodFinder } from './pods';
import { productionsOf } from './producers';
import { Fields, isFields } from './read';
import { podReferences, referencedKindOf } from './references';
import { Resource, resourcesOf } from './resource';

/** Fields of an object in which it names others that its controller needs. */
const NAMING = ['spec', 'provider', 'roleRef', 'subjects'];

/** How deep an object is looked into for names. */
const DEPTH = 12;

/**
 * Puts objects before the pods that need them: the Secrets, ConfigMaps and classes that a pod names, what makes them,
 * the stores and logins which that names, the service account of the pod, its bindings and their roles. Everything else
 * keeps its place.
 *
 * Takes each object and each reference once, however long the chains are.
 *
 * @param documents the objects, in an order in which each comes after those that it depends on
 * @param dependenciesOf indexes of the objects that have to stay before an object
 * @returns indexes in the new order; undefined where a dependency contradicts a need, so that the order stays as it is
 */
export function orderByNeeds(
  documents: readonly unknown[], dependenciesOf: (index: number) => readonly number[],
): number[] | undefined {
  const needs = new Needs(documents);
  const order: number[] = [];
  const state = new Map<number, 'begun' | 'done'>();
  const settled = new Set<number>();
  let isContradiction = false;
  const place = (index: number): void => {
    if (state.has(index)) {
      isContradiction ||= state.get(index) === 'begun';
      return;
    }
    state.set(index, 'begun');
    dependenciesOf(index).forEach(place);
    // As far as needs allow, what comes first stays first.
    [...needs.allOf(index, settled)].sort((one, other) => one - other).forEach(settle);
    state.set(index, 'done');
    order.push(index);
  };
  const settle = (index: number): void => {
    if (!settled.has(index)) {
      settled.add(index);
      needs.ofOther(index).forEach(settle);
      place(index);
    }
  };
  documents.forEach((_, index) => place(index));
  return isContradiction ? undefined : order;
}

/** What objects of a list need of one another. It reads nothing else, as a graph would. */
class Needs {
  private readonly pods = new Map<number, Pod[]>();
  private readonly byIndex = new Map<number, Resource[]>();

  /** Objects without pods, by name. */
  private readonly byName = new Map<string, number[]>();

  /** Indexes of what can be referred to, of what makes it, and of service accounts. */
  private readonly targets = new NameLookup<number>();

  /** Indexes of bindings. */
  private readonly bindings = new SubjectLookup<number>();

  public constructor(documents: readonly unknown[]) {
    const finder = new PodFinder();
    for (const resource of resourcesOf(documents)) {
      const { objectIndex } = resource;
      addTo(this.byIndex, objectIndex, resource);
      for (const pod of finder.podsOf(resource)) {
        addTo(this.pods, objectIndex, pod);
      }
      this.addTarget(resource);
    }
    for (const [index, resources] of this.byIndex) {
      if (!this.pods.has(index)) {
        resources.forEach(({ name }) => addTo(this.byName, name, index));
      }
    }
  }

  private addTarget(resource: Resource): void {
    const { objectIndex, group } = resource;
    const kind = group === '' && resource.kind === 'ServiceAccount' ? resource.kind : referencedKindOf(resource);
    if (kind !== undefined) {
      this.targets.add(kind, resource, objectIndex);
    }
    for (const production of productionsOf(resource)) {
      this.targets.add(production.kind, production, objectIndex);
    }
    if (isBinding(resource)) {
      subjectsOf(resource).forEach(([subject]) => this.bindings.add(subject, objectIndex));
    }
  }

  private ofPods(index: number): ReadonlySet<number> {
    const found = new Set<number>();
    this.pods.get(index)?.forEach((pod) => this.addNeedsOf(found, pod));
    found.delete(index);
    return found;
  }

  /** What the pods of an object need, and what that needs, without what is settled. */
  public allOf(index: number, settled: ReadonlySet<number>): ReadonlySet<number> {
    const found = new Set<number>();
    const left = [...this.ofPods(index)];
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      if (!found.has(next) && !settled.has(next)) {
        found.add(next);
        left.push(...this.ofOther(next));
      }
    }
    return found;
  }

  /** Indexes of the objects that an object without pods names. */
  public ofOther(index: number): ReadonlySet<number> {
    const found = new Set<number>();
    for (const { object } of this.pods.has(index) ? [] : this.byIndex.get(index) ?? []) {
      NAMING.forEach((field) => this.addNamed(found, object[field], DEPTH));
    }
    found.delete(index);
    return found;
  }

  private addNeedsOf(found: Set<number>, pod: Pod): void {
    const add = (index: number) => found.add(index);
    for (const { kind, namespace, name } of podReferences(pod)) {
      this.targets.find(kind, namespace, name).forEach(add);
    }
    const { namespace } = pod.resource;
    if (pod.serviceAccount === '') {
      return;
    }
    this.targets.find('ServiceAccount', namespace, pod.serviceAccount).forEach(add);
    this.bindings.ofAccount(namespace, pod.serviceAccount).forEach(add);
  }

  /** Adds the objects whose names are texts of a value. */
  private addNamed(found: Set<number>, value: unknown, depth: number): void {
    if (typeof value === 'string') {
      this.byName.get(value)?.forEach((index) => found.add(index));
    } else if (depth > 0 && Array.isArray(value)) {
      value.forEach((item) => this.addNamed(found, item, depth - 1));
    } else if (depth > 0 && isFields(value)) {
      Object.values<unknown>(value as Fields).forEach((item) => this.addNamed(found, item, depth - 1));
    }
  }
}

function addTo<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) {
    map.set(key, [value]);
  } else {
    list.push(value);
  }
}
