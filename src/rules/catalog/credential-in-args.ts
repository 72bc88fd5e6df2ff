import { findCredential } from '../../credentials/detector';
import { Graph } from '../../manifest/graph';
import { Container } from '../../manifest/pod';
import { pointerTo, textOf } from '../../manifest/read';
import { credentialWords } from '../command-credentials';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { COMMANDS, tokensIn } from '../searched-texts';
import { FIRST_VERSION, nsa } from '../sources';

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
  policyPart: { what: tokensIn('command and args'), tokensIn: COMMANDS },
  * check(graph: Graph): Iterable<Violation> {
    for (const pod of graph.pods) {
      for (const container of pod.containers) {
        for (const { place, pointer, description } of credentialWords(container, ['command'], ['args'])) {
          yield violation(pod.resource, pointer, `container "${container.name}", ${place} contains ${description}`);
        }
        yield* inScript(container, pod.resource);
      }
    }
  },
};

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
