import { canonical, groupOf, isWildcard, nameOf } from '../ciphers';
import { EncryptionFile } from '../encryption-file';
import { checkScript } from './check-script';
import { EncryptionStage, EncryptionStageKind } from './encryption-stage';
import { installScript } from './install-script';
import { reEncryptScript } from './re-encrypt-script';
import { ReEncryption } from './re-encryption';
import { ControlPlane } from '../control-plane/control-plane';

/** Folder of the state before the first stage. */
export const PRESENT_FOLDER = '0-present';

/** Where nothing but the time tells that an API server has what it should. */
const TIMED_CHECK = 'INSTALLED_AT="<for each node, what date +%s printed right before it was changed>" sh check.sh';

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
    return new EncryptionStage({
      number,
      kind: step.kind,
      title,
      file: step.file,
      wayBackFile,
      preconditions: preconditionsOf(context, step, index, names),
      commands: commandsOf(context, step, before, index),
      wayBack: wayBackOf(context, steps, index, wayBackFile, backFolder),
      checkScript: checkFor(context, step.file, title),
      scripts: {
        ...step.kind === EncryptionStageKind.RE_ENCRYPT
          ? reEncryptFiles(context, step.file)
          : installFiles(context, step.file, [before, after], index === 0),
        ...index === 0 && step.file ? wiringFiles(context, step.file) : {},
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

function preconditionsOf(context: StageContext, step: Step, index: number, names: readonly string[]): string[] {
  const all = `every API server has the file of the stage before: sh ${names[index - 1]}/check.sh`;
  switch (step.kind) {
    case EncryptionStageKind.READ:
      return [
        context.present ? 'etcd has a backup, and the present file has one elsewhere' : 'etcd has a backup',
        `all API servers of the cluster are in the list: ${context.apiServers.join(', ')}`,
        `${context.present ? 'every API server works with the present file' : 'no API server has an encryption file'}: sh ${PRESENT_FOLDER}/check.sh`,
        ...index > 0 ? [all] : [],
      ];
    case EncryptionStageKind.WRITE:
      return [
        index > 0 ? all : `every API server works with the present file: sh ${PRESENT_FOLDER}/check.sh`,
        'the keys of this file are backed up where the backups of etcd do not go: from here on, objects are lost without them',
      ];
    case EncryptionStageKind.RE_ENCRYPT:
      return [
        index > 0 ? all : `every API server works with the present file: sh ${PRESENT_FOLDER}/check.sh`,
        ...context.reEncryption._migrationVersion === 'v1beta1' ? ['the API servers and the controller manager have the feature gate StorageVersionMigrator, and the API servers --runtime-config=storagemigration.k8s.io/v1beta1=true'] : [],
      ];
    default:
      return [
        ...index > 0 ? [all] : [`every API server works with the present file: sh ${PRESENT_FOLDER}/check.sh`],
        ...context.rewrite.length > 0 ? [`nothing is stored as before: sh ${names[index - 1]}/${context.reEncryption._migrationVersion ? 'migrate.sh' : 're-encrypt.sh --verify'}`] : [],
        ...context.rewrite.length > 0 ? ['ten minutes have passed since: a read that goes on at an older revision, as a list does from page to page, needs the old key until etcd is compacted, which the API server does every five minutes (--etcd-compaction-interval)'] : [],
        'the old keys stay backed up until the last backup of etcd that needs them is gone',
      ];
  }
}

function commandsOf(context: StageContext, step: Step, before: EncryptionFile | undefined, index: number): string[] {
  const shape = context.controlPlane._shape();
  if (step.kind === EncryptionStageKind.RE_ENCRYPT) {
    return context.reEncryption._migrationVersion ? ['sh migrate.sh'] : ['sh re-encrypt.sh', 'sh re-encrypt.sh --verify'];
  }
  if (!step.file) return [...shape.remove, TIMED_CHECK];
  const elsewhere = index === 0 ? [`where API servers read another path than ${shape.hostFile?.path}: give them the flags and mounts of this folder's patch now, one node after the other`] : [];
  const place = shape.hostFile ? ['copy this folder to every control-plane node', ...shape.replace] : [];
  return [
    ...place,
    ...!before ? context.controlPlane.wire(step.file).steps : shape.hostFile ? elsewhere : shape.replace,
    shape.hostFile ? 'sh check.sh   # API servers look for a new file every minute' : TIMED_CHECK,
  ];
}

function wayBackOf(context: StageContext, steps: readonly Step[], index: number, file: EncryptionFile | undefined, folder: string): string[] {
  const step = steps[index];
  const shape = context.controlPlane._shape();
  if (!file) return ['no object was stored otherwise than before', ...shape.remove];
  const place = shape.hostFile ? `install the file of ${folder} on every control-plane node: sudo sh install.sh` : `give every control-plane node the file of ${folder}, as that stage does`;
  const check = `sh ${folder}/check.sh`;
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

function checkFor(context: StageContext, file: EncryptionFile | undefined, title: string): string {
  // Where a distribution writes the file itself, its bytes and so its hash are not ours.
  const known = context.controlPlane._shape().hostFile !== undefined;
  const hash = known ? file?.hash : undefined;
  return checkScript(context.apiServers, { hash, withoutFile: file === undefined, kmsProviders: kmsV2Names(file), title });
}

function kmsV2Names(file: EncryptionFile | undefined): string[] {
  const providers = file?._document().resources.flatMap((entry) => entry.providers) ?? [];
  return providers.flatMap(({ kms }) => kms?.apiVersion === 'v2' ? [kms.name] : []);
}

export function presentFiles(context: StageContext, first: EncryptionFile | undefined): { [fileName: string]: string } {
  if (!context.present) {
    return { 'check.sh': checkScript(context.apiServers, { withoutFile: true, fromTheStart: true, kmsProviders: [], title: 'no encryption file' }) };
  }
  return { 'check.sh': checkFor(context, context.present, 'the present file'), ...installFiles(context, context.present, [first], false) };
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

function wiringFiles(context: StageContext, file: EncryptionFile): { [fileName: string]: string } {
  if (!context.controlPlane._shape().hostFile) return {};
  const wiring = context.controlPlane.wire(file);
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

function migrateScript(names: readonly string[]): string {
  return `#!/bin/sh
# Has the controller manager write every object again, and waits until it has. A migration that was done before is done anew:
# objects may have been written otherwise since.
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
sh "$here/check.sh"
kubectl delete --ignore-not-found --filename "$here/migrations.json"
kubectl create --filename "$here/migrations.json"
condition() { kubectl get "storageversionmigrations.storagemigration.k8s.io/$name" --output 'jsonpath={.status.conditions[?(@.type=="'"$1"'")].status}'; }
left="\${TIMEOUT_SECONDS:-3600}"
for name in ${names.join(' ')}; do
  until [ "$(condition Succeeded)" = True ]; do
    if [ "$(condition Failed)" = True ] || [ "$left" -le 0 ]; then
      echo "$name: not migrated; see kubectl describe storageversionmigrations.storagemigration.k8s.io/$name" >&2
      exit 1
    fi
    left=$((left - 5))
    sleep 5
  done
  echo "$name: done"
done
`;
}
