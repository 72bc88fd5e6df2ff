import { DocumentFault, FieldPath } from './document-fault';
import { labelKeyFault } from './object-names';
import { isSet, PlainFields, plainText } from './plain-fields';

/**
 * Which fields of a pod, and which resources of a container, a variable or a file may have.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/downward-api/#available-fields
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/apis/core/validation/validation.go
 */

/** What takes a field. */
export type FieldTaker = 'variable' | 'file';

const FIELDS: { readonly [taker in FieldTaker]: readonly string[] } = {
  variable: [
    'metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName', 'status.hostIP',
    'status.hostIPs', 'status.podIP', 'status.podIPs',
  ],
  file: ['metadata.name', 'metadata.namespace', 'metadata.labels', 'metadata.annotations', 'metadata.uid'],
};

/** An old name of `spec.nodeName`, which is taken still. */
const OLD_NODE_NAME = 'spec.host';

const RESOURCES: readonly string[] = ['limits', 'requests'].flatMap((kind) =>
  ['cpu', 'memory', 'ephemeral-storage'].map((name) => `${kind}.${name}`));

/** What is wrong with a `fieldRef`; undefined where nothing is. */
export function fieldPathFault(selector: PlainFields, taker: FieldTaker): DocumentFault | undefined {
  const { fieldPath } = selector;
  if (!isSet(fieldPath) || fieldPath === '') {
    return fault([], 'fieldRef has no fieldPath');
  }
  const path = plainText(fieldPath);
  const entry = /^metadata\.(annotations|labels)\['(.*)'\]$/s.exec(path);
  const isField = entry === null ? FIELDS[taker].includes(path === OLD_NODE_NAME ? 'spec.nodeName' : path)
    : labelKeyFault(entry[1] === 'annotations' ? entry[2].toLowerCase() : entry[2]) === undefined;
  return isField || path === '' ? undefined : fault(
    ['fieldPath'],
    `fieldPath %q is not a field that a ${taker} may have: ${FIELDS[taker].join(', ')}, or one label or annotation, `
      + "such as metadata.labels['app']",
    path,
  );
}

/** What is wrong with a `resourceFieldRef`. */
export function resourceFieldFaults(selector: PlainFields, taker: FieldTaker): DocumentFault[] {
  const { resource, containerName } = selector;
  const name = plainText(resource);
  if (taker === 'file' && !isSet(containerName)) {
    return [fault([], 'resourceFieldRef has no containerName')];
  }
  if (!isSet(resource) || resource === '') {
    return [fault([], 'resourceFieldRef has no resource')];
  }
  return name === '' || RESOURCES.includes(name) || /^(?:limits|requests)\.hugepages-/.test(name) ? [] : [
    fault(['resource'], `resource %q is not one of ${RESOURCES.join(', ')}`, name),
  ];
}

function fault(at: FieldPath, text: string, ...given: unknown[]): DocumentFault {
  return { at, text, given };
}
