import { CsiRotation, csiRotationIn } from '../facts/refresh';
import { StoreLocation } from '../facts/store-locations';
import { Graph } from '../manifest/graph';
import { Production } from '../manifest/producers';
import { fieldsOf, isFields, textAt, textsOf } from '../manifest/read';
import { Reference, ReferencedKind } from '../manifest/references';
import { Resource } from '../manifest/resource';
import { Restarters } from '../manifest/restarters';
import { madeByAnother } from '../manifest/running';
import { StoreValue, storeValuesIn } from '../manifest/store-values';

/** Names one object: the same for all that name it. */
export function objectId(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}

/**
 * What plans look up in a graph, gathered once for all plans: in time and memory in proportion to the objects. A plan
 * takes time in proportion to what it says.
 */
export class RotationIndex {
  public readonly restarters: Restarters;

  /** Workloads that another one made, for which that one stands; for what runs, all but the pods themselves. */
  public readonly made: ReadonlySet<Resource>;

  /** How the driver of CSI volumes runs. */
  public readonly csiRotation: CsiRotation;
  private readonly byPlace = new Map<string, StoreValue[]>();
  private readonly byObject = new Map<Resource, StoreValue[]>();
  private readonly productions = new Map<Resource, Production[]>();
  private readonly namespaces = new Map<string, Set<string>>();
  private readonly budgets = new Map<string, Resource[]>();
  private readonly services = new Map<string, Resource[]>();
  private readonly mentions = new Map<string, Mention[]>();

  /** @param view looks at what workloads describe, or at the pods that run */
  public constructor(public readonly graph: Graph, view: 'described' | 'running' = 'described') {
    this.restarters = new Restarters(graph);
    this.made = view === 'running' ? describersOf(graph) : madeByAnother(graph);
    this.csiRotation = csiRotationOf(graph);
    for (const value of storeValuesIn(graph)) {
      push(this.byPlace, placeId(value.location), value);
      push(this.byObject, value.by, value);
    }
    for (const production of graph.productions) {
      push(this.productions, production.by, production);
    }
    for (const { kind, namespace, name } of [...graph.references, ...graph.productions]) {
      this.addNamespace(kind, namespace, name);
    }
    for (const { group, kind, namespace, name } of graph.resources) {
      if (group === '' && (kind === 'Secret' || kind === 'ConfigMap')) {
        this.addNamespace(kind, namespace, name);
      }
    }
    for (const budget of graph.ofKind('policy', 'PodDisruptionBudget')) {
      push(this.budgets, budget.namespace, budget);
    }
    for (const service of graph.ofKind('', 'Service')) {
      push(this.services, service.name, service);
    }
    // What makes Secrets, and what has pods, is read field by field.
    const known = new Set([...this.productions.keys(), ...graph.pods.map(({ resource }) => resource)]);
    for (const mention of graph.resources
      .filter((resource) => !known.has(resource))
      .flatMap((resource) => [...mentionsIn(resource)])) {
      push(this.mentions, mention.name, mention);
    }
  }

  /**
   * The namespaces in which an object of a name is, is made, or is named; the empty one for those that leave it open.
   */
  public namespacesOf(kind: ReferencedKind, name: string): string[] {
    return [...this.namespaces.get(`${kind}/${name}`) ?? []];
  }

  /** The names of a kind. */
  public namesOf(kind: ReferencedKind): string[] {
    return [...this.namespaces.keys()]
      .filter((key) => key.startsWith(`${kind}/`))
      .map((key) => key.slice(kind.length + 1));
  }

  /** What reads or writes places of the same path of the same product. */
  public valuesAt(location: StoreLocation): readonly StoreValue[] {
    return this.byPlace.get(placeId(location)) ?? [];
  }

  /** The values whose path, as it is written or as all spell it, is a given one. */
  public valuesOfPath(path: string): StoreValue[] {
    return [...this.byObject.values()]
      .flat()
      .filter(({ location }) =>
        [location.written, location.path].some((each) => each === path || each === path.replace(/^\/+/, '')),
      );
  }

  /** Paths that objects name. */
  public paths(): string[] {
    return [...new Set([...this.byObject.values()].flat().map(({ location }) => location.written))];
  }

  /** What an object reads from stores and writes into them. */
  public valuesBy(resource: Resource): readonly StoreValue[] {
    return this.byObject.get(resource) ?? [];
  }

  /** What a controller makes of an object. */
  public productionsOf(resource: Resource): readonly Production[] {
    return this.productions.get(resource) ?? [];
  }

