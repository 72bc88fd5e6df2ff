import { AGGREGATE_TO_VIEW } from '../../facts/given-roles';
import { GET_SECRETS, LIST_SECRETS, wayOf } from '../../facts/secret-access';
import { RoleRule } from '../../manifest/access';
import { Graph } from '../../manifest/graph';
import { at, pointerTo } from '../../manifest/read';
import { Resource } from '../../manifest/resource';
import { allOf } from '../cel-terms';
import { RuleLevel } from '../finding';
import { RULE_IS_OWN, ruleAllows } from '../rbac-terms';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { RuleScope } from '../rule-scope';
import { cis, FIRST_VERSION, kubernetes } from '../sources';

/** The role adds its rules to `view`. */
const AGGREGATES = allOf(
  "object.kind == 'ClusterRole'", 'has(object.metadata.labels)', `'${AGGREGATE_TO_VIEW}' in object.metadata.labels`,
  `object.metadata.labels['${AGGREGATE_TO_VIEW}'] == 'true'`,
);

export const aggregateToView: GraphRule = {
  id: 'aggregate-to-view',
  category: RuleCategory.ACCESS,
  title: 'Secrets, or a way to them, are added to the built-in role view',
  rationale: 'The built-in role view excludes Secrets on purpose: it is given to people and dashboards that may see '
    + 'everything else. So it has nothing that reaches them in one more step either: no tokens, no impersonation, no '
    + 'command in a pod, no workload. A ClusterRole with the label aggregate-to-view adds its rules to view, wherever '
    + 'view is bound already, and so do ClusterRoles that such a role aggregates.',
  remediation: 'Remove the label rbac.authorization.k8s.io/aggregate-to-view, or move the rule into a ClusterRole '
    + 'without it.',
  level: RuleLevel.ERROR,
  levelReason: 'It gives every Secret to people whose role was chosen because it gives none.',
  since: FIRST_VERSION,
  references: [
    cis('5.1.2', 'Minimize access to secrets'),
    kubernetes('RBAC, aggregated ClusterRoles', 'reference/access-authn-authz/rbac/#aggregated-clusterroles'),
  ],
  policyPart: {
    what: 'rules of the role itself that read Secrets',
    checks: [{
      scope: RuleScope.RBAC_RULE,
      violation: allOf(AGGREGATES, ruleAllows(LIST_SECRETS, GET_SECRETS), RULE_IS_OWN),
      message: 'adds reading Secrets to the built-in role view',
    }],
  },
  * check(graph: Graph): Iterable<Violation> {
    for (const role of graph.access.clusterRoles) {
      if (at(role.object, 'metadata', 'labels', AGGREGATE_TO_VIEW) === 'true') {
        yield* added(role, graph.access.rulesOf(role));
      }
    }
  },
};

/** The rules that open a way to Secrets, where the role has them; one finding for those that it aggregates. */
function* added(role: Resource, rules: readonly RoleRule[]): Iterable<Violation> {
  let gathers = false;
  for (const rule of rules) {
    const does = wayOf(rule, false)?.does;
    if (does !== undefined) {
      for (const { objectIndex, pointer } of rule.places) {
        // Roles in one List have one index.
        if (objectIndex === role.objectIndex && pointer.startsWith(`${role.pointer}/`)) {
          yield violation(role, pointer, `adds to the built-in role view a rule that ${does}`);
        } else if (!gathers) {
          gathers = true;
          yield violation(
            role, pointerTo(role.pointer, 'aggregationRule'),
            `adds to the built-in role view a rule of another ClusterRole that ${does}`,
          );
        }
      }
    }
  }
}
