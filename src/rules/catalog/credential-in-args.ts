import { CredentialFinding, findCredential } from '../../credentials/detector';
import { Graph } from '../../manifest/graph';
import { Container } from '../../manifest/pod';
import { at, itemsOf, pointerTo, textOf } from '../../manifest/read';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, nsa } from '../sources';

/** Places of a container with a command line. */
const COMMAND_LINES: readonly (readonly string[])[] = [
  ['command'],
  ['args'],
  ...['livenessProbe', 'readinessProbe', 'startupProbe'].map((probe) => [probe, 'exec', 'command']),
  ...['postStart', 'preStop'].map((hook) => ['lifecycle', hook, 'exec', 'command']),
];

export const credentialInArgs: GraphRule = {
  id: 'credential-in-args',
  category: RuleCategory.VALUES,
  title: 'a command line holds a credential',
  rationale: 'Arguments are part of the pod: everybody who may read pods reads them, and every process on the node '
    + 'or in the container can list the arguments of the others.',
  remediation: 'Pass the path of a file from a mounted Secret instead, and rotate the credential: it has been '
    + 'readable.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [nsa('Secrets')],
  * check(graph: Graph): Iterable<Violation> {
    for (const pod of graph.pods) {
      for (const container of pod.containers) {
        for (const path of COMMAND_LINES) {
          yield* inCommandLine(container, path, pod.resource);
        }
        yield* inScript(container, pod.resource);
      }
    }
  },
};

function* inCommandLine(container: Container, path: readonly string[], resource: { readonly objectIndex: number }): Generator<Violation> {
  let flag: string | undefined;
  for (const [index, argument] of itemsOf(at(container.spec, ...path)).entries()) {
    const found = typeof argument === 'string' ? find(argument, flag) : undefined;
    if (found !== undefined) {
      const where = `container "${container.name}", ${path.join('.')}[${index}]`;
      yield violation(resource, pointerTo(container.pointer, ...path, index), `${where} contains ${found.description}`);
    }
    flag = typeof argument === 'string' ? /^--?([A-Za-z][\w.-]*)$/.exec(argument)?.[1] : undefined;
  }
}

/** Fields with a script, which Tekton and Argo run instead of a command line. */
const SCRIPTS = ['script', 'source'];

function* inScript(container: Container, resource: { readonly objectIndex: number }): Generator<Violation> {
  for (const field of SCRIPTS) {
    const found = findCredential(textOf(container.spec[field]));
    if (found !== undefined) {
      const message = `container "${container.name}", ${field} contains ${found.description}`;
      yield violation(resource, pointerTo(container.pointer, field), message);
    }
  }
}

/** Judges `--name=value`, and a value after `--name`, as an entry of that name. */
function find(argument: string, flag: string | undefined): CredentialFinding | undefined {
  const assigned = /^--?([A-Za-z][\w.-]*)=/.exec(argument);
  if (assigned !== null) {
    return findCredential(argument.slice(assigned[0].length), assigned[1]);
  }
  return argument.startsWith('-') ? findCredential(argument) : findCredential(argument, flag);
}
