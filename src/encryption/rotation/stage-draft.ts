import { EncryptionStageKind } from './encryption-stage';
import { ReEncryption } from './re-encryption';
import { ControlPlane } from '../control-plane/control-plane';
import { PRESENT_FOLDER } from '../control-plane/rewiring';
import { EncryptionFile } from '../encryption-file';

/** What the stages are written for. */
export interface StageContext {
  readonly apiServers: readonly string[];
  readonly controlPlane: ControlPlane;
  readonly reEncryption: ReEncryption;
  readonly present: EncryptionFile | undefined;
  readonly target: EncryptionFile | undefined;
  readonly rewrite: readonly string[];
}

/** A step of the plan: the file that all API servers have at its end. */
export interface Step {
  readonly kind: EncryptionStageKind;
  readonly file: EncryptionFile | undefined;
}

/** A stage as data, before anything is written for it. */
export interface StageDraft extends Step {
  /** Position, from 1. */
  readonly number: number;
  readonly folder: string;

  /** The stage before; none for the first. */
  readonly previous: StageDraft | undefined;

  /** File that API servers have when the stage begins. */
  readonly before: EncryptionFile | undefined;

  /** The next file that differs; none where there is no such stage, or API servers then have no file. */
  readonly after: EncryptionFile | undefined;

  /** File of the rollback: the last one before the stage that differs. */
  readonly rollbackFile: EncryptionFile | undefined;
  readonly rollbackFolder: string;

  /** Folder whose check noted what API servers reported with the previous file. */
  readonly notedFolder: string | undefined;
}

/** The drafts of some steps, each with its neighbours. */
export function draftsOf({ present }: StageContext, steps: readonly Step[]): StageDraft[] {
  const folders = steps.map((step, index) => `${index + 1}-${step.kind}`);
  const drafts: StageDraft[] = [];
  steps.forEach((step, index) => {
    const earlier = steps.slice(0, index).map((other) => other.file !== step.file).lastIndexOf(true);
    const rollbackFile = earlier >= 0 ? steps[earlier].file : present;
    const holder = steps.findIndex((other) => other.file === rollbackFile);
    drafts.push({
      ...step,
      number: index + 1,
      folder: folders[index],
      previous: drafts.at(-1),
      before: index === 0 ? present : steps[index - 1].file,
      after: steps.slice(index).find((later) => later.file !== step.file)?.file,
      rollbackFile,
      rollbackFolder: rollbackFile === present ? PRESENT_FOLDER : folders[holder],
      notedFolder: earlier >= 0 ? folders[earlier] : present && PRESENT_FOLDER,
    });
  });
  return drafts;
}

/** Whether the hash of our file is the one that API servers report. A distribution may write the file itself. */
export function reportsOurHash({ controlPlane }: StageContext): boolean {
  return controlPlane._shape().hostFile !== undefined;
}
