import { tokenLifeFault } from './account-token';
import { keyFault } from './data-limits';
import { below, DocumentFault, FieldPath } from './document-fault';
import { MAX_FILE_MODE, octal } from './file-access';
import { filePathFault } from './file-paths';
import { isNameFilledInLater } from './filled-in-later';
import { idFault } from './ids';
import { imageReferenceFault } from './image-references';
import { labelFault } from './object-names';
import { PlainFields, plainFields, plainList, plainText } from './plain-fields';
import { podCertificateFaults, trustBundleFaults } from './pod-certificates';
import { variableNameFault } from './variable-names';

/**
 * What the API server refuses in the parts of a pod that bring Secrets and configuration into it: variables, volumes
 * and mounts. Whoever writes such a part has a workload that is not taken, or a controller whose pods are refused.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/apis/core/validation/validation.go
 */

const VARIABLE_SOURCES = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'];
const ENV_FROM_SOURCES = ['configMapRef', 'secretRef'];
const PROJECTED_SOURCES = [
  'secret', 'configMap', 'downwardAPI', 'serviceAccountToken', 'clusterTrustBundle', 'podCertificate',
];
const VOLUME_SOURCES = [
  'hostPath', 'emptyDir', 'gcePersistentDisk', 'awsElasticBlockStore', 'gitRepo', 'secret', 'nfs', 'iscsi', 'glusterfs',
  'persistentVolumeClaim', 'rbd', 'flexVolume', 'cinder', 'cephfs', 'flocker', 'downwardAPI', 'fc', 'azureFile',
  'configMap', 'vsphereVolume', 'quobyte', 'azureDisk', 'photonPersistentDisk', 'projected', 'portworxVolume',
  'scaleIO', 'storageos', 'csi', 'ephemeral', 'image',
];

/** What is wrong with an entry of `env`. */
export function variableFaults(entry: PlainFields): DocumentFault[] {
  const { name, value, valueFrom } = entry;
  const from = plainFields(valueFrom);
  const sources = given(from, VARIABLE_SOURCES);
  const faults: DocumentFault[] = [];
  if (isMissing(name)) {
    faults.push(fault([], '', 'has no name'));
  } else if (typeof name === 'string') {
    faults.push(...nameFaults(['name'], 'the name', name));
  }
  if (typeof value === 'string' && value !== '' && sources.length > 0) {
    faults.push(fault([], '', `has a value and ${sources[0]}; leave one of them out`));
  } else if (sources.length > 1) {
    faults.push(fault(['valueFrom'], 'valueFrom', `has ${inWords(sources)}; leave all but one out`));
  } else if (valueFrom !== undefined && Object.keys(from).length === 0) {
    faults.push(fault(['valueFrom'], 'valueFrom', `has no source; give one of ${VARIABLE_SOURCES.join(', ')}`));
  }
  for (const source of sources) {
    faults.push(...sourceFaults(source, plainFields(from[source])).map((each) => below(['valueFrom', source], each)));
  }
  return faults;
}

function sourceFaults(source: string, selector: PlainFields): DocumentFault[] {
  if (source === 'configMapKeyRef' || source === 'secretKeyRef') {
    return [...required(source, selector, ['name', 'key']), ...keyFaults(selector)];
  }
  if (source === 'fileKeyRef') {
    const path = plainText(selector.path);
    const isOutside = path.split('/').includes('..');
    const volume = plainText(selector.volumeName);
    const label = volume === '' ? undefined : labelFault(volume);
    return [
      ...required(source, selector, ['volumeName', 'path', 'key']),
      ...label === undefined ? [] : [fault(['volumeName'], 'volumeName', label, volume)],
      ...nameFaults(['key'], 'the key', selector.key),
      ...isOutside ? [fault(['path'], 'the path', "steps out of the volume with '..'", path)] : [],
    ];
  }
  return [];
}

/** What is wrong with the name of a variable, or its begin, where it is given. */
function nameFaults(at: FieldPath, what: string, name: unknown): DocumentFault[] {
  const words = typeof name === 'string' && name !== '' ? variableNameFault(name) : undefined;
  return words === undefined ? [] : [fault(at, what, words)];
}

/** What is wrong with an entry of `envFrom`. */
export function envFromFaults(entry: PlainFields): DocumentFault[] {
  return [...nameFaults(['prefix'], 'the prefix', entry.prefix), ...envSourceFaults(entry)];
}

function envSourceFaults(entry: PlainFields): DocumentFault[] {
  const sources = given(entry, ENV_FROM_SOURCES);
  if (sources.length > 1) {
    return [fault([], 'an entry of envFrom', `has ${inWords(sources)}; make an entry of each`)];
  }
  const [source] = sources;
  if (source !== undefined) {
    return required(source, plainFields(entry[source]), ['name']).map((each) => below([source], each));
  }
  return Object.keys(entry).every((field) => field === 'prefix')
    ? [fault([], 'an entry of envFrom', `has no source; give one of ${ENV_FROM_SOURCES.join(', ')}`)] : [];
}

/** What is wrong with a mount, seen alone. */
export function mountFaults(mount: PlainFields): DocumentFault[] {
  const faults = required('', mount, ['name', 'mountPath']);
  for (const field of ['subPath', 'subPathExpr']) {
    const path = plainText(mount[field]);
    if (path.startsWith('/') || path.split('/').includes('..')) {
      const words = "is not a path below the volume; write it without a leading '/' and '..'";
      faults.push(fault([field], field, words, path));
    }
  }
  if (plainText(mount.subPath) !== '' && plainText(mount.subPathExpr) !== '') {
    faults.push(fault(['subPathExpr'], '', 'has subPath and subPathExpr; leave one of them out'));
  }
  return faults;
}

