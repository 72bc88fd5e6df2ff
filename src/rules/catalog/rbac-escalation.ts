import {
  APPROVE_CERTIFICATES, BIND_ROLES, CLIENT_SIGNERS, ESCALATE_ROLES, IMPERSONATE, LIST_SECRETS, UNLIMITING_NAMES,
} from '../../facts/secret-access';
import { allOf, anyOf, finds, not } from '../cel-terms';
import { RuleLevel } from '../finding';
import {
  GIVEN_RULES, RULE_IS_FOR_ALL, RULE_IS_OWN, ruleAllows, ruleAllowsAll, ruleNames, verbsOfRule,
} from '../rbac-terms';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { cis, FIRST_VERSION, kubernetes } from '../sources';

/** Whoever lists every Secret needs no way around, and another rule has said so. */
const LISTS_ANYWAY = ruleAllowsAll(LIST_SECRETS);

/** Names that limit nothing, since what they name may do everything. */
const OF_ANY_OR_ALMIGHTY = anyOf(RULE_IS_FOR_ALL, ruleNames(UNLIMITING_NAMES));

const WRITES_ROLES = anyOf(ruleAllows(...ESCALATE_ROLES), allOf(OF_ANY_OR_ALMIGHTY, ruleAllows(BIND_ROLES)));

export const rbacEscalation: ObjectRule = {
  id: 'rbac-escalation',
  category: RuleCategory.ACCESS,
  title: 'a role lets its holder take the rights of others',
  rationale: 'escalate writes roles beyond the rights of the writer, bind gives any role to anybody, impersonate '
    + 'acts as any user or account, and the approval of certificates of the API server\'s own signers makes one for '
    + 'any user. Each of them is every Secret of the cluster, by one more step. The verb * has them all: on '
    + 'serviceaccounts it impersonates. A Role impersonates the accounts of its namespace; users and groups are of '
    + 'none, so that only a ClusterRole reaches them. Constrained impersonation, with verbs such as '
    + 'impersonate:user-info, is on since Kubernetes 1.36. Names limit bind and impersonate, but not where they are '
    + 'those of cluster-admin or system:masters, and not escalate: what is written into the named role is free.',
  remediation: 'Remove the verbs, or name the roles, users, accounts or signers in resourceNames. Spell out verbs '
    + 'in the place of *.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
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
    finds({
      scope: RuleScope.RBAC_RULE,
      wrong: allOf(WRITES_ROLES, not(LISTS_ANYWAY), RULE_IS_OWN),
      message: 'lets its holder write roles or bindings beyond its own rights',
      messageExpression: `'lets its holder ' + ${verbsOfRule(['escalate', 'bind'])} + ' roles beyond its own rights'`,
    }),
    finds({
      scope: RuleScope.RBAC_RULE,
      wrong: allOf(
        OF_ANY_OR_ALMIGHTY, ruleAllows(...IMPERSONATE), not(WRITES_ROLES), not(LISTS_ANYWAY), RULE_IS_OWN,
      ),
      message: 'lets its holder impersonate others, and so take their rights',
      messageExpression: "'lets its holder impersonate others, '"
        + " + ('*' in self.verbs ? 'since the verb * has every verb, ' : '') + 'and so take their rights'",
    }),
    finds({
      scope: RuleScope.RBAC_RULE,
      wrong: allOf(
        ruleAllows(APPROVE_CERTIFICATES),
        anyOf(RULE_IS_FOR_ALL, ruleNames(CLIENT_SIGNERS)),
        not(LISTS_ANYWAY),
        RULE_IS_OWN,
      ),
      message: 'lets its holder approve certificates that the API server takes as proof of who somebody is, and so '
        + 'become any user or node',
    }),
  ],
};
