import { Graph } from '../../manifest/graph';
import { givesCrowdSecrets } from '../binding-terms';
import { RuleLevel } from '../finding';
import { grantsToCrowds } from '../grants-to-crowds';
import { GraphRule, RuleCategory, Violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const secretForAllAccounts: GraphRule = {
  id: 'secret-for-all-accounts',
  category: RuleCategory.ACCESS,
  title: 'a binding gives all service accounts access to Secrets',
  rationale: 'The group system:serviceaccounts has every service account of the cluster as a member, and '
    + 'system:serviceaccounts:NAME every one of that namespace, including the default account and those that are '
    + 'made later: every pod that does not turn its token off.',
  remediation: 'Name the service accounts that need the role.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  levelReason: 'The service accounts of one namespace often belong to one team.',
  since: FIRST_VERSION,
  references: [
    kubernetes('RBAC, service account permissions', 'reference/access-authn-authz/rbac/#service-account-permissions'),
    kubernetes('RBAC good practices', 'concepts/security/rbac-good-practices/'),
  ],
  policyPart: {
    what: 'bindings of roles that Kubernetes brings',
    checks: givesCrowdSecrets(false, 'gives all service accounts a built-in role that reaches Secrets'),
  },
  check(graph: Graph): Iterable<Violation> {
    return grantsToCrowds(graph, false);
  },
};
