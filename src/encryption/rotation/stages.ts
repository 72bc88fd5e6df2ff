import { canonical, groupOf, isWildcard, nameOf } from '../ciphers';
import { EncryptionFile } from '../encryption-file';
import { checkScript, Expectation } from './check-script';
import { EncryptionStage, EncryptionStageKind } from './encryption-stage';
import { installScript } from './install-script';
import { migrateScript } from './migrate-script';
import { reEncryptScript } from './re-encrypt-script';
import { ReEncryption } from './re-encryption';
import { ControlPlane } from '../control-plane/control-plane';
import { PRESENT_FOLDER } from '../control-plane/control-plane-wiring';
import { kmsSocketsOf, pluginSteps, unusedFolders } from '../control-plane/host-file';
import { localKeysOf } from '../document';

/** Where nothing but the time tells that an API server has what it should. */
const TIMES = 'INSTALLED_AT="<for each node, what date +%s printed right before it was changed>"';

/** What the stages are written for. */
export interface StageContext {
  readonly apiServers: readonly string[];
  readonly controlPlane: ControlPlane;
  readonly reEncryption: ReEncryption;
  readonly present: EncryptionFile | undefined;
  readonly wish: EncryptionFile | undefined;
  readonly rewrite: readonly string[];
}

/** A step of the plan: the file that all API servers have at its end. */
export interface Step {
  readonly kind: EncryptionStageKind;
  readonly file: EncryptionFile | undefined;
}

export function stagesOf(context: StageContext, steps: readonly Step[]): EncryptionStage[] {
  const names = steps.map((step, index) => `${index + 1}-${step.kind}`);
  return steps.map((step, index) => {
    const number = index + 1;
    const before = index === 0 ? context.present : steps[index - 1].file;
    const after = steps.slice(index).find((later) => later.file !== step.file)?.file;
    const wayBackFile = fileBefore(context, steps, index);
    const holder = steps.findIndex((earlier) => earlier.file === wayBackFile);
    const backFolder = wayBackFile === context.present ? PRESENT_FOLDER : names[holder];
    const title = titleOf(step, before);
    const folderBefore = fileFolder(context, steps, index, names);
    return new EncryptionStage({
      number,
      kind: step.kind,
      title,
      file: step.file,
      wayBackFile,
      preconditions: preconditionsOf(context, steps, index, names),
      commands: commandsOf(context, step, before, index),
      wayBack: wayBackOf(context, steps, index, wayBackFile, backFolder),
      doneWhen: doneWhen(context, step, names[index]),
      checkScript: checkFor(context, step, folderBefore, title),
      scripts: {
        ...step.kind === EncryptionStageKind.RE_ENCRYPT
          ? reEncryptFiles(context, step.file)
          : installFiles(context, step.file, [before, after], index === 0),
        ...wiringFiles(context, step.file ? before : undefined, step.file ?? wayBackFile!, index === 0),
      },
    });
  });
}

/** The last file before a step that differs from the step's own; the present file where nothing else was yet. */
function fileBefore(context: StageContext, steps: readonly Step[], index: number): EncryptionFile | undefined {
  const earlier = steps.slice(0, index).filter((step) => step.file !== steps[index].file).at(-1);
  return earlier ? earlier.file : context.present;
}

function titleOf(step: Step, before: EncryptionFile | undefined): string {
  switch (step.kind) {
    case EncryptionStageKind.READ:
      return before ? 'every API server learns to read what will be written' : 'every API server gets a file, and learns to read what will be written';
    case EncryptionStageKind.WRITE:
      return 'every API server writes as wished, and still reads the old';
    case EncryptionStageKind.RE_ENCRYPT:
      return 'objects that are stored as before are written again';
    default:
      return step.file ? 'the old is no longer readable' : 'API servers go on without a file';
  }
}

