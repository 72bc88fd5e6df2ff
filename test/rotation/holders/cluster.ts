import { Graph } from '../../../src/manifest/graph';
import { findTarget, parseTarget } from '../../../src/rotation/find-target';
import { Judge, JudgeOptions } from '../../../src/rotation/holders/judge';
import { Judgement } from '../../../src/rotation/holders/judgement';
import { Sightings } from '../../../src/rotation/holders/sightings';
import { RotationIndex } from '../../../src/rotation/lookups';

/** The beginning of the stories of these tests; their times are seconds after it. */
export const ZERO = Date.parse('2026-03-04T05:00:00Z');

export const time = (seconds: number): string => new Date(ZERO + seconds * 1000).toISOString().replace('.000Z', 'Z');

/** When the Secret of most tests has changed. */
export const CHANGED = 1000;

/** A Secret whose keys somebody wrote at some times. */
export function secret(keys: { readonly [key: string]: number } = { password: CHANGED }, more: object = {}): object {
  const entries = Object.entries(keys).map(([key, at]) => ({
    manager: `writer-of-${key}`, operation: 'Update', time: time(at), fieldsV1: { 'f:data': { [`f:${key}`]: {} } },
  }));
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'db', namespace: 'shop', uid: 'db', creationTimestamp: time(0), managedFields: entries },
    data: Object.fromEntries(Object.keys(keys).map((key) => [key, ''])),
    ...more,
  };
}

/** A class of the Secrets Store CSI driver with one file. */
export const PROVIDER_CLASS = {
  apiVersion: 'secrets-store.csi.x-k8s.io/v1',
  kind: 'SecretProviderClass',
  metadata: { name: 'db', namespace: 'shop' },
  spec: {
    provider: 'vault',
    parameters: { objects: '- objectName: password\n  secretPath: secret/data/shop/db\n  secretKey: password\n' },
  },
};

export interface PodOptions {
  readonly name?: string;
  readonly created?: number;

  /** When its container started; it waits where null. */
  readonly started?: number | null;
  readonly spec?: object;
  readonly container?: object;
  readonly status?: object;
  readonly metadata?: object;
  readonly node?: string;
}

/** The way by which a pod has the value. */
export const ENV = {
  container: { env: [{ name: 'PW', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } }] },
};
const volume = { volumes: [{ name: 'db', secret: { secretName: 'db' } }] };
export const FILE = { spec: volume, container: { volumeMounts: [{ name: 'db', mountPath: '/etc/db' }] } };
export const SUB_PATH = {
  spec: volume,
  container: { volumeMounts: [{ name: 'db', mountPath: '/etc/db/password', subPath: 'password' }] },
};

/** A pod with one container that uses the Secret. */
export function pod(options: PodOptions = {}): object {
  const { name = 'api-1', created = 100, started = 110, node: nodeName = 'node-1' } = options;
  const state = started === null
    ? { waiting: { reason: 'CrashLoopBackOff' } } : { running: { startedAt: time(started) } };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', uid: `uid-of-${name}`, creationTimestamp: time(created), ...options.metadata },
    spec: { nodeName, containers: [{ name: 'app', ...options.container }], ...options.spec },
    status: { phase: 'Running', containerStatuses: [{ name: 'app', state }], ...options.status },
  };
}

/** Annotations that declare how a change of the Secret reaches a pod. */
export const declares = (way: string): Pick<PodOptions, 'metadata'> =>
  ({ metadata: { annotations: { 'cdk8s-strongbox/reload': `Secret/db=${way}` } } });

export interface NodeOptions {
  readonly name?: string;
  readonly ready?: 'True' | 'False' | 'Unknown';

  /** When the API server took its last status. */
  readonly heard?: number;

  /** How far its clock is ahead. */
  readonly ahead?: number;
  readonly taints?: readonly object[];

  /** When its state changed the last time. */
  readonly turned?: number;
}

/** A node, and its Lease. */
export function node(options: NodeOptions = {}): object[] {
  const { name = 'node-1', ready = 'True', heard = 5000, ahead = 0, taints = [], turned = 10 } = options;
  const managedFields = (subresource?: string) =>
    [{ manager: 'kubelet', operation: 'Update', time: time(heard), subresource, fieldsV1: {} }];
  return [
    {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, uid: name, creationTimestamp: time(0), managedFields: managedFields('status') },
      spec: { taints },
      status: {
        conditions: [
          { type: 'Ready', status: ready, lastHeartbeatTime: time(heard + ahead), lastTransitionTime: time(turned) },
        ],
      },
    },
    {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name, namespace: 'kube-node-lease', uid: `lease-${name}`, managedFields: managedFields() },
      spec: { renewTime: time(heard + ahead) },
    },
  ];
}

export interface LookOptions extends Partial<Omit<JudgeOptions, 'now'>> {
  readonly target?: string;

  /** Now, in seconds after the beginning. */
  readonly at?: number;
  readonly sightings?: Sightings;
}

/** What is judged of some objects. */
export function look(objects: readonly object[], options: LookOptions = {}): Judgement {
  const { target = 'db/password', at = 5000, sightings, ...rest } = options;
  const index = new RotationIndex(Graph.of(objects), 'running');
  const found = findTarget(index, { namespace: 'shop', ...parseTarget(target)! });
  if ('fault' in found) {
    throw new Error(found.text);
  }
  const judging = { bounds: { syncSeconds: 90 }, isProof: true, ...rest };
  return new Judge(index).judge(found, { ...judging, now: ZERO + at * 1000 }, sightings);
}

/** A judgement in a few words: why each container holds the value, and what cannot be known. */
export function verdict(judgement: Judgement): string[] {
  return [
    ...judgement.changes.filter(({ waitsFor }) => waitsFor !== undefined).map(({ what }) => `${what} waits`),
    ...judgement.holders.map(({ pod: name, container, because, until }) => {
      const end = until === undefined ? '' : ` until ${(until - ZERO) / 1000}`;
      return `${name} ${container} ${because}${end}`;
    }),
    ...judgement.unknowns.map(({ id, about }) => `unknown ${id}: ${about}`),
  ];
}
