import { CREATE_TOKENS, LIST_SECRETS } from '../../facts/secret-access';
import { allOf, finds, not } from '../cel-terms';
import { RuleLevel } from '../finding';
import { GIVEN_RULES, RULE_IS_OWN, ruleAllowsAll } from '../rbac-terms';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { cis, FIRST_VERSION, kubernetes } from '../sources';

export const tokenCreate: ObjectRule = {
  id: 'token-create',
  category: RuleCategory.ACCESS,
  title: 'a role lets create tokens of every service account',
  rationale: 'Create on serviceaccounts/token hands out a token of any account of the namespace, and with it '
    + 'whatever that account may do, reading Secrets included.',
  remediation: 'Name the service accounts in resourceNames. The request for a token names its account, so that the '
    + 'limit works.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  since: FIRST_VERSION,
  references: [
    cis('5.1.13', 'Minimize access to the service account token creation'),
    kubernetes('RBAC good practices, token request', 'concepts/security/rbac-good-practices/#token-request'),
  ],
  exempt: GIVEN_RULES,
  checks: [finds({
    scope: RuleScope.RBAC_RULE,
    wrong: allOf(ruleAllowsAll(CREATE_TOKENS), not(ruleAllowsAll(LIST_SECRETS)), RULE_IS_OWN),
    message: 'lets create a token of every service account',
  })],
};
