import { readsSecrets } from '../../facts/secret-access';
import { TYPES_OF_CONTROLLERS } from '../../facts/secret-types';
import { Graph } from '../../manifest/graph';
import { mentions } from '../../manifest/mentions';
import { textOf } from '../../manifest/read';
import { Resource } from '../../manifest/resource';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const unusedSecret: GraphRule = {
  id: 'unused-secret',
  category: RuleCategory.REFERENCES,
  title: 'nothing in the manifest uses a Secret',
  rationale: 'A Secret that nothing uses is a credential that nobody rotates. Uses by pods, service accounts, '
    + 'Ingresses, stores and roles are known; a word that equals its name in an argument, in an environment '
    + 'variable or in an object of another kind is taken for a use as well.',
  remediation: 'Remove the Secret and revoke its credential, or correct the name where it should be used.',
  level: RuleLevel.NOTE,
  recommended: 'off',
  levelReason: 'Programs read Secrets through the API, under names that no manifest shows.',
  since: FIRST_VERSION,
  references: [kubernetes('Good practices for Kubernetes Secrets', 'concepts/security/secrets-good-practices/')],
  * check(graph: Graph): Iterable<Violation> {
    const candidates = graph.ofKind('', 'Secret').filter((resource) => isCandidate(graph, resource));
    if (candidates.length === 0) {
      return;
    }
    const words = mentions(graph);
    // Many bindings may give one role, so each list of rules is read once.
    const given = new Set(graph.access.grants.map(({ rules }) => rules));
    const readers = [...given].flatMap((rules) => rules.filter(readsSecrets));
    const granted = new Set(readers.flatMap(({ names }) => names));
    for (const resource of candidates) {
      if (!words.has(resource.name) && !granted.has(resource.name)) {
        yield violation(resource, resource.pointer, `nothing in the manifest uses Secret "${resource.name}"`);
      }
    }
  },
};

function isCandidate(graph: Graph, { object, namespace, name }: Resource): boolean {
  return name !== '' && !TYPES_OF_CONTROLLERS.includes(textOf(object.type))
    && graph.referencesTo('Secret', namespace, name).length === 0;
}
