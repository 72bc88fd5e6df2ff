import { asWritten, isReadableByAll, isReadableByGroup, octal, readsFile } from '../facts/file-access';
import { idFault as apiFault, MAX_ID } from '../facts/ids';
import { quoted } from '../redaction/quoted';

/** User and group that processes run as; what is not given is up to the image. */
interface Identity {
  readonly user?: number;
  readonly group?: number;
}

/** A container that reads files. */
export interface FileReader extends Identity {
  readonly name: string;
}

/** A pod, as far as it decides who reads its files. */
export interface PodIdentity extends Identity {
  /** Construct path of the workload. */
  readonly path: string;
  readonly fsGroup?: number;

  /** The group that it gets where it needs one and has none. */
  readonly groupForFiles: number;
}

/** Files that containers of a pod are to read. */
export interface FileNeed {
  /** Path of the construct that wants the files there. */
  readonly constructPath: string;

  /** Permission bits that the files are written with; where they differ, the fewest. */
  readonly mode: number;

  /**
   * User that the kubelet gives the files to.
   *
   * @default - root
   */
  readonly user?: number;

  /** Group that the construct wants the pod to have. */
  readonly fsGroup?: number;

  /**
   * Whether the kubelet gives the files the group of the pod. It does not for volumes of a CSI driver without fsGroup
   * support.
   */
  readonly fsGroupApplies: boolean;

  /** The containers. */
  readonly readers: readonly FileReader[];
}

/**
 * The fsGroup with which every container can read its files, or undefined where none is needed. Every process of the
 * pod is a member of it.
 *
 * @param constructPath path of the construct that mounts, named in the error
 * @param pod the workload
 * @param needs all files of the pod, in any order
 */
export function solveFsGroup(constructPath: string, pod: PodIdentity, needs: readonly FileNeed[]): number | undefined {
  const group =
    givenGroup(constructPath, pod, needs) ??
    (needs.some((need) => needsGroup(pod, need)) ? pod.groupForFiles : undefined);
  for (const need of needs) {
    if (!need.fsGroupApplies) {
      refuseUnreadable(constructPath, pod, need);
    } else if (!isReadableByGroup(need.mode) && !isReadableByAll(need.mode)) {
      refuseOwnerOnly(constructPath, pod, need, group, needs);
    }
  }
  return group;
}

function givenGroup(constructPath: string, pod: PodIdentity, needs: readonly FileNeed[]): number | undefined {
  const given = needs
    .filter((need) => need.fsGroup !== undefined)
    .map((need) => ({ by: need.constructPath, group: need.fsGroup! }));
  const own = pod.fsGroup;
  if (given.length === 0) {
    return own;
  }
  const all = own === undefined ? given : [{ by: `the securityContext of ${pod.path}`, group: own }, ...given];
  for (const { by, group } of given) {
    const fault = groupFault(group);
    if (fault !== undefined) {
      throw new Error(`${by}: fsGroup ${group} ${fault}`);
    }
  }
  const other = all.find(({ group }) => group !== all[0].group);
  if (other) {
    throw new Error(
      `${constructPath}: a pod has one fsGroup, but ${all[0].by} asks for ${all[0].group} and ${other.by} for `
        + `${other.group}; give it in one place`,
    );
  }
  return all[0]?.group;
}

/** What is wrong with a group of a pod; undefined where nothing is. */
export function groupFault(group: number): string | undefined {
  return idFault(group);
}

/** What is wrong with a user that files are given to; undefined where nothing is. They belong to root without one. */
export function userFault(user: number): string | undefined {
  return idFault(user);
}

/** Root and its group are what files have without one. */
function idFault(id: number): string | undefined {
  return apiFault(id) === undefined && id !== 0 ? undefined : `is not a whole number from 1 to ${MAX_ID}`;
}

function needsGroup(pod: PodIdentity, need: FileNeed): boolean {
  return need.fsGroupApplies
    && isReadableByGroup(need.mode)
    && need.readers.some((container) => !readsAsWritten(pod, container, need));
}

/**
 * Whether a container reads a file that has the group of root, and belongs to root or the user of the need. What the
 * image says about the user is not known here: where it depends on that, the file is taken to be unreadable.
 */
function readsAsWritten(pod: PodIdentity, container: FileReader, { mode, user }: FileNeed): boolean {
  const process = { user: identity(pod, container, 'user'), group: identity(pod, container, 'group'), groups: [] };
  return readsFile(asWritten({ mode, user }), process) === 'yes';
}

function identity(pod: PodIdentity, container: FileReader, part: keyof Identity): number | undefined {
  return container[part] ?? pod[part];
}

function refuseUnreadable(constructPath: string, pod: PodIdentity, need: FileNeed): void {
  const blind = need.readers.find((container) => !readsAsWritten(pod, container, need));
  if (blind) {
    throw new Error(
      `${constructPath}: container ${quoted(blind.name)} cannot read files of mode ${octal(need.mode)} from a CSI `
        + 'driver: ' +
        'they belong to ' +
      'root:root, fsGroup does not apply to them, and the container may not run as root; ' +
      'give the files mode 0444 (they are visible in this pod only)',
    );
  }
}

function refuseOwnerOnly(
  constructPath: string,
  pod: PodIdentity,
  need: FileNeed,
  group: number | undefined,
  needs: readonly FileNeed[],
): void {
  const wayOut =
    'use mode 0440, and copy the file to a memory-backed emptyDir in an init container where a program insists on 0400';
  const by = need.constructPath === constructPath ? '' : ` (${need.constructPath})`;
  const blind = need.readers.find((container) => !readsAsWritten(pod, container, need));
  if (blind) {
    throw new Error(
      `${constructPath}: container ${quoted(blind.name)} cannot read files of mode ${octal(need.mode)}${by}: they `
        + `belong to ${need.user === undefined ? 'root' : `user ${need.user}`}, and the container may not run as user `
        + `${need.user ?? 0}; ${wayOut}`,
    );
  }
  if (group !== undefined) {
    const grouped = needs.find((other) => needsGroup(pod, other) || other.fsGroup !== undefined);
    const because = pod.fsGroup === undefined && grouped ? ` (for ${grouped.constructPath})` : '';
    throw new Error(
      `${constructPath}: mode ${octal(need.mode)}${by} cannot be had in a pod with fsGroup ${group}${because}: the `
        + 'kubelet then adds read ' +
        'permission for the group to every file, which would be '
          + `${octal(asWritten({ mode: need.mode, fsGroup: group }).mode)}; ${wayOut}`,
    );
  }
}
