import { EncryptionStageKind } from './encryption-stage';
import { ReEncryption } from './re-encryption';
import { localKeysOf } from '../ciphers';
import { ControlPlane } from '../control-plane/control-plane';
import { kmsSocketsOf, pluginSteps, unusedFolders } from '../control-plane/host-file';
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

/** Where nothing but the time tells that an API server has what it should. */
const TIMES = 'INSTALLED_AT="<for each node, what date +%s printed right before it was changed>"';

export function preconditionsOf(
  context: StageContext, steps: readonly Step[], index: number, names: readonly string[],
): string[] {
  const step = steps[index];
  const before = index > 0 ? `the stage before is done: ${doneWhen(context, steps[index - 1], names[index - 1])}`
    : `every API server works with the present file: sh ${PRESENT_FOLDER}/check.sh`;
  switch (step.kind) {
    case EncryptionStageKind.READ:
      return [
        context.present ? 'etcd has a backup, and the present file has one elsewhere' : 'etcd has a backup',
        `all API servers of the cluster are in the list: ${context.apiServers.join(', ')}`,
        context.present ? before : `no API server has an encryption file: sh ${PRESENT_FOLDER}/check.sh`,
      ];
    case EncryptionStageKind.WRITE:
      return [before, ...step.file ? safekeeping(step.file) : []];
    case EncryptionStageKind.RE_ENCRYPT:
      return [
        before,
        ...context.reEncryption._migrationVersion === 'v1beta1' ? [
          'the API servers and the controller manager have the feature gate StorageVersionMigrator, and the API ' +
          'servers --runtime-config=storagemigration.k8s.io/v1beta1=true',
        ] : [],
      ];
    default:
      return [
        before,
        ...context.rewrite.length > 0 ? [
          'ten minutes have passed since: a read that goes on at an older revision, as a list does from page to ' +
          'page, needs the old key until etcd is compacted, which the API server does every five minutes ' +
          '(--etcd-compaction-interval)',
        ] : [],
        ...retirement(index > 0 ? steps[index - 1].file : context.present, step.file),
      ];
  }
}

/** What must not be lost once objects are written with the keys of a file. */
function safekeeping(file: EncryptionFile): string[] {
  return [
    ...file.holdsKeys ? [
      'the keys of this file are backed up where the backups of etcd do not go: from here on, objects are lost ' +
      'without them',
    ] : [],
    ...kmsSocketsOf(file).map(({ provider }) =>
      `the key of KMS provider ${JSON.stringify(provider)} is kept in the KMS, which neither deletes nor disables ` +
      'it: from here on, objects are lost without it'),
  ];
}

/** What backups of etcd still need when a file goes. */
function retirement(before: EncryptionFile | undefined, after: EncryptionFile | undefined): string[] {
  const keysOf = (file?: EncryptionFile) => file ? localKeysOf(file._document()).map(({ key }) => key.secret) : [];
  const providersOf = (file?: EncryptionFile) => file ? kmsSocketsOf(file).map(({ provider }) => provider) : [];
  const keys = keysOf(before).some((secret) => !keysOf(after).includes(secret));
  const providers = providersOf(before).filter((provider) => !providersOf(after).includes(provider));
  return [
    ...keys ? ['the old keys stay backed up until the last backup of etcd that needs them is gone'] : [],
    ...providers.map((provider) =>
      `the key of KMS provider ${JSON.stringify(provider)} stays in the KMS until the last backup of etcd that needs ` +
      'it is gone'),
  ];
}

/** The command that succeeds only when a stage is done, in the folder of the rotation. */
export function doneWhen(context: StageContext, step: Step, folder: string): string {
  const script = step.kind === EncryptionStageKind.RE_ENCRYPT ? proofOf(context) : 'check.sh';
  return `${timesFor(context, step)}sh ${folder}/${script}`;
}

/** What stands before a command that looks at API servers: the times, where nothing else tells of a change. */
function timesFor(context: StageContext, step: Step): string {
  return step.file && context.controlPlane._shape().hostFile ? '' : `${TIMES} `;
}

/** What proves that nothing is stored as before, in the folder of the stage. */
export function proofOf(context: StageContext): string {
  return context.reEncryption._migrationVersion ? 'migrate.sh' : 're-encrypt.sh --verify';
}

export function commandsOf(context: StageContext, step: Step, before: EncryptionFile | undefined, index: number): string[] {
  const shape = context.controlPlane._shape();
  if (step.kind === EncryptionStageKind.RE_ENCRYPT) {
    const scripts = context.reEncryption._migrationVersion ? ['migrate.sh']
      : ['re-encrypt.sh', 're-encrypt.sh --verify'];
    return scripts.map((script) => `${timesFor(context, step)}sh ${script}`);
  }
  const timed = timesFor(context, step);
  const check = timed ? `${timed}sh check.sh` : 'sh check.sh   # API servers look for a new file every minute';
  const unused = unusedFolders(before, step.file);
  const unmount = step.kind === EncryptionStageKind.RETIRE && unused.length > 0 ? shape.unmount(unused) : [];
  const afterwards = unmount.map((line) => `once the check succeeds: ${line}`);
  if (!step.file) return [...shape.remove, check, ...afterwards];
  const place = shape.hostFile ? ['copy this folder to every control-plane node'] : [];
  if (!before) {
    const wiring = context.controlPlane.wire(step.file);
    const replace = shape.hostFile ? shape.replace : [];
    return [...pluginSteps(step.file), ...place, ...replace, ...wiring._stepsAfterPlugins(), check];
  }
  return [
    ...pluginSteps(step.file, before),
    ...place,
    ...index === 0 ? shape.samePath : [],
    ...shape.rewire(before, step.file, index === 0).steps,
    ...shape.replace,
    check,
    ...afterwards,
  ];
}

export function rollbackOf(context: StageContext, steps: readonly Step[], index: number, file: EncryptionFile | undefined, folder: string): string[] {
  const step = steps[index];
  const shape = context.controlPlane._shape();
  if (!file) return ['no object was stored otherwise than before', ...shape.remove];
  const place = shape.hostFile ? `install the file of ${folder} on every control-plane node: sudo sh install.sh` : `give every control-plane node the file of ${folder}, as that stage does`;
  const check = `${shape.hostFile || folder === PRESENT_FOLDER ? '' : `${TIMES} `}sh ${folder}/check.sh`;
  switch (step.kind) {
    case EncryptionStageKind.READ:
      return ['no object was stored otherwise than before', place, check];
    case EncryptionStageKind.RETIRE:
      return [place, ...step.file ? [] : context.controlPlane.wire(file).steps, check, 'from here the way back of the stages before is open again'];
    default:
      return [
        ...step.kind === EncryptionStageKind.RE_ENCRYPT ? [context.reEncryption._migrationVersion ? 'stop migrate.sh, and kubectl delete --ignore-not-found --filename migrations.json' : 'stop the re-encryption, and delete the file progress beside re-encrypt.sh'] : [],
        place, check,
        'objects may be stored the new way and stay readable: before going back any further, write them again with a rotation from this file to the present one (EncryptionRotation.between)',
      ];
  }
}
