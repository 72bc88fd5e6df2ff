import { EncryptionFile } from '../encryption-file';

/** What a stage of a rotation does. */
export enum EncryptionStageKind {
  /** Every API server learns to read what will be written. Nothing is written otherwise than before. */
  READ = 'read',
  /** Every API server writes as the target file says. All of them can read it already. */
  WRITE = 'write',
  /** Objects that are stored as before are written again. */
  RE_ENCRYPT = 're-encrypt',
  /** What nothing is stored with any more is no longer readable. */
  RETIRE = 'retire',
}

/**
 * What makes up a stage.
 *
 * @internal
 */
export interface StageProps {
  /** Position, from 1. */
  readonly number: number;

  /** What the stage does. */
  readonly kind: EncryptionStageKind;

  /** What the stage does, in words. */
  readonly title: string;

  /**
   * File that every API server works with at the end of the stage.
   *
   * @default - API servers have no file, and neither the flags for it
   */
  readonly file?: EncryptionFile;

  /**
   * File that every API server gets to undo the stage.
   *
   * @default - the stage is undone by taking file and flags away
   */
  readonly rollbackFile?: EncryptionFile;

  /** What must be true before the stage. */
  readonly preconditions: string[];

  /** Commands that do the stage. */
  readonly commands: string[];

  /** How the stage is undone, in order. It is safe at any moment of the stage and after it, until the next one begins. */
  readonly rollback: string[];

  /**
   * Command that succeeds only when the stage is done, in the folder of the rotation.
   *
   * @default - `sh <folder of the stage>/check.sh`
   */
  readonly doneWhen?: string;

  /** Shell script that succeeds only when every API server has the stage's file, and the work of the stage is done. */
  readonly checkScript: string;

  /** Further files of the stage, by name: scripts and objects to apply. None holds a key. */
  readonly scripts: { [fileName: string]: string };
}

/**
 * One stage of a rotation. Between two stages API servers may have either file, in any order and for as long as it takes:
 * what one writes the others read.
 */
export class EncryptionStage {
  /** @internal */
  public static _of(props: StageProps): EncryptionStage {
    return new EncryptionStage(props);
  }

  /** Position, from 1. */
  public readonly number: number;

  /** What the stage does. */
  public readonly kind: EncryptionStageKind;

  /** What the stage does, in words. */
  public readonly title: string;

  /** File that every API server works with at the end of the stage; none when they have no file and no flags for it. */
  public readonly file?: EncryptionFile;

  /** File that every API server gets to undo the stage; none when it is undone by taking file and flags away. */
  public readonly rollbackFile?: EncryptionFile;

  /** What must be true before the stage. */
  public readonly preconditions: string[];

  /** Commands that do the stage. */
  public readonly commands: string[];

  /** How the stage is undone, in order. It is safe at any moment of the stage and after it, until the next one begins. */
  public readonly rollback: string[];

  /** Command that succeeds only when the stage is done, in the folder of the rotation. */
  public readonly doneWhen: string;

  /** Shell script that succeeds only when every API server has the stage's file, and the work of the stage is done. */
  public readonly checkScript: string;

  /** Further files of the stage, by name: scripts and objects to apply. None holds a key. */
  public readonly scripts: { [fileName: string]: string };

  /** Name of the stage's folder in what `EncryptionRotation.writeTo` writes. */
  public readonly folderName: string;

  private constructor(props: StageProps) {
    this.number = props.number;
    this.kind = props.kind;
    this.title = props.title;
    this.file = props.file;
    this.rollbackFile = props.rollbackFile;
    this.preconditions = props.preconditions;
    this.commands = props.commands;
    this.rollback = props.rollback;
    this.checkScript = props.checkScript;
    this.scripts = props.scripts;
    this.folderName = `${props.number}-${props.kind}`;
    this.doneWhen = props.doneWhen ?? `sh ${this.folderName}/check.sh`;
  }
}
