import { CoveredFinding, Violation, violation } from './rule';
import { isGivenBinding } from '../facts/given-roles';
import { allowsAll } from '../facts/rbac';
import { LIST_SECRETS, wayOf } from '../facts/secret-access';
import { crowdOf } from '../facts/subjects';
import { Grant, RoleRule } from '../manifest/access';
import { Graph } from '../manifest/graph';
import { mappingsOf, pointerTo, textOf } from '../manifest/read';
import { Resource } from '../manifest/resource';

/** Grants of a way to Secrets to a group of everybody: to more than pods (open), or to pods only. */
export function* grantsToCrowds(graph: Graph, open: boolean): Iterable<Violation> {
  const ways = new Ways();
  for (const grant of graph.access.grants) {
    const crowd = crowdOf(grant.subject);
    const does = crowd?.open === open ? ways.of(grant) : undefined;
    if (crowd !== undefined && does !== undefined && !isGivenBinding(grant.binding, grant.role, grant.subject)) {
      const { role, subject, binding, pointer } = grant;
      const where = grant.namespace === undefined ? ' in every namespace' : '';
      yield violation(
        binding, pointer,
        `${JSON.stringify(subject.name)} is ${crowd.who}, `
          + `and ${role.kind} ${JSON.stringify(role.name)} ${does}${where}`,
        isOfCrowdsOnly(binding) ? [...findingsOfRoleRef(binding), ...ways.isFirst(grant) ? listingsIn(grant) : []] : [],
      );
    }
  }
}

/** Whether a binding names nobody but crowds: then who is named is the one decision, and the role is a part of it. */
function isOfCrowdsOnly({ object }: Resource): boolean {
  return [...mappingsOf(object.subjects)].every(([{ kind, name }]) =>
    crowdOf({ kind: textOf(kind), name: textOf(name) }) !== undefined);
}

/** Findings of other rules for the role that a binding gives. */
function findingsOfRoleRef({ objectIndex, pointer }: Resource): CoveredFinding[] {
  return ['secrets-cluster-wide', 'secrets-by-built-in-role'].map((ruleId) =>
    ({ ruleId, objectIndex, pointer: pointerTo(pointer, 'roleRef') }));
}

/** Findings of the rules of the role that list all Secrets: who may list them is the decision. */
export function listingsIn({ rules }: Pick<Grant, 'rules'>): CoveredFinding[] {
  return rules.filter((rule) => allowsAll(rule, LIST_SECRETS))
    .flatMap(({ places }) => places.map((place) => ({ ruleId: 'secrets-list', ...place })));
}

/** What roles allow. Many bindings may give one role, so each list of rules is judged once. */
class Ways {
  private readonly seen = new Set<readonly RoleRule[]>();
  private readonly everywhere = new Map<readonly RoleRule[], string>();
  private readonly inOneNamespace = new Map<readonly RoleRule[], string>();

  /** Whether no grant of the role was seen before. */
  public isFirst({ rules }: Grant): boolean {
    const isFirst = !this.seen.has(rules);
    this.seen.add(rules);
    return isFirst;
  }

  /** What the first rule that opens a way to Secrets does. */
  public of({ rules, namespace }: Grant): string | undefined {
    const known = namespace === undefined ? this.everywhere : this.inOneNamespace;
    let does = known.get(rules);
    if (does === undefined) {
      does = rules.map((rule) => wayOf(rule, namespace !== undefined)?.does).find((way) => way !== undefined) ?? '';
      known.set(rules, does);
    }
    return does === '' ? undefined : does;
  }
}
