import { policyGaps } from '../../src/policy/policy-gaps';
import { rulePolicies } from '../../src/policy/rule-policies';
import { CATALOG } from '../../src/rules/catalog';

test('each rule is a policy, or has a reason why not', () => {
  const policies = rulePolicies(CATALOG).map(({ rule }) => rule.id);
  const gaps = policyGaps(CATALOG).map(({ ruleId }) => ruleId);
  expect([...policies, ...gaps].sort()).toEqual(CATALOG.map(({ id }) => id).sort());
});

test.each([
  ['credential-in-env', /what they look like/],
  ['invalid-pod', /refuses it itself/],
  ['encryption-weak-key', /files and flags/],
  ['missing-reference', /one object/],
])('%s: %s', (id, reason) => {
  expect(policyGaps(CATALOG).find(({ ruleId }) => ruleId === id)!.reason).toMatch(reason);
});
