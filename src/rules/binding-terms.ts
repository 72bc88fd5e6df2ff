import { allOf, anyOf, hasSome, listOf, not } from './cel-terms';
import { PartCheck } from './rule';
import { RuleScope } from './rule-scope';
import { CLUSTER_ROLE_BINDING, ROLE_BINDING } from '../facts/api-kinds';
import { GIVEN_ROLES, GivenRole } from '../facts/given-roles';
import { wayOf } from '../facts/secret-access';
import { ACCOUNTS_OF, CROWDS } from '../facts/subjects';

/** CEL terms for bindings of roles that Kubernetes brings, for parts of rules: `self` is the binding. */

/** A check of bindings. */
export function ofBindings(
  violation: string, message: string, kinds: PartCheck['kinds'] = [ROLE_BINDING, CLUSTER_ROLE_BINDING],
): PartCheck {
  return { scope: RuleScope.ANY_OBJECT, kinds, violation, message };
}

/** A subject `s` of the binding meets the condition. */
export function someSubject(condition: string): string {
  return hasSome('self.subjects', 's', allOf('has(s.kind)', 'has(s.name)', `(${condition})`));
}

/**
 * The binding is not one that Kubernetes brings, and gives a ClusterRole that Kubernetes brings and that meets a
 * condition.
 *
 * @param condition of the subject `s`
 */
export function givesBuiltInRole(meets: (role: GivenRole) => boolean, condition = 'true'): string {
  const roles = GIVEN_ROLES.filter((role) => role.namespace === undefined && meets(role));
  return allOf(
    "self.roleRef.kind == 'ClusterRole'",
    `self.roleRef.name in ${listOf(roles.flatMap(({ names }) => names))}`,
    someSubject(allOf(condition, not(isGivenTo(roles)))),
  );
}

/** The subject `s` is the one that Kubernetes gives the role to, by a binding of this name. */
function isGivenTo(roles: readonly GivenRole[]): string {
  const table = roles.flatMap(({ names, subject }) =>
    (subject === undefined ? [] : names.map((name) => `'${name}': '${subject.join('/')}'`)));
  const known = `{${table.join(', ')}}`;
  return allOf(
    'has(self.metadata.name)',
    'self.metadata.name == self.roleRef.name',
    `[${known}].exists(t, self.roleRef.name in t && t[self.roleRef.name] == s.kind + '/' + s.name)`,
    anyOf("s.kind != 'ServiceAccount'", "(has(s.namespace) && s.namespace == 'kube-system')"),
  );
}

/** The subject `s` is a crowd: one with more than pods among its members (open), or with pods only. */
export function isCrowd(open: boolean): string {
  const some = CROWDS.filter(([, , crowd]) => crowd.open === open).map(([kind, name]) => `${kind}/${name}`);
  const byName = `s.kind + '/' + s.name in ${listOf(some)}`;
  const ofNamespace = ["s.kind == 'Group'", `s.name.startsWith('${ACCOUNTS_OF}')`, `s.name != '${ACCOUNTS_OF}'`];
  return open ? byName : anyOf(byName, allOf(...ofNamespace));
}

/** Checks that no binding gives a crowd a built-in role that opens a way to Secrets. */
export function givesCrowdSecrets(open: boolean, message: string): PartCheck[] {
  return [ROLE_BINDING, CLUSTER_ROLE_BINDING].map((kind) => {
    const opens = ({ rules }: GivenRole) => rules.some((rule) => wayOf(rule, kind === ROLE_BINDING) !== undefined);
    return ofBindings(givesBuiltInRole(opens, isCrowd(open)), message, [kind]);
  });
}
