import { GET_SECRETS, LIST_SECRETS } from '../../facts/secret-access';
import { allOf } from '../cel-terms';
import { RuleLevel } from '../finding';
import { GIVEN_RULES, RULE_IS_OWN, ruleAllows } from '../rbac-terms';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { cis, FIRST_VERSION, kubernetes } from '../sources';

const LABEL = "'rbac.authorization.k8s.io/aggregate-to-view'";

/** The role adds its rules to `view`. */
const AGGREGATES = allOf(
  "object.kind == 'ClusterRole'", 'has(object.metadata.labels)', `${LABEL} in object.metadata.labels`,
  `object.metadata.labels[${LABEL}] == 'true'`,
);

export const aggregateToView: ObjectRule = {
  id: 'aggregate-to-view',
  category: RuleCategory.ACCESS,
  title: 'Secrets are added to the built-in role view',
  rationale: 'The built-in role view excludes Secrets on purpose: it is given to people and dashboards that may see '
    + 'everything else. A ClusterRole with the label aggregate-to-view adds its rules to view, wherever view is '
    + 'bound already.',
  remediation: 'Remove the label rbac.authorization.k8s.io/aggregate-to-view, or move the rule on Secrets into a '
    + 'ClusterRole without it.',
  level: RuleLevel.ERROR,
  levelReason: 'It gives every Secret to people whose role was chosen because it gives none.',
  since: FIRST_VERSION,
  references: [
    cis('5.1.2', 'Minimize access to secrets'),
    kubernetes('RBAC, aggregated ClusterRoles', 'reference/access-authn-authz/rbac/#aggregated-clusterroles'),
  ],
  exempt: GIVEN_RULES,
  checks: [{
    scope: RuleScope.RBAC_RULE,
    violation: allOf(AGGREGATES, ruleAllows(LIST_SECRETS, GET_SECRETS), RULE_IS_OWN),
    message: 'adds reading Secrets to the built-in role view',
  }],
};