/** What is wrong with a volume, seen alone. */
export function volumeFaults(volume: PlainFields): DocumentFault[] {
  const name = plainText(volume.name);
  const label = name === '' ? undefined : labelFault(name);
  const sources = given(volume, VOLUME_SOURCES);
  const { secret, configMap, projected, downwardAPI, image } = volume;
  return [
    ...required('', volume, ['name']),
    ...label === undefined ? [] : [fault(['name'], 'the name', label, name)],
    ...sources.length > 1 ? [fault([], '', `has ${inWords(sources)}; make a volume of each`)] : [],
    ...objectFaults('secret', secret, 'secretName'),
    ...objectFaults('configMap', configMap, 'name'),
    ...modeFaults(['downwardAPI', 'defaultMode'], plainFields(downwardAPI).defaultMode),
    ...userFaults(['downwardAPI', 'defaultUser'], plainFields(downwardAPI).defaultUser),
    ...isMissing(image) ? [] : imageFaults(plainFields(image)).map((each) => below(['image'], each)),
    ...projected === undefined ? [] : projectedFaults(plainFields(projected)).map((each) => below(['projected'], each)),
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
  return source === undefined ? [] : [
    ...required(field, plainFields(source), [nameField]),
    ...modeFaults(['defaultMode'], plainFields(source).defaultMode),
    ...userFaults(['defaultUser'], plainFields(source).defaultUser),
    ...itemFaults(plainFields(source)),
  ].map((each) => below([field], each));
}

function projectedFaults(projected: PlainFields): DocumentFault[] {
  return [
    ...modeFaults(['defaultMode'], projected.defaultMode),
    ...userFaults(['defaultUser'], projected.defaultUser),
    ...plainList(projected.sources).flatMap((each, index) =>
      projectedSourceFaults(plainFields(each)).map((found) => below(['sources', index], found))),
  ];
}

function projectedSourceFaults(source: PlainFields): DocumentFault[] {
  const sources = given(source, PROJECTED_SOURCES);
  const { secret, configMap } = source;
  return [
    ...sources.length > 1 ? [fault([], 'a source', `has ${inWords(sources)}; make a source of each`)] : [],
    ...[['secret', secret], ['configMap', configMap]].flatMap(([field, value]) =>
      objectFaults(field as string, value, 'name')),
    ...Object.entries(ISSUED).flatMap(([field, faultsOf]) =>
      isMissing(source[field]) ? [] : faultsOf(plainFields(source[field])).map((each) => below([field], each))),
  ];
}

/** Sources that are issued for the pod, or to it. */
const ISSUED: { readonly [field: string]: (source: PlainFields) => DocumentFault[] } = {
  serviceAccountToken: tokenFaults, podCertificate: podCertificateFaults, clusterTrustBundle: trustBundleFaults,
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

/** A mode that is given has to be a number of nine bits. */
function modeFaults(at: readonly string[], mode: unknown): DocumentFault[] {
  const field = at[at.length - 1];
  if (typeof mode === 'string') {
    return [fault(at, field, 'is a text; write it as a number, without quotes', mode)];
  }
  return typeof mode === 'number' && !(Number.isInteger(mode) && mode >= 0 && mode <= MAX_FILE_MODE)
    ? [fault(at, field, `is ${mode}, and not from 0 to ${MAX_FILE_MODE}, which is ${octal(MAX_FILE_MODE)}`)] : [];
}

/** What is wrong with users and groups in the security context of a pod or a container. */
export function securityContextFaults(context: PlainFields): DocumentFault[] {
  return [
    ...['runAsUser', 'runAsGroup', 'fsGroup'].flatMap((field) => userFaults([field], context[field])),
    ...plainList(context.supplementalGroups).flatMap((group, index) =>
      userFaults(['supplementalGroups', index], group)),
  ];
}

/** A user or a group. */
function userFaults(at: FieldPath, id: unknown): DocumentFault[] {
  const words = typeof id === 'number' ? idFault(id) : undefined;
  const field = at.filter((part) => typeof part === 'string').pop()!;
  return words === undefined ? [] : [fault(at, `${field} ${id}`, words)];
}

function keyFaults(selector: PlainFields): DocumentFault[] {
  const key = plainText(selector.key);
  const words = key === '' ? undefined : keyFault(key);
  return words === undefined ? [] : [fault(['key'], 'the key', `cannot be one: ${words}`, key)];
}

/** Two things of one name in a list where each name is to be there once: the later ones, with what they are called. */
export function repeated(names: readonly string[]): { readonly index: number; readonly first: number }[] {
  const first = new Map<string, number>();
  return names.flatMap((name, index) => {
    const before = first.get(name);
    if (before === undefined) {
      first.set(name, index);
    }
    return before === undefined || name === '' ? [] : [{ index, first: before }];
  });
}

function required(what: string, value: PlainFields, fields: readonly string[]): DocumentFault[] {
  return fields.filter((field) => isMissing(value[field])).map((field) => fault([], what, `has no ${field}`));
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function given(value: PlainFields, fields: readonly string[]): string[] {
  return fields.filter((field) => value[field] !== undefined && value[field] !== null);
}

function inWords(sources: readonly string[]): string {
  return `${sources.slice(0, -1).join(', ')} and ${sources[sources.length - 1]}`;
}

/** A fault of a part, named in words, with what stands there. */
function fault(at: FieldPath, what: string, words: string, got?: string): DocumentFault {
  const parts = [what, got === undefined ? '' : '%q', words];
  return { at, text: parts.filter((part) => part !== '').join(' '), given: got === undefined ? [] : [got] };
}
