import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import { AuditConfig, CustomRule, PodTemplateHolds, RuleLevel, RulePreset, RuleScope } from '../../../src';
import { CONFIG_SCHEMA } from '../../../src/audit/reports/tool';
import { CATALOG } from '../../../src/rules/catalog';

let folder: string;
let before: string;
beforeEach(() => {
  before = process.cwd();
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'audit-config-')));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

/** All that tells one preset from another. */
const essence = (preset: RulePreset) => ({
  rules: preset._rules,
  known: preset._known,
  unsuppressible: preset.unsuppressible,
});

const level = fc.constantFrom(...Object.values(RuleLevel));
const text = fc
  .oneof(
    fc.string({ minLength: 1, unit: 'binary' }),
    fc.constantFrom(
      'off',
      'yes',
      'no',
      'null',
      '~',
      '1',
      '0x1f',
      '1:30',
      '- a',
      'a: b',
      '# c',
      '"',
      "'",
      '|',
      '>',
      '%',
      '@x',
      'a\n\nb ',
      '\ttab',
      '\u0085',
      '\u2028',
      '\ufeff',
      '\u202e',
      '\ud800',
      '=',
      '<<',
      '2020-01-01',
      '{{ x }}',
      '.nan',
      '1_000',
    ),
  )
  // No file holds half of a character.
  .filter((each) => each.trim() !== '' && !/\p{Surrogate}/u.test(each));
const customRule = (id: string): fc.Arbitrary<CustomRule> =>
  fc.record({
    id: fc.constant(id),
    title: text,
    scope: fc.constantFrom(...Object.values(RuleScope)),
    violation: fc.constantFrom(
      'true',
      "has(self.a) && self.a != 'off: x # y'",
      'self.b == "\\n"\n  || object.kind == \'x\'',
    ),
    message: text,
    remediation: text,
    rationale: fc.option(text, { nil: undefined }),
    level: fc.option(level, { nil: undefined }),
    url: fc.option(text, { nil: undefined }),
  });
const ids = [...CATALOG.map(({ id }) => id), 'acme-a', 'no'];
const derivation = fc.record({
  levels: fc.dictionary(fc.constantFrom(...ids), level, { maxKeys: 8, noNullPrototype: true }),
  off: fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 8 }),
  unsuppressible: fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 4 }),
});
const preset = fc
  .record({
    base: fc.constantFrom(RulePreset.RECOMMENDED, RulePreset.STRICT),
    customRules: fc.tuple(customRule('acme-a'), customRule('no')),
    derivations: fc.array(derivation, { minLength: 1, maxLength: 3 }),
  })
  .map(({ base, customRules, derivations }) =>
    derivations.reduce(
      (current, { levels, off, unsuppressible }) =>
        current.derive({ levels, off: off.filter((id) => !Object.hasOwn(levels, id)), unsuppressible }),
      base.derive({ customRules }),
    ),
  );

test('a preset that is written out and read again is equal, whatever its rules say, also in YAML 1.2', () => {
  fc.assert(
    fc.property(preset, (made) => {
      const yaml = new AuditConfig({ preset: made }).toYaml();
      writeFileSync('strongbox.yaml', yaml);
      expect(essence(AuditConfig.fromFile('strongbox.yaml').preset)).toEqual(essence(made));
      // eslint-disable-next-line no-control-regex
      expect(yaml).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\ufeff]/);
      expect(parse(yaml).customRules.map(({ title }: CustomRule) => title)).toEqual(
        made._known.slice(-2).map(({ title }) => title),
      );
    }),
    { numRuns: 150, seed: 10 },
  );
});

test('what is written is short, in the words of the options, and names its schema', () => {
  const made = RulePreset.STRICT.derive({
    levels: { 'missing-key': RuleLevel.NOTE, 'secret-in-env': RuleLevel.ERROR },
    off: ['not-immutable'],
    unsuppressible: ['credential-in-configmap'],
    customRules: [
      {
        id: 'acme-x',
        title: 'has no owner',
        scope: RuleScope.SECRET,
        violation: 'has(self.x)',
        message: 'off',
        remediation: 'Add it.',
        url: 'https://acme.example',
      },
    ],
  });
  expect(
    new AuditConfig({ preset: made, failOn: RuleLevel.WARNING, baseline: 'base.json', exclude: ['.', 'old'] }).toYaml(),
  )
    .toBe(`# yaml-language-server: $schema=${CONFIG_SCHEMA}
preset: strict
levels:
  missing-key: note
"off":
  - not-immutable
customRules:
  - id: acme-x
    title: "has no owner"
    scope: secret
    violation: "has(self.x)"
    message: "off"
    remediation: "Add it."
    url: "https://acme.example"
unsuppressible:
  - credential-in-configmap
failOn: warning
baseline: base.json
exclude:
  - "."
  - old
`);
  expect(new AuditConfig().toYaml().split('\n').slice(1)).toEqual(['preset: recommended', '']);
});

