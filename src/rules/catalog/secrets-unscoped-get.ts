import { GIVEN_ROLE, RULE_HAS_NAMES, ruleGroups, ruleResources, ruleVerbs } from '../cel';
import { RuleLevel } from '../finding';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { cis, FIRST_VERSION, kubernetes } from '../sources';

export const secretsUnscopedGet: ObjectRule = {
  id: 'secrets-unscoped-get',
  category: RuleCategory.ACCESS,
  title: 'a role lets get every Secret by name',
  rationale: 'Without resourceNames, get reads any Secret whose name is known or can be guessed, and names of Secrets stand in every pod '
    + 'that uses them. Rules that allow a list as well are reported by secrets-list alone.',
  remediation: 'Name the Secrets in resourceNames.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  since: FIRST_VERSION,
  references: [
    cis('5.1.2', 'Minimize access to secrets'),
    kubernetes('RBAC, referring to resources', 'reference/access-authn-authz/rbac/#referring-to-resources'),
  ],
  checks: [{
    scope: RuleScope.RBAC_RULE,
    expression: `${GIVEN_ROLE} || ${RULE_HAS_NAMES} || !${ruleGroups('')} || !${ruleResources('secrets')}`
      + ` || ${ruleVerbs('list', 'watch', 'deletecollection')}`
      + " || !(has(self.verbs) && 'get' in self.verbs)",
    message: 'lets get any Secret, not only named ones',
  }],
};
