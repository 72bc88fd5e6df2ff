import { hasEnded } from './running-pods';
import { Fetched, fetchedSince, NotedMount, NOTE_MS, versionsSince } from '../../facts/driver-mounts';
import { isNewPod } from '../../facts/holding';
import { Pod } from '../../manifest/pod';
import { at, mappingsOf, textAt, textOf } from '../../manifest/read';
import { ReferenceUse } from '../../manifest/references';
import { Resource } from '../../manifest/resource';
import { createdAt, writtenAt } from '../../manifest/running';
import { RotationIndex } from '../lookups';

/** A mount of a class, with the note of the driver. */
interface Mount extends NotedMount {
  readonly name: string;
  readonly podName: string;

  /** The pod that it is of; empty where the note does not tell. */
  readonly podUid: string;
}

/** A class whose files some pods mount. */
export interface ClassMounts {
  /** Pods that may have files from before the change, and write them to a copy again. */
  readonly behind: readonly string[];

  /** When the last of the pods that were there before noted a fetch. */
  readonly latest?: number;

  /** Name of a note of a pod that has the new files. */
  readonly note?: string;
}

/** What the driver of CSI volumes noted of the mounts of pods. */
export class DriverMounts {
  private readonly byClass = new Map<string, Mount[]>();
  private readonly since = new Map<string, ReadonlySet<string>>();

  public constructor(private readonly index: RotationIndex) {
    const created = new Map(index.graph.ofKind('', 'Pod')
      .map((pod) => [uidOf(pod), createdAt(pod)] as const));
    for (const status of index.graph.ofKind('secrets-store.csi.x-k8s.io', 'SecretProviderClassPodStatus')) {
      const mount = mountOf(status, created);
      const key = classKey(status.namespace, textAt(status.object, 'status', 'secretProviderClassName'));
      if (mount !== undefined) {
        this.byClass.set(key, [...this.byClass.get(key) ?? [], mount]);
      }
    }
  }

  /** Whether the driver fetches again what is mounted, as far as is known. */
  public get mayRotate(): boolean {
    return this.index.csiRotation.rotates !== 'no';
  }

  /** When the driver has written files of a class into a pod that are younger than a change, as far as it noted it. */
  public fetchedBy(pod: Pod, className: string, changed: number): Fetched | undefined {
    const { namespace, name } = pod.resource;
    const key = classKey(namespace, className);
    const mounts = this.byClass.get(key) ?? [];
    const own = mounts.filter(({ podName, podUid }) => podName === name
      && (podUid === '' || podUid === uidOf(pod.resource)));
    // Two volumes of one class share a note, which tells of the one that was fetched last.
    return own.length === 0 || this.volumesOf(pod, className) > 1
      ? undefined : fetchedSince(own[0], changed, this.versionsOf(key, mounts, changed));
  }

  /** The mounts of a class by all pods that run. */
  public ofClass({ namespace, name }: Resource, changed: number): ClassMounts {
    const pods = this.index.referencesTo('SecretProviderClass', namespace, name)
      .flatMap(({ pod }) => (pod?.resource.kind === 'Pod' && !hasEnded(pod.resource) ? [pod] : []));
    const old = [...new Map(pods.map((pod) => [uidOf(pod.resource), pod])).values()]
      .filter(({ resource }) => !isNewPod(createdAt(resource) ?? 0, changed));
    const fetched = old.map((pod) => ({ pod, when: this.fetchedBy(pod, name, changed) }));
    const times = fetched.flatMap(({ when }) => (typeof when === 'number' ? [when] : []));
    const names = new Set(pods.map(({ resource }) => resource.name));
    return {
      behind: fetched.filter(({ when }) => typeof when !== 'number').map(({ pod }) => pod.resource.name),
      latest: times.length === 0 ? undefined : times.reduce((one, other) => Math.max(one, other)),
      note: this.byClass.get(classKey(namespace, name))?.find(({ podName }) => names.has(podName))?.name,
    };
  }

  /**
   * The latest moment at which the copy of a class may have changed, as the notes tell: when files of a pod changed,
   * and were copied after that. Undefined where nothing was noted.
   */
  public copiedAt({ namespace, name }: Resource): number | undefined {
    const mounts = this.byClass.get(classKey(namespace, name)) ?? [];
    return mounts.length === 0
      ? undefined : mounts.reduce((latest, { written }) => Math.max(latest, written), 0) + NOTE_MS;
  }

  private versionsOf(key: string, mounts: readonly Mount[], changed: number): ReadonlySet<string> {
    const id = `${key} ${changed}`;
    const found = this.since.get(id) ?? versionsSince(mounts, changed);
    this.since.set(id, found);
    return found;
  }

  private volumesOf(pod: Pod, className: string): number {
    return this.index.graph.referencesOf(pod).filter(({ kind, name, use }) =>
      kind === 'SecretProviderClass' && name === className && use === ReferenceUse.CSI).length;
  }
}

function mountOf(status: Resource, created: ReadonlyMap<string, number | undefined>): Mount | undefined {
  const { object } = status;
  // Whoever labels or annotates a note tells nothing of its mount.
  const written = writtenAt(status, ({ fieldsV1 }) => at(fieldsV1, 'f:status') !== undefined);
  if (written === undefined) {
    return undefined;
  }
  const podUid = [...mappingsOf(object.metadata.ownerReferences)].map(([owner]) => owner)
    .filter(({ kind }) => kind === 'Pod').map(({ uid }) => textOf(uid))[0] ?? '';
  const versions = [...mappingsOf(at(object, 'status', 'objects'))]
    .map(([{ id, version }]) => `${textOf(id)}\n${textOf(version)}`);
  return {
    name: status.name,
    podName: textAt(object, 'status', 'podName'),
    podUid,
    podCreated: created.get(podUid),
    created: createdAt(status) ?? written,
    written,
    versions: versions.sort().join('\n'),
  };
}

function uidOf({ object }: Resource): string {
  return textAt(object.metadata, 'uid');
}

function classKey(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}
