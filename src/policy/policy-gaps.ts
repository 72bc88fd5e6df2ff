import { PolicyGap } from './model';
import { isInPolicies } from './rule-policies';
import { Rule, RuleCategory } from '../rules/rule';

const BY_SERVER = 'the API server refuses it itself';
const BY_VALUE = 'it recognises values by what they look like, which CEL cannot express';

/** Reasons that differ from that of the category. */
const REASONS: Readonly<Record<string, string>> = {
  'config-too-large': BY_SERVER,
  'annotations-too-large': BY_SERVER,
  'invalid-key': BY_SERVER,
  'invalid-name': BY_SERVER,
  'invalid-pod': BY_SERVER,
  'invalid-value': BY_SERVER,
  'secret-type-keys': BY_SERVER,
  'plaintext-secret': 'at admission every Secret has its values in the clear, no matter who wrote it',
  'wrong-secret-value': BY_VALUE,
};

const BY_CATEGORY: Readonly<Partial<Record<RuleCategory, string>>> = {
  [RuleCategory.CONTROL_PLANE]: 'it is about files and flags of the API server, which no request contains',
  [RuleCategory.VALUES]: 'it decodes or compares values, which CEL cannot express',
};

const SEVERAL = 'it compares several objects, or needs more than CEL can express; a policy sees one object';

/** The rules that no policy checks, each with the reason. */
export function policyGaps(rules: readonly Rule[]): PolicyGap[] {
  return rules.filter((rule) => !isInPolicies(rule)).map(({ id, category }) => {
    const byValue = id.startsWith('credential-in-') ? BY_VALUE : undefined;
    return { ruleId: id, reason: byValue ?? REASONS[id] ?? BY_CATEGORY[category] ?? SEVERAL };
  });
}
