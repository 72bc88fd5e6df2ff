import { ANNOTATIONS_OF_SECRETS, isCopiedInto } from '../../facts/copied-objects';
import { Graph } from '../../manifest/graph';
import { at, fieldsOf, pointerTo } from '../../manifest/read';
import { Reference } from '../../manifest/references';
import { Resource } from '../../manifest/resource';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { externalSecrets, FIRST_VERSION, kubernetes } from '../sources';
import { accountsOfStores } from '../store-accounts';

export const crossNamespaceReference: GraphRule = {
  id: 'cross-namespace-reference',
  category: RuleCategory.REFERENCES,
  title: 'an object of another namespace is referenced',
  rationale: 'A pod finds only Secrets, ConfigMaps and SecretProviderClasses in the same namespace, and so do an '
    + 'Ingress, a service account and a SecretStore. Where the name exists only in another namespace, the pod never '
    + 'starts. Not reported is what Reflector, kubernetes-replicator or Config Syncer copies by its annotations.',
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
    for (const { resource, account } of accountsOfStores(graph)) {
      const message = account.namespace === '' ? undefined
        : outOfStore(resource, `service account "${account.name}"`, account.namespace);
      if (message !== undefined) {
        yield violation(resource, pointerTo(resource.pointer, 'spec', ...account.at), message);
      }
    }
  },
};

function crossing(graph: Graph, { from, kind, namespace, name }: Reference): string | undefined {
  const refused = outOfStore(from, `${kind} "${name}"`, namespace);
  if (refused !== undefined) {
    return refused;
  }
  if (graph.find(kind, namespace, name).length > 0) {
    return undefined;
  }
  const elsewhere = graph.namespacesOf(kind, name);
  return elsewhere.length === 0 || isCopied(graph, kind, name, elsewhere, namespace) ? undefined
    : `${kind} "${name}" is in namespace "${elsewhere[0]}", not in "${namespace}", where it is needed`;
}

/** Whether a controller copies the object from one of the namespaces that have it, or may do so. */
function isCopied(
  graph: Graph, kind: Reference['kind'], name: string, from: readonly string[], into: string,
): boolean {
  const sources = from.flatMap((namespace) => graph.find(kind, namespace, name))
    .flatMap(({ resource, production }) => resource ?? production?.by ?? []);
  return sources.some(({ object }) => ANNOTATIONS_OF_SECRETS.some((path) =>
    isCopiedInto(fieldsOf(at(object, ...path)), into) !== 'no'));
}

/** What a store or an issuer of one namespace may not name; `named` begins with its kind. */
function outOfStore(from: Resource, named: string, namespace: string): string | undefined {
  return ['SecretStore', 'Issuer'].includes(from.kind) && from.namespace !== '' && namespace !== from.namespace
    ? `${from.kind} of namespace "${from.namespace}" names ${named} of namespace "${namespace}"; it may use only those `
      + 'in the same namespace' : undefined;
}
