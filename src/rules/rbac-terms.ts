import { allOf, anyOf, hasEntries, listOf, not, hasSome } from './cel-terms';
import { Exemption } from './rule';
import { GIVEN_ROLES, isGivenRule } from '../facts/given-roles';
import { Requests, RuleWords, wordsFor } from '../facts/rbac';
import { accessRule } from '../manifest/access';
import { textOf } from '../manifest/read';

/**
 * CEL terms for `facts/rbac`: `self` is the rule, `object` the role. A test evaluates both on the same rules.
 */

/** The rule is limited to named objects. */
export const RULE_HAS_NAMES = hasEntries('self.resourceNames');

/** The rule is for every name. */
export const RULE_IS_FOR_ALL = not(RULE_HAS_NAMES);

/** The rule is for requests that carry no name, whatever else it names. */
const RULE_HAS_EMPTY_NAME = hasSome('self.resourceNames', 'n', "n == ''");

/** The rule names an object. */
const RULE_HAS_A_NAME = hasSome('self.resourceNames', 'n', "n != ''");

/** The rule allows some of the requests, for objects of some name at least. */
export function ruleAllows(...requests: readonly Requests[]): string {
  return ofResources(requests, ({ verbs, namedVerbs, unnamedVerbs }) => {
    const byName = verbsWith(RULE_HAS_A_NAME, namedVerbs, verbs);
    return [hasVerb(verbs), anyOf(RULE_IS_FOR_ALL, ...byName, ...verbsWith(RULE_HAS_EMPTY_NAME, unnamedVerbs, verbs))];
  });
}

/** The rule allows some of the requests for objects of every name. */
export function ruleAllowsAll(...requests: readonly Requests[]): string {
  return ofResources(requests, ({ verbs, unnamedVerbs }) =>
    [hasVerb(verbs), anyOf(RULE_IS_FOR_ALL, ...verbsWith(RULE_HAS_EMPTY_NAME, unnamedVerbs, verbs))]);
}

/** A rule with some names has one of the verbs. It is known to have one of all of them. */
function verbsWith(names: string, verbs: readonly string[], all: readonly string[]): string[] {
  if (verbs.length === 0) {
    return [];
  }
  return [verbs.length === all.length ? names : allOf(names, hasVerb(verbs))];
}

/** The rule names one of these objects. */
export function ruleNames(names: readonly string[]): string {
  return hasSome('self.resourceNames', 'n', `n in ${listOf(names)}`);
}

/** The rule has one of these verbs, as a word: `*` includes no other. */
export function ruleSays(verbs: readonly string[]): string {
  return hasVerb(verbs);
}

/** The rule has one of these resources of one of the groups, as a word and not as `*`. */
export function ruleIsAbout(...kinds: readonly Pick<Requests, 'groups' | 'resources'>[]): string {
  return allOf(
    'has(self.apiGroups)',
    'has(self.resources)',
    anyOf(...kinds.map(({ groups, resources }) => allOf(
      exists('apiGroups', `x in ${listOf([...groups, '*'])}`),
      exists('resources', `x in ${listOf(resources)}`),
    ))),
  );
}

/** Those of some verbs that the rule has, as CEL of type string; see `spokenVerbs`. */
export function verbsOfRule(verbs: readonly string[]): string {
  return `('*' in self.verbs ? 'every verb (*)' : ${listOf(verbs)}.filter(v, v in self.verbs).join(', '))`;
}

/**
 * The rule is written in the role. In a ClusterRole that aggregates others, the API server overwrites the rules; those
 * of the other roles are judged there. A Role has no such field: the API server drops it.
 */
export const RULE_IS_OWN = not(allOf(
  "object.kind == 'ClusterRole'",
  'has(object.aggregationRule)',
  hasEntries('object.aggregationRule.clusterRoleSelectors'),
));

/** The rule is for the resources of some of the requests, and has their verbs. What they share is written once. */
function ofResources(requests: readonly Requests[], verbTerms: (words: RuleWords) => string[]): string {
  const alike = new Map<string, Requests[]>();
  for (const some of requests) {
    const clusterRole = some.clusterWide === true ? ["object.kind == 'ClusterRole'"] : [];
    const shared = [...clusterRole, ...verbTerms(wordsFor(some))].join(' && ');
    alike.set(shared, [...alike.get(shared) ?? [], some]);
  }
  return allOf(
    'has(self.apiGroups)',
    'has(self.resources)',
    anyOf(...[...alike].map(([shared, some]) => allOf(shared, isForAny(some)))),
  );
}

