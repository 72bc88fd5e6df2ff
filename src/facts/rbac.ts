/**
 * How RBAC evaluates the rules of roles. A rule allows a request when it contains the verb, the group, the resource and
 * the name of the request, as a word or by a wildcard.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/apis/rbac/v1/evaluation_helpers.go
 */

/** A rule of a Role or ClusterRole, as far as requests for resources go. */
export interface AccessRule {
  readonly verbs: readonly string[];
  readonly groups: readonly string[];
  readonly resources: readonly string[];

  /** Empty: every name. */
  readonly names: readonly string[];
}

/** A set of requests: any of the verbs, for any of the resources, of any of the groups. */
export interface Requests {
  readonly groups: readonly string[];

  /** Plurals: `pods`, `pods/exec` for a subresource, `userextras/` for every subresource of one. */
  readonly resources: readonly string[];
  readonly verbs: readonly string[];

  /** Whether they are cluster-scoped: a Role, or a RoleBinding to a ClusterRole, never allows them. */
  readonly clusterWide?: boolean;
}

/** Words in rules that allow some requests. */
export interface RuleWords {
  readonly groups: readonly string[];
  readonly resources: readonly string[];

  /** Prefixes of further resources. */
  readonly prefixes: readonly string[];

  /** Resources with one of the prefixes that are others. */
  readonly others: readonly string[];
  readonly verbs: readonly string[];

  /** The verbs of a rule with names. */
  readonly namedVerbs: readonly string[];

  /** The verbs of a rule that has the empty name among its names. */
  readonly unnamedVerbs: readonly string[];
}

const EVERY = '*';

/**
 * Subresources of all kinds that roles often name with an asterisk. They match a key of `userextras` of the same name,
 * but no authenticator sets such a key.
 *
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#subresources
 */
const COMMON_SUBRESOURCES: readonly string[] = ['status', 'scale', 'finalizers', 'exec', 'attach', 'log', 'proxy'];

/**
 * Verbs of requests that carry no name, which a rule with names never allows. A `create` carries a name for a
 * subresource, and in an apply, which also needs `patch`.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
 * @see https://github.com/kubernetes/apiserver/blob/v0.37.2/pkg/endpoints/handlers/patch.go
 */
export const NAMELESS_VERBS: readonly string[] = ['create', 'deletecollection'];

/**
 * Verbs of requests that may carry no name: those for a collection, and the check of `escalate` when a role is created.
 * The evaluation compares the names of a rule with that of the request, so the empty name among them makes the rule as
 * wide for these requests as one without names. Requests for subresources always carry a name.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/apis/rbac/v1/evaluation_helpers.go
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/registry/rbac/escalation_check.go
 */
const UNNAMED_VERBS: readonly string[] = ['list', 'watch', ...NAMELESS_VERBS, 'escalate'];

/** The name of requests that carry none. Null in a list of names is the same. */
export const EMPTY_NAME = '';

/** What an empty name among the names of a rule does, in words. */
export const EMPTY_NAME_ALLOWS = 'allows every request without a name: list, watch, create and deletecollection of all';

/** The words that a rule must contain to allow some requests. */
export function wordsFor({ groups, resources, verbs }: Requests): RuleWords {
  const subresources = resources.filter((resource) => resource.includes('/'));
  const named = subresources.length > 0 ? verbs : verbs.filter((verb) => !NAMELESS_VERBS.includes(verb));
  const unnamed = subresources.length > 0 ? [] : verbs.filter((verb) => UNNAMED_VERBS.includes(verb));
  const whole = resources.filter((resource) => !resource.endsWith('/'));
  const open = subresources.filter((resource) => resource.endsWith('/'));
  return {
    groups: [...groups, EVERY],
    resources: [...whole, ...new Set(subresources.flatMap(ofAny)), EVERY],
    prefixes: open.flatMap((resource) => [resource, `${EVERY}/`]),
    others: open.length > 0 ? COMMON_SUBRESOURCES.map((name) => `${EVERY}/${name}`) : [],
    verbs: [...verbs, EVERY],
    namedVerbs: named.length > 0 ? [...named, EVERY] : [],
    unnamedVerbs: unnamed.length > 0 ? [...unnamed, EVERY] : [],
  };
}

/** A rule may name a subresource of any resource, with an asterisk in place of the resource. */
function ofAny(resource: string): string[] {
  return resource.endsWith('/') ? [] : [`${EVERY}${resource.slice(resource.indexOf('/'))}`];
}

/** Whether a rule allows some of the requests, for objects of at least some name. */
export function allows(rule: AccessRule, requests: Requests): boolean {
  const words = wordsFor(requests);
  return allowsBy(rule, words, verbsFor(rule, words));
}

/** Words of verbs by which a rule with its names, or without any, allows requests. */
function verbsFor({ names }: AccessRule, { verbs, namedVerbs, unnamedVerbs }: RuleWords): readonly string[] {
  return names.length === 0 ? verbs : [
    ...names.some((name) => name !== EMPTY_NAME) ? namedVerbs : [],
    ...names.includes(EMPTY_NAME) ? unnamedVerbs : [],
  ];
}

function allowsBy(rule: AccessRule, words: RuleWords, verbs: readonly string[]): boolean {
  return rule.groups.some((group) => words.groups.includes(group))
    && rule.resources.some((resource) => words.resources.includes(resource)
      || (words.prefixes.some((prefix) => resource.startsWith(prefix)) && !words.others.includes(resource)))
    && rule.verbs.some((verb) => verbs.includes(verb));
}

/** Whether a rule in a kind of role can allow some of the requests. */
export function allowsIn(roleKind: string, rule: AccessRule, requests: Requests): boolean {
  return (roleKind === 'ClusterRole' || requests.clusterWide !== true) && allows(rule, requests);
}

/** Which of some verbs a rule allows; the wildcard allows all of them. */
export function verbsAmong({ verbs }: AccessRule, candidates: readonly string[]): readonly string[] {
  return verbs.includes(EVERY) ? candidates : candidates.filter((verb) => verbs.includes(verb));
}

/** Which of some verbs a rule allows, as text. */
export function spokenVerbs(rule: AccessRule, candidates: readonly string[]): string {
  return rule.verbs.includes(EVERY) ? 'every verb (*)' : verbsAmong(rule, candidates).join(', ');
}

/** Whether a rule allows some of the requests for objects of every name. */
export function allowsAll(rule: AccessRule, requests: Requests): boolean {
  const words = wordsFor(requests);
  const unnamed = rule.names.includes(EMPTY_NAME) ? words.unnamedVerbs : [];
  return allowsBy(rule, words, rule.names.length === 0 ? words.verbs : unnamed);
}

/**
 * Whether a name is meant as a wildcard. RBAC has none for names: it would be the name of one object, and no object can
 * have it.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
 */
export function isWildcardName(name: string): boolean {
  return name.includes(EVERY);
}
