import { ContainerLike, VolumeLike, VolumeMountLike, WorkloadLike } from './workload-like';
import { pathsOverlap } from '../facts/mount-paths';
import { isBySubPath } from '../facts/updates';
import { quoted } from '../redaction/quoted';

/** A volume of ours, and where it is mounted. */
export interface PodMount {
  readonly constructPath: string;
  readonly volume: VolumeLike;
  readonly path: string;
  readonly everyContainer: boolean;

  /** The entry in the list of mounts of each container that has it. */
  readonly entries: ReadonlyMap<ContainerLike, VolumeMountLike>;
}

/**
 * What has been done to the workload since our volumes were mounted that breaks their promise. Called at synth, once
 * for every chart of the app and once more, so it only looks at what cdk8s-plus holds in memory, and makes nothing
 * where nothing is wrong.
 */
export function mountErrors(workload: WorkloadLike, ours: readonly PodMount[]): string[] {
  const errors: string[] = [];
  for (const container of workload.containers) {
    addContainerErrors(errors, container, ours);
  }
  for (const container of workload.initContainers) {
    addContainerErrors(errors, container, ours);
  }
  for (const volume of workload.volumes) {
    addNameErrors(errors, volume, ours);
  }
  return errors;
}

function addContainerErrors(errors: string[], container: ContainerLike, ours: readonly PodMount[]): void {
  for (const mine of ours) {
    if (mine.everyContainer && !mine.entries.has(container)) {
      errors.push(
        `${mine.constructPath}: container ${quoted(container.name)} was added after the mount at ${mine.path}, `
          + 'which is for ' +
          'every container, and would lack it; ' +
        'make the mount after the containers, or name the containers that it is for',
      );
    }
  }
  for (const mount of container.mounts) {
    const mine = ours.find((candidate) => candidate.volume === mount.volume);
    if (mine) {
      addOwnVolumeErrors(errors, container, mount, mine);
    } else {
      addForeignVolumeErrors(errors, container, mount, ours);
    }
  }
}

function addOwnVolumeErrors(errors: string[], container: ContainerLike, mount: VolumeMountLike, mine: PodMount): void {
  const problem = ownVolumeProblem(container, mount, mine);
  if (problem !== undefined) {
    errors.push(`${mine.constructPath}: ${mount.path} in container ${quoted(container.name)} ${problem}`);
  }
}

function ownVolumeProblem(container: ContainerLike, mount: VolumeMountLike, mine: PodMount): string | undefined {
  if (isBySubPath(mount)) {
    return 'mounts the volume with subPath, which Kubernetes never updates after the container starts; mount the '
      + 'directory, and name the file path with withPaths';
  }
  if (mine.entries.get(container) !== mount) {
    return 'mounts the volume a second time, by hand; make another RotatingVolumeMount, or name the container in '
      + 'the first';
  }
  if (mount.readOnly !== true || mount.path !== mine.path) {
    return `was changed after it was made; leave the mount at ${mine.path} read-only`;
  }
  return undefined;
}

function addForeignVolumeErrors(
  errors: string[],
  container: ContainerLike,
  mount: VolumeMountLike,
  ours: readonly PodMount[],
): void {
  addNameErrors(errors, mount.volume, ours);
  const overlapped = ours.find((mine) => mine.entries.has(container) && pathsOverlap(mine.path, mount.path));
  if (overlapped) {
    errors.push(
      `${overlapped.constructPath}: the mount at ${overlapped.path} in container ${quoted(container.name)} is `
        + 'overlapped by ' +
        `a later one at ${mount.path} ` +
      `(volume ${mount.volume.name}), and one would hide the other; give each a dedicated directory`,
    );
  }
}

function addNameErrors(errors: string[], volume: VolumeLike, ours: readonly PodMount[]): void {
  const mine = ours.find((candidate) => candidate.volume !== volume && candidate.volume.name === volume.name);
  if (mine) {
    errors.push(
      `${mine.constructPath}: its volume is named ${volume.name}, and so is a volume that was added to the workload `
        + 'later; give that one another name, or add it first',
    );
  }
}
