import { MAX_TOKEN_SECONDS, MIN_TOKEN_SECONDS } from './account-token';
import { keyFault } from './data-limits';
import { below, DocumentFault, FieldPath } from './document-fault';
import { MAX_FILE_MODE, octal } from './file-access';
import { filePathFault } from './file-paths';
import { labelFault } from './object-names';
import { PlainFields, plainFields, plainList, plainText } from './plain-fields';

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
  } else if (typeof name === 'string' && !/^[ -<>-~]+$/.test(name)) {
    faults.push(fault(['name'], 'the name', "has a character that is not printable ASCII, or a '='"));
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
    return [
      ...required(source, selector, ['volumeName', 'path', 'key']),
      ...isOutside ? [fault(['path'], 'the path', "steps out of the volume with '..'", path)] : [],
    ];
  }
  return [];
}

/** What is wrong with an entry of `envFrom`. */
export function envFromFaults(entry: PlainFields): DocumentFault[] {
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
  const { secret, configMap, projected, downwardAPI } = volume;
  return [
    ...required('', volume, ['name']),
    ...label === undefined ? [] : [fault(['name'], 'the name', label, name)],
    ...sources.length > 1 ? [fault([], '', `has ${inWords(sources)}; make a volume of each`)] : [],
    ...objectFaults('secret', secret, 'secretName'),
    ...objectFaults('configMap', configMap, 'name'),
    ...modeFaults(['downwardAPI', 'defaultMode'], plainFields(downwardAPI).defaultMode),
    ...projected === undefined ? [] : projectedFaults(plainFields(projected)).map((each) => below(['projected'], each)),
  ];
}

function objectFaults(field: string, source: unknown, nameField: string): DocumentFault[] {
  return source === undefined ? [] : [
    ...required(field, plainFields(source), [nameField]),
    ...modeFaults(['defaultMode'], plainFields(source).defaultMode),
    ...itemFaults(plainFields(source)),
  ].map((each) => below([field], each));
}

function projectedFaults(projected: PlainFields): DocumentFault[] {
  return [
    ...modeFaults(['defaultMode'], projected.defaultMode),
    ...plainList(projected.sources).flatMap((each, index) =>
      projectedSourceFaults(plainFields(each)).map((found) => below(['sources', index], found))),
  ];
}

function projectedSourceFaults(source: PlainFields): DocumentFault[] {
  const sources = given(source, PROJECTED_SOURCES);
  const { secret, configMap, serviceAccountToken: token } = source;
  return [
    ...sources.length > 1 ? [fault([], 'a source', `has ${inWords(sources)}; make a source of each`)] : [],
    ...[['secret', secret], ['configMap', configMap]].flatMap(([field, value]) =>
      objectFaults(field as string, value, 'name')),
    ...token === undefined ? [] : tokenFaults(plainFields(token)).map((each) => below(['serviceAccountToken'], each)),
  ];
}

function tokenFaults(token: PlainFields): DocumentFault[] {
  const { expirationSeconds: seconds } = token;
  const path = plainText(token.path);
  const pathFault = path === '' ? undefined : filePathFault(path);
  const isOut = typeof seconds === 'number' && (seconds < MIN_TOKEN_SECONDS || seconds > MAX_TOKEN_SECONDS);
  return [
    ...required('serviceAccountToken', token, ['path']),
    ...pathFault === undefined ? [] : [fault(['path'], 'the path', pathFault, path)],
    ...isOut ? [fault(
      ['expirationSeconds'], 'expirationSeconds',
      `is ${seconds}, and not from ${MIN_TOKEN_SECONDS} to ${MAX_TOKEN_SECONDS}`,
    )] : [],
  ];
}

function itemFaults(source: PlainFields): DocumentFault[] {
  return plainList(source.items).flatMap((value, index) => {
    const item = plainFields(value);
    const path = plainText(item.path);
    const pathFault = path === '' ? undefined : filePathFault(path);
    return [
      ...required('an item', item, ['key', 'path']),
      ...pathFault === undefined ? [] : [fault(['path'], 'the path', pathFault, path)],
      ...modeFaults(['mode'], item.mode),
    ].map((each) => below(['items', index], each));
  });
}

/** A mode that is given has to be a number of nine bits. */
function modeFaults(at: readonly string[], mode: unknown): DocumentFault[] {
  const field = at[at.length - 1];
  if (typeof mode === 'string') {
    return [fault(at, field, 'is a text; write it as a number, without quotes')];
  }
  return typeof mode === 'number' && !(Number.isInteger(mode) && mode >= 0 && mode <= MAX_FILE_MODE)
    ? [fault(at, field, `is ${mode}, and not from 0 to ${MAX_FILE_MODE}, which is ${octal(MAX_FILE_MODE)}`)] : [];
}

function keyFaults({ key }: PlainFields): DocumentFault[] {
  const words = typeof key === 'string' && key !== '' ? keyFault(key) : undefined;
  return words === undefined ? [] : [fault(['key'], 'the key', `cannot be one: ${words}`)];
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
