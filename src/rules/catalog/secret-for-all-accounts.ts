import { Graph } from '../../manifest/graph';
import { RuleLevel } from '../finding';
import { grantsToCrowds } from '../grants-to-crowds';
import { GraphRule, RuleCategory, Violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const secretForAllAccounts: GraphRule = {
  id: 'secret-for-all-accounts',
  category: RuleCategory.ACCESS,
  title: 'a binding puts Secrets within the reach of all service accounts',
  rationale: 'The group system:serviceaccounts has every service account of the cluster in it, and '
    + 'system:serviceaccounts:NAME every one of that namespace, those that will be made later and the default one '
    + 'too: every pod that does not decline its token.',
  remediation: 'Name the service accounts that need it.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  since: FIRST_VERSION,
  references: [
    kubernetes('RBAC, service account permissions', 'reference/access-authn-authz/rbac/#service-account-permissions'),
    kubernetes('RBAC good practices', 'concepts/security/rbac-good-practices/'),
  ],
  check(graph: Graph): Iterable<Violation> {
    return grantsToCrowds(graph, false);
  },
};
