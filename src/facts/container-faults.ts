import { below, DocumentFault, FieldPath } from './document-fault';
import { labelFault } from './object-names';
import { isSet, PlainFields, plainFields, plainList, plainText } from './plain-fields';
import { repeated, wordFaults } from './pod-faults';
import { ContainerList } from './pod-shapes';

/**
 * What the API server refuses in a container, beside its variables and mounts.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/apis/core/validation/validation.go
 */

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const MESSAGE_POLICIES = ['File', 'FallbackToLogsOnError'];
const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];
const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const PROBE_HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'grpc'];
const HOOK_HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'sleep'];
const HOOKS = ['postStart', 'preStop'];
const MAX_PORT = 65535;
const MAX_PORT_NAME = 15;

/** Fields that an ephemeral container may not have. */
const NOT_EPHEMERAL = ['ports', 'resources', 'lifecycle', ...PROBES];

/** What is wrong with a container, seen alone. Values that are missing are not judged: see `missingFaults`. */
export function containerFaults(container: PlainFields, list: ContainerList): DocumentFault[] {
  const name = plainText(container.name);
  const label = name === '' ? undefined : labelFault(name);
  return [
    ...label === undefined ? [] : [fault(['name'], `the name %q ${label}`, name)],
    ...wordFaults('imagePullPolicy', container.imagePullPolicy, PULL_POLICIES),
    ...wordFaults('terminationMessagePolicy', container.terminationMessagePolicy, MESSAGE_POLICIES),
    ...wordFaults('restartPolicy', container.restartPolicy, RESTART_POLICIES),
    ...portFaults(plainList(container.ports)),
    ...[...PROBES, 'lifecycle'].flatMap((field) => misplaced(container, list, field)),
    ...handlers(container).flatMap(({ at, given }) => (given.length > 1
      ? [fault(at, `${dottedIn(at)} has ${given.slice(0, -1).join(', ')} and ${given[given.length - 1]}; leave all but `
        + 'one out')] : [])),
    ...list === 'ephemeralContainers' ? ephemeralFaults(container) : [],
  ];
}

/**
 * What a container lacks that it needs, where its object is complete and not a part that is laid over another.
 *
 * @param completes whether its controller gives it a name, and its probes an action
 */
export function missingFaults(container: PlainFields, completes = false): DocumentFault[] {
  const needed = completes ? ['image'] : ['name', 'image'];
  return [
    ...needed.filter((field) => !isSet(container[field]) || container[field] === '')
      .map((field) => fault([], `has no ${field}`)),
    ...(completes ? [] : handlers(container)).flatMap(({ at, given, known }) => (given.length === 0
      ? [fault(at, `${dottedIn(at)} says nothing to do; give it one of ${known.join(', ')}`)] : [])),
  ];
}

function portFaults(ports: readonly unknown[]): DocumentFault[] {
  const names = ports.map((port) => plainText(plainFields(port).name));
  return [
    ...ports.flatMap((value, index) =>
      onePortFaults(plainFields(value)).map((each) => below(['ports', index], each))),
    ...repeated(names).map(({ index }) => fault(['ports', index, 'name'], 'two ports are called %q', names[index])),
  ];
}

function onePortFaults(port: PlainFields): DocumentFault[] {
  const { containerPort, hostPort, protocol } = port;
  const name = plainText(port.name);
  return [
    ...isSet(containerPort) ? numberFaults('containerPort', containerPort) : [fault([], 'a port has no containerPort')],
    ...hostPort === 0 ? [] : numberFaults('hostPort', hostPort),
    ...wordFaults('protocol', protocol, PROTOCOLS),
    ...name === '' || isPortName(name) ? [] : [fault(
      ['name'],
      `port %q: a name has at most ${MAX_PORT_NAME} characters of a-z, 0-9 and '-', a letter among them, and no '-' at `
        + 'an end or beside another',
      name,
    )],
  ];
}

function numberFaults(field: string, port: unknown): DocumentFault[] {
  return typeof port !== 'number' || (Number.isInteger(port) && port >= 1 && port <= MAX_PORT)
    ? [] : [fault([field], `${field} is ${port}, and not from 1 to ${MAX_PORT}`)];
}

/** A name of the registry of services: RFC 6335. */
function isPortName(name: string): boolean {
  return name.length <= MAX_PORT_NAME && /^[a-z0-9-]+$/.test(name) && /[a-z]/.test(name) && !/^-|-$|--/.test(name);
}

/** A probe or hook of a container that runs to its end. */
function misplaced(container: PlainFields, list: ContainerList, field: string): DocumentFault[] {
  const isPassing = list === 'initContainers' && container.restartPolicy !== 'Always';
  return isPassing && isSet(container[field])
    ? [fault([field], `${field} goes with restartPolicy: Always alone in an init container`)] : [];
}

function ephemeralFaults(container: PlainFields): DocumentFault[] {
  return [
    ...NOT_EPHEMERAL.filter((field) => isSet(container[field]))
      .map((field) => fault([field], `${field} is not for ephemeral containers`)),
    ...plainList(container.volumeMounts).flatMap((mount, index) => ['subPath', 'subPathExpr']
      .filter((field) => plainText(plainFields(mount)[field]) !== '')
      .map((field) => fault(['volumeMounts', index, field], `${field} is not for ephemeral containers`))),
  ];
}

/** The probes and hooks of a container, with what they do. */
function handlers(container: PlainFields): { at: string[]; given: string[]; known: readonly string[] }[] {
  const lifecycle = plainFields(container.lifecycle);
  const places: [at: string[], value: unknown, known: readonly string[]][] = [
    ...PROBES.map((field): [string[], unknown, string[]] => [[field], container[field], PROBE_HANDLERS]),
    ...HOOKS.map((hook): [string[], unknown, string[]] => [['lifecycle', hook], lifecycle[hook], HOOK_HANDLERS]),
  ];
  return places.filter(([, value]) => isSet(value)).map(([at, value, known]) =>
    ({ at, given: known.filter((handler) => isSet(plainFields(value)[handler])), known }));
}

function dottedIn(at: readonly string[]): string {
  return at.join('.');
}

function fault(at: FieldPath, text: string, ...given: unknown[]): DocumentFault {
  return { at, text, given };
}
