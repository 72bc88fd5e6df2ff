import { NAMELESS_VERBS, Requests } from '../../facts/rbac';
import { GET_SECRETS, LIST_SECRETS, WRITE_SECRETS } from '../../facts/secret-access';
import { allOf, anyOf, finds, not } from '../cel-terms';
import { RuleLevel } from '../finding';
import { GIVEN_RULES, RULE_IS_OWN, ruleAllows, ruleAllowsAll, verbsOfRule } from '../rbac-terms';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { cis, FIRST_VERSION, kubernetes } from '../sources';

/** A create cannot be limited by names: in a Role it is as narrow as it gets. */
const OTHER_THAN_CREATE: Requests = {
  ...WRITE_SECRETS, verbs: WRITE_SECRETS.verbs.filter((verb) => !NAMELESS_VERBS.includes(verb)),
};

export const secretsUnscopedWrite: ObjectRule = {
  id: 'secrets-unscoped-write',
  category: RuleCategory.ACCESS,
  title: 'a role lets write every Secret',
  rationale: 'Whoever writes a Secret chooses what pods get: a certificate authority that is trusted, a database '
    + 'that is logged in to, a password that is known. Whoever deletes one stops the pods that need it. Whoever '
    + 'creates one of type kubernetes.io/service-account-token has it filled with a token of any account of the '
    + 'namespace, for everybody who may read it. Rules that read Secrets as well are judged for that alone, and a '
    + 'Role that creates them only is as narrow as can be.',
  remediation: 'Name the Secrets in resourceNames for update and delete. Names do not limit create: give it in one '
    + 'namespace alone, or make the Secrets beforehand and allow update of them.',
  level: RuleLevel.WARNING,
  recommended: RuleLevel.NOTE,
  since: FIRST_VERSION,
  references: [
    cis('5.1.2', 'Minimize access to secrets'),
    kubernetes('RBAC good practices', 'concepts/security/rbac-good-practices/'),
    kubernetes('Secrets, ServiceAccount token Secrets', 'concepts/configuration/secret/#serviceaccount-token-secrets'),
  ],
  exempt: GIVEN_RULES,
  checks: [finds({
    scope: RuleScope.RBAC_RULE,
    wrong: allOf(
      ruleAllowsAll(WRITE_SECRETS),
      anyOf("object.kind == 'ClusterRole'", ruleAllows(OTHER_THAN_CREATE)),
      not(ruleAllows(LIST_SECRETS, GET_SECRETS)),
      RULE_IS_OWN,
    ),
    message: 'lets create, update or delete any Secret, and so choose what pods get',
    messageExpression: `'lets ' + ${verbsOfRule(WRITE_SECRETS.verbs)} + ' any Secret, and so choose what pods get'`,
  })],
};
