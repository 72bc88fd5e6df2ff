import { ACCOUNT_TOKEN_TYPE } from '../../facts/secret-types';
import { isOneOf } from '../cel-terms';
import { RuleLevel } from '../finding';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { FIRST_VERSION, kubernetes } from '../sources';

export const longLivedTokenSecret: ObjectRule = {
  id: 'long-lived-token-secret',
  category: RuleCategory.IDENTITY,
  title: 'a Secret requests a token that never expires',
  rationale: 'Kubernetes fills a Secret of type kubernetes.io/service-account-token with a token of the account that '
    + 'has no expiry, is bound to no pod and no audience, and can be read by everybody who may read the Secret.',
  remediation: 'Use a projected serviceAccountToken volume or kubectl create token: both tokens expire.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  levelReason: 'The token works, and some programs outside of the cluster know no other way to log in.',
  since: FIRST_VERSION,
  references: [
    kubernetes('Secrets, ServiceAccount token Secrets', 'concepts/configuration/secret/#serviceaccount-token-secrets'),
  ],
  checks: [{
    scope: RuleScope.SECRET,
    violation: isOneOf('self.type', [ACCOUNT_TOKEN_TYPE]),
    message: 'requests a token of a service account that never expires',
  }],
};
