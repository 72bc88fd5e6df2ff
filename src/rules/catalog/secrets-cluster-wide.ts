import { allowsEverySecret } from '../../manifest/access';
import { Graph } from '../../manifest/graph';
import { fieldsOf, pointerTo } from '../../manifest/read';
import { Resource } from '../../manifest/resource';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { cis, FIRST_VERSION, kubernetes } from '../sources';

export const secretsClusterWide: GraphRule = {
  id: 'secrets-cluster-wide',
  category: RuleCategory.ACCESS,
  title: 'a binding gives the Secrets of every namespace',
  rationale: 'A ClusterRoleBinding holds in every namespace, in those of the cluster itself and in those that do not exist yet. To read '
    + 'all Secrets is in effect to be everybody: tokens, certificates and the credentials of every team are among them. The role may '
    + 'be a built-in one, or gather its rules from others by aggregation; both are followed.',
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
    for (const { binding, namespace, role, rules } of graph.access.grants) {
      if (namespace === undefined && !reported.has(binding) && !isGiven(binding) && rules.some((rule) => allowsEverySecret(rule, 'get', 'list', 'watch'))) {
        reported.add(binding);
        yield violation(binding, pointerTo(binding.pointer, 'roleRef'), `ClusterRole "${role.name}" reads Secrets, and is given in every namespace`);
      }
    }
  },
};

/** A binding that every cluster has, as a cluster gives it back. */
function isGiven({ name, object }: Resource): boolean {
  return Object.hasOwn(fieldsOf(object.metadata.labels), 'kubernetes.io/bootstrapping') && (name === 'cluster-admin' || name.startsWith('system:'));
}
