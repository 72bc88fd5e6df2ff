import { below, DocumentFault, FieldPath } from './document-fault';
import { fieldPathFault, resourceFieldFaults } from './downward-fields';
import { labelFault } from './object-names';
import { mappingOf, PlainFields, plainFields, plainText } from './plain-fields';
import { variableNameFault } from './variable-names';
import {
  fault, given, inWords, isMissing, keyFaults, required, VOLUME_SOURCES, volumeSourceFaults,
} from './volume-sources';

/**
 * What the API server refuses in the parts of a pod that bring Secrets and configuration into it: variables, volumes
 * and mounts. Whoever writes such a part has a workload that is not taken, or a controller whose pods are refused.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/apis/core/validation/validation.go
 */

const VARIABLE_SOURCES = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'];
const ENV_FROM_SOURCES = ['configMapRef', 'secretRef'];

/** What is wrong with an entry of `env`. */
export function variableFaults(entry: PlainFields): DocumentFault[] {
  const { name, value, valueFrom } = entry;
  const from = plainFields(valueFrom);
  const sources = given(from, VARIABLE_SOURCES);
  const faults: DocumentFault[] = [];
  if (isMissing(name)) {
    faults.push(fault([], '', 'has no name'));
  } else {
    faults.push(...nameFaults(['name'], 'the name', name));
  }
  if (typeof value === 'string' && value !== '' && sources.length > 0) {
    faults.push(fault([], '', `has a value and ${sources[0]}; leave one of them out`));
  } else if (sources.length > 1) {
    faults.push(fault(['valueFrom'], 'valueFrom', `has ${inWords(sources)}; leave all but one out`));
  } else if (mappingOf(valueFrom) !== undefined && sources.length === 0) {
    faults.push(fault(['valueFrom'], 'valueFrom', `has no source; give one of ${VARIABLE_SOURCES.join(', ')}`));
  }
  for (const source of sources.length === 1 ? sources : []) {
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
  if (source === 'fieldRef') {
    const found = fieldPathFault(selector, 'variable');
    return found === undefined ? [] : [found];
  }
  return source === 'resourceFieldRef' ? resourceFieldFaults(selector, 'variable') : [];
}

/** What is wrong with the name of a variable, or its begin, where it is given. */
function nameFaults(at: FieldPath, what: string, name: unknown): DocumentFault[] {
  const words = typeof name === 'string' && name !== '' ? variableNameFault(name) : undefined;
  return words === undefined ? [] : [fault(at, what, words)];
}

/** What is wrong with an entry of `envFrom`. */
export function envFromFaults(entry: PlainFields): DocumentFault[] {
  const sources = given(entry, ENV_FROM_SOURCES);
  if (sources.length > 1) {
    return [fault([], 'an entry of envFrom', `has ${inWords(sources)}; make an entry of each`)];
  }
  const [source] = sources;
  const missing = source === undefined
    ? [fault([], 'an entry of envFrom', `has no source; give one of ${ENV_FROM_SOURCES.join(', ')}`)]
    : required(source, plainFields(entry[source]), ['name']).map((each) => below([source], each));
  return [...nameFaults(['prefix'], 'the prefix', entry.prefix), ...missing];
}

/** What is wrong with a mount, seen alone. */
export function mountFaults(mount: PlainFields): DocumentFault[] {
  const faults = [...required('', mount, ['name', 'mountPath']), ...propagationFaults(mount)];
  for (const field of ['subPath', 'subPathExpr']) {
    const path = plainText(mount[field]);
    if (path.startsWith('/') || path.split('/').includes('..')) {
      const words = "is not a path below the volume; write it without a leading '/' and '..'";
      // Variables of the container in the text do not change that.
      faults.push(fault([field], field, words, field === 'subPath' ? path : undefined));
    }
  }
  if (plainText(mount.subPath) !== '' && plainText(mount.subPathExpr) !== '') {
    faults.push(fault(['subPathExpr'], '', 'has subPath and subPathExpr; leave one of them out'));
  }
  return faults;
}

const PROPAGATIONS = ['None', 'HostToContainer', 'Bidirectional'];
const RECURSIVE = ['Disabled', 'IfPossible', 'Enabled'];

/** What is wrong with how a mount follows mounts that come later, or is read-only with the mounts below it. */
function propagationFaults(mount: PlainFields): DocumentFault[] {
  const { mountPropagation: propagation, recursiveReadOnly: recursive, readOnly } = mount;
  const isRecursive = recursive === 'IfPossible' || recursive === 'Enabled';
  return [
    ...wordFaults('mountPropagation', propagation, PROPAGATIONS),
    ...wordFaults('recursiveReadOnly', recursive, RECURSIVE),
    ...isRecursive && readOnly !== true
      ? [fault(['recursiveReadOnly'], 'recursiveReadOnly', 'goes with readOnly: true alone')] : [],
    ...isRecursive && typeof propagation === 'string' && propagation !== 'None'
      ? [fault(['recursiveReadOnly'], 'recursiveReadOnly', 'does not go with mountPropagation; leave one out')] : [],
  ];
}

/** What is wrong with a device, seen alone. */
export function deviceFaults(device: PlainFields): DocumentFault[] {
  const path = plainText(device.devicePath);
  return [
    ...required('', device, ['name', 'devicePath']),
    ...path.split('/').includes('..') ? [fault(['devicePath'], 'devicePath', "has a part '..'", path)] : [],
  ];
}

/** A text that has to be one of some words, where it is given. */
export function wordFaults(field: string, value: unknown, words: readonly string[]): DocumentFault[] {
  return typeof value !== 'string' || value === '' || words.includes(value)
    ? [] : [fault([field], field, `is not one of ${words.join(', ')}`, value)];
}

/** What is wrong with a volume, seen alone. */
export function volumeFaults(volume: PlainFields): DocumentFault[] {
  const name = plainText(volume.name);
  const label = name === '' ? undefined : labelFault(name);
  const sources = given(volume, VOLUME_SOURCES);
  return [
    ...required('', volume, ['name']),
    ...label === undefined ? [] : [fault(['name'], 'the name', label, name)],
    ...sources.length > 1 ? [fault([], '', `has ${inWords(sources)}; make a volume of each`)] : [],
    ...sources.length === 1 ? volumeSourceFaults(volume) : [],
  ];
}

/**
 * A field of a volume that is none, where the volume has no source: the API server refuses it, or makes the volume an
 * empty directory where unknown fields are let through. Descriptions of other kinds have more fields.
 */
export function unknownSourceFaults(volume: PlainFields): DocumentFault[] {
  const [other] = Object.keys(volume).filter((field) => field !== 'name' && volume[field] !== undefined);
  return other === undefined || given(volume, VOLUME_SOURCES).length > 0 ? [] : [{
    at: [],
    unknownField: other,
    text: 'has no source that Kubernetes knows, and "%w" is not one: without it, the volume is an empty directory',
    given: [other],
  }];
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
