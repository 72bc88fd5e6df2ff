import { Access } from './access';
import { controllerReferences } from './controller-references';
import { NameLookup } from './name-lookup';
import { Pod } from './pod';
import { PodFinder } from './pods';
import { keysOf, Production, productionsOf } from './producers';
import { kindsRead } from './read-kinds';
import { podReferences, Reference, ReferencedKind, referencedKindOf } from './references';
import { collectResources, OriginOf, Resource } from './resource';
import { isFilledByController } from '../facts/secret-types';
import { WorkloadKind } from '../facts/workload-kind';

/** An object that a reference finds: one of the manifest, or one that a controller will make. */
export interface Target {
  readonly namespace: string;

  /** Its keys, or undefined when the manifest does not tell. */
  readonly keys?: readonly string[];

  /** The object itself, where it is in the manifest. */
  readonly resource?: Resource;

  /** What makes it, where something does. */
  readonly production?: Production;
}

/**
 * Read-only view of a list of plain Kubernetes objects: who references, mounts and may read what. Built in
 * one pass; the order of the objects does not matter, and anything that is not a Kubernetes object is left out.
 *
 * An object may be there in several copies, as environments have it in separate files. Copies are one object: none
 * is another owner, and what a name means is any of them. A key is known where one copy has it; a role gives what one
 * copy gives; an account declines its token where one copy declines it.
 */
export class Graph {
  /**
   * Reads any list of anything.
   *
   * @param further kinds with pods beside those that are known
   * @param originOf where each document was read from; from files where it is left out
   */
  public static of(documents: readonly unknown[], further: readonly WorkloadKind[] = [], originOf?: OriginOf): Graph {
    const { resources, others } = collectResources(documents, originOf);
    return new Graph(resources, others, further);
  }

  /** Every pod, of every kind that has one. */
  public readonly pods: readonly Pod[];

  /** Every place that names a Secret, a ConfigMap or a SecretProviderClass. */
  public readonly references: readonly Reference[];

  /** Every Secret and ConfigMap that a controller will make. */
  public readonly productions: readonly Production[];

  private readonly byKind = new Map<string, Resource[]>();
  private readonly kindsAsked = new Set<string>();
  private readonly isRead: (group: string, kind: string) => boolean;
  private readonly targets = new NameLookup<Target>();
  private readonly users = new NameLookup<Reference>();
  private readonly accounts = new NameLookup<Resource>();
  private readonly podsByResource = new Map<Resource, readonly Pod[]>();
  private readonly referencesByPod = new Map<Pod, readonly Reference[]>();
  private whoMay?: Access;

  private constructor(
    /** Every object, with the items of a `List` as separate objects. */
    public readonly resources: readonly Resource[],

    /** How many documents, and items of a `List`, are not a Kubernetes object. */
    public readonly others: number,
    further: readonly WorkloadKind[],
  ) {
    this.isRead = kindsRead(further);
    const finder = new PodFinder(further);
    const pods: Pod[] = [];
    const references: Reference[] = [];
    const productions: Production[] = [];
    for (const resource of resources) {
      push(this.byKind, `${resource.group}/${resource.kind}`, resource);
      const own = finder.podsOf(resource);
      if (own.length > 0) {
        this.podsByResource.set(resource, own);
      }
      for (const pod of own) {
        pods.push(pod);
        const named = [...podReferences(pod)];
        this.referencesByPod.set(pod, named);
        pushAll(references, named);
      }
      pushAll(references, controllerReferences(resource));
      pushAll(productions, productionsOf(resource));
      this.addTarget(resource);
    }
    for (const production of productions) {
      this.targets.add(production.kind, production, {
        namespace: production.namespace,
        keys: production.keys,
        production,
      });
    }
    for (const reference of references) {
      this.users.add(reference.kind, reference, reference);
    }
    this.pods = pods;
    this.references = references;
    this.productions = productions;
  }

  /** What the bindings of the manifest give to whom. */
  public get access(): Access {
    this.whoMay ??= new Access(this.resources);
    return this.whoMay;
  }

  /** The objects of one kind. The group of the core API is the empty string. */
  public ofKind(group: string, kind: string): readonly Resource[] {
    this.kindsAsked.add(`${group}/${kind}`);
    return this.byKind.get(`${group}/${kind}`) ?? [];
  }

  /** The ConfigMaps and Secrets. */
  public dataObjects(): readonly Resource[] {
    return [...this.ofKind('', 'ConfigMap'), ...this.ofKind('', 'Secret')];
  }

  /** The pods in an object. */
  public podsIn(resource: Resource): readonly Pod[] {
    return this.podsByResource.get(resource) ?? [];
  }

  /** Whether an object is of a kind that the graph itself reads, or that somebody has looked for. */
  public reads({ group, kind }: Resource): boolean {
    return this.kindsAsked.has(`${group}/${kind}`) || this.isRead(group, kind);
  }

  /** The service accounts that a name may mean: several where environments have copies of one. */
  public serviceAccounts(namespace: string, name: string): readonly Resource[] {
    return this.accounts.find('ServiceAccount', namespace, name);
  }

  /** The namespaces that have a service account of the name. */
  public accountNamespaces(name: string): string[] {
    return this.accounts.namespacesOf('ServiceAccount', name);
  }

  /** Everything that a pod names. */
  public referencesOf(pod: Pod): readonly Reference[] {
    return this.referencesByPod.get(pod) ?? [];
  }

  /** The Secrets that a pod names. */
  public secretsOf(pod: Pod): Reference[] {
    return this.referencesOf(pod).filter(({ kind }) => kind === 'Secret');
  }

  /**
   * What a name may mean in a namespace: objects of that namespace, or, since whoever applies a manifest
   * picks the namespace of what names none, objects without one.
   */
  public find(kind: ReferencedKind, namespace: string, name: string): readonly Target[] {
    return this.targets.find(kind, namespace, name);
  }

  /**
   * Whether a name may mean an object that is there or that something makes, and not only one that something adds keys
   * to.
   */
  public exists(kind: ReferencedKind, namespace: string, name: string): boolean {
    return this.find(kind, namespace, name).some(({ production }) => production?.creates ?? true);
  }

  /** The namespaces in which there is an object of that name; empty for one that does not say. */
  public namespacesOf(kind: ReferencedKind, name: string): string[] {
    return this.targets.namespacesOf(kind, name);
  }

  /** Everything that may mean an object by naming it. */
  public referencesTo(kind: ReferencedKind, namespace: string, name: string): readonly Reference[] {
    return this.users.find(kind, namespace, name);
  }

  private addTarget(resource: Resource): void {
    if (resource.group === '' && resource.kind === 'ServiceAccount') {
      this.accounts.add(resource.kind, resource, resource);
    }
    const kind = referencedKindOf(resource);
    if (kind !== undefined) {
      this.targets.add(kind, resource, { namespace: resource.namespace, keys: knownKeys(resource), resource });
    }
  }
}

/** A Secret that a controller fills has keys that the manifest does not show. */
function knownKeys(resource: Resource): readonly string[] | undefined {
  const keys = keysOf(resource);
  return keys.length === 0 || isFilledByController(resource.object.type) ? undefined : keys;
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) {
    map.set(key, [value]);
  } else {
    list.push(value);
  }
}

/** Not `push(...values)`, which takes no more values than fit on the stack. */
function pushAll<T>(list: T[], values: Iterable<T>): void {
  for (const value of values) {
    list.push(value);
  }
}
