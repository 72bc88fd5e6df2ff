import { OLD_APIS } from '../../facts/api-kinds';
import { Graph } from '../../manifest/graph';
import { pointerTo } from '../../manifest/read';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { externalSecrets, FIRST_VERSION } from '../sources';

export const deprecatedApiVersion: GraphRule = {
  id: 'deprecated-api-version',
  category: RuleCategory.STORES,
  title: 'an API version for secrets is old',
  rationale: 'A cluster with a current operator refuses the object, or drops it at the next upgrade, and the Secrets '
    + 'that it keeps up to date are no longer updated.',
  remediation: 'Change apiVersion to the one in the message; for External Secrets nothing else has to change.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  levelReason: 'The cluster may run an operator that still serves the version.',
  since: FIRST_VERSION,
  references: [externalSecrets('Stability and support', 'introduction/stability-support/')],
  * check(graph: Graph): Iterable<Violation> {
    for (const resource of graph.resources) {
      const old = OLD_APIS.find(({ apiVersion, kinds }) => apiVersion === resource.object.apiVersion
        && (kinds?.some(({ kind }) => kind === resource.kind) ?? true));
      if (old !== undefined) {
        yield violation(resource, pointerTo(resource.pointer, 'apiVersion'),
          `${resource.kind} of ${resource.object.apiVersion} ${old.state}; use ${old.use}`);
      }
    }
  },
};
