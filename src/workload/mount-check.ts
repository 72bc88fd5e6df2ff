import { ContainerName, containersOf, mountsOf, volumesIn } from './workload-pods';
import { pathsOverlap } from '../facts/mount-paths';
import { isBySubPath } from '../facts/updates';
import { Container, Pod } from '../manifest/pod';
import { Fields, fieldsOf, isFields, mappingsOf, textOf } from '../manifest/read';
import { quoted } from '../redaction/quoted';

/** A volume of ours, and where it is mounted. */
export interface PodMount {
  readonly constructPath: string;

  /** The volume with its name. */
  readonly volume: Fields & { readonly name: string };
  readonly path: string;
  readonly everyContainer: boolean;
  readonly containers: readonly ContainerName[];
}

/** What has been done to the pods of a workload since our volumes were mounted that breaks their promise. */
export function mountErrors(pods: readonly Pod[], ours: readonly PodMount[]): string[] {
  return [
    ...pods.flatMap((pod) => containersOf(pod).flatMap((container) => containerErrors(pod, container, ours))),
    ...ours.flatMap((mine) => ownErrors(pods, mine)),
  ];
}

/** Whether a mount of ours is in a container. */
export function isIn({ containers }: PodMount, pod: Pod, { list, name }: Container): boolean {
  return containers.some((each) => each.pod === pod.pointer && each.list === list && each.name === name);
}

function containerErrors(pod: Pod, container: Container, ours: readonly PodMount[]): string[] {
  const late = ours.filter((mine) => mine.everyContainer && !isIn(mine, pod, container)).map((mine) =>
    `${mine.constructPath}: container ${quoted(container.name)} was added after the mount at ${mine.path}, which is `
      + 'for every container, and would lack it; make the mount after the containers, or name the containers that it '
      + 'is for');
  return [...late, ...mountsOf(container.spec).flatMap((mount) => {
    const mine = ours.find(({ volume }) => volume.name === mount.name);
    return mine === undefined
      ? foreignErrors(pod, container, mount, ours) : ownMountErrors(pod, container, mount, mine);
  })];
}

function ownMountErrors(pod: Pod, container: Container, mount: Fields, mine: PodMount): string[] {
  const isOurs = isIn(mine, pod, container) && mount.mountPath === mine.path;
  if (isOurs && !isBySubPath(mount)) {
    return [];
  }
  const start = `${mine.constructPath}: ${textOf(mount.mountPath)} in container ${quoted(container.name)}`;
  if (isBySubPath(mount)) {
    return [`${start} mounts the volume with subPath, which Kubernetes never updates after the container starts; mount `
      + 'the directory, and name the file path with withPaths'];
  }
  return [
    `${start} mounts the volume a second time, by hand; make another RotatingVolumeMount, or name the container in the `
      + 'first',
  ];
}

function foreignErrors(pod: Pod, container: Container, mount: Fields, ours: readonly PodMount[]): string[] {
  const path = textOf(mount.mountPath);
  return ours.filter((mine) => isIn(mine, pod, container) && pathsOverlap(mine.path, path)).slice(0, 1).map((mine) =>
    `${mine.constructPath}: the mount at ${mine.path} in container ${quoted(container.name)} is overlapped by a later `
      + `one at ${path} (volume ${textOf(mount.name)}), and one would hide the other; give each a dedicated directory`);
}

/** What became of the volume and the mounts that we made. */
function ownErrors(pods: readonly Pod[], mine: PodMount): string[] {
  const pointers = new Set(mine.containers.map(({ pod }) => pod));
  return [...pointers].flatMap((pointer) => {
    const pod = pods.find((each) => each.pointer === pointer);
    const { name } = mine.volume;
    const found = volumesIn(pod).filter((volume) => volume.name === name);
    if (found.length > 1) {
      return [`${mine.constructPath}: its volume is named ${name}, and so is a volume that was added to the workload `
        + 'later; give that one another name, or add it first'];
    }
    const fault = volumeFault(found[0], mine.volume);
    return fault === undefined ? lostMounts(pod, pointer, mine) : [
      `${mine.constructPath}: a JSON patch on the workload changed its volume ${quoted(name)}, which ${fault}; leave `
        + 'the volume as it is',
    ];
  });
}

function lostMounts(pod: Pod | undefined, pointer: string, mine: PodMount): string[] {
  const there = pod === undefined ? [] : containersOf(pod);
  return mine.containers.filter((each) => each.pod === pointer).flatMap(({ list, name }) => {
    const container = there.find((each) => each.list === list && each.name === name);
    const isKept = mountsOf(container?.spec).some((mount) => mount.name === mine.volume.name
      && mount.mountPath === mine.path && mount.readOnly === true && !isBySubPath(mount));
    return isKept ? [] : [`${mine.constructPath}: a JSON patch on the workload changed or removed the mount at `
      + `${mine.path} in container ${quoted(name)}; leave the mount as it is`];
  });
}

/** Field of a source that names its object. */
const NAMES: { readonly [source: string]: string } = {
  secret: 'secretName', configMap: 'name', csi: 'driver', image: 'reference',
};

function volumeFault(volume: Fields | undefined, made: Fields): string | undefined {
  if (volume === undefined) {
    return 'is no longer there';
  }
  const source = Object.keys(made).find((field) => field !== 'name') ?? '';
  const [before, after] = [fieldsOf(made[source]), fieldsOf(volume[source])];
  if (!isFields(volume[source])) {
    return `is no longer of ${source === 'csi' ? 'a CSI driver' : `a ${source}`}`;
  }
  const field = NAMES[source];
  if (field !== undefined && before[field] !== after[field]) {
    return `is of another ${source}`;
  }
  if (classIn(before) !== classIn(after)) {
    return 'is of another SecretProviderClass';
  }
  const [sources, sourcesBefore] = [after, before].map((each) => [...mappingsOf(each.sources)].map(([item]) => item));
  const isLacking = sourcesBefore.some((item) => Object.keys(item).some((kind) => {
    const named = fieldsOf(item[kind]).name;
    return !sources.some((other) => isFields(other[kind]) && fieldsOf(other[kind]).name === named);
  }));
  if (isLacking) {
    return 'lacks a source';
  }
  const isWithoutFiles = lacksFiles(before, after) || sourcesBefore.some((item) => Object.keys(item).some((kind) => {
    const mine = fieldsOf(item[kind]);
    return sources.map((other) => other[kind]).filter(isFields)
      .every((other) => other.name !== mine.name || lacksFiles(mine, other));
  }));
  if (isWithoutFiles) {
    return 'has other items: the pods would start without some of its files';
  }
  const parts = [after, ...sources.flatMap((each) => [fieldsOf(each.secret), fieldsOf(each.configMap)])];
  return parts.some(({ optional }) => optional === true)
    ? 'is optional: the pods would start without its files' : undefined;
}

/** The SecretProviderClass that a CSI volume names. */
function classIn(source: Fields): unknown {
  return fieldsOf(source.volumeAttributes).secretProviderClass;
}

/** Whether a source that was changed lacks files that it had: without items, it has each key under its name. */
function lacksFiles(before: Fields, after: Fields): boolean {
  const [items, itemsBefore] = [after, before].map((source) => [...mappingsOf(source.items)].map(([item]) => item));
  const isKept = ({ key, path }: Fields) =>
    (items.length === 0 ? key === path : items.some((item) => item.key === key && item.path === path));
  return itemsBefore.length === 0 ? items.length > 0 : !itemsBefore.every(isKept);
}
