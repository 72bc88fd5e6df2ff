import { listIn } from './cluster';
import { Kubectl, KubectlResult } from './kubectl';
import { ROLE, ROLE_BINDING, SECRET_PROVIDER_CLASS } from '../../facts/api-kinds';
import { NODE_LEASE_NAMESPACE } from '../../facts/node-state';
import { CLASS_STATUSES } from '../../facts/rotation-access';
import { WorkloadKind } from '../../facts/workload-kind';
import { WORKLOAD_KINDS } from '../../facts/workload-kinds';
import { READER_KINDS } from '../../manifest/controller-references';
import { PRODUCER_KINDS } from '../../manifest/producers';
import { fieldsOf, isFields, itemsOf } from '../../manifest/read';
import { Unknown } from '../../rotation/holders/judgement';
import { ShownFiles } from '../../rotation/holders/shown-files';
import { objectId } from '../../rotation/lookups';
import { UsageError } from '../usage-error';

const STATUSES = `${CLASS_STATUSES}.${SECRET_PROVIDER_CLASS.group}`;
const LEASES = 'leases.coordination.k8s.io';

/** How many kinds are read in parallel. */
const AT_ONCE = 4;

/** How often what there was nothing of is looked for again: at every so many readings. */
const FULL_EVERY = 12;

/** An object by name. */
export interface ObjectKey {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly namespace: string;
  readonly name: string;
}

/** What was read of a cluster. */
export interface Reading {
  readonly documents: readonly unknown[];
  readonly unread: readonly Unknown[];
}

/**
 * Reads what tells who holds a value, again and again. Secrets and ConfigMaps come before pods: a pod that is created
 * after its Secret was read has what the Secret had then, or something newer.
 */
export class RotationReader {
  private served?: ReadonlySet<string>;
  private readonly lists = new Map<string, unknown>();
  private readonly refused = new Map<string, string>();
  private objects: readonly unknown[] = [];
  private readings = 0;

  public constructor(
    private readonly kubectl: Kubectl,
    private readonly namespace: string | undefined,
    private readonly further: readonly WorkloadKind[],
  ) {}

  /**
   * Reads everything that may have changed.
   *
   * @param named finds the objects that have the value, in what was read so far
   * @throws UsageError when pods or one of these objects cannot be read
   */
  public async read(named: (documents: readonly unknown[]) => readonly ObjectKey[]): Promise<Reading> {
    this.served ??= (await this.kubectl.listable()).names;
    const isFull = this.readings++ % FULL_EVERY === 0;
    const makers = [...PRODUCER_KINDS, ...READER_KINDS, ROLE, ROLE_BINDING].filter(({ resource }) => resource !== '')
      .filter(({ clusterWide }) => this.namespace === undefined || clusterWide !== true)
      .map(({ group, resource }) => (group === '' ? resource : `${resource}.${group}`));
    const workloads = [...WORKLOAD_KINDS, ...this.further]
      .map(({ groups, resource }) => (groups[0] === '' ? resource : `${resource}.${groups[0]}`))
      .filter((resource) => resource !== 'pods');
    const every = [...new Set(makers)].filter((resource) => isFull || this.hasItems(resource));
    await this.readLists([...every, ...(isFull ? workloads : [])]);
    if (this.readings === 1) {
      await this.readPods();
    }
    this.objects = await this.readNamed(named);
    await this.readLists(['nodes', ...(isFull || this.hasItems(STATUSES) ? [STATUSES] : [])]);
    await this.readLeases();
    await this.readPods();
    return { documents: [...this.lists.values(), ...this.objects], unread: this.unreadOf(new Set(makers)) };
  }

