import { Graph } from '../../manifest/graph';
import { Reference } from '../../manifest/references';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { externalSecrets, FIRST_VERSION, kubernetes } from '../sources';

export const crossNamespaceReference: GraphRule = {
  id: 'cross-namespace-reference',
  category: RuleCategory.REFERENCES,
  title: 'an object of another namespace is referenced',
  rationale: 'A pod finds only Secrets, ConfigMaps and SecretProviderClasses in the same namespace, and so do an '
    + 'Ingress, a service account and a SecretStore. Where the name exists only in another namespace, the pod never '
    + 'starts.',
  remediation: 'Put the object into the namespace where it is used, or let each namespace fetch its own copy from '
    + 'the store.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [
    kubernetes('Secrets', 'concepts/configuration/secret/'),
    externalSecrets('Security best practices', 'guides/security-best-practices/'),
  ],
  * check(graph: Graph): Iterable<Violation> {
    for (const reference of graph.references) {
      const message = crossing(graph, reference);
      if (message !== undefined) {
        yield violation(reference.from, reference.pointer, message);
      }
    }
  },
};

function crossing(graph: Graph, { from, kind, namespace, name }: Reference): string | undefined {
  if (['SecretStore', 'Issuer'].includes(from.kind) && from.namespace !== '' && namespace !== from.namespace) {
    return `${from.kind} of namespace "${from.namespace}" names ${kind} "${name}" of namespace "${namespace}"; it may `
      + 'use only those in the same namespace';
  }
  if (graph.find(kind, namespace, name).length > 0) {
    return undefined;
  }
  const elsewhere = graph.namespacesOf(kind, name);
  return elsewhere.length === 0 ? undefined
    : `${kind} "${name}" is in namespace "${elsewhere[0]}", not in "${namespace}", where it is needed`;
}