  /** The budgets of a namespace. */
  public budgetsIn(namespace: string): readonly Resource[] {
    return this.budgets.get(namespace) ?? [];
  }

  /** The Services of a name. */
  public servicesOf(name: string): readonly Resource[] {
    return this.services.get(name) ?? [];
  }

  /** Everything that names an object, but for pods that another workload stands for. */
  public referencesTo(kind: ReferencedKind, namespace: string, name: string): Reference[] {
    return this.graph.referencesTo(kind, namespace, name).filter(({ from }) => !this.made.has(from));
  }

  /** Objects of kinds that are not known field by field, and that name something where they name Secrets. */
  public mentionsOf(namespace: string, name: string): Mention[] {
    return (this.mentions.get(name) ?? []).filter(({ from }) =>
      from.namespace === '' || namespace === '' || from.namespace === namespace);
  }

  private addNamespace(kind: string, namespace: string, name: string): void {
    const key = `${kind}/${name}`;
    const known = this.namespaces.get(key) ?? new Set();
    this.namespaces.set(key, known);
    known.add(namespace);
  }
}

/** A place in an object of an unknown kind that may name a Secret. */
export interface Mention {
  readonly from: Resource;
  readonly name: string;

  /** The field, in words: `spec.tls.secretName`. */
  readonly field: string;
}

function placeId({ product, path }: StoreLocation): string {
  return `${product}\n${path}`;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) {
    map.set(key, [value]);
  } else {
    list.push(value);
  }
}

/** The objects that describe pods and are none. */
function describersOf(graph: Graph): ReadonlySet<Resource> {
  return new Set(graph.pods.map(({ resource }) => resource).filter(({ kind, group }) => kind !== 'Pod'
    || group !== ''));
}

function csiRotationOf(graph: Graph): CsiRotation {
  for (const { kind, containers } of graph.pods) {
    for (const { spec } of kind.kind === 'DaemonSet' ? containers : []) {
      const found = csiRotationIn(textsOf(spec.args));
      if (found !== undefined) {
        return found;
      }
    }
  }
  return { rotates: 'unknown' };
}

/** Groups that are read field by field. */
const KNOWN_GROUPS =
  /^(?:|apps|batch|autoscaling|policy|extensions|.*\.k8s\.io|.*\.x-k8s\.io|external-secrets\.io|cert-manager\.io|secrets\.hashicorp\.com|bitnami\.com)$/;

/** How deep an object of an unknown kind is searched. */
const DEPTH = 12;

function* mentionsIn(resource: Resource): Generator<Mention> {
  if (!KNOWN_GROUPS.test(resource.group)) {
    yield* mentionsAt(resource, resource.object.spec, 'spec', false, DEPTH);
  }
}

function* mentionsAt(from: Resource, value: unknown, field: string, named: boolean, depth: number): Generator<Mention> {
  if (typeof value === 'string') {
    if (named && value !== '') {
      yield { from, name: value, field };
    }
  } else if (Array.isArray(value) && depth > 0) {
    for (const item of value) {
      yield* mentionsAt(from, item, field, named, depth - 1);
    }
  } else if (isFields(value) && depth > 0) {
    for (const [key, part] of Object.entries(value)) {
      // `secretName: db`, `auth: {secretRef: {name: db}}`, `superuserSecret: {name: db}`.
      const ofSecret = /secret/i.test(key) || (named && key === 'name');
      yield* mentionsAt(from, part, `${field}.${key}`, ofSecret, depth - 1);
    }
  }
}

/** A label selector as `kubectl -l` takes it; undefined for one that has more than labels. */
export function selectorText(selector: unknown): string | undefined {
  const labels = Object.entries(fieldsOf(fieldsOf(selector).matchLabels));
  const plain =
    labels.every(([, value]) => typeof value === 'string') && fieldsOf(selector).matchExpressions === undefined;
  return labels.length > 0 && plain ? labels.map(([name, value]) => `${name}=${String(value)}`).join(',') : undefined;
}

/** Whether labels have all that a selector of labels wants; one with expressions is taken to want more. */
export function selectsLabels(selector: unknown, labels: unknown): boolean {
  const wanted = Object.entries(fieldsOf(fieldsOf(selector).matchLabels));
  return wanted.length > 0 && fieldsOf(selector).matchExpressions === undefined
    && wanted.every(([name, value]) => textAt(labels, name) === value);
}
