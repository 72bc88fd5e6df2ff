import { DocumentFault } from './document-fault';

/**
 * Which names the API server takes.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
 */

/** Longest name of an object. */
export const MAX_NAME_LENGTH = 253;

/** Longest DNS label: name of a namespace, a container or a volume. */
export const MAX_LABEL_LENGTH = 63;

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const DNS_LABEL = new RegExp(`^${LABEL}$`);
const DNS_SUBDOMAIN = new RegExp(`^${LABEL}(\\.${LABEL})*$`);

/** What is wrong with the name of an object (a DNS-1123 subdomain), to be put after it; undefined where nothing is. */
export function nameFault(name: string): string | undefined {
  return name.length <= MAX_NAME_LENGTH && DNS_SUBDOMAIN.test(name) ? undefined
    : `is not a valid object name: it has 1 to ${MAX_NAME_LENGTH} characters of a-z, 0-9, '-' and '.', and begins and `
      + 'ends with a letter or digit, as does each part between dots';
}

/** What is wrong with the name of a namespace (a DNS-1123 label). */
export function namespaceFault(namespace: string): string | undefined {
  return isLabel(namespace) ? undefined : `is not a valid namespace: ${OF_LABELS}`;
}

/** What is wrong with the name of a container or a volume (a DNS-1123 label). */
export function labelFault(name: string): string | undefined {
  return isLabel(name) ? undefined : `is not a valid name: ${OF_LABELS}`;
}

/**
 * What is wrong with a reference to an object that may be in another namespace: a name, or a namespace, a slash and a
 * name.
 */
export function referenceFault(reference: string): DocumentFault | undefined {
  const slash = reference.indexOf('/');
  const namespace = slash < 0 ? undefined : reference.slice(0, slash);
  const name = reference.slice(slash + 1);
  const ofNamespace = namespace === undefined ? undefined : namespaceFault(namespace);
  if (ofNamespace !== undefined) {
    return { at: [], text: `%q ${ofNamespace}`, given: [namespace] };
  }
  const ofName = nameFault(name);
  return ofName === undefined ? undefined
    : { at: [], text: `%q (${name.length} characters) ${ofName}`, given: [name] };
}

const OF_LABELS = `it has 1 to ${MAX_LABEL_LENGTH} characters of a-z, 0-9 and '-', and begins and ends with a letter `
  + 'or digit';

/** Whether a text is a DNS-1123 label. */
export function isLabel(name: string): boolean {
  return name.length <= MAX_LABEL_LENGTH && DNS_LABEL.test(name);
}

const LABEL_NAME = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/**
 * What is wrong with the name of a label, to be put after it; undefined where nothing is.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
 */
export function labelKeyFault(key: string): string | undefined {
  const slash = key.indexOf('/');
  const isTaken = LABEL_NAME.test(key.slice(slash + 1))
    && (slash < 0 || nameFault(key.slice(0, slash)) === undefined);
  return isTaken ? undefined
    : `is not a valid name of a label: it has 1 to ${MAX_LABEL_LENGTH} letters, digits, '-', '_' and '.', begins and `
      + "ends with a letter or digit, and may have a domain and a '/' before it";
}

/** What is wrong with the value of a label, to be put after it; undefined where nothing is. */
export function labelValueFault(value: string): string | undefined {
  return value === '' || LABEL_NAME.test(value) ? undefined
    : `is not valid: it has at most ${MAX_LABEL_LENGTH} letters, digits, '-', '_' and '.', and begins and ends with a `
      + 'letter or digit';
}

/**
 * What is wrong with the name of a role or binding, which may have any character that a part of a path may have.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/apis/rbac/validation/validation.go
 */
export function pathSegmentFault(name: string): string | undefined {
  return name === '.' || name === '..' || /[/%]/.test(name)
    ? "is not a valid name: it has no '/' or '%', and is not '.' or '..'" : undefined;
}

/** Groups whose objects are named by parts of paths, or by words of other systems. */
const OTHER_NAMES: ReadonlyMap<string, (name: string) => string | undefined> = new Map([
  ['rbac.authorization.k8s.io', pathSegmentFault],
]);

/** What is wrong with the name of an object of an API group. */
export function nameFaultIn(group: string, name: string): string | undefined {
  return (OTHER_NAMES.get(group) ?? nameFault)(name);
}
