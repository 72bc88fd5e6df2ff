import { EncryptionFile } from '../encryption-file';

/** What a stage of a rotation does. */
export enum EncryptionStageKind {
  /** Let every API server read what will be written. Writing stays as it is. */
  READ = 'read',
  /** Let every API server write as in the target file. All of them can read it already. */
  WRITE = 'write',
  /** Write every object again that is stored the old way. */
  RE_ENCRYPT = 're-encrypt',
  /** Remove the old keys and providers: no stored object needs them. */
  RETIRE = 'retire',
}

/**
 * The content of a stage.
 *
 * @internal
 */
export interface StageProps {
  /** Position, from 1. */
  readonly number: number;

  /** What the stage does. */
  readonly kind: EncryptionStageKind;

  /** What the stage does, in one line. */
  readonly title: string;

  /**
   * File that every API server works with at the end of the stage.
   *
   * @default - API servers have neither a file nor the flags for it
   */
  readonly file?: EncryptionFile;

  /**
   * File that every API server gets to undo the stage.
   *
   * @default - the stage is undone by removing the file and the flags
   */
  readonly rollbackFile?: EncryptionFile;

  /** Conditions that must be true before the stage. */
  readonly preconditions: string[];

  /** Commands of the stage. */
  readonly commands: string[];

  /** Steps that undo the stage, in order. They are safe at any moment until the next stage begins. */
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
 * One stage of a rotation. Between two stages API servers may have either file, in any order and for as long as it
 * takes: what one writes the others read.
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

  /** What the stage does, in one line. */
  public readonly title: string;

  /** File of every API server at the end of the stage; none when they have neither a file nor the flags for it. */
  public readonly file?: EncryptionFile;

  /** File that every API server gets to undo the stage; none when it is undone by removing the file and the flags. */
  public readonly rollbackFile?: EncryptionFile;

  /** Conditions that must be true before the stage. */
  public readonly preconditions: string[];

  /** Commands of the stage. */
  public readonly commands: string[];

  /** Steps that undo the stage, in order. They are safe at any moment until the next stage begins. */
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