function preconditionsOf(context: StageContext, steps: readonly Step[], index: number, names: readonly string[]): string[] {
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
          'the API servers and the controller manager have the feature gate StorageVersionMigrator, and the API servers ' +
          '--runtime-config=storagemigration.k8s.io/v1beta1=true',
        ] : [],
      ];
    default:
      return [
        before,
        ...context.rewrite.length > 0 ? [
          'ten minutes have passed since: a read that goes on at an older revision, as a list does from page to page, needs ' +
          'the old key until etcd is compacted, which the API server does every five minutes (--etcd-compaction-interval)',
        ] : [],
        ...retirement(index > 0 ? steps[index - 1].file : context.present, step.file),
      ];
  }
}

/** What must not be lost once objects are written with the keys of a file. */
function safekeeping(file: EncryptionFile): string[] {
  return [
    ...file.holdsKeys ? [
      'the keys of this file are backed up where the backups of etcd do not go: from here on, objects are lost without them',
    ] : [],
    ...kmsSocketsOf(file).map(({ provider }) =>
      `the key of KMS provider ${JSON.stringify(provider)} is kept in the KMS, which neither deletes nor disables it: from here ` +
      'on, objects are lost without it'),
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
      `the key of KMS provider ${JSON.stringify(provider)} stays in the KMS until the last backup of etcd that needs it is gone`),
  ];
}

/** The command that succeeds only when a stage is done, in the folder of the rotation. */
function doneWhen(context: StageContext, step: Step, folder: string): string {
  const script = step.kind === EncryptionStageKind.RE_ENCRYPT ? proofOf(context) : 'check.sh';
  return `${timesFor(context, step)}sh ${folder}/${script}`;
}

/** What stands before a command that looks at API servers: the times, where nothing else tells that they were changed. */
function timesFor(context: StageContext, step: Step): string {
  return step.file && context.controlPlane._shape().hostFile ? '' : `${TIMES} `;
}

/** What proves that nothing is stored as before, in the folder of the stage. */
function proofOf(context: StageContext): string {
  return context.reEncryption._migrationVersion ? 'migrate.sh' : 're-encrypt.sh --verify';
}

