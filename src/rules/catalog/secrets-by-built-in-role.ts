import { CLUSTER_ROLE_BINDING, ROLE_BINDING } from '../../facts/api-kinds';
import { GivenRole, givenRole, isGivenBinding } from '../../facts/given-roles';
import { AccessRule, spokenVerbs } from '../../facts/rbac';
import { READING_VERBS, readsEverySecret, wayOf } from '../../facts/secret-access';
import { Grant } from '../../manifest/access';
import { Graph } from '../../manifest/graph';
import { pointerTo } from '../../manifest/read';
import { givesBuiltInRole, ofBindings } from '../binding-terms';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { cis, FIRST_VERSION, kubernetes } from '../sources';

export const secretsByBuiltInRole: GraphRule = {
  id: 'secrets-by-built-in-role',
  category: RuleCategory.ACCESS,
  title: 'a binding reaches Secrets by a built-in role',
  rationale: 'The built-in roles cluster-admin, admin and edit read every Secret of the namespace in which they are '
    + 'bound, and so do some roles of the controllers of Kubernetes. Others reach Secrets in one more step: '
    + 'system:kubelet-api-admin runs commands in the pods of every node, roles of controllers create pods or write '
    + 'roles, and those of approvers make certificates of any user. Their rules are in no manifest, so no other '
    + 'rule sees them. A role in the manifest is reported itself, and a binding that reads every Secret in every '
    + 'namespace by secrets-cluster-wide.',
  remediation: 'Bind view, or a Role that names what is needed. Where somebody owns the whole namespace, suppress '
    + 'this with that reason.',
  level: RuleLevel.WARNING,
  since: FIRST_VERSION,
  references: [
    cis('5.1.1', 'Ensure that the cluster-admin role is only used where required'),
    cis('5.1.2', 'Minimize access to secrets'),
    kubernetes('RBAC, user-facing roles', 'reference/access-authn-authz/rbac/#user-facing-roles'),
    kubernetes('RBAC, core component roles', 'reference/access-authn-authz/rbac/#core-component-roles'),
  ],
  policyPart: {
    what: 'roles that are not in the manifest themselves',
    checks: [
      ofBindings(
        givesBuiltInRole(reads),
        'gives a built-in ClusterRole that reads every Secret of the namespace',
        [ROLE_BINDING],
      ),
      ...[ROLE_BINDING, CLUSTER_ROLE_BINDING].map((kind) => ofBindings(
        givesBuiltInRole((role) => !reads(role) && wayIn(role.rules, kind === ROLE_BINDING) !== undefined),
        'gives a built-in ClusterRole that reaches Secrets in one more step',
        [kind],
      )),
    ],
  },
  * check(graph: Graph): Iterable<Violation> {
    const reported = new Set<unknown>();
    for (const grant of graph.access.grants) {
      const { binding, role, subject } = grant;
      const given = givenRole(role.kind, binding.namespace, role.name);
      const does = given === undefined ? undefined : whatGrantDoes(grant);
      if (does !== undefined && !reported.has(binding) && !isGivenBinding(binding, role, subject)) {
        reported.add(binding);
        yield violation(
          binding, pointerTo(binding.pointer, 'roleRef'), `the built-in ${role.kind} "${role.name}" ${does}`,
        );
      }
    }
  },
};

function reads({ rules }: GivenRole): boolean {
  return rules.some(readsEverySecret);
}

/** What the first rule that opens a way to Secrets does. */
function wayIn(rules: readonly AccessRule[], inNamespace: boolean): string | undefined {
  return rules.map((rule) => wayOf(rule, inNamespace)?.does).find((does) => does !== undefined);
}

/** What a grant of a built-in role does; undefined where it reaches no Secrets, or another rule reports that. */
function whatGrantDoes({ rules, namespace }: Grant): string | undefined {
  const reading = rules.find(readsEverySecret);
  if (reading === undefined) {
    const does = wayIn(rules, namespace !== undefined);
    return does === undefined || namespace !== undefined ? does : `${does} in every namespace`;
  }
  return namespace === undefined
    ? undefined : `allows ${spokenVerbs(reading, READING_VERBS)} on every Secret of the namespace`;
}
