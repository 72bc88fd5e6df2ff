import { Chart, Testing } from 'cdk8s';
import { AdmissionPolicies, PolicyAction, RulePreset } from '../../src';
import { policyObjects } from '../../src/policy/policy-set';

const OPTIONS = { preset: RulePreset.STRICT, errors: PolicyAction.DENY, day: '2026-11-27' };

test('a chart has the policies as they are, without its namespace', () => {
  const chart = new Chart(Testing.app(), 'policies', { namespace: 'apps', labels: { team: 'platform' } });
  const { policyNames } = new AdmissionPolicies(chart, 'Policies', OPTIONS);
  const objects = policyObjects(OPTIONS);
  expect(Testing.synth(chart)).toEqual(objects);
  expect(policyNames).toEqual([...new Set(objects.map(({ metadata }) => metadata.name))]);
});

test('an option that is wrong leaves nothing behind', () => {
  const chart = new Chart(Testing.app(), 'policies');
  expect(() => new AdmissionPolicies(chart, 'Policies', { actions: { 'no-such-rule': PolicyAction.DENY } }))
    .toThrow(/there is no rule/);
  expect(chart.node.children).toEqual([]);
});
