import { LIST_SECRETS } from '../../facts/secret-access';
import { allOf } from '../cel-terms';
import { RuleLevel } from '../finding';
import { GIVEN_RULES, RULE_IS_OWN, ruleAllowsAll, verbsOfRule } from '../rbac-terms';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { cis, FIRST_VERSION, kubernetes, nsa } from '../sources';

export const secretsList: ObjectRule = {
  id: 'secrets-list',
  category: RuleCategory.ACCESS,
  title: 'a role may list or watch all Secrets',
  rationale: 'A list or a watch returns the full content of every Secret, not only names. One request with a stolen '
    + 'token then reads all Secrets of the namespace or the cluster. deletecollection returns what it deletes, and '
    + 'in a dry run what it would delete. The wildcard verb, resource and group include them. Where a binding of '
    + 'the same manifest gives the role in every namespace, secrets-cluster-wide reports both at the binding.',
  remediation: 'Allow only get, with resourceNames. A program that follows one Secret through an informer may list and '
    + 'watch it by name as well: with resourceNames, the API server grants both only to requests with the field '
    + 'selector metadata.name of a name, and sends that Secret alone. `LeastPrivilegeSecretReader` has get, and with '
    + 'listAndWatchByName all three.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  levelReason: 'Operators that watch Secrets need it.',
  since: FIRST_VERSION,
  references: [
    cis('5.1.2', 'Minimize access to secrets'),
    cis('5.1.3', 'Minimize wildcard use in Roles and ClusterRoles'),
    nsa('Role-based access control'),
    kubernetes('RBAC good practices, listing secrets', 'concepts/security/rbac-good-practices/#listing-secrets'),
  ],
  exempt: GIVEN_RULES,
  checks: [{
    scope: RuleScope.RBAC_RULE,
    violation: allOf(ruleAllowsAll(LIST_SECRETS), RULE_IS_OWN),
    message: 'allows list, watch or deletecollection on every Secret; the response has their full content',
    messageExpression: `'allows ' + ${verbsOfRule(LIST_SECRETS.verbs)} `
      + "+ ' on every Secret; the response has their full content'",
  }],
};
