import { tokenLifeFault } from './account-token';
import { keyFault } from './data-limits';
import { below, DocumentFault, FieldPath } from './document-fault';
import { fieldPathFault, resourceFieldFaults } from './downward-fields';
import { MAX_FILE_MODE, octal } from './file-access';
import { filePathFault } from './file-paths';
import { isNameFilledInLater } from './filled-in-later';
import { idFault } from './ids';
import { imageReferenceFault } from './image-references';
import { nameFault } from './object-names';
import { isSet, PlainFields, plainFields, plainList, plainText } from './plain-fields';
import { podCertificateFaults, trustBundleFaults } from './pod-certificates';

/**
 * What the API server refuses in the sources of volumes, seen alone.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/apis/core/validation/validation.go
 */

/** Every source of a volume. */
export const VOLUME_SOURCES: readonly string[] = [
  'hostPath', 'emptyDir', 'gcePersistentDisk', 'awsElasticBlockStore', 'gitRepo', 'secret', 'nfs', 'iscsi', 'glusterfs',
  'persistentVolumeClaim', 'rbd', 'flexVolume', 'cinder', 'cephfs', 'flocker', 'downwardAPI', 'fc', 'azureFile',
  'configMap', 'vsphereVolume', 'quobyte', 'azureDisk', 'photonPersistentDisk', 'projected', 'portworxVolume',
  'scaleIO', 'storageos', 'csi', 'ephemeral', 'image',
];

const PROJECTED_SOURCES = [
  'secret', 'configMap', 'downwardAPI', 'serviceAccountToken', 'clusterTrustBundle', 'podCertificate',
];

/** Fields that a source needs; a source that is not here needs none, or is checked on its own. */
const NEEDED: { readonly [source: string]: readonly string[] } = {
  hostPath: ['path'],
  nfs: ['server', 'path'],
  persistentVolumeClaim: ['claimName'],
  csi: ['driver'],
  ephemeral: ['volumeClaimTemplate'],
};

const HOST_PATH_TYPES = [
  '', 'DirectoryOrCreate', 'Directory', 'FileOrCreate', 'File', 'Socket', 'CharDevice', 'BlockDevice',
];

/** What is wrong with the source of a volume. */
export function volumeSourceFaults(volume: PlainFields): DocumentFault[] {
  const { hostPath, csi, secret, configMap, projected, downwardAPI, image } = volume;
  const parts: [field: string, value: unknown, faults: (fields: PlainFields) => DocumentFault[]][] = [
    ['hostPath', hostPath, hostPathFaults], ['csi', csi, csiFaults], ['downwardAPI', downwardAPI, downwardFaults],
    ['image', image, imageFaults], ['projected', projected, projectedFaults],
  ];
  return [
    ...Object.entries(NEEDED).flatMap(([source, fields]) => (!isSet(volume[source]) ? []
      : required(source, plainFields(volume[source]), fields).map((each) => below([source], each)))),
    ...objectFaults('secret', secret, 'secretName'),
    ...objectFaults('configMap', configMap, 'name'),
    ...parts.flatMap(([field, value, faults]) => (isSet(value)
      ? faults(plainFields(value)).map((each) => below([field], each)) : [])),
  ];
}

function hostPathFaults({ path, type }: PlainFields): DocumentFault[] {
  const steps = plainText(path).split('/').includes('..');
  return [
    ...steps ? [fault(['path'], 'the path', "has a part '..'", path)] : [],
    ...typeof type === 'string' && !HOST_PATH_TYPES.includes(type)
      ? [fault(['type'], 'the type', `is not one of ${HOST_PATH_TYPES.slice(1).join(', ')}`, type)] : [],
  ];
}

function csiFaults({ driver, nodePublishSecretRef: reference }: PlainFields): DocumentFault[] {
  const name = plainText(driver);
  const words = name === '' ? undefined : nameFault(name.toLowerCase());
  return [
    ...words === undefined ? [] : [fault(['driver'], 'the driver', words, name)],
    ...isSet(reference) ? required('nodePublishSecretRef', plainFields(reference), ['name']) : [],
  ];
}

