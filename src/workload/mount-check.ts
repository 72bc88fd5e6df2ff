import { pathsOverlap } from './mount-path';
import { ContainerLike, VolumeLike, VolumeMountLike, WorkloadLike } from './workload-like';

/** A volume of ours, and where it is mounted. */
export interface PodMount {
  readonly owner: string;
  readonly volume: VolumeLike;
  readonly path: string;
  readonly everyContainer: boolean;

  /** The entry in the list of mounts of each container that has it. */
  readonly entries: ReadonlyMap<ContainerLike, VolumeMountLike>;
}

/**
 * What has been done to the workload since our volumes were mounted that breaks their promise. Called at synth, once for
 * every chart of the app and once more, so it only looks at what cdk8s-plus holds in memory.
 */
export function mountErrors(workload: WorkloadLike, ours: readonly PodMount[]): string[] {
  const containers = [...workload.containers, ...workload.initContainers];
  return [
    ...containers.flatMap((container) => containerErrors(container, ours)),
    ...workload.volumes.flatMap((volume) => nameErrors(volume, ours)),
  ];
}

function containerErrors(container: ContainerLike, ours: readonly PodMount[]): string[] {
  const name = JSON.stringify(container.name);
  const errors: string[] = [];
  for (const mine of ours) {
    if (mine.everyContainer && !mine.entries.has(container)) {
      errors.push(
        `${mine.owner}: container ${name} was added after the mount at ${mine.path}, which is for every container, and would lack it; ` +
        'make the mount after the containers, or name the containers that it is for',
      );
    }
  }
  for (const mount of container.mounts) {
    const mine = ours.find((candidate) => candidate.volume === mount.volume);
    errors.push(...(mine ? ownVolumeErrors(container, mount, mine) : foreignVolumeErrors(container, mount, ours)));
  }
  return errors;
}

function ownVolumeErrors(container: ContainerLike, mount: VolumeMountLike, mine: PodMount): string[] {
  const where = `${mine.owner}: ${mount.path} in container ${JSON.stringify(container.name)}`;
  if (mount.subPath !== undefined || mount.subPathExpr !== undefined) {
    return [`${where} mounts the volume with subPath, which Kubernetes never updates after the container starts; mount the directory, and name the file path with withPaths`];
  }
  if (mine.entries.get(container) !== mount) {
    return [`${where} mounts the volume a second time, by hand; make another RotatingVolumeMount, or name the container in the first`];
  }
  if (mount.readOnly !== true || mount.path !== mine.path) {
    return [`${where} was changed after it was made; leave the mount at ${mine.path} read-only`];
  }
  return [];
}

function foreignVolumeErrors(container: ContainerLike, mount: VolumeMountLike, ours: readonly PodMount[]): string[] {
  const overlapped = ours.find((mine) => mine.entries.has(container) && pathsOverlap(mine.path, mount.path));
  return [
    ...nameErrors(mount.volume, ours),
    ...(overlapped
      ? [`${overlapped.owner}: the mount at ${overlapped.path} in container ${JSON.stringify(container.name)} is overlapped by a later one at ${mount.path} ` +
        `(volume ${mount.volume.name}), and one would hide the other; give each a directory of its own`]
      : []),
  ];
}

function nameErrors(volume: VolumeLike, ours: readonly PodMount[]): string[] {
  const mine = ours.find((candidate) => candidate.volume !== volume && candidate.volume.name === volume.name);
  return mine
    ? [`${mine.owner}: its volume is named ${volume.name}, and so is a volume that was added to the workload later; give that one another name, or add it first`]
    : [];
}
