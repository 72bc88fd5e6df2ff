/* eslint-disable no-bitwise -- permission bits */
import { ContainerLike, IdentityLike, WorkloadLike } from './workload-like';
import { quoted } from '../redaction/quoted';

/**
 * The group that the files of a pod get when it needs one and has none: the `nonroot` group of the distroless images, above
 * the groups that distributions hand out and below `nogroup`, so that no other file on the node or in an image has it.
 */
export const DEFAULT_FS_GROUP = 65532;

const MAX_GROUP = 2 ** 31 - 1;

const GROUP_READ = 0o040;
const OTHER_READ = 0o004;

/** Files that containers of a pod are to read. */
export interface FileNeed {
  /** Path of the construct that wants the files there. */
  readonly owner: string;

  /** Permission bits that the files are written with; where they differ, the fewest. */
  readonly mode: number;

  /** Group that the owner asks the pod to have. */
  readonly fsGroup?: number;

  /** Whether the kubelet gives the files the group of the pod. It does not for volumes of a CSI driver without fsGroup support. */
  readonly fsGroupApplies: boolean;

  /** The containers. */
  readonly readers: ContainerLike[];
}

/**
 * The fsGroup with which every container can read its files, or undefined where none is needed.
 *
 * The kubelet writes the files as root:root. With an fsGroup it gives them that group and adds read permission for the
 * group (`mode | 0440`), and every process of the pod is a member; runAsUser changes nothing.
 *
 * @param owner path of the construct that asks, named in the error
 * @param pod the workload
 * @param needs all files of the pod, in any order
 */
export function solveFsGroup(owner: string, pod: WorkloadLike, needs: readonly FileNeed[]): number | undefined {
  const group = givenGroup(owner, pod, needs) ?? (needs.some((need) => needsGroup(pod, need)) ? DEFAULT_FS_GROUP : undefined);
  for (const need of needs) {
    if (!need.fsGroupApplies) {
      refuseUnreadable(owner, pod, need);
    } else if ((need.mode & (GROUP_READ | OTHER_READ)) === 0) {
      refuseOwnerOnly(owner, pod, need, group, needs);
    }
  }
  return group;
}

function givenGroup(owner: string, pod: WorkloadLike, needs: readonly FileNeed[]): number | undefined {
  const given = needs.filter((need) => need.fsGroup !== undefined).map((need) => ({ by: need.owner, group: need.fsGroup! }));
  const own = pod.securityContext.fsGroup;
  if (given.length === 0) {
    return own;
  }
  const all = own === undefined ? given : [{ by: `the securityContext of ${pod.node.path}`, group: own }, ...given];
  for (const { by, group } of given) {
    if (!Number.isInteger(group) || group < 1 || group > MAX_GROUP) {
      throw new Error(`${by}: fsGroup ${group} is not a whole number from 1 to ${MAX_GROUP}`);
    }
  }
  const other = all.find(({ group }) => group !== all[0].group);
  if (other) {
    throw new Error(
      `${owner}: a pod has one fsGroup, but ${all[0].by} asks for ${all[0].group} and ${other.by} for ${other.group}; give it in one place`,
    );
  }
  return all[0]?.group;
}

function needsGroup(pod: WorkloadLike, need: FileNeed): boolean {
  return need.fsGroupApplies
    && (need.mode & GROUP_READ) !== 0
    && need.readers.some((container) => !readsRootFile(pod, container, need.mode));
}

/** Whether a container surely reads a file of root:root: what the image says about the user is not known here. */
function readsRootFile(pod: WorkloadLike, container: ContainerLike, mode: number): boolean {
  return (mode & OTHER_READ) !== 0
    || identity(pod, container, 'user') === 0
    || ((mode & GROUP_READ) !== 0 && identity(pod, container, 'group') === 0);
}

function identity(pod: WorkloadLike, container: ContainerLike, part: keyof IdentityLike): number | undefined {
  return container.securityContext[part] ?? pod.securityContext[part];
}

function refuseUnreadable(owner: string, pod: WorkloadLike, need: FileNeed): void {
  const blind = need.readers.find((container) => !readsRootFile(pod, container, need.mode));
  if (blind) {
    throw new Error(
      `${owner}: container ${quoted(blind.name)} cannot read files of mode ${octal(need.mode)} from a CSI driver: ` +
        'they belong to ' +
      'root:root, fsGroup does not apply to them, and the container may not run as root; ' +
      'give the files mode 0444 (they are visible in this pod only)',
    );
  }
}

function refuseOwnerOnly(owner: string, pod: WorkloadLike, need: FileNeed, group: number | undefined, needs: readonly FileNeed[]): void {
  const wayOut = 'use mode 0440, and copy the file to a memory-backed emptyDir in an init container where a program insists on 0400';
  const by = need.owner === owner ? '' : ` (${need.owner})`;
  const blind = need.readers.find((container) => identity(pod, container, 'user') !== 0);
  if (blind) {
    throw new Error(
      `${owner}: container ${quoted(blind.name)} cannot read files of mode ${octal(need.mode)}${by}: they belong to ` +
        'root, ' +
      `and the container may not run as user 0; ${wayOut}`,
    );
  }
  if (group !== undefined) {
    const grouped = needs.find((other) => needsGroup(pod, other) || other.fsGroup !== undefined);
    const because = pod.securityContext.fsGroup === undefined && grouped ? ` (for ${grouped.owner})` : '';
    throw new Error(
      `${owner}: mode ${octal(need.mode)}${by} cannot be had in a pod with fsGroup ${group}${because}: the kubelet then adds read ` +
      `permission for the group to every file, which would be ${octal(need.mode | 0o440)}; ${wayOut}`,
    );
  }
}

/** The usual notation of permission bits, such as 0440. */
export function octal(mode: number): string {
  return `0${mode.toString(8).padStart(3, '0')}`;
}
