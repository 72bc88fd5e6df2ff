/* eslint-disable no-bitwise -- permission bits */
import { Answer } from './answer';

/**
 * Which files the kubelet writes for a volume of a Secret, ConfigMap or projection, and which processes read them.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/secret/#secret-files-permissions
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/volume/volume_linux.go
 */

/** Permission bits of a file for which nobody sets some. Also those of the Secrets Store CSI driver. */
export const DEFAULT_FILE_MODE = 0o644;

/** The most that permission bits can be. */
export const MAX_FILE_MODE = 0o777;

/** What the kubelet adds to the permission bits of every file of a pod with an fsGroup. */
const FS_GROUP_BITS = 0o440;

/**
 * The group that files get in a pod whose containers do not all run as one: the `nonroot` group of the distroless
 * images, above the groups that distributions hand out and below `nogroup`, so that no other file on the node or in an
 * image has it.
 */
export const DEFAULT_FS_GROUP = 65532;

const ROOT = 0;
const READ = 4;
const WRITE = 2;

/** The usual notation of permission bits, such as 0440. */
export function octal(mode: number): string {
  return `0${mode.toString(8).padStart(3, '0')}`;
}

/** The bits of one class of a mode. */
function bitsOf(mode: number, shift: number): number {
  return (mode >> shift) & 7;
}

/**
 * What is wrong with the mode of a file that holds a secret or configuration; undefined where nothing is. It is also
 * what finds an octal mode that is written as a decimal number: 440 is 0670, with which the group writes.
 */
export function fileModeFault(mode: number): string | undefined {
  if (!Number.isInteger(mode) || mode < 0 || mode > MAX_FILE_MODE) {
    return 'is not between 0o000 and 0o777';
  }
  const [owner, group, others] = [6, 3, 0].map((shift) => bitsOf(mode, shift));
  if ((owner & READ) === 0) {
    return 'does not let the owner read';
  }
  for (const [name, bits, above, aboveBits] of [
    ['group', group, 'owner', owner], ['others', others, 'group', group],
  ] as const) {
    if ((bits & WRITE) !== 0) {
      return `lets ${name} write`;
    }
    if ((bits & ~aboveBits) !== 0) {
      return `lets ${name} do what the ${above} may not`;
    }
  }
  return undefined;
}

/** Whether every user of a container reads a file of that mode. */
export function isReadableByAll(mode: number): boolean {
  return (bitsOf(mode, 0) & READ) !== 0;
}

/** Whether users who are neither the owner nor in the group may do anything with a file of that mode. */
export function isOpenToOthers(mode: number): boolean {
  return bitsOf(mode, 0) !== 0;
}

/** Whether a group reads a file of that mode. */
export function isReadableByGroup(mode: number): boolean {
  return (bitsOf(mode, 3) & READ) !== 0;
}

/** A file in a volume, as a container finds it. */
export interface VolumeFileAccess {
  readonly mode: number;

  /** User and group that it belongs to. */
  readonly user: number;
  readonly group: number;
}

/** What a manifest says of the files of a volume. */
export interface WantedFile {
  readonly mode: number;

  /**
   * `defaultUser` of the volume or `user` of the item (KEP-5936, alpha in 1.37).
   *
   * @default - root
   */
  readonly user?: number;

  /**
   * fsGroup of the pod, for a volume that the kubelet gives it.
   *
   * @default - none: the group is root's
   */
  readonly fsGroup?: number;
}

/** A file as the kubelet leaves it. Nothing but `user` changes its owner: runAsUser does not. */
export function asWritten({ mode, user, fsGroup }: WantedFile): VolumeFileAccess {
  return fsGroup === undefined
    ? { mode, user: user ?? ROOT, group: ROOT }
    : { mode: mode | FS_GROUP_BITS, user: user ?? ROOT, group: fsGroup };
}

/** Who the process of a container is, as far as the manifest says. */
export interface ProcessIdentity {
  /** `runAsUser`; undefined where the image decides. */
  readonly user?: number;

  /** Whether the kubelet refuses to run it as root. */
  readonly nonRoot?: boolean;

  /**
   * `runAsGroup`; undefined where the image decides. An image that has a user who is not root has a group of that user:
   * such a process is taken to be in none of the groups that files are given to.
   */
  readonly group?: number;

  /** `supplementalGroups`, and fsGroup. */
  readonly groups: readonly number[];
}

/** Whether a process reads a file. Unknown where it depends on the user that the image names. */
export function readsFile(file: VolumeFileAccess, process: ProcessIdentity): Answer {
  if (process.user === ROOT) {
    return 'yes';
  }
  const isMember = process.group === file.group || process.groups.includes(file.group);
  const asOwner = (bitsOf(file.mode, 6) & READ) !== 0;
  const asAnother = isMember ? isReadableByGroup(file.mode) : isReadableByAll(file.mode);
  if (process.user !== undefined) {
    return (process.user === file.user ? asOwner : asAnother) ? 'yes' : 'no';
  }
  const mayBeOwner = process.nonRoot !== true || file.user !== ROOT;
  // Root reads whatever the bits are.
  const asPossibleOwner = asOwner || process.nonRoot !== true;
  return !mayBeOwner || asAnother === asPossibleOwner ? (asAnother ? 'yes' : 'no') : 'unknown';
}

/**
 * The user or the group that all processes run as; undefined where one leaves it to its image, or two differ. The
 * kubelet compares users in the same way for the owner of tokens and certificates (`FsUserFrom`).
 *
 * @param ids what each container has in effect: its own, or that of the pod
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/volume/util/util.go
 */
export function sharedId(ids: readonly (number | undefined)[]): number | undefined {
  return ids.every((id) => id === ids[0]) ? ids[0] : undefined;
}

/**
 * The fsGroup with which all processes of a pod read the files, and which changes the least: the one group that they
 * run as, which then gives no process another group and existing files of theirs no other one; else one that nothing
 * else has.
 *
 * @param groups what each container has in effect: its own runAsGroup, or that of the pod
 */
export function fsGroupFor(groups: readonly (number | undefined)[]): number {
  return sharedId(groups) || DEFAULT_FS_GROUP;
}
