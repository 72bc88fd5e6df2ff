import { CATALOG } from '../../src/rules/catalog';
import { CustomRule } from '../../src/rules/custom-rule';
import { evaluate } from '../../src/rules/evaluate';
import { RuleLevel } from '../../src/rules/finding';
import { RulePreset } from '../../src/rules/rule-preset';
import { RuleScope } from '../../src/rules/rule-scope';

const OWNER: CustomRule = {
  id: 'acme-secret-owner',
  title: 'a Secret has no owner',
  scope: RuleScope.SECRET,
  expression: "has(self.metadata.labels) && 'acme.example/owner' in self.metadata.labels",
  message: 'has no label acme.example/owner',
  remediation: 'Add the label.',
};

function levelOf(preset: RulePreset, id: string): RuleLevel | undefined {
  return preset._rules.find((rule) => rule.id === id)?.level;
}

test('the strict preset has every rule, the recommended one is a part of it', () => {
  expect(RulePreset.STRICT.ruleIds).toEqual(CATALOG.map((rule) => rule.id));
  expect(RulePreset.RECOMMENDED.ruleIds).not.toContain('not-immutable');
  expect(RulePreset.STRICT.ruleIds).toEqual(expect.arrayContaining(RulePreset.RECOMMENDED.ruleIds));
});

test('a derived preset changes levels, turns rules on and off, and leaves the one it comes from alone', () => {
  const own = RulePreset.RECOMMENDED.derive({ levels: { 'secret-in-env': RuleLevel.ERROR, 'not-immutable': RuleLevel.NOTE }, off: ['no-reload-path'] });
  expect(levelOf(own, 'secret-in-env')).toBe(RuleLevel.ERROR);
  expect(levelOf(own, 'not-immutable')).toBe(RuleLevel.NOTE);
  expect(levelOf(own, 'no-reload-path')).toBeUndefined();
  expect(levelOf(RulePreset.RECOMMENDED, 'secret-in-env')).toBe(RuleLevel.WARNING);
  expect(levelOf(RulePreset.RECOMMENDED, 'no-reload-path')).toBe(RuleLevel.NOTE);
});

test('derivations add up', () => {
  const base = RulePreset.STRICT.derive({ customRules: [OWNER], unsuppressible: ['secrets-list'] });
  const team = base.derive({ levels: { 'acme-secret-owner': RuleLevel.NOTE }, unsuppressible: ['acme-secret-owner'] });
  expect(levelOf(base, 'acme-secret-owner')).toBe(RuleLevel.ERROR);
  expect(levelOf(team, 'acme-secret-owner')).toBe(RuleLevel.NOTE);
  expect(team.unsuppressible).toEqual(['secrets-list', 'acme-secret-owner']);
  expect(base.unsuppressible).toEqual(['secrets-list']);
});

test('a custom rule is asked like any other', () => {
  const preset = RulePreset.STRICT.derive({ off: RulePreset.STRICT.ruleIds, customRules: [OWNER] });
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' } };
  const owned = { ...secret, metadata: { name: 'db', labels: { 'acme.example/owner': 'payments' } } };
  expect(evaluate([owned, secret], preset._rules)).toEqual([
    { ruleId: 'acme-secret-owner', level: 'error', objectIndex: 1, pointer: '', message: 'has no label acme.example/owner' },
  ]);
});

test.each<[string, () => unknown, RegExp]>([
  ['an unknown rule', () => RulePreset.STRICT.derive({ off: ['secret-in-environment'] }), /there is no rule 'secret-in-environment'; did you mean secret-in-env/],
  ['a rule unlike any', () => RulePreset.STRICT.derive({ levels: { x: RuleLevel.NOTE } }), /there is no rule 'x'; the rules are secret-in-env, /],
  ['an unknown unsuppressible rule', () => RulePreset.STRICT.derive({ unsuppressible: ['x'] }), /there is no rule 'x'/],
  ['a level for a rule that is off', () => RulePreset.STRICT.derive({ levels: { 'secret-in-env': RuleLevel.NOTE }, off: ['secret-in-env'] }), /'secret-in-env' is given a level and is off at once/],
  ['an id that is taken', () => RulePreset.STRICT.derive({ customRules: [{ ...OWNER, id: 'secret-in-env' }] }), /there is a rule 'secret-in-env' already/],
  ['an id that is no word', () => RulePreset.STRICT.derive({ customRules: [{ ...OWNER, id: 'Acme Rule' }] }), /custom rule "Acme Rule": an id is lower-case words/],
  ['an empty text', () => RulePreset.STRICT.derive({ customRules: [{ ...OWNER, remediation: ' ' }] }), /'acme-secret-owner': remediation is empty/],
  ['an unknown scope', () => RulePreset.STRICT.derive({ customRules: [{ ...OWNER, scope: 'pods' as RuleScope }] }), /unknown scope "pods"; use one of any-object, pod, /],
  ['an expression that does not compile', () => RulePreset.STRICT.derive({ customRules: [{ ...OWNER, expression: 'pod.x' }] }), /custom rule 'acme-secret-owner': not valid CEL/],
])('%s is refused', (_name, derive, message) => {
  expect(derive).toThrow(message);
});