const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];

function imageFaults({ reference, pullPolicy }: PlainFields): DocumentFault[] {
  const text = plainText(reference);
  // The '@' before a digest is not that of a tool.
  const isLeftOut = text === '' || isNameFilledInLater(text.replace(/@\w+:/, ''));
  const words = isLeftOut ? undefined : imageReferenceFault(text);
  const isOther = typeof pullPolicy === 'string' && pullPolicy !== '' && !PULL_POLICIES.includes(pullPolicy);
  return [
    ...required('image', { reference }, ['reference']),
    ...words === undefined ? [] : [fault(['reference'], 'the value', words)],
    ...isOther ? [fault(['pullPolicy'], 'pullPolicy', `is not one of ${PULL_POLICIES.join(', ')}`, pullPolicy)] : [],
  ];
}

function objectFaults(field: string, source: unknown, nameField: string): DocumentFault[] {
  return !isSet(source) ? [] : [
    ...required(field, plainFields(source), [nameField]),
    ...defaultFaults(plainFields(source)),
    ...itemFaults(plainFields(source)),
  ].map((each) => below([field], each));
}

function downwardFaults(source: PlainFields): DocumentFault[] {
  return [
    ...defaultFaults(source),
    ...plainList(source.items).flatMap((value, index) =>
      downwardFileFaults(plainFields(value)).map((each) => below(['items', index], each))),
  ];
}

function downwardFileFaults(file: PlainFields): DocumentFault[] {
  const { fieldRef, resourceFieldRef: resource } = file;
  const source = isSet(fieldRef) ? fieldPathFault(plainFields(fieldRef), 'file') : undefined;
  return [
    ...pathFaults('a file', file),
    ...modeFaults(['mode'], file.mode),
    ...userFaults(['user'], file.user),
    ...isSet(fieldRef) && isSet(resource)
      ? [fault([], 'a file', 'has fieldRef and resourceFieldRef; make a file of each')] : [],
    ...!isSet(fieldRef) && !isSet(resource)
      ? [fault([], 'a file', 'has no source; give it fieldRef or resourceFieldRef')] : [],
    ...source === undefined ? [] : [below(['fieldRef'], source)],
    ...isSet(resource)
      ? resourceFieldFaults(plainFields(resource), 'file').map((each) => below(['resourceFieldRef'], each)) : [],
  ];
}

function projectedFaults(projected: PlainFields): DocumentFault[] {
  return [
    ...defaultFaults(projected),
    ...plainList(projected.sources).flatMap((each, index) =>
      projectedSourceFaults(plainFields(each)).map((found) => below(['sources', index], found))),
  ];
}

function projectedSourceFaults(source: PlainFields): DocumentFault[] {
  const sources = given(source, PROJECTED_SOURCES);
  const { secret, configMap } = source;
  return sources.length > 1 ? [fault([], 'a source', `has ${inWords(sources)}; make a source of each`)] : [
    ...[['secret', secret], ['configMap', configMap]].flatMap(([field, value]) =>
      objectFaults(field as string, value, 'name')),
    ...Object.entries(ISSUED).flatMap(([field, faultsOf]) =>
      isMissing(source[field]) ? [] : faultsOf(plainFields(source[field])).map((each) => below([field], each))),
  ];
}

/** Sources that are issued for the pod, or to it, and what is told of it. */
const ISSUED: { readonly [field: string]: (source: PlainFields) => DocumentFault[] } = {
  serviceAccountToken: tokenFaults,
  podCertificate: podCertificateFaults,
  clusterTrustBundle: trustBundleFaults,
  downwardAPI: downwardFaults,
};

