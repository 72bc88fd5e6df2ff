import { groupFault } from './file-access';
import { DEFAULT_FS_GROUP, isReadableByAll, isReadableByGroup } from '../facts/file-access';
import { quoted } from '../redaction/quoted';

/** What makes up files in a pod. */
interface FileParts {
  readonly volumeName: string;
  readonly mountPath: string;

  /** The volume without its name. */
  readonly volume: object;

  /** Permission bits of the files; where they differ, the fewest. */
  readonly mode: number;
  readonly fsGroup?: number;

  /** Whether the kubelet gives the files the group of the pod. */
  readonly fsGroupApplies: boolean;
  readonly serviceAccountName?: string;

  /** Path of the file of a key. */
  pathOf(key: string): string;
}

/**
 * Files in a pod as plain values, to put into an object by hand: a volume, a mount for each container that reads them,
 * and the security context of the pod.
 *
 * Nothing checks the object that they go into, except for the audit: use `RotatingVolumeMount` where it can be used, as
 * it also knows the containers, their users and what else is mounted.
 *
 * @example
 * const files = db.toMountSource().toPodFiles({ volumeName: 'db', mountPath: '/etc/secrets/db' });
 * new ApiObject(chart, 'Worker', {
 *   apiVersion: 'acme.example/v1',
 *   kind: 'Worker',
 *   spec: {
 *     volumes: [files.toVolume()],
 *     volumeMounts: [files.toVolumeMount()],
 *     podSecurityContext: files.toPodSecurityContext(),
 *   },
 * });
 */
export class PodFiles {
  /**
   * @throws Error when the fsGroup is not a group, or contradicts the mode
   * @internal
   */
  public static _of(where: string, parts: FileParts): PodFiles {
    const fault = parts.fsGroup === undefined ? undefined : groupFault(parts.fsGroup);
    if (fault !== undefined) {
      throw new Error(`${where}: fsGroup ${parts.fsGroup} ${fault}`);
    }
    if (parts.fsGroup !== undefined && !isReadableByGroup(parts.mode)) {
      throw new Error(`${where}: a group does not read files of this mode, and an fsGroup would let it; `
        + 'give the files mode 0440, or leave fsGroup out');
    }
    return new PodFiles(where, parts);
  }

  /** Name of the volume. */
  public readonly volumeName: string;

  /** The directory in the containers. */
  public readonly mountPath: string;

  /**
   * Name of the service account that the pod has to run under: that of a reader, or the one that a store knows.
   *
   * @default - any
   */
  public readonly serviceAccountName?: string;

  private constructor(
    where: string,
    private readonly parts: FileParts,
  ) {
    const { volumeName, mountPath, serviceAccountName } = parts;
    if (!/^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(volumeName)) {
      throw new Error(`${where}: volumeName ${quoted(volumeName)} is not the name of a volume; use at most 63 `
        + 'lower-case '
        + 'letters, digits and dashes, such as "db"');
    }
    this.volumeName = volumeName;
    this.mountPath = mountPath;
    this.serviceAccountName = serviceAccountName;
  }

  /** The entry in `volumes` of the pod. */
  public toVolume(): { [field: string]: any } {
    return plain({ name: this.volumeName, ...this.parts.volume });
  }

  /** The entry in `volumeMounts` of each container that reads the files: the whole directory, read-only. */
  public toVolumeMount(): { [field: string]: any } {
    return { name: this.volumeName, mountPath: this.mountPath, readOnly: true };
  }

  /**
   * Fields of `securityContext` of the pod: the group through which containers that are not root read the files. Empty
   * where they need none or no group helps: files that every user reads, or only root, and those of a CSI driver. A pod
   * has one fsGroup: give all of its files the same, and the one group that all of its containers run as where they do.
   */
  public toPodSecurityContext(): { [field: string]: any } {
    const { mode, fsGroup, fsGroupApplies } = this.parts;
    const needsGroup = fsGroupApplies && (fsGroup !== undefined || (isReadableByGroup(mode) && !isReadableByAll(mode)));
    return needsGroup ? { fsGroup: fsGroup ?? DEFAULT_FS_GROUP, fsGroupChangePolicy: 'OnRootMismatch' } : {};
  }

  /**
   * The path of a file in the containers, such as `/etc/secrets/db/password`.
   *
   * @param key key of the Secret or ConfigMap, or name of the file
   * @throws Error when the key is not mounted, or several objects in the directory have it
   */
  public pathOf(key: string): string {
    return this.parts.pathOf(key);
  }
}

function plain(value: object): { [field: string]: any } {
  return JSON.parse(JSON.stringify(value)) as { [field: string]: any };
}
