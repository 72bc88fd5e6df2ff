import { findCredential } from '../../credentials/detector';
import { ACTIONS } from '../../facts/pod-shapes';
import { Graph } from '../../manifest/graph';
import { Container } from '../../manifest/pod';
import { at, mappingsOf, pointerTo, textOf } from '../../manifest/read';
import { credentialWords } from '../command-credentials';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { PROBES, tokensIn } from '../searched-texts';
import { FIRST_VERSION, kubernetes, nsa } from '../sources';

export const credentialInProbe: GraphRule = {
  id: 'credential-in-probe',
  category: RuleCategory.VALUES,
  title: 'a probe or hook holds a credential',
  rationale:
    'The headers, the path and the command of a probe are part of the pod: everybody who may read pods reads ' +
    'them, and they are in the repository that the manifest comes from. A request cannot take a value from a ' +
    'Secret, so a credential in it is always a literal. On the node and in the container every process can list the ' +
    'arguments of a command.',
  remediation:
    'Let the endpoint of the probe answer without a login, on a port that no Service exposes. A command reads ' +
    'the credential from a file of a mounted Secret, or from a variable that its client knows. Rotate the '
      + 'credential: ' +
    'it has been readable.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [
    nsa('Secrets'),
    kubernetes('Configure probes', 'tasks/configure-pod-container/configure-liveness-readiness-startup-probes/'),
  ],
  policyPart: { what: tokensIn('probes and hooks'), tokensIn: PROBES },
  * check(graph: Graph): Iterable<Violation> {
    for (const pod of graph.pods) {
      for (const container of pod.containers) {
        for (const path of ACTIONS) {
          yield* inRequest(container, [...path, 'httpGet'], pod.resource);
          yield* inCommand(container, [...path, 'exec', 'command'], pod.resource);
        }
      }
    }
  },
};

function* inRequest(
  container: Container,
  path: readonly string[],
  resource: { readonly objectIndex: number },
): Generator<Violation> {
  const request = at(container.spec, ...path);
  const where = `container "${container.name}", ${path.join('.')}`;
  const inPath = findCredential(textOf(at(request, 'path')));
  if (inPath !== undefined) {
    yield violation(
      resource,
      pointerTo(container.pointer, ...path, 'path'),
      `${where}, path contains ${inPath.description}`,
    );
  }
  for (const [header, index] of mappingsOf(at(request, 'httpHeaders'))) {
    const name = textOf(header.name);
    const found = findCredential(textOf(header.value), name);
    if (found !== undefined) {
      yield violation(
        resource,
        pointerTo(container.pointer, ...path, 'httpHeaders', index, 'value'),
        `${where}, header "${name}" contains ${found.description}`,
      );
    }
  }
}

function* inCommand(
  container: Container,
  path: readonly string[],
  resource: { readonly objectIndex: number },
): Generator<Violation> {
  for (const { place, pointer, description } of credentialWords(container, path)) {
    yield violation(resource, pointer, `container "${container.name}", ${place} contains ${description}`);
  }
}
