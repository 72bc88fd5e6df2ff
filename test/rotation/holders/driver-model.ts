import { node, PROVIDER_CLASS, time } from './cluster';
import { Random } from './model';

/**
 * A small model of the Secrets Store CSI driver: it fetches again once in a while, writes files, notes what it wrote
 * where the versions differ, and copies files to a Secret again and again, those of each pod. Times are seconds.
 */

/** How a pod has the value: by files of the driver, or by a variable from the copy. */
type Way = 'file' | 'sub-path' | 'variable';

interface Note {
  readonly created: number;
  written: number;
  version: string;
}

interface Fetch {
  readonly value: number;

  /** When the files are written. */
  readonly ends: number;

  /** When that is noted. */
  readonly noted: number;
}

interface DriverPod {
  readonly name: string;
  readonly way: Way;
  readonly rereads: boolean;
  readonly created: number;

  /** When its container is made next. */
  makes?: number;
  isMounted: boolean;

  /** The value of its files, and when the driver looks after them next. */
  files: number;
  looks: number;
  fetch?: Fetch;
  note?: Note;

  /** When its files are copied to the Secret next. */
  copies: number;
  holds?: number;
  started: number;
  rereadsAt?: number;
  ends?: number;
  isGone: boolean;
}

interface Copy {
  value: number;
  written: number;
}

const STEP = 0.5;
const POLL = 120;

export class DriverModel {
  public now = 0;
  private readonly pods: DriverPod[] = [];
  private readonly changes: number[] = [];
  private copy?: Copy;
  private next = 0;

  /** Whether the provider tells versions, or gives all values the same one. */
  private readonly hasVersions: boolean;

  /** The longest that the provider takes. */
  private readonly slowness: number;

  public constructor(private readonly random: Random) {
    this.hasVersions = random() < 0.8;
    this.slowness = random() * 22;
    this.create('file', random() < 0.7);
    for (let index = 0; index < 1 + Math.floor(random() * 5); index++) {
      this.create((['file', 'sub-path', 'variable'] as const)[Math.floor(random() * 3)], random() < 0.7);
    }
  }

  /** Whether any process has the value from before the last change. */
  public get isHeld(): boolean {
    return this.pods.some(({ isGone, holds }) => !isGone && holds !== undefined && holds < this.changes.length);
  }

  public get hasChanged(): boolean {
    return this.changes.length > 0;
  }

  public change(): void {
    this.changes.push(this.now);
  }

  /** Somebody restarts everything. */
  public replaceAll(): void {
    this.pods.filter(({ ends }) => ends === undefined).forEach((pod) => this.replace(pod));
  }

  /** A container ends and is started again, or a pod is replaced. */
  public disturb(): void {
    const running = this.pods.filter(({ ends, holds }) => ends === undefined && holds !== undefined);
    const pod = running[Math.floor(this.random() * running.length)];
    if (pod !== undefined && this.random() < 0.6) {
      pod.holds = undefined;
      pod.makes = this.now + this.random() * 20;
    } else if (pod !== undefined) {
      this.replace(pod);
    }
  }

  public step(): void {
    this.now += STEP;
    for (const pod of this.pods.filter(({ isGone }) => !isGone)) {
      if (pod.ends !== undefined && this.now >= pod.ends) {
        pod.isGone = true;
      } else {
        this.drive(pod);
        this.keep(pod);
      }
    }
  }

  /** What the API server tells. */
  public objects(): object[] {
    const there = this.pods.filter(({ isGone }) => !isGone);
    return [
      CLASS, ...node({ heard: Math.floor(this.now) }), ...this.copy === undefined ? [] : [this.secret(this.copy)],
      ...there.map((pod) => this.podObject(pod)),
      ...there.flatMap((pod) => (pod.note === undefined ? [] : [this.noteObject(pod, pod.note)])),
    ];
  }

  private create(way: Way, rereads: boolean): void {
    this.pods.push({
      name: `pod-${this.next++}`,
      way,
      rereads,
      created: this.now,
      makes: this.now + 1 + this.random() * 2,
      isMounted: false,
      files: -1,
      looks: Infinity,
      copies: Infinity,
      started: 0,
      isGone: false,
    });
  }

  private replace(pod: DriverPod): void {
    this.create(pod.way, pod.rereads);
    pod.ends = this.now + this.random() * 20;
  }

  private get stored(): number {
    return this.changes.filter((at) => at <= this.now).length;
  }

