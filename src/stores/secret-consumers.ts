import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { workloadKind } from '../facts/workload-kinds';
import { Graph } from '../manifest/graph';
import { ReferenceUse } from '../manifest/references';
import { OnceASynth } from '../synth/once-a-synth';

/** A workload that can be restarted. */
export interface Consumer {
  /** Kind of the workload, as the Vault Secrets Operator spells it. */
  readonly kind: string;

  /** Name of the workload. */
  readonly name: string;
}

/** An object that pods use by its name. */
interface NamedObject {
  readonly name: string;

  /** Namespace of the object, where it is known. */
  readonly namespace?: string;
}

/** Uses of a Secret that no container sees: a restart would change nothing about them. */
const UNSEEN: readonly ReferenceUse[] = [ReferenceUse.IMAGE_PULL, ReferenceUse.DRIVER];

/**
 * The objects of an app that have pods. What else there is may ask for this graph while it is turned into an object.
 */
const workloads = new OnceASynth((root) => {
  const objects = root.node.findAll().filter(ApiObject.isApiObject).filter(hasPods);
  const graph = Graph.of(objects.map((object) => object.toJson() as unknown));
  return { graph, paths: objects.map(({ node }) => node.path) };
});

const consumers = new OnceASynth(findConsumers);

/** Prepares for the functions below, which are called while an app is synthesised. */
export function watchConsumers(construct: IConstruct): void {
  workloads.watch(construct.node.root);
}

/** Workloads of the app that mount a Secret or read it into their environment, in the order of their names. */
export function workloadsThatUse(construct: IConstruct, secret: NamedObject): Consumer[] {
  return consumers.of(construct.node.root).get(keyOf(secret.namespace, secret.name)) ?? [];
}

/** Whether a pod of the app mounts a SecretProviderClass. */
export function isMounted(construct: IConstruct, { name, namespace = '' }: NamedObject): boolean {
  return workloads.of(construct.node.root).graph.referencesTo('SecretProviderClass', namespace, name).length > 0;
}

/** Paths of the objects whose pods use the copy of a Secret and do not mount the SecretProviderClass that makes it. */
export function readersWithoutMount(construct: IConstruct, copy: NamedObject, providerClass: NamedObject): string[] {
  const { graph, paths } = workloads.of(construct.node.root);
  const without = graph.referencesTo('Secret', copy.namespace ?? '', copy.name).filter(({ pod, optional }) =>
    pod !== undefined && !optional && !graph.referencesOf(pod).some(({ kind, name }) =>
      kind === 'SecretProviderClass' && name === providerClass.name));
  return [...new Set(without.map(({ from }) => paths[from.objectIndex]))];
}

function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}

function findConsumers(root: IConstruct): Map<string, Consumer[]> {
  const found = new Map<string, Map<string, Consumer>>();
  for (const { from, pod, kind, name, namespace, use } of workloads.of(root).graph.references) {
    const target = pod?.kind.restartTarget;
    if (target !== undefined && kind === 'Secret' && !UNSEEN.includes(use)) {
      const key = keyOf(namespace, name);
      const users = found.get(key) ?? new Map<string, Consumer>();
      found.set(key, users.set(`${target}/${from.name}`, { kind: target, name: from.name }));
    }
  }
  return new Map([...found].map(([key, users]) => [key, [...users.values()].sort(byKindAndName)]));
}

function hasPods({ apiGroup, kind }: ApiObject): boolean {
  return workloadKind(apiGroup === 'core' ? '' : apiGroup, kind) !== undefined;
}

function byKindAndName(left: Consumer, right: Consumer): number {
  const [one, other] = [`${left.kind}/${left.name}`, `${right.kind}/${right.name}`];
  return one < other ? -1 : Number(one > other);
}
