import { ROLE_BINDING } from '../../facts/api-kinds';
import { givenRole, isGivenBinding } from '../../facts/given-roles';
import { spokenVerbs } from '../../facts/rbac';
import { READING_VERBS, readsEverySecret } from '../../facts/secret-access';
import { Graph } from '../../manifest/graph';
import { pointerTo } from '../../manifest/read';
import { givesBuiltInRole, ofBindings } from '../binding-terms';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { cis, FIRST_VERSION, kubernetes } from '../sources';

export const secretsByBuiltInRole: GraphRule = {
  id: 'secrets-by-built-in-role',
  category: RuleCategory.ACCESS,
  title: 'a binding gives access to the Secrets of a namespace by a built-in role',
  rationale: 'The built-in roles cluster-admin, admin and edit read every Secret of the namespace in which they are '
    + 'bound, and so do some roles of the controllers of Kubernetes. Their rules are in no manifest, so no other '
    + 'rule sees them. A role in the manifest is reported itself, and a binding in every namespace by '
    + 'secrets-cluster-wide.',
  remediation: 'Bind view, or a Role that names what is needed. Where somebody owns the whole namespace, suppress '
    + 'this with that reason.',
  level: RuleLevel.WARNING,
  since: FIRST_VERSION,
  references: [
    cis('5.1.1', 'Ensure that the cluster-admin role is only used where required'),
    cis('5.1.2', 'Minimize access to secrets'),
    kubernetes('RBAC, user-facing roles', 'reference/access-authn-authz/rbac/#user-facing-roles'),
  ],
  policyPart: {
    what: 'roles that are not in the manifest themselves',
    checks: [ofBindings(
      givesBuiltInRole(({ rules }) => rules.some(readsEverySecret)),
      'gives a built-in ClusterRole that reads every Secret of the namespace',
      [ROLE_BINDING],
    )],
  },
  * check(graph: Graph): Iterable<Violation> {
    const reported = new Set<unknown>();
    for (const { binding, namespace, role, rules, subject } of graph.access.grants) {
      const given = givenRole(role.kind, '', role.name) !== undefined;
      const reading = namespace !== undefined && given ? rules.find(readsEverySecret) : undefined;
      if (reading !== undefined && !reported.has(binding) && !isGivenBinding(binding, role, subject)) {
        reported.add(binding);
        yield violation(
          binding,
          pointerTo(binding.pointer, 'roleRef'),
          `the built-in ClusterRole "${role.name}" allows ${spokenVerbs(reading, READING_VERBS)} on `
            + 'every Secret of the ' +
            'namespace',
        );
      }
    }
  },
};
