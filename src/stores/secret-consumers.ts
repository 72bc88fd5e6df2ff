import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { OnceASynth } from './once-a-synth';

/** A workload that can be restarted. */
export interface Consumer {
  /** Kind of the workload, as the Vault Secrets Operator spells it. */
  readonly kind: string;

  /** Name of the workload. */
  readonly name: string;
}

const KINDS = new Map([['Deployment', 'Deployment'], ['StatefulSet', 'StatefulSet'], ['DaemonSet', 'DaemonSet'], ['Rollout', 'argo.Rollout']]);

const consumers = new OnceASynth(findConsumers);

/** Workloads of the app that mount a Secret or read it into their environment, in the order of their names. */
export function workloadsThatUse(construct: IConstruct, secret: { readonly name: string; readonly namespace?: string }): Consumer[] {
  return consumers.of(construct.node.root).get(keyOf(secret.namespace, secret.name)) ?? [];
}

function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}

function findConsumers(root: IConstruct): Map<string, Consumer[]> {
  const found = new Map<string, Consumer[]>();
  for (const object of root.node.findAll().filter(ApiObject.isApiObject)) {
    const kind = KINDS.get(object.kind);
    if (kind) {
      for (const name of secretsOf(object.toJson().spec?.template?.spec)) {
        const key = keyOf(object.metadata.namespace, name);
        found.set(key, [...found.get(key) ?? [], { kind, name: object.name }].sort(byKindAndName));
      }
    }
  }
  return found;
}

function byKindAndName(left: Consumer, right: Consumer): number {
  const [one, other] = [`${left.kind}/${left.name}`, `${right.kind}/${right.name}`];
  return one < other ? -1 : Number(one > other);
}

function secretsOf(podSpec: any): Set<string> {
  const volumes = podSpec?.volumes ?? [];
  const containers = [...podSpec?.containers ?? [], ...podSpec?.initContainers ?? []];
  return new Set<string>([
    ...volumes.map((volume: any) => volume.secret?.secretName),
    ...volumes.flatMap((volume: any) => volume.projected?.sources ?? []).map((source: any) => source.secret?.name),
    ...containers.flatMap((container: any) => container.env ?? []).map((variable: any) => variable.valueFrom?.secretKeyRef?.name),
    ...containers.flatMap((container: any) => container.envFrom ?? []).map((source: any) => source.secretRef?.name),
  ].filter((name) => name !== undefined));
}
