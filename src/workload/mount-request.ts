import { FileNeed } from './file-access';

/** A volume that containers are to have. */
export interface MountRequest {
  /** Id and path of the construct that wants it. */
  readonly id: string;
  readonly constructPath: string;

  /** The volume as Kubernetes has it, without its name. */
  readonly volume: object;

  /** Where the containers see it. */
  readonly mountPath: string;

  /** Names of the containers. */
  readonly containers?: string[];

  /** What the files in it need to be readable. */
  readonly access: Pick<FileNeed, 'mode' | 'user' | 'fsGroup' | 'fsGroupApplies'>;
}

/** A mount that was found good and can be made. */
export interface PlannedMount {
  /** Name of the volume. */
  readonly volumeName: string;

  /** Changes the workload. */
  apply(): void;
}
