import { GET_SECRETS, LIST_SECRETS } from '../../facts/secret-access';
import { allOf, not } from '../cel-terms';
import { RuleLevel } from '../finding';
import { GIVEN_RULES, RULE_IS_OWN, ruleAllows, ruleAllowsAll, verbsOfRule } from '../rbac-terms';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { cis, FIRST_VERSION, kubernetes } from '../sources';

export const secretsUnscopedGet: ObjectRule = {
  id: 'secrets-unscoped-get',
  category: RuleCategory.ACCESS,
  title: 'a role may get every Secret by name',
  rationale: 'Without resourceNames, get reads any Secret whose name is known or can be guessed, and pods show the '
    + 'names of the Secrets that they use. patch reads too: its response is the whole Secret, also to a patch that '
    + 'changes nothing and in a dry run. Rules that allow a list as well are reported by secrets-list alone.',
  remediation: 'Name the Secrets in resourceNames.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  levelReason: 'Operators that read Secrets which users name need it.',
  since: FIRST_VERSION,
  references: [
    cis('5.1.2', 'Minimize access to secrets'),
    kubernetes('RBAC, referring to resources', 'reference/access-authn-authz/rbac/#referring-to-resources'),
  ],
  exempt: GIVEN_RULES,
  checks: [{
    scope: RuleScope.RBAC_RULE,
    violation: allOf(ruleAllowsAll(GET_SECRETS), not(ruleAllows(LIST_SECRETS)), RULE_IS_OWN),
    message: 'allows get or patch on any Secret, not only named ones; the response is the whole Secret',
    messageExpression: `'allows ' + ${verbsOfRule(GET_SECRETS.verbs)} `
      + "+ ' on any Secret, not only named ones; the response is the whole Secret'",
  }],
};
