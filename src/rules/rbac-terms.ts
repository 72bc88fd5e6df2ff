import { allOf, anyOf, listOf, not } from './cel-terms';
import { Exemption } from './rule';
import { isGivenRule } from '../facts/given-roles';
import { Requests, RuleWords, wordsFor } from '../facts/rbac';
import { accessRule } from '../manifest/access';
import { textOf } from '../manifest/read';

/**
 * What `facts/rbac` says of the rules of roles, as CEL on the rule that is `self` and the role that is `object`. A test
 * evaluates both on the same rules.
 */

/** Whether the rule is limited to named objects. */
export const RULE_HAS_NAMES = '(has(self.resourceNames) && size(self.resourceNames) > 0)';

/** Whether the rule is for every name. */
export const RULE_IS_FOR_ALL = not(RULE_HAS_NAMES);

/** Whether the rule allows some of the requests, for objects of some name at least. */
export function ruleAllows(...requests: readonly Requests[]): string {
  return ofResources(requests, ({ verbs, namedVerbs }) => {
    if (namedVerbs.length === verbs.length) {
      return [hasVerb(verbs)];
    }
    return [hasVerb(verbs), namedVerbs.length === 0 ? RULE_IS_FOR_ALL : anyOf(RULE_IS_FOR_ALL, hasVerb(namedVerbs))];
  });
}

/** Whether the rule allows some of the requests for objects of every name. */
export function ruleAllowsAll(...requests: readonly Requests[]): string {
  return allOf(RULE_IS_FOR_ALL, ofResources(requests, ({ verbs }) => [hasVerb(verbs)]));
}

/** Whether the rule names one of some objects. */
export function ruleNames(names: readonly string[]): string {
  return `(has(self.resourceNames) && self.resourceNames.exists(n, n in ${listOf(names)}))`;
}

/** Whether the rule has one of some verbs; nothing stands for another. */
export function ruleSays(verbs: readonly string[]): string {
  return hasVerb(verbs);
}

/** Whether the rule is for one of some resources of the core group, by name and not by a wildcard. */
export function ruleIsAbout(...resources: readonly string[]): string {
  return allOf(
    'has(self.apiGroups)',
    exists('apiGroups', "x in ['', '*']"),
    'has(self.resources)',
    exists('resources', `x in ${listOf(resources)}`),
  );
}

/** The verbs among some that the rule has, as CEL of a text; see `spokenVerbs`. */
export function verbsOfRule(verbs: readonly string[]): string {
  return `('*' in self.verbs ? 'do anything (*) with' : ${listOf(verbs)}.filter(v, v in self.verbs).join(', '))`;
}

/**
 * Whether the rule is the role's own, and not one that the API server gathers from other roles, which are judged
 * themselves: with selectors, what stands in the role is overwritten. A Role has no such field: the API server drops
 * it.
 */
export const RULE_IS_OWN = "!(object.kind == 'ClusterRole' && has(object.aggregationRule)"
  + ' && has(object.aggregationRule.clusterRoleSelectors) && size(object.aggregationRule.clusterRoleSelectors) > 0)';

/** Whether the rule is for the resources of some of the requests, and has their verbs. What they share is said once. */
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

/** More groups of resources than these are said in one list. */
const FEW = 3;

function isForAny(requests: readonly Requests[]): string {
  const plain = requests.every(({ resources }) => resources.every((resource) => !resource.includes('/')));
  if (requests.length > FEW && plain) {
    return isForOneOf(requests);
  }
  return anyOf(...requests.map((some) => {
    const { groups, resources, prefixes } = wordsFor(some);
    const begins = prefixes.map((prefix) => `string(x).startsWith('${prefix}')`);
    return allOf(
      exists('apiGroups', `x in ${listOf(groups)}`),
      exists('resources', [`x in ${listOf(resources)}`, ...begins].join(' || ')),
    );
  }));
}

/** The same of many resources, as `group/resource`; none of them a subresource, which has a slash of its own. */
function isForOneOf(requests: readonly Requests[]): string {
  const names = requests.flatMap(({ groups, resources }) =>
    groups.flatMap((group) => resources.map((resource) => `${group}/${resource}`)));
  return `${listOf(names)}.exists(n, ${exists('apiGroups', "x == '*' || n.startsWith(string(x) + '/')")}`
    + ` && ${exists('resources', "x == '*' || n.endsWith('/' + string(x))")})`;
}

function exists(field: string, condition: string): string {
  return `self.${field}.exists(x, ${condition})`;
}

/** The API server writes a rule without verbs with `verbs: null`. */
function hasVerb(verbs: readonly string[]): string {
  return `(has(self.verbs) && dyn(self.verbs) != null && self.verbs.exists(v, v in ${listOf(verbs)}))`;
}

/** The roles that Kubernetes brings, where a rule of theirs allows no more than Kubernetes gave it. */
export const GIVEN_RULES: Exemption = {
  what: 'rules of roles that Kubernetes brings, as long as they allow no more than it gave them; a name that begins '
    + 'with `system:` and the label `kubernetes.io/bootstrapping` alone do not make one',
  has: ({ kind, metadata: { namespace, name } }, rule) =>
    isGivenRule(kind, textOf(namespace), textOf(name), accessRule(rule)),
};
