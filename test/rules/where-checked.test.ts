import { whereChecked } from './where-checked';
import { ENGINE_TITLES, PolicyEngine } from '../../src/policy/engine-objects';
import { rulePolicies } from '../../src/policy/rule-policies';
import { CATALOG } from '../../src/rules/catalog';

const ROWS = whereChecked();
const rowOf = (id: string) => ROWS.find(({ ruleId }) => ruleId === id);

test('every rule has a row, and the command checks it', () => {
  expect(ROWS.map(({ ruleId }) => ruleId)).toEqual(CATALOG.map(({ id }) => id));
  expect(ROWS.filter(({ byCommand }) => !byCommand)).toEqual([]);
});

test('a rule has a policy of every engine, or a reason why it has none', () => {
  const inCel = rulePolicies(CATALOG).map(({ rule }) => rule.id);
  for (const { ruleId, engines, reason } of ROWS) {
    expect([ruleId, engines]).toEqual([ruleId, inCel.includes(ruleId) ? Object.keys(ENGINE_TITLES) : []]);
    expect([ruleId, reason === undefined]).toEqual([ruleId, inCel.includes(ruleId)]);
  }
});

test.each([
  ['secret-in-env', true, Object.values(PolicyEngine)],
  ['missing-reference', true, []],
  ['stale-value', false, []],
])('%s: at synth %s, by policies %j', (id, atSynth, engines) => {
  expect(rowOf(id)).toMatchObject({ atSynth, engines });
});
