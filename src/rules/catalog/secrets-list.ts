import { GIVEN_ROLE, RULE_HAS_NAMES, ruleGroups, ruleResources, ruleVerbs } from '../cel';
import { RuleLevel } from '../finding';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { cis, FIRST_VERSION, kubernetes, nsa } from '../sources';

export const secretsList: ObjectRule = {
  id: 'secrets-list',
  category: RuleCategory.ACCESS,
  title: 'a role lets list or watch all Secrets',
  rationale: 'A list or a watch answers with the full content of every Secret, not with names. One request with a stolen token then '
    + 'empties the namespace, or the cluster. The wildcard verb, resource and group include it. deletecollection removes them all.',
  remediation: 'Allow only get, with resourceNames. A controller that has to watch one Secret can list and watch by name with a field selector.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  since: FIRST_VERSION,
  references: [
    cis('5.1.2', 'Minimize access to secrets'),
    cis('5.1.3', 'Minimize wildcard use in Roles and ClusterRoles'),
    nsa('Role-based access control'),
    kubernetes('RBAC good practices, listing secrets', 'concepts/security/rbac-good-practices/#listing-secrets'),
  ],
  checks: [{
    scope: RuleScope.RBAC_RULE,
    expression: `${GIVEN_ROLE} || ${RULE_HAS_NAMES} || !${ruleGroups('')} || !${ruleResources('secrets')}`
      + ` || !${ruleVerbs('list', 'watch', 'deletecollection')}`,
    message: 'lets list, watch or delete every Secret; a list holds their full content',
  }],
};
