import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { OnceASynth } from './once-a-synth';
import { workloadKind } from '../facts/workload-kinds';
import { Graph } from '../manifest/graph';
import { ReferenceUse } from '../manifest/references';

/** A workload that can be restarted. */
export interface Consumer {
  /** Kind of the workload, as the Vault Secrets Operator spells it. */
  readonly kind: string;

  /** Name of the workload. */
  readonly name: string;
}

/** Uses of a Secret that no container sees: a restart would change nothing about them. */
const UNSEEN: readonly ReferenceUse[] = [ReferenceUse.IMAGE_PULL, ReferenceUse.DRIVER];

const consumers = new OnceASynth(findConsumers);

/** Workloads of the app that mount a Secret or read it into their environment, in the order of their names. */
export function workloadsThatUse(construct: IConstruct, secret: { readonly name: string; readonly namespace?: string }): Consumer[] {
  return consumers.of(construct.node.root).get(keyOf(secret.namespace, secret.name)) ?? [];
}

function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}

function findConsumers(root: IConstruct): Map<string, Consumer[]> {
  const workloads = root.node.findAll().filter(ApiObject.isApiObject).filter(isRestarted)
    .map((object) => object.toJson() as unknown);
  const found = new Map<string, Map<string, Consumer>>();
  for (const { from, pod, kind, name, namespace, use } of Graph.of(workloads).references) {
    const target = pod?.kind.restartTarget;
    if (target !== undefined && kind === 'Secret' && !UNSEEN.includes(use)) {
      const key = keyOf(namespace, name);
      const users = found.get(key) ?? new Map<string, Consumer>();
      found.set(key, users.set(`${target}/${from.name}`, { kind: target, name: from.name }));
    }
  }
  return new Map([...found].map(([key, users]) => [key, [...users.values()].sort(byKindAndName)]));
}

function isRestarted({ apiGroup, kind }: ApiObject): boolean {
  return workloadKind(apiGroup, kind)?.restartTarget !== undefined;
}

function byKindAndName(left: Consumer, right: Consumer): number {
  const [one, other] = [`${left.kind}/${left.name}`, `${right.kind}/${right.name}`];
  return one < other ? -1 : Number(one > other);
}