function commandsOf(context: StageContext, step: Step, before: EncryptionFile | undefined, index: number): string[] {
  const shape = context.controlPlane._shape();
  if (step.kind === EncryptionStageKind.RE_ENCRYPT) {
    const scripts = context.reEncryption._migrationVersion ? ['migrate.sh'] : ['re-encrypt.sh', 're-encrypt.sh --verify'];
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
    return [...pluginSteps(step.file), ...place, ...shape.hostFile ? shape.replace : [], ...wiring._stepsAfterPlugins(), check];
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

function wayBackOf(context: StageContext, steps: readonly Step[], index: number, file: EncryptionFile | undefined, folder: string): string[] {
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

function checkFor(context: StageContext, step: Step, folderBefore: string | undefined, title: string): string {
  return checkScript(context.apiServers, {
    ...expectationOf(context, step.file, title),
    folderBefore,
    ...step.kind === EncryptionStageKind.RE_ENCRYPT ? { work: proofLines(proofOf(context)) } : {},
  });
}

function expectationOf(context: StageContext, file: EncryptionFile | undefined, title: string): Expectation {
  // Where a distribution writes the file itself, its bytes and so its hash are not ours.
  const hash = context.controlPlane._shape().hostFile ? file?.hash : undefined;
  return { hash, withoutFile: file === undefined, kmsProviders: kmsV2Names(file), title };
}

/** The proof of a stage that writes objects again, in the shell of its check: no other program says that it was run. */
function proofLines(proof: string): string {
  const [script, ...args] = proof.split(' ');
  return `set -- ${args.join(' ')}
# shellcheck source=/dev/null
. "$here/${script}"
`.replace('set -- \n', 'set --\n');
}

/** The folder whose check noted what API servers reported with the file of before. */
function fileFolder(context: StageContext, steps: readonly Step[], index: number, names: readonly string[]): string | undefined {
  const earlier = steps.slice(0, index).map((step, at) => ({ step, at })).filter(({ step }) => step.file !== steps[index].file).at(-1);
  if (earlier) return names[earlier.at];
  return context.present ? PRESENT_FOLDER : undefined;
}

function kmsV2Names(file: EncryptionFile | undefined): string[] {
  const providers = file?._document().resources.flatMap((entry) => entry.providers) ?? [];
  return providers.flatMap(({ kms }) => kms?.apiVersion === 'v2' ? [kms.name] : []);
}

export function presentFiles(context: StageContext, first: EncryptionFile | undefined): { [fileName: string]: string } {
  if (!context.present) {
    return { 'check.sh': checkScript(context.apiServers, { withoutFile: true, fromTheStart: true, kmsProviders: [], title: 'no encryption file' }) };
  }
  const expectation = expectationOf(context, context.present, 'the present file');
  const check = checkScript(context.apiServers, { ...expectation, fromTheStart: expectation.hash === undefined });
  // API servers that read the same bytes elsewhere may get them here.
  return { 'check.sh': check, ...installFiles(context, context.present, [first], true) };
}

function installFiles(
  context: StageContext,
  file: EncryptionFile | undefined,
  neighbours: readonly (EncryptionFile | undefined)[],
  isFirst: boolean,
): { [fileName: string]: string } {
  const { hostFile } = context.controlPlane._shape();
  if (!file || !hostFile) return {};
  const hashes = [...new Set(neighbours.flatMap((neighbour) => neighbour && neighbour.hash !== file.hash ? [neighbour.hash] : []))];
  return { 'install.sh': installScript(hostFile, file.hash, hashes, isFirst) };
}

/** Flags and mounts that API servers do not have yet, or no longer have after the stage. */
function wiringFiles(
  context: StageContext,
  before: EncryptionFile | undefined,
  file: EncryptionFile,
  isFirst: boolean,
): { readonly [fileName: string]: string } {
  const shape = context.controlPlane._shape();
  if (before) return before === file ? {} : shape.rewire(before, file, isFirst).texts;
  if (!shape.hostFile) return {};
  const wiring = shape.wire(file);
  return Object.fromEntries(wiring.fileNames.map((name) => [name, wiring.textOf(name)]));
}

function reEncryptFiles(context: StageContext, file: EncryptionFile | undefined): { [fileName: string]: string } {
  const { _migrationVersion: version, _parallel: parallel, _batchSize: batchSize } = context.reEncryption;
  if (!version) return { 're-encrypt.sh': reEncryptScript(context.rewrite, parallel, batchSize) };
  const wildcard = context.rewrite.find(isWildcard);
  if (wildcard !== undefined) {
    throw new Error(`a StorageVersionMigration is for one resource, and ${JSON.stringify(wildcard)} is a wildcard; list the resources, or use ReEncryption.patches()`);
  }
  if (context.rewrite.some((resource) => resource === 'events.')) {
    throw new Error('events cannot be written again by a StorageVersionMigration, since the controller manager keeps no list of them; use ReEncryption.patches(), or leave events out: they are gone after an hour');
  }
  // A migration is done once, so a later rotation must have other names.
  const suffix = file ? file.hash.slice('sha256:'.length, 'sha256:'.length + 10) : 'plaintext';
  const migrations = context.rewrite.map(canonical).map((resource) => ({
    apiVersion: `storagemigration.k8s.io/${version}`,
    kind: 'StorageVersionMigration',
    metadata: { name: `${resource.replace(/\.$/, '')}-${suffix}` },
    spec: { resource: { group: groupOf(resource), resource: nameOf(resource) } },
  }));
  return {
    'migrations.json': `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: migrations }, undefined, 2)}\n`,
    'migrate.sh': migrateScript(migrations.map((migration) => migration.metadata.name)),
  };
}
