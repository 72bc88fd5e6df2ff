import { Graph } from '../../manifest/graph';
import { givesCrowdSecrets } from '../binding-terms';
import { RuleLevel } from '../finding';
import { grantsToCrowds } from '../grants-to-crowds';
import { GraphRule, RuleCategory, Violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const secretForEverybody: GraphRule = {
  id: 'secret-for-everybody',
  category: RuleCategory.ACCESS,
  title: 'a binding gives everybody access to Secrets',
  rationale: 'The user system:anonymous and the group system:unauthenticated are everybody who reaches the API '
    + 'server, without a credential. The group system:authenticated is everybody with any credential: each pod with '
    + 'a token, each user of any identity provider. A Secret that one of them can read is public, and so is a '
    + 'Secret behind any other way that a role opens: creating pods, giving roles, requesting tokens.',
  remediation: 'Name the users, groups or service accounts that need the role.',
  level: RuleLevel.ERROR,
  levelReason: 'No boundary is left: anyone who reaches the API server can take the Secrets.',
  since: FIRST_VERSION,
  references: [
    kubernetes(
      'RBAC, default roles and role bindings',
      'reference/access-authn-authz/rbac/#default-roles-and-role-bindings',
    ),
    kubernetes('RBAC good practices', 'concepts/security/rbac-good-practices/'),
  ],
  policyPart: {
    what: 'bindings of roles that Kubernetes brings',
    checks: givesCrowdSecrets(true, 'gives everybody a built-in role that reaches Secrets'),
  },
  check(graph: Graph): Iterable<Violation> {
    return grantsToCrowds(graph, true);
  },
};
