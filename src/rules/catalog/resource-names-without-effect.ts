import {
  CERTIFICATE, EXTERNAL_SECRET, SEALED_SECRET, SECRET_PROVIDER_CLASS, VAULT_DYNAMIC_SECRET, VAULT_STATIC_SECRET,
} from '../../facts/api-kinds';
import { EMPTY_NAME, NAMELESS_VERBS, Requests } from '../../facts/rbac';
import { WRITE_MUTATION, WRITE_VALIDATION } from '../../facts/secret-access';
import { allOf, anyOf, listOf, not } from '../cel-terms';
import { RuleLevel } from '../finding';
import { RULE_HAS_NAMES, ruleIsAbout, ruleSays } from '../rbac-terms';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { FIRST_VERSION, kubernetes } from '../sources';

/** What these rules are about: Secrets, and what makes or reaches them. */
const ABOUT: readonly Pick<Requests, 'groups' | 'resources'>[] = [
  { groups: [''], resources: ['secrets', 'configmaps', 'serviceaccounts', 'pods'] },
  ...[EXTERNAL_SECRET, SEALED_SECRET, SECRET_PROVIDER_CLASS, VAULT_STATIC_SECRET, VAULT_DYNAMIC_SECRET, CERTIFICATE]
    .map(({ group, resource }) => ({ groups: [group], resources: [resource] })),
  WRITE_MUTATION,
  WRITE_VALIDATION,
];

/** The verb * includes others that the names do limit. */
const OF_NAMED = allOf(RULE_HAS_NAMES, ruleIsAbout(...ABOUT));

/** The empty name is that of a request without one. */
const OF_NAMED_ALONE = allOf(OF_NAMED, `!('${EMPTY_NAME}' in self.resourceNames)`);

const PATCHES = ['patch', '*'];

const RESOURCES = [...new Set(ABOUT.flatMap(({ resources }) => resources))];

/** Another rule of the role allows a patch of the same. One list is walked through for each rule, which costs less. */
const PATCHED_BY_ANOTHER = 'object.rules.exists(r, has(r.verbs) && has(r.resources) && '
  + `${anyOf(...PATCHES.map((verb) => `'${verb}' in r.verbs`))} && `
  + `${listOf(RESOURCES)}.exists(x, x in self.resources && x in r.resources))`;

/**
 * A server-side apply names what it creates, and needs patch as well. So does the create of a subresource, such as a
 * token, which names its object.
 */
const CREATES_IN_VAIN = allOf(
  ruleSays(['create']), not(ruleSays(PATCHES)), "!self.resources.exists(x, string(x).contains('/'))",
  not(PATCHED_BY_ANOTHER),
);

export const resourceNamesWithoutEffect: ObjectRule = {
  id: 'resource-names-without-effect',
  category: RuleCategory.ACCESS,
  title: 'resourceNames make a rule allow nothing',
  rationale: 'A create and a deletecollection carry no name, so a rule with resourceNames never allows them: a program '
    + 'that needs them fails at run time. A server-side apply does carry a name, and is allowed where the role also '
    + 'has patch; so does the create of a subresource, such as a token. A * in a name is not a wildcard: it is the '
    + 'name of an object, and no object may have that name. An empty name is that of the requests that carry none, '
    + 'so it makes the rule allow them all.',
  remediation: 'Move create into a rule without resourceNames, or add patch and use a server-side apply. List the '
    + 'names in full.',
  level: RuleLevel.NOTE,
  levelReason: 'Another rule of the same role often allows the create.',
  since: FIRST_VERSION,
  references: [kubernetes('RBAC, referring to resources', 'reference/access-authn-authz/rbac/#referring-to-resources')],
  checks: [
    {
      scope: RuleScope.RBAC_RULE,
      violation: allOf(OF_NAMED_ALONE, anyOf(CREATES_IN_VAIN, ruleSays(['deletecollection']))),
      message: 'names objects, so it allows nothing with create or deletecollection',
      messageExpression: `'names objects, so it allows nothing with ' + ${listOf(NAMELESS_VERBS)}`
        + ".filter(v, v in self.verbs && (v != 'create' || !('patch' in self.verbs || '*' in self.verbs))).join(', ')",
    },
    {
      scope: RuleScope.RBAC_RULE,
      violation: allOf(OF_NAMED, "self.resourceNames.exists(n, string(n).contains('*'))"),
      message: 'has a * in a name, where it is not a wildcard and allows nothing',
    },
  ],
};
