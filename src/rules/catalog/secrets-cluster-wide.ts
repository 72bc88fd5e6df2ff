import { CLUSTER_ROLE_BINDING } from '../../facts/api-kinds';
import { isGivenBinding } from '../../facts/given-roles';
import { AccessRule, spokenVerbs } from '../../facts/rbac';
import { READING_VERBS, readsEverySecret } from '../../facts/secret-access';
import { RoleRule } from '../../manifest/access';
import { Graph } from '../../manifest/graph';
import { pointerTo } from '../../manifest/read';
import { givesBuiltInRole, ofBindings } from '../binding-terms';
import { RuleLevel } from '../finding';
import { listingsIn } from '../grants-to-crowds';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { cis, FIRST_VERSION, kubernetes } from '../sources';

export const secretsClusterWide: GraphRule = {
  id: 'secrets-cluster-wide',
  category: RuleCategory.ACCESS,
  title: 'a binding gives access to the Secrets of every namespace',
  rationale: 'A ClusterRoleBinding applies in every namespace, including those of the cluster itself and those that '
    + 'do not exist yet. Anyone who reads all Secrets can act as anybody: tokens, certificates and the credentials of '
    + 'every team are among them. Built-in roles and roles that aggregate others are followed. Where the role lists '
    + 'all Secrets, only the binding is reported, not the role as well.',
  remediation: 'Bind the role with a RoleBinding in each namespace that needs it, or bind a role without Secrets.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  levelReason: 'Operators that serve every namespace need it.',
  since: FIRST_VERSION,
  references: [
    cis('5.1.1', 'Ensure that the cluster-admin role is only used where required'),
    cis('5.1.2', 'Minimize access to secrets'),
    kubernetes('RBAC good practices', 'concepts/security/rbac-good-practices/'),
  ],
  policyPart: {
    what: 'ClusterRoleBindings of roles that Kubernetes brings',
    checks: [ofBindings(
      givesBuiltInRole(({ rules }) => readingVerbs(rules) !== ''),
      'gives a built-in ClusterRole that reads every Secret, in every namespace',
      [CLUSTER_ROLE_BINDING],
    )],
  },
  * check(graph: Graph): Iterable<Violation> {
    const reported = new Set<unknown>();
    // Many bindings may give one role, so each list of rules is judged once.
    const roles = new Map<readonly RoleRule[], string>();
    for (const { binding, namespace, role, rules, subject } of graph.access.grants) {
      if (namespace !== undefined || reported.has(binding) || isGivenBinding(binding, role, subject)) {
        continue;
      }
      const known = roles.get(rules);
      const verbs = known ?? readingVerbs(rules);
      roles.set(rules, verbs);
      if (verbs !== '') {
        reported.add(binding);
        yield violation(
          binding, pointerTo(binding.pointer, 'roleRef'),
          `ClusterRole ${JSON.stringify(role.name)} allows ${verbs} on every Secret, `
            + `and ClusterRoleBinding ${JSON.stringify(binding.name)} gives it in every namespace`,
          known === undefined ? listingsIn({ rules }) : [],
        );
      }
    }
  },
};

/** Verbs of some rules that read every Secret; empty where none does. */
function readingVerbs(rules: readonly AccessRule[]): string {
  return [...new Set(rules.filter(readsEverySecret).map((rule) => spokenVerbs(rule, READING_VERBS)))].join(', ');
}
