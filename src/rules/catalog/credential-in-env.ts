import { findCredential } from '../../credentials/detector';
import { Graph } from '../../manifest/graph';
import { mappingsOf, textOf } from '../../manifest/read';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { VARIABLES, tokensIn } from '../searched-texts';
import { cis, FIRST_VERSION, nsa } from '../sources';

export const credentialInEnv: GraphRule = {
  id: 'credential-in-env',
  category: RuleCategory.VALUES,
  title: 'an environment variable holds a credential',
  rationale: 'A literal value is part of the pod: everybody who may read pods reads it, kubectl describe prints it, '
    + 'and it is in the repository that the manifest comes from.',
  remediation: 'Put the credential into a Secret that comes from a store, mount it as a file, and rotate the '
    + 'credential: it has been readable.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [cis('5.4.1', 'Prefer using Secrets as files over Secrets as environment variables'), nsa('Secrets')],
  policyPart: { what: tokensIn('values of variables'), tokensIn: VARIABLES },
  * check(graph: Graph): Iterable<Violation> {
    for (const pod of graph.pods) {
      for (const container of pod.containers) {
        for (const [entry, index] of mappingsOf(container.spec.env)) {
          const name = textOf(entry.name);
          const found = findCredential(textOf(entry.value), name);
          if (found !== undefined) {
            yield violation(pod.resource, `${container.pointer}/env/${index}/value`,
              `container "${container.name}", variable "${name}" contains ${found.description}`);
          }
        }
      }
    }
  },
};