/** More groups of resources than this are written as one table. */
const FEW = 3;

function isForAny(requests: readonly Requests[]): string {
  const plain = requests.every(({ resources }) => resources.every((resource) => !resource.includes('/')));
  if (requests.length > FEW && plain) {
    return isForOneOf(requests);
  }
  return anyOf(...requests.map((some) => {
    const { groups, resources, prefixes, others } = wordsFor(some);
    const begins = prefixes.map((prefix) => `string(x).startsWith('${prefix}')`);
    const further = begins.length === 0 ? [] : [allOf(anyOf(...begins), not(`x in ${listOf(others)}`))];
    return allOf(
      exists('apiGroups', `x in ${listOf(groups)}`),
      exists('resources', anyOf(`x in ${listOf(resources)}`, ...further)),
    );
  }));
}

/**
 * The same for many resources, none of them a subresource. The table is written once; its cost is that of the words of
 * the rule, not of the table, but for wildcards.
 */
function isForOneOf(requests: readonly Requests[]): string {
  const byGroup = new Map<string, string[]>();
  for (const { groups, resources } of requests) {
    groups.forEach((group) => byGroup.set(group, [...byGroup.get(group) ?? [], ...resources]));
  }
  const table = [...byGroup].map(([group, resources]) => `'${group}': ${listOf(resources)}`).join(', ');
  const someOf = (group: string) => exists('resources', `x == '*' || x in table[${group}]`);
  return `[{${table}}].exists(table, ('*' in self.apiGroups && table.exists(k, ${someOf('k')}))`
    + ` || self.apiGroups.exists(g, string(g) in table && ${someOf('string(g)')}))`;
}

function exists(field: string, condition: string): string {
  return `self.${field}.exists(x, ${condition})`;
}

/** The API server writes a rule without verbs with `verbs: null`. */
function hasVerb(verbs: readonly string[]): string {
  return hasSome('self.verbs', 'v', `v in ${listOf(verbs)}`);
}

/** Rules of built-in roles that allow no more than Kubernetes gave them. */
export const GIVEN_RULES: Exemption = {
  what: 'rules of built-in roles, as long as they allow no more than Kubernetes gave them; a name that begins with '
    + '`system:` and the label `kubernetes.io/bootstrapping` do not make a role built-in',
  has: ({ kind, metadata: { namespace, name } }, rule) =>
    isGivenRule(kind, textOf(namespace), textOf(name), accessRule(rule)),
  inPolicies: { variable: ['givenRoles', givenRoles()], expression: isGiven() },
};

/** What built-in roles allow, by `kind/namespace/name`: for each rule a list of groups, resources, verbs and names. */
function givenRoles(): string {
  const entries = GIVEN_ROLES.flatMap(({ names, namespace, rules }) => names.map((name) => {
    const key = namespace === undefined ? `ClusterRole//${name}` : `Role/${namespace}/${name}`;
    const lists = rules.map((rule) =>
      `[${[rule.groups, rule.resources, rule.verbs, rule.names].map(listOf).join(', ')}]`);
    return `'${key}': [${lists.join(', ')}]`;
  }));
  return `{${entries.join(', ')}}`;
}

/** `isWithin` of `facts/given-roles` for the rule that is `self`. */
function isGiven(): string {
  const namespace = "(has(object.metadata.namespace) ? object.metadata.namespace : '')";
  const namespaceOfRole = `(object.kind == 'Role' ? ${namespace} : '')`;
  const name = "(has(object.metadata.name) ? object.metadata.name : '')";
  const key = `object.kind + '/' + ${namespaceOfRole} + '/' + ${name}`;
  const within = ['apiGroups', 'resources', 'verbs'].map((field, index) =>
    not(hasSome(`self.${field}`, 'x', `!(x in given[${index}])`)));
  const names = anyOf('size(given[3]) == 0', allOf(RULE_HAS_NAMES, 'self.resourceNames.all(x, x in given[3])'));
  return `[${key}].exists(key, key in variables.givenRoles && variables.givenRoles[key].exists(given, `
    + `${allOf(...within, names)}))`;
}
