import { EncryptionStageKind } from './encryption-stage';
import { StageContext, StageDraft } from './stage-draft';
import { COMMANDS, PRECONDITIONS, ROLLBACK, TIMES, TITLES } from './stage-words';
import { localKeysOf } from '../ciphers';
import { kmsSocketsOf, pluginSteps, unusedFolders } from '../control-plane/host-file';
import { PRESENT_FOLDER } from '../control-plane/rewiring';
import { EncryptionFile } from '../encryption-file';

export function titleOf({ kind, file, before }: StageDraft): string {
  switch (kind) {
    case EncryptionStageKind.READ:
      return before ? TITLES.read : TITLES.firstFile;
    case EncryptionStageKind.WRITE:
      return TITLES.write;
    case EncryptionStageKind.RE_ENCRYPT:
      return TITLES.reEncrypt;
    default:
      return file ? TITLES.retire : TITLES.withoutFile;
  }
}

/** What must be true before a stage. */
export function preconditionsOf(context: StageContext, draft: StageDraft): string[] {
  const previous = draft.previous ? PRECONDITIONS.previousDone(doneWhen(context, draft.previous))
    : PRECONDITIONS.presentFile(PRESENT_FOLDER);
  switch (draft.kind) {
    case EncryptionStageKind.READ:
      return [
        PRECONDITIONS.backup(context.present !== undefined),
        PRECONDITIONS.allServers(context.apiServers),
        context.present ? previous : PRECONDITIONS.noFile(PRESENT_FOLDER),
      ];
    case EncryptionStageKind.WRITE:
      return [previous, ...draft.file ? safekeeping(draft.file) : []];
    case EncryptionStageKind.RE_ENCRYPT:
      return [previous, ...context.reEncryption._migrationVersion === 'v1beta1' ? [PRECONDITIONS.migratorOn] : []];
    default:
      return [
        previous,
        ...context.rewrite.length > 0 ? [PRECONDITIONS.compacted] : [],
        ...retirement(draft.before, draft.file),
      ];
  }
}

/** What must not be lost once objects are written with the keys of a file. */
function safekeeping(file: EncryptionFile): string[] {
  return [
    ...file.holdsKeys ? [PRECONDITIONS.keysBackedUp] : [],
    ...kmsSocketsOf(file).map(({ provider }) => PRECONDITIONS.kmsKeyKept(provider)),
  ];
}

/** What backups of etcd still need when a file goes. */
function retirement(before: EncryptionFile | undefined, after: EncryptionFile | undefined): string[] {
  const keysOf = (file?: EncryptionFile) => file ? localKeysOf(file._document()).map(({ key }) => key.secret) : [];
  const providersOf = (file?: EncryptionFile) => file ? kmsSocketsOf(file).map(({ provider }) => provider) : [];
  const keys = keysOf(before).some((secret) => !keysOf(after).includes(secret));
  const providers = providersOf(before).filter((provider) => !providersOf(after).includes(provider));
  return [...keys ? [PRECONDITIONS.oldKeysKept] : [], ...providers.map(PRECONDITIONS.oldKmsKeyKept)];
}

/** The command that succeeds only when a stage is done, in the folder of the rotation. */
export function doneWhen(context: StageContext, draft: StageDraft): string {
  const script = draft.kind === EncryptionStageKind.RE_ENCRYPT ? proofOf(context) : 'check.sh';
  return `${timesFor(context, draft)}sh ${draft.folder}/${script}`;
}

/** Before a command that reads from API servers: the times, where nothing else tells of a change. */
function timesFor({ controlPlane }: StageContext, { file }: StageDraft): string {
  return file && controlPlane._shape().hostFile ? '' : `${TIMES} `;
}

/** The script that proves that nothing is stored the old way, in the folder of the stage. */
export function proofOf({ reEncryption }: StageContext): string {
  return reEncryption._migrationVersion ? 'migrate.sh' : 're-encrypt.sh --verify';
}

/** The commands of a stage, in order. */
export function commandsOf(context: StageContext, draft: StageDraft): string[] {
  const shape = context.controlPlane._shape();
  const times = timesFor(context, draft);
  if (draft.kind === EncryptionStageKind.RE_ENCRYPT) {
    const scripts = context.reEncryption._migrationVersion ? ['migrate.sh']
      : ['re-encrypt.sh', 're-encrypt.sh --verify'];
    return scripts.map((script) => `${times}sh ${script}`);
  }
  const { file, before } = draft;
  const check = times ? `${times}sh check.sh` : COMMANDS.check;
  const unused = draft.kind === EncryptionStageKind.RETIRE ? unusedFolders(before, file) : [];
  const afterwards = unused.length > 0 ? shape.unmount(unused).map(COMMANDS.afterCheck) : [];
  if (!file) {
    return [...shape.remove, check, ...afterwards];
  }
  const place = shape.hostFile ? [COMMANDS.copy] : [];
  if (!before) {
    const replace = shape.hostFile ? shape.replace : [];
    const wiring = context.controlPlane.wire(file)._stepsAfterPlugins();
    return [...pluginSteps(file), ...place, ...replace, ...wiring, check];
  }
  const isFirst = draft.previous === undefined;
  return [
    ...pluginSteps(file, before),
    ...place,
    ...isFirst ? shape.samePath : [],
    ...shape.rewire(before, file, isFirst).steps,
    ...shape.replace,
    check,
    ...afterwards,
  ];
}

/** How a stage is undone, in order. */
export function rollbackOf(context: StageContext, draft: StageDraft): string[] {
  const shape = context.controlPlane._shape();
  const { rollbackFile: file, rollbackFolder: folder } = draft;
  if (!file) {
    return [ROLLBACK.nothingStored, ...shape.remove];
  }
  const place = shape.hostFile ? ROLLBACK.install(folder) : ROLLBACK.give(folder);
  const check = `${shape.hostFile || folder === PRESENT_FOLDER ? '' : `${TIMES} `}sh ${folder}/check.sh`;
  switch (draft.kind) {
    case EncryptionStageKind.READ:
      return [ROLLBACK.nothingStored, place, check];
    case EncryptionStageKind.RETIRE:
      return [place, ...draft.file ? [] : context.controlPlane.wire(file).steps, check, ROLLBACK.earlierStages];
    case EncryptionStageKind.RE_ENCRYPT:
      return [stopOf(context), place, check, ROLLBACK.rewriteFirst];
    default:
      return [place, check, ROLLBACK.rewriteFirst];
  }
}

function stopOf({ reEncryption }: StageContext): string {
  return reEncryption._migrationVersion ? ROLLBACK.stopMigration : ROLLBACK.stopReEncryption;
}
