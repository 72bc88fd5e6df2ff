import { NAMELESS_VERBS, Requests } from '../../facts/rbac';
import { GET_SECRETS, LIST_SECRETS, WRITE_SECRETS } from '../../facts/secret-access';
import { WRITE_SEALED_SECRETS } from '../../facts/steering-access';
import { allOf, anyOf, not } from '../cel-terms';
import { RuleLevel } from '../finding';
import { GIVEN_RULES, RULE_IS_OWN, ruleAllows, ruleAllowsAll, verbsOfRule } from '../rbac-terms';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { cis, FIRST_VERSION, kubernetes } from '../sources';

/** A create cannot be limited by names: in a Role it is as narrow as possible. */
function otherThanCreate(requests: Requests): Requests {
  return { ...requests, verbs: requests.verbs.filter((verb) => !NAMELESS_VERBS.includes(verb)) };
}

/** The rule writes every object, and does more than create some in one namespace, but reads no Secrets. */
function writesAll(requests: Requests): string {
  return allOf(
    ruleAllowsAll(requests),
    anyOf("object.kind == 'ClusterRole'", ruleAllows(otherThanCreate(requests))),
    not(ruleAllows(LIST_SECRETS, GET_SECRETS)),
    RULE_IS_OWN,
  );
}

export const secretsUnscopedWrite: ObjectRule = {
  id: 'secrets-unscoped-write',
  category: RuleCategory.ACCESS,
  title: 'a role may write every Secret',
  rationale: 'Anyone who writes a Secret chooses what pods get: the certificate authority they trust, the database '
    + 'they log in to, a known password. Anyone who deletes one stops the pods that need it. Anyone who creates one '
    + 'of type kubernetes.io/service-account-token gets it filled with a token of any account of the namespace, '
    + 'readable by everybody who may read the Secret. Anyone can encrypt a SealedSecret, so writing one is writing a '
    + 'Secret. Rules that also read Secrets are reported for that alone, and a Role that only creates Secrets is as '
    + 'narrow as possible.',
  remediation: 'Name the Secrets in resourceNames for update and delete. Names do not limit create: give it in one '
    + 'namespace only, or create the Secrets beforehand and allow update of them.',
  level: RuleLevel.WARNING,
  since: FIRST_VERSION,
  references: [
    cis('5.1.2', 'Minimize access to secrets'),
    kubernetes('RBAC good practices', 'concepts/security/rbac-good-practices/'),
    kubernetes('Secrets, ServiceAccount token Secrets', 'concepts/configuration/secret/#serviceaccount-token-secrets'),
  ],
  exempt: GIVEN_RULES,
  checks: [
    {
      scope: RuleScope.RBAC_RULE,
      violation: writesAll(WRITE_SECRETS),
      message: 'allows create, update or delete on any Secret, and so choosing what pods get',
      messageExpression: `'allows ' + ${verbsOfRule(WRITE_SECRETS.verbs)} + ' on any Secret, and so choosing what `
        + 'pods get\'',
    },
    {
      scope: RuleScope.RBAC_RULE,
      violation: writesAll(WRITE_SEALED_SECRETS),
      otherwise: true,
      message: 'allows writing any SealedSecret, and so the Secret that the controller makes of it',
    },
  ],
};