  /** The driver fetches, writes and notes, and copies what a pod has. */
  private drive(pod: DriverPod): void {
    if (this.now >= pod.looks) {
      pod.looks = this.now + POLL + this.random() * 90;
      // A fetch that fails changes nothing.
      if (this.random() < 0.8) {
        this.fetch(pod);
      }
    }
    if (pod.fetch !== undefined && this.now >= pod.fetch.ends) {
      pod.files = pod.fetch.value;
    }
    if (pod.fetch !== undefined && this.now >= pod.fetch.noted) {
      const version = this.hasVersions ? String(pod.fetch.value) : 'same';
      if (pod.note === undefined || pod.note.version !== version) {
        pod.note = { created: pod.note?.created ?? this.now, written: this.now, version };
        pod.copies = Math.min(pod.copies, this.now + this.random() * 5);
      }
      pod.fetch = undefined;
    }
    if (this.now >= pod.copies && pod.files >= 0) {
      // A write that changes nothing moves no time.
      this.copy = this.copy?.value === pod.files ? this.copy : { value: pod.files, written: this.now };
      pod.copies = this.now + 300;
    }
  }

  private fetch(pod: DriverPod): void {
    const ends = this.now + this.random() * this.slowness;
    pod.fetch = { value: this.stored, ends, noted: ends + this.random() * 5 };
  }

  /** The kubelet mounts, makes containers, and processes read. */
  private keep(pod: DriverPod): void {
    if (pod.makes !== undefined && this.now >= pod.makes) {
      this.make(pod);
    }
    if (pod.way !== 'file' || !pod.rereads || pod.holds === undefined || pod.holds === pod.files) {
      return;
    }
    pod.rereadsAt ??= this.now + this.random() * 3;
    if (this.now >= pod.rereadsAt) {
      pod.holds = pod.files;
      pod.rereadsAt = undefined;
    }
  }

  private make(pod: DriverPod): void {
    if (pod.way === 'variable') {
      if (this.copy !== undefined) {
        this.start(pod, this.copy.value);
      }
      return;
    }
    if (!pod.isMounted) {
      pod.isMounted = true;
      pod.looks = this.now + POLL + this.random() * 90;
      this.fetch(pod);
    }
    if (pod.files >= 0) {
      this.start(pod, pod.files);
    }
  }

  private start(pod: DriverPod, value: number): void {
    pod.holds = value;
    pod.started = this.now;
    pod.makes = undefined;
    pod.rereadsAt = undefined;
  }

  private secret({ written }: Copy): object {
    return {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'copy',
        namespace: 'shop',
        creationTimestamp: time(0),
        labels: { 'secrets-store.csi.k8s.io/managed': 'true' },
        managedFields: [{
          manager: 'csi-secrets-store',
          operation: 'Update',
          time: time(Math.floor(written)),
          fieldsV1: { 'f:data': { 'f:password': {} } },
        }],
      },
    };
  }

  private noteObject({ name }: DriverPod, { created, written, version }: Note): object {
    return {
      apiVersion: 'secrets-store.csi.x-k8s.io/v1',
      kind: 'SecretProviderClassPodStatus',
      metadata: {
        name: `${name}-shop-db`,
        namespace: 'shop',
        creationTimestamp: time(Math.floor(created)),
        ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name, uid: name }],
        managedFields: [{
          manager: 'csi-secrets-store',
          operation: 'Update',
          time: time(Math.floor(written)),
          fieldsV1: { 'f:status': {} },
        }],
      },
      status: { podName: name, secretProviderClassName: 'db', objects: [{ id: 'password', version }] },
    };
  }

  private podObject({ name, way, rereads, created, ends, holds, started }: DriverPod): object {
    const subPath = way === 'sub-path' ? { subPath: 'password' } : {};
    const container = way === 'variable'
      ? { env: [{ name: 'PW', valueFrom: { secretKeyRef: { name: 'copy', key: 'password' } } }] }
      : { volumeMounts: [{ name: 'db', mountPath: '/etc/db', ...subPath }] };
    const state = holds === undefined ? { waiting: { reason: 'ContainerCreating' } }
      : { running: { startedAt: time(Math.floor(started)) } };
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        namespace: 'shop',
        uid: name,
        creationTimestamp: time(Math.floor(created)),
        ...ends === undefined ? {} : { deletionTimestamp: time(Math.floor(ends)) },
        annotations: rereads ? { 'cdk8s-strongbox/reload': 'in-process' } : {},
      },
      spec: {
        nodeName: 'node-1', volumes: way === 'variable' ? [] : [VOLUME], containers: [{ name: 'app', ...container }],
      },
      status: { phase: 'Running', containerStatuses: [{ name: 'app', state }] },
    };
  }
}

const VOLUME = {
  name: 'db',
  csi: { driver: 'secrets-store.csi.k8s.io', readOnly: true, volumeAttributes: { secretProviderClass: 'db' } },
};

const CLASS = {
  ...PROVIDER_CLASS,
  spec: {
    ...PROVIDER_CLASS.spec,
    secretObjects: [{ secretName: 'copy', type: 'Opaque', data: [{ objectName: 'password', key: 'password' }] }],
  },
};
