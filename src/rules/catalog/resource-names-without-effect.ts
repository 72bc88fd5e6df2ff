import { NAMELESS_VERBS } from '../../facts/rbac';
import { allOf, anyOf, finds, listOf, not } from '../cel-terms';
import { RuleLevel } from '../finding';
import { RULE_HAS_NAMES, ruleIsAbout, ruleSays } from '../rbac-terms';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { FIRST_VERSION, kubernetes } from '../sources';

/** The verb * has others that the names do limit. */
const OF_NAMED = allOf(RULE_HAS_NAMES, ruleIsAbout('secrets', 'configmaps'));

/** An apply names what it creates, and takes patch as well. */
const CREATES_IN_VAIN = allOf(ruleSays(['create']), not(ruleSays(['patch', '*'])));

export const resourceNamesWithoutEffect: ObjectRule = {
  id: 'resource-names-without-effect',
  category: RuleCategory.ACCESS,
  title: 'resourceNames make a rule allow nothing',
  rationale: 'A create and a deletecollection carry no name, so that a rule with resourceNames never allows them: '
    + 'the program that needs them fails at run time. An apply on the server does carry one, and is allowed where '
    + 'the rule has patch as well. A * in a name is not a wildcard: it is the name of an object, and no object may '
    + 'be called so.',
  remediation: 'Move create into a rule of its own without resourceNames, or add patch and use a server-side apply. '
    + 'Spell out the names.',
  level: RuleLevel.NOTE,
  since: FIRST_VERSION,
  references: [kubernetes('RBAC, referring to resources', 'reference/access-authn-authz/rbac/#referring-to-resources')],
  checks: [
    finds({
      scope: RuleScope.RBAC_RULE,
      wrong: allOf(OF_NAMED, anyOf(CREATES_IN_VAIN, ruleSays(['deletecollection']))),
      message: 'names objects, and so grants nothing with create or deletecollection',
      messageExpression: `'names objects, and so grants nothing with ' + ${listOf(NAMELESS_VERBS)}`
        + ".filter(v, v in self.verbs && (v != 'create' || !('patch' in self.verbs || '*' in self.verbs))).join(', ')",
    }),
    finds({
      scope: RuleScope.RBAC_RULE,
      wrong: allOf(OF_NAMED, "self.resourceNames.exists(n, string(n).contains('*'))"),
      message: 'has a * in a name, which is not a wildcard there and grants nothing',
    }),
  ],
};
