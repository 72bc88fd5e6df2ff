import { policyGaps, REASONS } from '../../src/policy/policy-gaps';
import { rulePolicies } from '../../src/policy/rule-policies';
import { CATALOG } from '../../src/rules/catalog';
import { RuleCategory } from '../../src/rules/rule';

test('each rule is a policy, or has a reason why not', () => {
  const policies = rulePolicies(CATALOG).map(({ rule }) => rule.id);
  const gaps = policyGaps(CATALOG).map(({ ruleId }) => ruleId);
  expect([...policies, ...gaps].sort()).toEqual(CATALOG.map(({ id }) => id).sort());
});

test.each([
  ['wrong-secret-value', /what they look like/],
  ['credential-in-store', /objects of operators/],
  ['invalid-pod', /refuses it itself/],
  ['encryption-weak-key', /files and flags/],
  ['missing-reference', /one object/],
])('%s: %s', (id, reason) => {
  expect(policyGaps(CATALOG).find(({ ruleId }) => ruleId === id)!.reason).toMatch(reason);
});

test('each rule without a policy has a reason, its own or that of its category, and no other rule has one', () => {
  const gaps = policyGaps(CATALOG).map(({ ruleId }) => ruleId);
  const given = [...REASONS.keys()];
  expect(given.filter((id) => !gaps.includes(id))).toEqual([]);
  const without = CATALOG.filter(({ id, category }) =>
    gaps.includes(id) && !given.includes(id)
    && ![RuleCategory.CONTROL_PLANE, RuleCategory.VALUES].includes(category));
  expect(without.map(({ id }) => id)).toEqual([]);
});
