import { checkScript, Expectation } from './check-script';
import { EncryptionStage, EncryptionStageKind } from './encryption-stage';
import { installScript } from './install-script';
import { migrateScript } from './migrate-script';
import { reEncryptScript } from './re-encrypt-script';
import { commandsOf, doneWhen, preconditionsOf, proofOf, StageContext, Step, rollbackOf } from './stage-texts';
import { canonical, groupOf, isWildcard, nameOf } from '../../facts/encryption-document';
import { quoted } from '../../redaction/quoted';
import { PRESENT_FOLDER } from '../control-plane/rewiring';
import { EncryptionFile } from '../encryption-file';

export function stagesOf(context: StageContext, steps: readonly Step[]): EncryptionStage[] {
  const names = steps.map((step, index) => `${index + 1}-${step.kind}`);
  return steps.map((step, index) => {
    const number = index + 1;
    const before = index === 0 ? context.present : steps[index - 1].file;
    const after = steps.slice(index).find((later) => later.file !== step.file)?.file;
    const rollbackFile = fileBefore(context, steps, index);
    const holder = steps.findIndex((earlier) => earlier.file === rollbackFile);
    const rollbackFolder = rollbackFile === context.present ? PRESENT_FOLDER : names[holder];
    const title = titleOf(step, before);
    const folderBefore = fileFolder(context, steps, index, names);
    return EncryptionStage._of({
      number,
      kind: step.kind,
      title,
      file: step.file,
      rollbackFile,
      preconditions: preconditionsOf(context, steps, index, names),
      commands: commandsOf(context, step, before, index),
      rollback: rollbackOf(context, steps, index, rollbackFile, rollbackFolder),
      doneWhen: doneWhen(context, step, names[index]),
      checkScript: checkFor(context, step, folderBefore, title),
      scripts: {
        ...step.kind === EncryptionStageKind.RE_ENCRYPT
          ? reEncryptFiles(context, step.file)
          : installFiles(context, step.file, [before, after], index === 0),
        ...wiringFiles(context, step.file ? before : undefined, step.file ?? rollbackFile!, index === 0),
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
function fileFolder(
  context: StageContext, steps: readonly Step[], index: number, names: readonly string[],
): string | undefined {
  const earlier = steps.slice(0, index).map((step) => step.file !== steps[index].file).lastIndexOf(true);
  if (earlier >= 0) return names[earlier];
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
    throw new Error(`a StorageVersionMigration is for one resource, and ${quoted(wildcard)} is a wildcard; list the ` +
      'resources, or use ReEncryption.patches()');
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
