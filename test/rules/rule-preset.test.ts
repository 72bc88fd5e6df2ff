import { CATALOG } from '../../src/rules/catalog';
import { CustomRule } from '../../src/rules/custom-rule';
import { evaluate } from '../../src/rules/evaluate';
import { RuleLevel } from '../../src/rules/finding';
import { RulePreset, RulePresetOptions } from '../../src/rules/rule-preset';
import { RuleScope } from '../../src/rules/rule-scope';

const OWNER: CustomRule = {
  id: 'acme-secret-owner',
  title: 'a Secret has no owner',
  scope: RuleScope.SECRET,
  violation: "!has(self.metadata.labels) || !('acme.example/owner' in self.metadata.labels)",
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
  const own = RulePreset.RECOMMENDED.derive({
    levels: { 'secret-in-env': RuleLevel.ERROR, 'not-immutable': RuleLevel.NOTE },
    off: ['no-reload-path'],
  });
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

test('for a cluster, missing references are on, unless somebody has chosen their level', () => {
  expect(levelOf(RulePreset.RECOMMENDED, 'missing-reference')).toBeUndefined();
  expect(levelOf(RulePreset.RECOMMENDED._live, 'missing-reference')).toBe(RuleLevel.WARNING);
  expect(levelOf(RulePreset.STRICT._live, 'missing-reference')).toBe(RuleLevel.WARNING);
  const off = RulePreset.RECOMMENDED.derive({ off: ['missing-reference'] }).derive({ off: ['no-reload-path'] });
  expect(off._live.ruleIds).not.toContain('missing-reference');
  const chosen = RulePreset.STRICT.derive({ levels: { 'missing-reference': RuleLevel.ERROR } });
  expect(levelOf(chosen._live, 'missing-reference')).toBe(RuleLevel.ERROR);
});

test.each([
  RulePreset.RECOMMENDED, RulePreset.STRICT,
])('for a cluster, only rules with a level for it change', (preset) => {
  const levels = ({ id, live }: { id: string; live?: RuleLevel | 'off' }) => live ?? levelOf(preset, id) ?? 'off';
  expect(CATALOG.map((rule) => levelOf(preset._live, rule.id) ?? 'off')).toEqual(CATALOG.map(levels));
});

test.each<[string, unknown, string | undefined]>([
  ['no reasons', { ...OWNER, rationale: undefined, url: undefined }, undefined],
  ['a text of blanks', { ...OWNER, rationale: ' ' }, 'rationale must be a text that says what its reader needs'],
  ['a number', { ...OWNER, url: 7 }, 'url must be a text that says what its reader needs, got 7'],
  ['nothing in it', null, 'custom rule: the options must be a mapping, got nothing'],
])('a custom rule with %s', (_, rule, refusal) => {
  const derive = () => RulePreset.STRICT.derive({ customRules: [rule as CustomRule] });
  if (refusal === undefined) {
    expect(derive()._rules.map(({ id }) => id)).toContain(OWNER.id);
  } else {
    expect(derive).toThrow(refusal);
  }
});

test('a custom rule is checked like any other', () => {
  const preset = RulePreset.STRICT.derive({ off: RulePreset.STRICT.ruleIds, customRules: [OWNER] });
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' } };
  const owned = { ...secret, metadata: { name: 'db', labels: { 'acme.example/owner': 'payments' } } };
  expect(evaluate([owned, secret], preset._rules)).toEqual([
    {
      ruleId: 'acme-secret-owner',
      level: 'error',
      objectIndex: 1,
      pointer: '',
      message: 'has no label acme.example/owner',
    },
  ]);
});

test('a preset is described by the one that it comes from and what differs, and derives again from that', () => {
  expect(RulePreset.STRICT._description)
    .toEqual({ base: 'strict', levels: [], off: [], customRules: [], unsuppressible: [] });
  expect(RulePreset.RECOMMENDED._description)
    .toEqual({ base: 'recommended', levels: [], off: [], customRules: [], unsuppressible: [] });
  const whole = {
    ...OWNER, id: 'acme-2', level: RuleLevel.NOTE, rationale: 'Somebody has to know.', url: 'https://acme.example/owner',
  };
  const preset = RulePreset.RECOMMENDED.derive({
    levels: { 'secret-in-env': RuleLevel.ERROR, 'not-immutable': RuleLevel.NOTE },
    off: ['no-reload-path', 'unused-secret'],
    customRules: [OWNER, whole],
    unsuppressible: ['secrets-list'],
  });
  const { base, levels, off, customRules, unsuppressible } = preset._description;
  expect({ base, off, customRules, unsuppressible }).toEqual({
    base: 'recommended', off: ['no-reload-path'], customRules: [OWNER, whole], unsuppressible: ['secrets-list'],
  });
  expect(Object.fromEntries(levels)).toEqual({ 'secret-in-env': 'error', 'not-immutable': 'note' });
  const again = RulePreset.RECOMMENDED.derive({
    levels: Object.fromEntries(levels),
    off: [...off],
    customRules: [...customRules],
    unsuppressible: [...unsuppressible],
  });
  expect(again._description).toEqual(preset._description);
});

test('a custom rule is an error, and its title says why, unless it says otherwise', () => {
  const [rule] = RulePreset.STRICT.derive({ customRules: [OWNER] })._rules.filter(({ id }) => id === OWNER.id);
  expect(rule).toMatchObject({ level: 'error', rationale: OWNER.title, references: [], category: 'custom' });
});

test.each(['Acme', 'acme_owner', '-acme', 'acme-', 'acme--owner', '1acme', 'acme owner', 'acme-\n', 'acme-Owner', ''])(
  'id %j is refused', (id) => {
    expect(() => RulePreset.STRICT.derive({ customRules: [{ ...OWNER, id }] })).toThrow('an id is lower-case words');
  });

test.each(['a', 'acme2', 'acme-2', 'acme-secret-owner-of-2026'])('id %j is good', (id) => {
  expect(RulePreset.STRICT.derive({ customRules: [{ ...OWNER, id }] }).ruleIds).toContain(id);
});

test.each<[string, () => unknown, RegExp]>([
  [
    'an unknown rule',
    () => RulePreset.STRICT.derive({ off: ['secret-in-environment'] }),
    /there is no rule "secret-in-environment"; did you mean secret-in-env; `npx strongbox rules` lists all/,
  ],
  [
    'a rule unlike any',
    () => RulePreset.STRICT.derive({ levels: { x: RuleLevel.NOTE } }),
    /there is no rule "x"; `npx strongbox rules` lists all \d+ of them/,
  ],
  ['an unknown unsuppressible rule', () => RulePreset.STRICT.derive({ unsuppressible: ['x'] }), /there is no rule "x"/],
  [
    'a level for a rule that is off',
    () => RulePreset.STRICT.derive({ levels: { 'secret-in-env': RuleLevel.NOTE }, off: ['secret-in-env'] }),
    /'secret-in-env' has a level and is off/,
  ],
  [
    'an id that is taken',
    () => RulePreset.STRICT.derive({ customRules: [{ ...OWNER, id: 'secret-in-env' }] }),
    /a rule 'secret-in-env' exists already/,
  ],
  [
    'an id that is not a word',
    () => RulePreset.STRICT.derive({ customRules: [{ ...OWNER, id: 'Acme Rule' }] }),
    /custom rule "Acme Rule": an id is lower-case words/,
  ],
  [
    'an empty text',
    () => RulePreset.STRICT.derive({ customRules: [{ ...OWNER, remediation: ' ' }] }),
    /'acme-secret-owner': remediation must be a text that says what its reader needs, got an empty text/,
  ],
  [
    'an unknown scope',
    () => RulePreset.STRICT.derive({ customRules: [{ ...OWNER, scope: 'pods' as RuleScope }] }),
    /'acme-secret-owner': scope must be one of any-object, pod, .*, got "pods"; did you mean pod/,
  ],
  [
    'a violation that does not compile',
    () => RulePreset.STRICT.derive({ customRules: [{ ...OWNER, violation: 'pod.x' }] }),
    /custom rule 'acme-secret-owner': not valid CEL/,
  ],
])('%s is refused', (_name, derive, message) => {
  expect(derive).toThrow(message);
});

const { scope: _scope, ...WITHOUT_SCOPE } = OWNER;
const { message: _message, ...WITHOUT_MESSAGE } = OWNER;

test.each<[string, object, string]>([
  [
    'an option',
    { offs: [] },
    'rule preset: there is no option "offs"; did you mean off; the options are levels, off, ',
  ],
  ['the options', ['off'], 'rule preset: the options must be a mapping, got a list'],
  [
    'a level',
    { levels: { 'secret-in-env': 'warn' } },
    'rule preset: levels.secret-in-env must be one of error, warning, note, got "warn"',
  ],
  [
    'a level that is off',
    { levels: { 'secret-in-env': 'off' } },
    'rule preset: levels.secret-in-env must be one of error, warning, note, got "off"',
  ],
  [
    'a level that is left out',
    { levels: { 'secret-in-env': undefined } },
    'rule preset: levels.secret-in-env must be one of error, warning, note, got nothing',
  ],
  ['the levels', { levels: ['secret-in-env'] }, 'rule preset: levels must be a mapping of levels by rule, got a list'],
  ['the rules that are off', { off: 'secret-in-env' }, 'rule preset: off must be a list, got "secret-in-env"'],
  ['a rule that is off', { off: [1] }, 'rule preset: off[0] must be a text, got 1'],
  [
    'the unsuppressible rules',
    { unsuppressible: 'secret-in-env' },
    'rule preset: unsuppressible must be a list, got "secret-in-env"',
  ],
  ['the custom rules', { customRules: OWNER }, 'rule preset: customRules must be a list, got a mapping'],
  ['a custom rule', { customRules: ['acme'] }, 'custom rule: the options must be a mapping, got "acme"'],
  [
    'a field',
    { customRules: [{ ...OWNER, severity: 'error' }] },
    'custom rule: there is no option "severity"; the options are id, title, ',
  ],
  [
    'the level of a custom rule',
    { customRules: [{ ...OWNER, level: 'warn' }] },
    'custom rule \'acme-secret-owner\': level must be one of error, warning, note, got "warn"',
  ],
  ['an id that is not a text', { customRules: [{ ...OWNER, id: 1 }] }, 'custom rule 1: an id is lower-case words'],
  ['no id', { customRules: [{ ...OWNER, id: null }] }, 'an id is lower-case words'],
  ['a list for an id', { customRules: [{ ...OWNER, id: ['acme'] }] }, 'an id is lower-case words'],
  ['a blank for a rule that is off', { off: [' '] }, 'rule preset: off[0] must be a text, got'],
  [
    'a scope that is left out',
    { customRules: [WITHOUT_SCOPE] },
    "custom rule 'acme-secret-owner': scope is missing; use one of any-object, pod, ",
  ],
  [
    'a message that is left out',
    { customRules: [WITHOUT_MESSAGE] },
    "custom rule 'acme-secret-owner': message must be a text that says what its reader needs, got nothing",
  ],
  [
    'the expression of an admission policy',
    { customRules: [{ ...OWNER, expression: 'has(self.metadata.labels)' }] },
    'custom rule "acme-secret-owner": a rule has no expression but a violation: CEL that is true for what breaks the '
      + 'rule; put the expression of an admission policy into !( )',
  ],
  [
    'a violation that is not a text',
    { customRules: [{ ...OWNER, violation: true }] },
    "custom rule 'acme-secret-owner': violation must be a text that says what its reader needs, got true",
  ],
  [
    'a token for a rule',
    { off: ['acme-t0ken-Vx71qZ'] },
    'rule preset: there is no rule a text of 17 characters (not shown: it may be a secret); `npx strongbox rules` ',
  ],
])('a typo of a caller without types is an error: %s', (_name, options, message) => {
  expect(() => RulePreset.STRICT.derive(options as RulePresetOptions)).toThrow(message);
});
