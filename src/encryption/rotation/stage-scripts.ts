import { checkScript, Expectation } from './check-script';
import { EncryptionStageKind } from './encryption-stage';
import { installScript } from './install-script';
import { migrateScript } from './migrate-script';
import { reEncryptScript } from './re-encrypt-script';
import { reportsOurHash, StageContext, StageDraft } from './stage-draft';
import { proofOf, titleOf } from './stage-steps';
import { REFUSALS, TITLES } from './stage-words';
import { canonical, groupOf, isWildcard, nameOf } from '../../facts/encryption-document';
import { quoted } from '../../redaction/quoted';
import { EncryptionFile } from '../encryption-file';

/** Texts of scripts and objects, by name of their file. None holds a key. */
export type ScriptFiles = { readonly [fileName: string]: string };

/** The check of a stage. */
export function checkOf(context: StageContext, draft: StageDraft): string {
  return checkScript(context.apiServers, {
    ...expectationOf(context, draft.file, titleOf(draft)),
    folderBefore: draft.notedFolder,
    ...draft.kind === EncryptionStageKind.RE_ENCRYPT ? { work: proofLines(proofOf(context)) } : {},
  });
}

/** The files of a stage beside its check. */
export function scriptsOf(context: StageContext, draft: StageDraft): ScriptFiles {
  const own = draft.kind === EncryptionStageKind.RE_ENCRYPT ? reEncryptFiles(context, draft.file)
    : installFiles(context, draft.file, { neighbours: [draft.before, draft.after], mayBeFirst: !draft.previous });
  return { ...own, ...wiringFiles(context, draft) };
}

/** The files of the present state. API servers that read the same bytes elsewhere may get them from here. */
export function presentFiles(context: StageContext, next: EncryptionFile | undefined): ScriptFiles {
  if (!context.present) {
    const expectation = { withoutFile: true, fromTheStart: true, kmsProviders: [], title: TITLES.noFile };
    return { 'check.sh': checkScript(context.apiServers, expectation) };
  }
  const expectation = expectationOf(context, context.present, TITLES.present);
  return {
    'check.sh': checkScript(context.apiServers, { ...expectation, fromTheStart: expectation.hash === undefined }),
    ...installFiles(context, context.present, { neighbours: [next], mayBeFirst: true }),
  };
}

function expectationOf(context: StageContext, file: EncryptionFile | undefined, title: string): Expectation {
  const hash = reportsOurHash(context) ? file?.hash : undefined;
  return { hash, withoutFile: file === undefined, kmsProviders: kmsV2Names(file), title };
}

function kmsV2Names(file: EncryptionFile | undefined): string[] {
  const providers = file?._document().resources.flatMap((entry) => entry.providers) ?? [];
  return providers.flatMap(({ kms }) => kms?.apiVersion === 'v2' ? [kms.name] : []);
}

/** The proof of a stage that writes objects again, in the shell of its check: no other program says that it was run. */
function proofLines(proof: string): string {
  const [script, ...args] = proof.split(' ');
  return `set -- ${args.join(' ')}
# shellcheck source=/dev/null
. "$here/${script}"
`.replace('set -- \n', 'set --\n');
}

interface InstallOptions {
  /** Files that the script may replace. */
  readonly neighbours: readonly (EncryptionFile | undefined)[];

  /** Whether there may be no file yet. */
  readonly mayBeFirst: boolean;
}

function installFiles(
  { controlPlane }: StageContext, file: EncryptionFile | undefined, { neighbours, mayBeFirst }: InstallOptions,
): ScriptFiles {
  const { hostFile } = controlPlane._shape();
  if (!file || !hostFile) {
    return {};
  }
  const others = neighbours.flatMap((other) => other && other.hash !== file.hash ? [other.hash] : []);
  return { 'install.sh': installScript(hostFile, file.hash, { replaces: [...new Set(others)], mayBeFirst }) };
}

/** Flags and mounts that API servers do not have yet, or no longer have after the stage. */
function wiringFiles({ controlPlane }: StageContext, draft: StageDraft): ScriptFiles {
  const { file, before, rollbackFile, previous } = draft;
  const shape = controlPlane._shape();
  if (file && before) {
    return before === file ? {} : shape.rewire(before, file, previous === undefined).texts;
  }
  if (!shape.hostFile) {
    return {};
  }
  const wiring = shape.wire(file ?? rollbackFile!);
  return Object.fromEntries(wiring.fileNames.map((name) => [name, wiring.textOf(name)]));
}

function reEncryptFiles({ reEncryption, rewrite }: StageContext, file: EncryptionFile | undefined): ScriptFiles {
  const { _migrationVersion: version, _parallel: parallel, _batchSize: batchSize } = reEncryption;
  return version ? migrationFiles(version, rewrite, file)
    : { 're-encrypt.sh': reEncryptScript(rewrite, parallel, batchSize) };
}

function migrationFiles(version: string, resources: readonly string[], file: EncryptionFile | undefined): ScriptFiles {
  const wildcard = resources.find(isWildcard);
  if (wildcard !== undefined) {
    throw new Error(REFUSALS.wildcard(quoted(wildcard)));
  }
  if (resources.includes('events.')) {
    throw new Error(REFUSALS.events);
  }
  // A migration is done once, so a later rotation must have other names.
  const suffix = file ? file.hash.slice('sha256:'.length, 'sha256:'.length + 10) : 'plaintext';
  const migrations = resources.map(canonical).map((resource) => ({
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
