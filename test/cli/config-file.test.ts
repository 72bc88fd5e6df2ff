import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { findConfigFile, readConfigFile } from '../../src/cli/config-file';
import { RulePreset } from '../../src/rules/rule-preset';

let folder: string;
beforeEach(() => folder = mkdtempSync(join(tmpdir(), 'strongbox-config-')));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function read(text: string) {
  const path = join(folder, 'strongbox.yaml');
  writeFileSync(path, text);
  return readConfigFile(path);
}

const RULE = '{id: a, title: b, scope: secret, expression: "true", message: c, remediation: d';

test('an empty file says nothing', () => {
  expect(read('')).toMatchObject({ exclude: [], customRules: [], unsuppressible: [], preset: undefined });
});

test('paths start from the folder of the file', () => {
  expect(read('baseline: base.json\nexclude: [../old]\n')).toMatchObject({ baseline: join(folder, 'base.json'), exclude: [join(folder, '../old')] });
});

test('off may be written as YAML 1.1 reads it', () => {
  expect(read('rules: {secret-in-env: off, missing-key: false, token-create: note}').rules)
    .toEqual(new Map([['secret-in-env', 'off'], ['missing-key', 'off'], ['token-create', 'note']]));
});

test.each([
  ['presset: strict', 'presset is not a key here; did you mean preset'],
  ['colour: red', 'colour is not a key here; the keys are preset, rules, customRules, unsuppressible, failOn, baseline, exclude'],
  ['preset: lax', 'preset must be one of recommended, strict, got "lax"'],
  ['preset: [strict]', 'preset must be one of recommended, strict, got a list'],
  ['rules: [secret-in-env]', 'rules must be a mapping, got a list'],
  ['rules: {secret-in-env: info}', 'rules.secret-in-env must be one of error, warning, note, off, got "info"'],
  ['rules: {secret-in-env: }', 'rules.secret-in-env must be one of error, warning, note, off, got nothing'],
  ['exclude: old', 'exclude must be a list, got "old"'],
  ['exclude: [1]', 'exclude[0] must be a text, got 1'],
  ['baseline: 1', 'baseline must be a text, got 1'],
  ['customRules: [1]', 'customRules[0] must be a mapping, got 1'],
  ['customRules: [{id: a}]', 'customRules[0].title is missing'],
  [`customRules: [${RULE}, severity: error}]`, 'customRules[0].severity is not a key here'],
  [`customRules: [${RULE}, level: high}]`, 'customRules[0].level must be one of error, warning, note, got "high"'],
  ['preset: strict\n---\npreset: strict', 'has 2 documents, and must be one'],
  ['- a', 'the file must be a mapping, got a list'],
])('%s', (text, message) => {
  expect(() => read(text)).toThrow(`${join(folder, 'strongbox.yaml')}: ${message}`);
});

test('what is no YAML says where', () => {
  expect(() => read('preset: [\n')).toThrow(/strongbox\.yaml:2:1: not YAML: /);
});

test('the nearest one is found, but none above the root of the repository', () => {
  mkdirSync(join(folder, 'repo/a/b'), { recursive: true });
  writeFileSync(join(folder, 'strongbox.yml'), '');
  expect(findConfigFile(join(folder, 'repo/a/b'))).toBe(join(folder, 'strongbox.yml'));
  mkdirSync(join(folder, 'repo/.git'));
  expect(findConfigFile(join(folder, 'repo/a/b'))).toBeUndefined();
  writeFileSync(join(folder, 'repo/strongbox.yaml'), '');
  expect(findConfigFile(join(folder, 'repo/a/b'))).toBe(join(folder, 'repo/strongbox.yaml'));
});

test('the documented example says what it shows', () => {
  const page = readFileSync(join(__dirname, '../../docs/auditing.md'), 'utf8');
  const [, example] = /## Configuration file[^]*?```yaml\n([^]*?)```/.exec(page)!;
  const { rules, customRules, exclude, ...rest } = read(example);
  expect(rest).toMatchObject({ preset: 'recommended', failOn: 'warning', baseline: join(folder, 'strongbox-baseline.json'), unsuppressible: ['credential-in-configmap'] });
  expect(rules).toEqual(new Map([['secret-in-env', 'error'], ['not-immutable', 'off']]));
  expect(exclude).toEqual([join(folder, 'deploy/legacy')]);
  const custom = RulePreset.RECOMMENDED.derive({ customRules: [...customRules] })._rules.at(-1)!;
  expect(custom).toMatchObject({ id: 'acme-secret-owner', level: 'warning' });
});
