import { openNamespaces } from '../../facts/external-secret-stores';
import { Graph } from '../../manifest/graph';
import { at, fieldsOf, itemsOf, pointerTo } from '../../manifest/read';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { externalSecrets, FIRST_VERSION } from '../sources';
import { storeViolations } from '../store-objects';

export const storeOpenToAllNamespaces: GraphRule = {
  id: 'store-open-to-all-namespaces',
  category: RuleCategory.STORES,
  title: 'a condition lets more namespaces use a store than it names',
  rationale: 'External Secrets takes a pattern for a namespace that it matches anywhere: `prod` also matches '
    + '`not-prod`, and anyone who may name a namespace may choose its name. An empty selector matches every namespace, '
    + 'and so does `*` in a VaultAuth. Anyone who may create an ExternalSecret or a VaultStaticSecret there reads '
    + 'everything that the identity of the store may read.',
  remediation: 'Begin patterns with ^ and end them with $, and name the namespaces or their labels.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  levelReason: 'RBAC may limit who creates such objects.',
  since: FIRST_VERSION,
  references: [externalSecrets('ClusterSecretStore', 'api/clustersecretstore/')],
  * check(graph: Graph): Iterable<Violation> {
    yield* storeViolations(graph, {
      // Without conditions it is cluster-store-without-conditions.
      store: (spec) => (itemsOf(spec.conditions).length === 0 ? [] : openNamespaces(spec)),
    });
    for (const auth of graph.ofKind('secrets.hashicorp.com', 'VaultAuth')) {
      const index = itemsOf(at(fieldsOf(auth.object.spec), 'allowedNamespaces')).indexOf('*');
      if (index >= 0) {
        yield violation(auth, pointerTo(auth.pointer, 'spec', 'allowedNamespaces', index),
          "allowedNamespaces has '*', so that every namespace may read as this login; name those that may");
      }
    }
  },
};
