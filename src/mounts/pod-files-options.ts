import { FileMode } from './file-mode';

/** Where files go in a pod that is written by hand. */
export interface PodFilesOptions {
  /** Name of the volume: no other volume of the pod has it. */
  readonly volumeName: string;

  /** The directory in the containers: absolute, and nothing else is mounted above or below it. */
  readonly mountPath: string;

  /**
   * Path of the file, relative to the mount path, by key; keys that are not named are not mounted.
   *
   * @default - as the source says: usually every key, in a file of the key's name
   */
  readonly paths?: { [key: string]: string };

  /**
   * Permission bits of the files.
   *
   * @default FileMode.GROUP_READ - 0440; for the Secrets Store CSI driver, what its provider says
   */
  readonly mode?: FileMode;

  /**
   * The group of the pod. Where all containers run as one group (`runAsGroup`), give that one: no process then gets
   * another group.
   *
   * @default - 65532 where the files are not readable by every user
   */
  readonly fsGroup?: number;
}
