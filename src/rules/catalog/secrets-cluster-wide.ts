import { isGivenBinding } from '../../facts/given-roles';
import { allowsAll, spokenVerbs } from '../../facts/rbac';
import { LIST_SECRETS, READING_VERBS, readsEverySecret } from '../../facts/secret-access';
import { RoleRule } from '../../manifest/access';
import { Graph } from '../../manifest/graph';
import { pointerTo } from '../../manifest/read';
import { RuleLevel } from '../finding';
import { CoveredFinding, GraphRule, RuleCategory, Violation, violation } from '../rule';
import { cis, FIRST_VERSION, kubernetes } from '../sources';

export const secretsClusterWide: GraphRule = {
  id: 'secrets-cluster-wide',
  category: RuleCategory.ACCESS,
  title: 'a binding gives the Secrets of every namespace',
  rationale: 'A ClusterRoleBinding holds in every namespace, in those of the cluster itself and in those that do '
    + 'not exist yet. To read all Secrets is in effect to be everybody: tokens, certificates and the credentials of '
    + 'every team are among them. The role may be a built-in one, or gather its rules from others by aggregation; '
    + 'both are followed. Where the role lists all Secrets, this is said once, here, and not at the role again.',
  remediation: 'Bind the role with a RoleBinding in each namespace that needs it, or bind a role without Secrets.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  since: FIRST_VERSION,
  references: [
    cis('5.1.1', 'Ensure that the cluster-admin role is only used where required'),
    cis('5.1.2', 'Minimize access to secrets'),
    kubernetes('RBAC good practices', 'concepts/security/rbac-good-practices/'),
  ],
  * check(graph: Graph): Iterable<Violation> {
    const reported = new Set<unknown>();
    // Many bindings may give one role, so each list of rules is looked at once.
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
          `ClusterRole ${JSON.stringify(role.name)} lets ${verbs} every Secret, `
            + `and ClusterRoleBinding ${JSON.stringify(binding.name)} gives it in every namespace`,
          known === undefined ? listings(rules) : [],
        );
      }
    }
  },
};

/** What some rules let do with every Secret that reads it; empty where nothing does. */
function readingVerbs(rules: readonly RoleRule[]): string {
  return [...new Set(rules.filter(readsEverySecret).map((rule) => spokenVerbs(rule, READING_VERBS)))].join(', ');
}

/** What secrets-list finds of the role: who may list is the one thing to decide, in which namespaces a part of it. */
function listings(rules: readonly RoleRule[]): CoveredFinding[] {
  return rules.filter((rule) => allowsAll(rule, LIST_SECRETS))
    .flatMap(({ places }) => places.map((place) => ({ ruleId: 'secrets-list', ...place })));
}
