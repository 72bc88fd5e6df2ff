import { GIVEN_ROLE, RULE_HAS_NAMES, RULE_LISTS_SECRETS, ruleGroups, ruleResources, ruleVerbs } from '../cel';
import { RuleLevel } from '../finding';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { cis, FIRST_VERSION, kubernetes } from '../sources';

const ROLES = `(${ruleGroups('rbac.authorization.k8s.io')} && ${ruleResources('roles', 'clusterroles')})`;
const SUBJECTS = `(${ruleGroups('')} && ${ruleResources('users', 'groups', 'serviceaccounts')})`;

export const rbacEscalation: ObjectRule = {
  id: 'rbac-escalation',
  category: RuleCategory.ACCESS,
  title: 'a role lets its holder take the rights of others',
  rationale: 'escalate writes roles beyond the rights of the writer, bind gives any role to anybody, and impersonate acts as any user or '
    + 'account. Each of them is every Secret of the cluster, by one more step.',
  remediation: 'Remove the verbs, or name the roles, users or accounts in resourceNames.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  since: FIRST_VERSION,
  references: [
    cis('5.1.8', 'Limit use of the Bind, Impersonate and Escalate permissions in the Kubernetes cluster'),
    kubernetes('RBAC good practices, escalate verb', 'concepts/security/rbac-good-practices/#escalate-verb'),
  ],
  checks: [{
    scope: RuleScope.RBAC_RULE,
    expression: `${GIVEN_ROLE} || ${RULE_HAS_NAMES} || ${RULE_LISTS_SECRETS}`
      + ` || !has(self.verbs) || ((!${ROLES} || !${ruleVerbs('escalate', 'bind')})`
      + ` && (!${SUBJECTS} || !('impersonate' in self.verbs)))`,
    message: 'lets its holder escalate, bind or impersonate, and so take the rights of others',
  }],
};