test('paths start from the folder of the file, before and after', () => {
  new AuditConfig({ baseline: 'base.json', exclude: ['deploy/old'] }).writeTo('presets/a/strongbox.yaml');
  expect(readFileSync('presets/a/strongbox.yaml', 'utf8')).toContain(
    'baseline: "../../base.json"\nexclude:\n  - "../../deploy/old"\n',
  );
  expect(AuditConfig.fromFile('presets/a/strongbox.yaml').baseline).toBe(join(folder, 'base.json'));
});

test('places of further kinds are written as they are read, and those of files add up', () => {
  const place = { apiGroup: 'example.com', kind: 'Worker', path: 'spec.workers[*].template' };
  const other = { ...place, kind: 'Other', holds: PodTemplateHolds.SPEC, runsOnce: true };
  new AuditConfig({ podTemplates: [place, other] }).writeTo('parent.yaml');
  const own = { ...place, path: 'spec' };
  writeFileSync('strongbox.yaml', `extends: ./parent.yaml\npodTemplates: ${JSON.stringify([own, place])}\n`);
  expect(parse(AuditConfig.fromFile('strongbox.yaml').toYaml())).toMatchObject({ podTemplates: [place, other, own] });
});

test('what a file extends is written out with it', () => {
  mkdirSync('node_modules/@acme/preset', { recursive: true });
  writeFileSync(
    'node_modules/@acme/preset/strongbox.yaml',
    'preset: strict\noff: [token-create]\nfailOn: never\n'
      + 'rules: [{id: acme-x, title: a, scope: pod, violation: "false", message: b, remediation: c}]',
  );
  writeFileSync('strongbox.yaml', 'extends: "@acme/preset"\nunsuppressible: [acme-x]');
  const config = AuditConfig.find()!;
  config.writeTo('whole.yaml');
  expect(readFileSync('whole.yaml', 'utf8')).toMatch(
    /^preset: strict\n"off":\n {2}- token-create\n[^]*\nfailOn: never\n/m,
  );
  expect(essence(AuditConfig.fromFile('whole.yaml').preset)).toEqual(essence(config.preset));
});

test('none is found where there is none', () => {
  mkdirSync('.git');
  expect(AuditConfig.find()).toBeUndefined();
});

test.each<[object, string]>([
  [
    { presets: RulePreset.STRICT },
    'AuditConfig: there is no option "presets"; did you mean preset; '
    + 'the options are preset, failOn, baseline, exclude, podTemplates',
  ],
  [
    { preset: 'strict' },
    'AuditConfig: preset must be a preset, got "strict"; use RulePreset.RECOMMENDED, RulePreset.STRICT, ',
  ],
  [{ failOn: 'errors' }, 'AuditConfig: failOn must be one of error, warning, note, got "errors"; did you mean error'],
  [{ baseline: 1 }, 'AuditConfig: baseline must be a text, got 1'],
  [{ podTemplates: {} }, 'AuditConfig: podTemplates must be a list, got a mapping'],
  [{ podTemplates: ['spec'] }, 'AuditConfig: podTemplates[0]: the options must be a mapping, got "spec"'],
  [
    { podTemplates: [{ apiGroup: 'example.com', kind: 'Worker', path: '/spec' }] },
    'AuditConfig: podTemplates[0].path must be fields separated by dots, with [*] for each item, such as '
    + 'spec.workers[*].template, got "/spec"; write dots instead of slashes',
  ],
  [{ exclude: 'old' }, 'AuditConfig: exclude must be a list, got "old"'],
])('%j is refused', (options, message) => {
  expect(() => new AuditConfig(options)).toThrow(message);
});
