import { time, ZERO } from './cluster';

/**
 * A small model of a cluster: kubelets that sync pods once in a while and note late what they did, controllers that
 * replace pods, nodes that fall silent, clocks that differ. It knows what each process holds. Times are seconds.
 */

/** A random number of at least 0 and less than 1. */
export type Random = () => number;

/** The same numbers for the same seed. */
export function randomOf(seed: number): Random {
  let state = (seed * 7919 + 12_345) % 2_147_483_647;
  return () => {
    state = state * 16_807 % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

type Way = 'variable' | 'all' | 'sub-path' | 'file' | 'copy';
/** `shown`: it reads its files again at some time, shows in its metrics which it uses, and declares nothing. */
type Reload = 'in-process' | 'restart-in-place' | 'elsewhere' | 'shown' | undefined;

interface ModelNode {
  readonly name: string;

  /** How far its clock is ahead. */
  readonly ahead: number;

  /** How long its kubelet takes to see what the API server has. */
  readonly lag: number;
  silentSince?: number;
  lease: number;

  /** When the node controller noted the last time that it answers, or does not. */
  turned: number;
}

/** A container from the moment at which it was made. */
interface Made {
  readonly at: number;
  readonly starts: number;
  readonly value: number;
  ends?: number;
  holds: number;

  /** When the files were written that it uses. */
  uses?: number;
  readsAt?: number;
}

interface ModelPod {
  readonly name: string;
  readonly way: Way;
  readonly reload: Reload;
  readonly created: number;
  readonly node: ModelNode;
  readonly grace: number;

  /** The content of its volume. */
  volume: number;

  /** When it was written. */
  written: number;
  sync: number;
  annotated?: number;
  made?: Made;
  makes?: number;
  readonly history: Made[];
  copied?: { readonly at: number; readonly value: number };
  deleted?: number;
  ends?: number;
  isRemoved: boolean;

  /** What its status tells: of when. */
  noted: number;
}

const STEP = 0.5;

export class Model {
  public now = 0;
  private readonly nodes: ModelNode[] = [];
  private readonly pods: ModelPod[] = [];
  private readonly changes: number[] = [];
  private next = 0;

  public constructor(private readonly random: Random, private readonly isRough: boolean) {
    for (let index = 0; index < 1 + this.below(3); index++) {
      this.nodes.push({
        name: `node-${index}`,
        ahead: this.isRough && random() < 0.3 ? random() * 200 - 100 : random() - 0.5,
        lag: random() * (this.isRough && random() < 0.3 ? 5 : 0.8),
        lease: 0,
        turned: 0,
      });
    }
    for (let index = 0; index < 1 + this.below(6); index++) {
      const isShown = random() < 0.2;
      this.create(isShown ? 'file' : this.pick(['variable', 'all', 'sub-path', 'file', 'copy']), isShown ? 'shown'
        : this.pick(['in-process', 'restart-in-place', 'elsewhere', undefined]));
    }
  }

  /** Whether any process has, or will have, a value from before the last change. */
  public get isHeld(): boolean {
    return this.pods.some((pod) => this.processesOf(pod).some(({ holds, ends }) =>
      holds < this.changes.length && (ends === undefined || ends > this.now)));
  }

  public get hasChanged(): boolean {
    return this.changes.length > 0;
  }

  public change(): void {
    this.changes.push(this.now);
  }

  /** Somebody restarts everything, as a Deployment does. */
  public replaceAll(): void {
    this.pods.filter(({ deleted }) => deleted === undefined).forEach((pod) => this.replace(pod));
  }

  /** Something of what happens in a cluster. */
  public disturb(): void {
    const running = this.pods.filter(({ isRemoved, deleted }) => !isRemoved && deleted === undefined);
    const pod = running.length === 0 ? undefined : running[this.below(running.length)];
    const node = this.nodes[this.below(this.nodes.length)];
    const happening = this.below(this.isRough ? 6 : 4);
    if (pod !== undefined && happening <= 1) {
      this.crash(pod);
    } else if (pod !== undefined && happening === 2) {
      this.replace(pod);
    } else if (pod !== undefined && happening === 3) {
      pod.annotated = this.now;
      pod.sync = Math.min(pod.sync, this.now + pod.node.lag + this.random() * 10);
    } else if (pod !== undefined && happening === 4) {
      this.deleteByForce(pod);
    } else if (happening === 5) {
      if (node.silentSince !== undefined && isNoted(node, this.now)) {
        node.turned = this.now;
      }
      node.silentSince = node.silentSince === undefined ? this.now : undefined;
    }
  }

  public step(): void {
    this.now += STEP;
    this.nodes.filter(({ silentSince, lease }) => silentSince === undefined && this.now - lease >= 10)
      .forEach((node) => (node.lease = this.now));
    this.pods.filter(({ node }) => node.silentSince === undefined).forEach((pod) => this.look(pod));
    // Processes need no kubelet.
    this.pods.forEach((pod) => this.processesOf(pod).forEach((made) => this.read(pod, made)));
  }

  /** What the API server tells. */
  public objects(): object[] {
    return [this.secret(), ...this.nodes.flatMap((node) => this.nodeObjects(node)),
      ...this.pods.filter(({ isRemoved }) => !isRemoved).map((pod) => this.podObject(pod))];
  }

  private below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  private pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }

  /** What a kubelet sees at a moment. */
  private seenBy({ lag }: ModelNode): number {
    return this.changes.filter((at) => at <= this.now - lag).length;
  }

  private create(way: Way, reload: Reload): void {
    const node = this.nodes[this.below(this.nodes.length)];
    this.pods.push({
      name: `pod-${this.next++}`,
      way,
      reload,
      node,
      created: this.now,
      grace: this.pick([1, 5, 30]),
      volume: -1,
      written: this.now,
      // The kubelet sees a pod no earlier than what was written before it.
      makes: this.now + 1 + this.random() * 2,
      sync: Infinity,
      history: [],
      isRemoved: false,
      noted: this.now,
    });
  }

  private crash({ made, history }: ModelPod): void {
    if (made !== undefined && made.ends === undefined && made.starts <= this.now) {
      made.ends = this.now;
      history.push(made);
    }
  }

  private replace(pod: ModelPod): void {
    this.create(pod.way, pod.reload);
    pod.deleted = this.now + pod.grace;
    pod.ends = this.now + this.random() * pod.grace;
  }

  private deleteByForce(pod: ModelPod): void {
    pod.isRemoved = true;
    pod.deleted = this.now;
    pod.ends = this.now + this.random() * pod.grace;
  }

  /** A kubelet looks after a pod. */
  private look(pod: ModelPod): void {
    if (pod.ends !== undefined) {
      if (this.now >= pod.ends) {
        pod.makes = undefined;
        if (pod.made !== undefined) {
          pod.made.ends ??= this.now;
        }
        pod.isRemoved = true;
      }
      return;
    }
    if (this.now - pod.noted > this.random() * 9) {
      pod.noted = this.now;
    }
    if (this.now >= pod.sync) {
      this.write(pod);
      pod.sync = this.now + 60 + this.random() * 30;
    }
    if (pod.makes !== undefined && this.now >= pod.makes) {
      this.make(pod);
    } else if (pod.made?.ends !== undefined && pod.made.ends <= this.now && pod.makes === undefined) {
      pod.makes = this.now + this.random() * 20;
    }
  }

  /** Writes what the kubelet sees into a volume; nothing where that is there already. */
  private write(pod: ModelPod): void {
    const seen = this.seenBy(pod.node);
    if (seen !== pod.volume) {
      pod.volume = seen;
      pod.written = this.now;
    }
  }

  private make(pod: ModelPod): void {
    const seen = this.seenBy(pod.node);
    if (pod.volume < 0) {
      this.write(pod);
      pod.sync = this.now + 60 + this.random() * 30;
    }
    pod.copied ??= { at: this.now, value: pod.volume };
    const value = pod.way === 'copy' ? pod.copied.value
      : pod.way === 'sub-path' || pod.way === 'file' ? pod.volume : seen;
    const slow = this.random() < 0.1 ? this.random() * 100 : this.random() * 2;
    pod.made = { at: this.now, starts: this.now + slow, value, holds: value };
    pod.makes = undefined;
  }

  private processesOf({ made, history }: ModelPod): Made[] {
    return made === undefined || history.includes(made) ? history : [...history, made];
  }

  /** A process reads its files. */
  private read(pod: ModelPod, made: Made): void {
    if (pod.way !== 'file' || made.starts > this.now || (made.ends !== undefined && made.ends <= this.now)) {
      return;
    }
    if (made.readsAt === undefined) {
      this.take(pod, made);
    } else if (made.holds !== pod.volume && made.readsAt === Infinity) {
      made.readsAt = pod.reload === 'in-process' ? this.now + this.random() * 3
        : pod.reload === 'shown' ? this.now + this.random() * 300
          : pod.reload === 'restart-in-place' ? this.now + this.random() * 20 : Infinity;
    } else if (this.now >= made.readsAt) {
      if (pod.reload === 'in-process' || pod.reload === 'shown') {
        this.take(pod, made);
      } else {
        this.crash(pod);
      }
    }
  }

  private take(pod: ModelPod, made: Made): void {
    made.holds = pod.volume;
    made.uses = pod.written;
    made.readsAt = Infinity;
  }

  /** What the metrics of a pod show; nothing where nobody answers. */
  public metricsOf(name: string): string | undefined {
    const pod = this.pods.find((each) => each.name === name && !each.isRemoved);
    const running = pod?.history.includes(pod.made!) === false ? pod.made : undefined;
    if (pod === undefined || running?.uses === undefined || (running.ends ?? Infinity) <= this.now) {
      return undefined;
    }
    const written = new Date(moment(Math.floor(running.uses + pod.node.ahead))).toISOString();
    const directory = `..${written.slice(0, 19).replace(/\D/g, '_')}.1`;
    return `strongbox_files_in_use_info{path="/etc/db",directory="${directory}"} 1\n`;
  }

  private secret(): object {
    const at = Math.floor(this.changes.at(-1) ?? 0);
    return {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'db',
        namespace: 'shop',
        creationTimestamp: time(0),
        managedFields: [{ manager: 'kubectl', time: time(at), fieldsV1: { 'f:data': { 'f:password': {} } } }],
      },
      data: { password: '' },
    };
  }

  private nodeObjects(node: ModelNode): object[] {
    const { name, ahead, lease, turned } = node;
    const noted = Math.floor(lease);
    const byNode = time(Math.floor(lease + ahead));
    const managedFields = (subresource?: string) => [{ manager: 'kubelet', time: time(noted), subresource }];
    return [
      {
        apiVersion: 'v1',
        kind: 'Node',
        // It is older than the story, so that none is new.
        metadata: { name, creationTimestamp: time(-10_000), managedFields: managedFields('status') },
        status: {
          conditions: [{
            type: 'Ready',
            status: isNoted(node, this.now) ? 'Unknown' : 'True',
            lastHeartbeatTime: byNode,
            lastTransitionTime: time(Math.floor(turned)),
          }],
        },
      },
      {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { name, namespace: 'kube-node-lease', managedFields: managedFields() },
        spec: { renewTime: byNode },
      },
    ];
  }

  private podObject(pod: ModelPod): object {
    const { name, way, reload, node, created, deleted, grace, annotated, copied } = pod;
    const container = way === 'variable'
      ? { env: [{ name: 'PW', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } }] }
      : way === 'all' ? { envFrom: [{ secretRef: { name: 'db' } }] }
        : {
          volumeMounts: [{
            name: way === 'copy' ? 'copy' : 'db',
            mountPath: '/etc/db',
            ...(way === 'sub-path' ? { subPath: 'password' } : {}),
          }],
        };
    const copier = {
      name: 'copy',
      command: ['cp', '/in/password', '/out/password'],
      volumeMounts: [{ name: 'db', mountPath: '/in' }, { name: 'copy', mountPath: '/out' }],
    };
    const byNode = (at: number) => time(Math.floor(at + node.ahead));
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        namespace: 'shop',
        uid: name,
        creationTimestamp: time(Math.floor(created)),
        ...(deleted === undefined ? {} : { deletionTimestamp: time(Math.floor(deleted)) }),
        annotations: reload === undefined ? {} : reload === 'shown' ? { 'cdk8s-strongbox/metrics': 'app=8080/metrics' }
          : { 'cdk8s-strongbox/reload': reload },
        managedFields: annotated === undefined ? [] : [{
          manager: 'kubectl', time: time(Math.floor(annotated)), fieldsV1: { 'f:metadata': { 'f:annotations': {} } },
        }],
      },
      spec: {
        nodeName: node.name,
        terminationGracePeriodSeconds: grace,
        volumes: [{ name: 'db', secret: { secretName: 'db' } }, { name: 'copy', emptyDir: {} }],
        ...(way === 'copy' ? { initContainers: [copier] } : {}),
        containers: [{ name: 'app', ...container }],
      },
      status: {
        phase: 'Running',
        ...(copied === undefined || copied.at > pod.noted ? {} : {
          initContainerStatuses: [
            { name: 'copy', state: { terminated: { exitCode: 0, startedAt: byNode(copied.at) } } },
          ],
        }),
        containerStatuses: [{ name: 'app', state: this.stateOf(pod, byNode) }],
      },
    };
  }

  /** How the container was when its status was noted. */
  private stateOf(pod: ModelPod, byNode: (at: number) => string): object {
    const seen = this.processesOf(pod).filter(({ starts }) => starts <= pod.noted).at(-1);
    return seen === undefined ? { waiting: { reason: 'ContainerCreating' } }
      : seen.ends !== undefined && seen.ends <= pod.noted ? { waiting: { reason: 'CrashLoopBackOff' } }
        : { running: { startedAt: byNode(seen.starts) } };
  }
}

/** Whether the node controller has noted that a node does not answer. */
function isNoted({ silentSince }: ModelNode, now: number): boolean {
  return silentSince !== undefined && now - silentSince > 45;
}

/** A moment as judgements have it. */
export const moment = (seconds: number): number => ZERO + seconds * 1000;