function tokenFaults(token: PlainFields): DocumentFault[] {
  const { expirationSeconds: seconds } = token;
  const path = plainText(token.path);
  const pathFault = path === '' ? undefined : filePathFault(path);
  const life = typeof seconds === 'number' ? tokenLifeFault(seconds) : undefined;
  return [
    ...required('serviceAccountToken', token, ['path']),
    ...pathFault === undefined ? [] : [fault(['path'], 'the path', pathFault, path)],
    ...life === undefined ? [] : [fault(['expirationSeconds'], `expirationSeconds ${seconds}`, life)],
    ...userFaults(['user'], token.user),
  ];
}

function itemFaults(source: PlainFields): DocumentFault[] {
  return plainList(source.items).flatMap((value, index) => {
    const item = plainFields(value);
    const path = plainText(item.path);
    const pathFault = path === '' ? undefined : filePathFault(path);
    return [
      ...required('an item', item, ['key', 'path']),
      ...keyFaults(item),
      ...pathFault === undefined ? [] : [fault(['path'], 'the path', pathFault, path)],
      ...modeFaults(['mode'], item.mode),
      ...userFaults(['user'], item.user),
    ].map((each) => below(['items', index], each));
  });
}

/** A path that has to be there, below the mount. */
function pathFaults(what: string, file: PlainFields): DocumentFault[] {
  const path = plainText(file.path);
  const words = path === '' ? undefined : filePathFault(path);
  return [...required(what, file, ['path']), ...words === undefined ? [] : [fault(['path'], 'the path', words, path)]];
}

/** The mode and the user of files for which an item sets none. */
function defaultFaults({ defaultMode, defaultUser }: PlainFields): DocumentFault[] {
  return [...modeFaults(['defaultMode'], defaultMode), ...userFaults(['defaultUser'], defaultUser)];
}

/** A mode that is given has to be a number of nine bits. */
function modeFaults(at: readonly string[], mode: unknown): DocumentFault[] {
  const field = at[at.length - 1];
  if (typeof mode === 'string') {
    return [fault(at, field, 'is a text; write it as a number, without quotes', mode)];
  }
  return typeof mode === 'number' && !(Number.isInteger(mode) && mode >= 0 && mode <= MAX_FILE_MODE)
    ? [fault(at, field, `is ${mode}, and not from 0 to ${MAX_FILE_MODE}, which is ${octal(MAX_FILE_MODE)}`)] : [];
}

/** A user or a group. */
export function userFaults(at: FieldPath, id: unknown): DocumentFault[] {
  const words = typeof id === 'number' ? idFault(id) : undefined;
  const field = at.filter((part) => typeof part === 'string').pop()!;
  return words === undefined ? [] : [fault(at, `${field} ${id}`, words)];
}

/** A key that no Secret and no ConfigMap can have. */
export function keyFaults(selector: PlainFields): DocumentFault[] {
  const key = plainText(selector.key);
  const words = key === '' ? undefined : keyFault(key);
  return words === undefined ? [] : [fault(['key'], 'the key', `cannot be one: ${words}`, key)];
}

/** Fields that have to be there. */
export function required(what: string, value: PlainFields, fields: readonly string[]): DocumentFault[] {
  return fields.filter((field) => isMissing(value[field])).map((field) => fault([], what, `has no ${field}`));
}

/** Whether a field has no value, or the empty text, which Go reads alike. */
export function isMissing(value: unknown): boolean {
  return !isSet(value) || value === '';
}

/** Those of some fields that have a value. */
export function given(value: PlainFields, fields: readonly string[]): string[] {
  return fields.filter((field) => isSet(value[field]));
}

/** Several fields in words. */
export function inWords(sources: readonly string[]): string {
  return `${sources.slice(0, -1).join(', ')} and ${sources[sources.length - 1]}`;
}

/** A fault of a part, named in words, with what stands there. */
export function fault(at: FieldPath, what: string, words: string, got?: unknown): DocumentFault {
  const parts = [what, got === undefined ? '' : '%q', words];
  return { at, text: parts.filter((part) => part !== '').join(' '), given: got === undefined ? [] : [got] };
}
