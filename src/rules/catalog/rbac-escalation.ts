import {
  APPROVE_CERTIFICATES, BIND_ROLES, CLIENT_SIGNERS, ESCALATE_ROLES, IMPERSONATE, LIST_SECRETS, UNLIMITING_NAMES,
} from '../../facts/secret-access';
import { allOf, anyOf, not } from '../cel-terms';
import { RuleLevel } from '../finding';
import {
  GIVEN_RULES, RULE_IS_FOR_ALL, RULE_IS_OWN, ruleAllows, ruleAllowsAll, ruleNames, verbsOfRule,
} from '../rbac-terms';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { cis, FIRST_VERSION, kubernetes } from '../sources';

/** Anyone who lists every Secret needs no other way, and another rule reports that. */
const LISTS_ANYWAY = ruleAllowsAll(LIST_SECRETS);

/** Names that limit nothing, since what they name may do everything, or no names. */
const OF_ANY_OR_ALMIGHTY = anyOf(RULE_IS_FOR_ALL, ruleNames(UNLIMITING_NAMES));

export const rbacEscalation: ObjectRule = {
  id: 'rbac-escalation',
  category: RuleCategory.ACCESS,
  title: 'a role lets its holder gain the rights of others',
  rationale: 'escalate writes roles beyond the rights of the writer, bind gives any role to anybody, impersonate '
    + "acts as any user or account, and approving certificates of the API server's own signers makes one for any "
    + 'user. Each of them reaches every Secret of the cluster in one more step. The verb * includes them all: on '
    + 'serviceaccounts it impersonates. A Role impersonates the accounts of its namespace; users and groups have no '
    + 'namespace, so only a ClusterRole reaches them. Constrained impersonation, with verbs such as '
    + 'impersonate:user-info, is on since Kubernetes 1.36. Names limit bind and impersonate, except those of '
    + 'cluster-admin or system:masters. They do not limit escalate: anything may be written into the named role.',
  remediation: 'Remove the verbs, or name the roles, users, accounts or signers in resourceNames. List verbs instead '
    + 'of *.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  levelReason: 'Operators that manage roles need these verbs.',
  since: FIRST_VERSION,
  references: [
    cis('5.1.8', 'Limit use of the Bind, Impersonate and Escalate permissions in the Kubernetes cluster'),
    cis('5.1.11', 'Minimize access to the approval sub-resource of certificatesigningrequests objects'),
    kubernetes('RBAC good practices, escalate verb', 'concepts/security/rbac-good-practices/#escalate-verb'),
    kubernetes(
      'RBAC good practices, CSRs and certificate issuing',
      'concepts/security/rbac-good-practices/#csrs-and-certificate-issuing',
    ),
    kubernetes('User impersonation', 'reference/access-authn-authz/user-impersonation/'),
  ],
  exempt: GIVEN_RULES,
  checks: [
    {
      scope: RuleScope.RBAC_RULE,
      violation: allOf(
        anyOf(ruleAllows(...ESCALATE_ROLES), allOf(OF_ANY_OR_ALMIGHTY, ruleAllows(BIND_ROLES))),
        not(LISTS_ANYWAY),
        RULE_IS_OWN,
      ),
      message: 'allows writing roles or bindings beyond the rights of the holder',
      messageExpression: `'allows ' + ${verbsOfRule(['escalate', 'bind'])} + ' on roles, beyond the rights of the `
        + 'holder\'',
    },
    {
      scope: RuleScope.RBAC_RULE,
      violation: allOf(OF_ANY_OR_ALMIGHTY, ruleAllows(...IMPERSONATE), not(LISTS_ANYWAY), RULE_IS_OWN),
      otherwise: true,
      message: 'allows impersonating others, and so gaining their rights',
      messageExpression: "'allows impersonating others, '"
        + " + ('*' in self.verbs ? 'since the verb * includes it, ' : '') + 'and so gaining their rights'",
    },
    {
      scope: RuleScope.RBAC_RULE,
      violation: allOf(
        ruleAllows(APPROVE_CERTIFICATES),
        anyOf(RULE_IS_FOR_ALL, ruleNames(CLIENT_SIGNERS)),
        not(LISTS_ANYWAY),
        RULE_IS_OWN,
      ),
      message: 'allows approving certificates that the API server accepts as proof of identity, and so becoming any '
        + 'user or node',
    },
  ],
};
