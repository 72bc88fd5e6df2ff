import { EncryptionStage } from './encryption-stage';
import { draftsOf, StageContext, Step } from './stage-draft';
import { checkOf, scriptsOf } from './stage-scripts';
import { commandsOf, doneWhen, preconditionsOf, rollbackOf, titleOf } from './stage-steps';

/** The stages of some steps, with everything that is written for them. */
export function stagesOf(context: StageContext, steps: readonly Step[]): EncryptionStage[] {
  return draftsOf(context, steps).map((draft) => EncryptionStage._of({
    number: draft.number,
    kind: draft.kind,
    title: titleOf(draft),
    file: draft.file,
    rollbackFile: draft.rollbackFile,
    preconditions: preconditionsOf(context, draft),
    commands: commandsOf(context, draft),
    rollback: rollbackOf(context, draft),
    doneWhen: doneWhen(context, draft),
    checkScript: checkOf(context, draft),
    scripts: scriptsOf(context, draft),
  }));
}