  /**
   * Reads metrics of pods, and then pods again: what a pod shows is of the pod that was read before, if that is there
   * afterwards too.
   *
   * @param shown has what is wanted, and gets the answers
   * @throws UsageError when pods cannot be read
   */
  public async readMetrics(shown: ShownFiles): Promise<readonly unknown[]> {
    const waiting = [...shown.wanted];
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      for (let wanted = waiting.shift(); wanted !== undefined; wanted = waiting.shift()) {
        shown.add(wanted, await this.kubectl.metrics(wanted));
      }
    }));
    await this.readPods();
    return [...this.lists.values(), ...this.objects];
  }

  private async readLists(resources: readonly string[]): Promise<void> {
    const waiting = resources.filter((resource) => this.served!.has(resource));
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      for (let resource = waiting.shift(); resource !== undefined; resource = waiting.shift()) {
        this.note(resource, await this.kubectl.get(resource, resource === 'nodes' ? undefined : this.namespace));
      }
    }));
  }

  private async readLeases(): Promise<void> {
    if (this.served!.has(LEASES) && this.lists.has('nodes')) {
      this.note(LEASES, await this.kubectl.get(LEASES, NODE_LEASE_NAMESPACE));
    }
  }

  private async readPods(): Promise<void> {
    const result = await this.kubectl.get('pods', this.namespace);
    this.note('pods', result);
    const fault = this.refused.get('pods');
    if (fault !== undefined) {
      throw new UsageError(`pods cannot be read: ${fault}`);
    }
  }

  private note(resource: string, result: KubectlResult): void {
    const list = result.stdout === undefined ? { fault: result.fault } : listIn(result.stdout);
    if ('fault' in list) {
      this.refused.set(resource, list.fault);
      this.lists.delete(resource);
    } else {
      this.refused.delete(resource);
      this.lists.set(resource, list.document);
    }
  }

  /** The objects that have the value, and those that these lead to. */
  private async readNamed(named: (documents: readonly unknown[]) => readonly ObjectKey[]): Promise<unknown[]> {
    const read = new Map<string, unknown>();
    for (let more = true; more;) {
      const documents = [...this.lists.values(), ...read.values()].filter((document) => document !== undefined);
      const wanted = new Map(named(documents).map((key) => [objectId(key.kind, key.namespace, key.name), key]));
      const unread = [...wanted].filter(([id]) => !read.has(id));
      more = unread.length > 0;
      for (const [id, key] of unread) {
        read.set(id, await this.readOne(key));
      }
    }
    return [...read.values()].filter((document) => document !== undefined);
  }

  private async readOne({ kind, namespace, name }: ObjectKey): Promise<unknown> {
    const result = await this.kubectl.getOne(`${kind.toLowerCase()}s`, name, namespace);
    if (result.stdout === undefined) {
      throw new UsageError(`${kind} ${namespace}/${name} cannot be read: ${result.fault}`);
    }
    if (result.stdout.trim() === '') {
      return undefined;
    }
    let object: unknown;
    try {
      object = JSON.parse(result.stdout);
    } catch {
      throw new UsageError(`${kind} ${namespace}/${name} cannot be read: the response is not JSON, or was cut off`);
    }
    return withoutValues(object);
  }

  private hasItems(resource: string): boolean {
    return itemsOf(fieldsOf(this.lists.get(resource)).items).length > 0;
  }

  private unreadOf(makers: ReadonlySet<string>): Unknown[] {
    return [...this.refused].filter(([resource]) => makers.has(resource)).map(([resource, fault]) => ({
      id: 'kinds',
      about: resource,
      text: `They could not be read, and may make copies of the value or read it: ${fault}.`,
    }));
  }
}

/** An object with the names of its keys, and not what is in them. */
function withoutValues(object: unknown): unknown {
  if (!isFields(object)) {
    return object;
  }
  const emptied = ['data', 'stringData', 'binaryData'].filter((field) => isFields(object[field]))
    .map((field) => [field, Object.fromEntries(Object.keys(fieldsOf(object[field])).map((key) => [key, '']))]);
  return { ...object, ...Object.fromEntries(emptied) };
}
