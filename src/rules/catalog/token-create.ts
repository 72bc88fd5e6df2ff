import { CREATE_TOKENS, LIST_SECRETS } from '../../facts/secret-access';
import { allOf, not } from '../cel-terms';
import { RuleLevel } from '../finding';
import { GIVEN_RULES, RULE_IS_OWN, ruleAllowsAll } from '../rbac-terms';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { cis, FIRST_VERSION, kubernetes } from '../sources';

export const tokenCreate: ObjectRule = {
  id: 'token-create',
  category: RuleCategory.ACCESS,
  title: 'a role may create tokens of every service account',
  rationale: 'The verb create on serviceaccounts/token returns a token of any account of the namespace, and with it '
    + 'all rights of that account, including reading Secrets.',
  remediation: 'Name the service accounts in resourceNames. The request names its account, so the limit is '
    + 'effective.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  levelReason: 'Secret stores and proxies that act for others need it.',
  since: FIRST_VERSION,
  references: [
    cis('5.1.13', 'Minimize access to the service account token creation'),
    kubernetes('RBAC good practices, token request', 'concepts/security/rbac-good-practices/#token-request'),
  ],
  exempt: GIVEN_RULES,
  checks: [{
    scope: RuleScope.RBAC_RULE,
    violation: allOf(ruleAllowsAll(CREATE_TOKENS), not(ruleAllowsAll(LIST_SECRETS)), RULE_IS_OWN),
    message: 'allows creating a token of every service account',
  }],
};
