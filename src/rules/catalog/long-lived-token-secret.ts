import { allOf, finds } from '../cel-terms';
import { RuleLevel } from '../finding';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { FIRST_VERSION, kubernetes } from '../sources';

export const longLivedTokenSecret: ObjectRule = {
  id: 'long-lived-token-secret',
  category: RuleCategory.IDENTITY,
  title: 'a Secret asks for a token that never expires',
  rationale: 'A Secret of type kubernetes.io/service-account-token is filled with a token of the account that has '
    + 'no expiry, is bound to no pod and no audience, and can be read by everybody who may read the Secret.',
  remediation: 'Use a projected serviceAccountToken volume, or kubectl create token, both of which expire.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  since: FIRST_VERSION,
  references: [kubernetes('Secrets, ServiceAccount token Secrets', 'concepts/configuration/secret/#serviceaccount-token-secrets')],
  checks: [finds({
    scope: RuleScope.SECRET,
    wrong: allOf('has(self.type)', "self.type == 'kubernetes.io/service-account-token'"),
    message: 'asks for a token of a service account that never expires',
  })],
};
