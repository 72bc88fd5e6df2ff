import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { findConfigFile } from '../../../src/audit/configuration/find-config';
import { loadConfig } from '../../../src/audit/configuration/load-config';
import { fromHere } from '../../../src/audit/shown-path';
import { RulePreset } from '../../../src/rules/rule-preset';

let folder: string;
beforeEach(() => (folder = realpathSync(mkdtempSync(join(tmpdir(), 'strongbox-config-')))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: { readonly [path: string]: string }): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** A file as messages name it. */
const named = (file = 'strongbox.yaml') => fromHere(join(folder, file));

const load = (file = 'strongbox.yaml') => loadConfig({ file: join(folder, file) });

function read(text: string) {
  write({ 'strongbox.yaml': text });
  return load();
}

const levelsOf = (preset: RulePreset) => Object.fromEntries(preset._rules.map(({ id, level }) => [id, level]));
const customRule = (id: string, message = 'c') =>
  `{id: ${id}, title: b, scope: secret, violation: "false", message: ${message}, remediation: d}`;
const RULE = '{id: a, title: b, scope: secret, violation: "false", message: c, remediation: d';

describe('one file', () => {
  test('that is empty says nothing', () => {
    const { preset, ...rest } = read('');
    expect(levelsOf(preset)).toEqual(levelsOf(RulePreset.RECOMMENDED));
    const files = [join(folder, 'strongbox.yaml')];
    expect(rest).toEqual({ failOn: undefined, baseline: undefined, exclude: [], podTemplates: [], files });
  });

  test('has paths that start from its folder', () => {
    expect(read('baseline: base.json\nexclude: [../old]\n')).toMatchObject({
      baseline: join(folder, 'base.json'),
      exclude: [join(folder, '../old')],
    });
  });

  test.each([
    [
      'the keys of RulePreset.derive',
      `levels: {secret-in-env: error}\noff: [missing-key, token-create]\ncustomRules: [${customRule('acme-x')}]`,
    ],
    [
      'levels with off among them',
      `levels: {secret-in-env: error, missing-key: off, token-create: "off"}\ncustomRules: [${customRule('acme-x')}]`,
    ],
    [
      'rules as a mapping',
      `rules: {secret-in-env: error, missing-key: off, token-create: false}\ncustomRules: [${customRule('acme-x')}]`,
    ],
    [
      'rules as a list',
      `levels: {secret-in-env: error}\noff: [missing-key, token-create]\nrules: [${customRule('acme-x')}]`,
    ],
    [
      'JSON',
      JSON.stringify({
        levels: { 'secret-in-env': 'error', 'missing-key': 'off' },
        off: ['token-create'],
        customRules: [
          { id: 'acme-x', title: 'b', scope: 'secret', violation: 'false', message: 'c', remediation: 'd' },
        ],
      }),
    ],
  ])('says of rules the same in each spelling: %s', (_name, text) => {
    const { 'missing-key': _missing, 'token-create': _create, ...others } = levelsOf(RulePreset.RECOMMENDED);
    expect(levelsOf(read(text).preset)).toEqual({ ...others, 'secret-in-env': 'error', 'acme-x': 'error' });
  });

  test('may give a level to its own custom rule', () => {
    expect(
      levelsOf(read(`levels: {acme-x: note}\nunsuppressible: [acme-x]\ncustomRules: [${customRule('acme-x')}]`).preset),
    ).toMatchObject({ 'acme-x': 'note' });
  });

  const KEYS =
    'the known keys are extends, preset, levels, rules, off, customRules, unsuppressible, failOn, baseline, exclude, '
    + 'podTemplates';
  test.each([
    ['preset: strict\nprset: strict', ':2: "prset" is not a known key; did you mean preset; the known keys are '],
    ['colour: red', `:1: "colour" is not a known key; ${KEYS}`],
    ['podTemplates: {}', ':1: podTemplates must be a list, got a mapping'],
    ['podTemplates:\n  - spec', ':2: podTemplates[0] must be a mapping, got "spec"'],
    [
      'podTemplates:\n  - {apiGroup: example.com, kind: Worker}',
      ':2: podTemplates[0].path must be fields separated by dots, with [*] for each item, such as '
        + 'spec.workers[*].template, got nothing',
    ],
    [
      'podTemplates:\n  - apiGroup: example.com/v1',
      ':2: podTemplates[0].apiGroup must be the API group of a kind, ' +
        'such as example.com, got "example.com/v1"; write the group without its version, apiGroup: example.com',
    ],
    [
      'podTemplates: [{paths: a}]',
      ':1: podTemplates[0]: "paths" is not a known key; did you mean path; ' +
        'the known keys are apiGroup, kind, path, holds, runsOnce',
    ],
    ['preset: lax', ':1: preset must be one of recommended, strict, got "lax"'],
    ['\npreset: Strict', ':2: preset must be one of recommended, strict, got "Strict"; did you mean strict'],
    ['preset: [strict]', ':1: preset must be one of recommended, strict, got a list'],
    ['failOn: errors', ':1: failOn must be one of error, warning, note, never, got "errors"; did you mean error'],
    ['rules: secret-in-env', ':1: rules must be a mapping, got "secret-in-env"'],
    ['levels: [secret-in-env]', ':1: levels must be a mapping, got a list'],
    ['levels:\n  secret-in-env: info', ':2: levels.secret-in-env must be one of error, warning, note, off, got "info"'],
    ['levels:\n  secret-in-env: warn', ':2: levels.secret-in-env must be one of error, warning, note, off, got "warn"'],
    ['rules: {secret-in-env: }', ':1: rules.secret-in-env must be one of error, warning, note, off, got nothing'],
    [
      'levels:\n  token-create: note\n  secret-in-envs: error',
      ':3: levels.secret-in-envs is not a rule: there is no rule "secret-in-envs"; did you mean secret-in-env; '
      + '`npx strongbox rules` lists',
    ],
    [
      'off:\n  - token-create\n  - missing-keys',
      ':3: off[1] is not a rule: there is no rule "missing-keys"; did you mean missing-key; ',
    ],
    [
      'unsuppressible: [nope]',
      ':1: unsuppressible[0] is not a rule: there is no rule "nope"; `npx strongbox rules` lists all ',
    ],
    [
      'levels: {token-create: note}\noff:\n- token-create',
      ':3: off[0] is off here and note in another key of this file; remove one of the two',
    ],
    [
      'levels: {token-create: note}\nrules: {token-create: error}',
      ':2: rules.token-create is of level error here and note in another key',
    ],
    ['off: token-create', ':1: off must be a list, got "token-create"'],
    ['exclude: old', ':1: exclude must be a list, got "old"'],
    ['exclude: [1]', ':1: exclude[0] must be a text, got 1'],
    ['baseline: 1', ':1: baseline must be a text, got 1'],
    ['customRules: [1]', ':1: customRules[0] must be a mapping, got 1'],
    ['customRules:\n- id: a', ':2: customRules[0].title is missing'],
    [
      `customRules:\n - ${RULE}, severity: error}`,
      ':2: customRules[0]: "severity" is not a known key; the known keys are id, title, ',
    ],
    [
      `customRules: [${RULE}, level: high}]`,
      ':1: customRules[0].level must be one of error, warning, note, got "high"',
    ],
    [
      'customRules: [{id: a, title: b, scope: secrets, violation: "false", message: c, remediation: d}]',
      ':1: customRules[0].scope must be one of any-object, pod, ',
    ],
    [
      `customRules:\n- ${RULE}}\n- ${RULE}, url: x}`,
      ":3: customRules[1] is not a valid rule: rule preset: a rule 'a' exists already",
    ],
    [
      `customRules:\n- ${customRule('secret-in-env')}`,
      ":2: customRules[0] is not a valid rule: rule preset: a rule 'secret-in-env' exists already",
    ],
    [
      `customRules:\n- ${RULE.replace('violation', 'expression')}}`,
      ':2: customRules[0].expression is not a key here: a rule has no expression but a violation: CEL that is true',
    ],
    [
      `customRules:\n- ${RULE.replace('"false"', '"nothing.x"')}}`,
      ":2: customRules[0] is not a valid rule: custom rule 'a': not valid CEL",
    ],
    ['preset: strict\n---\npreset: strict', ': has 2 documents, must have one'],
    ['preset: strict\npreset: recommended', ':2:1: the mapping already has this key; remove one of the two'],
    ['preset: [\n', ':2:1: this document cannot be read: '],
    ['- a', ':1: the configuration must be a mapping, got a list'],
    ['extends: 1', ':1: extends must be a text, got 1'],
    ['extends: [./a.yaml, 2]', ':1: extends[1] must be a text, got 2'],
  ])('is refused with its line: %j', (text, message) => {
    expect(() => read(text)).toThrow(`${named()}${message}`);
  });

  test.each([
    ['a token alone', 'acme-t0ken-Vx71qZ'],
    ['a password alone', 'swordfish'],
    ['a token as a preset', 'preset: acme-t0ken-Vx71qZ'],
    ['a token as a key', 'acme-t0ken-Vx71qZ: 1'],
    ['a token as a key of levels', 'levels: {acme-t0ken-Vx71qZ: note}'],
    ['a token as a level', 'levels: {secret-in-env: acme-t0ken-Vx71qZ}'],
    ['a token as a rule', 'off: [acme-t0ken-Vx71qZ]'],
    ['a token as an id', `customRules: [${customRule('acme-t0ken-Vx71qZ')}]`],
    ['a token for a list', 'exclude: acme-t0ken-Vx71qZ'],
    ['a PIN', 'failOn: 482913'],
    ['a token of GitHub', 'extends: ghp_0123456789abcdefghijABCDEFGHIJ012345'],
    [
      'a private key',
      'preset: |\n  -----BEGIN PRIVATE KEY-----\n'
      + '  MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSi\n  -----END PRIVATE KEY-----',
    ],
    ['YAML that is not closed', 'token: [acme-t0ken-Vx71qZ'],
  ])('never comes back in the error: %s', (_name, text) => {
    const said = (() => {
      try {
        read(text);
        return '';
      } catch (error) {
        return (error as Error).message;
      }
    })();
    expect(said).toMatch(/strongbox\.yaml/);
    expect(said).not.toMatch(/Vx71qZ|482913|ghp_0|MIIE|swordfish/);
  });

  test('has no line of the error that begins as it likes, and no character that controls a terminal', () => {
    const said = (() => {
      try {
        read('"x\\e[2J\\n::error::from-a-key\\u200e\\u009b": 1\n');
        return '';
      } catch (error) {
        return (error as Error).message;
      }
    })();
    expect(said).toMatch(/^[\x20-\x7e]+$/);
  });

  test('that does not exist, or is a folder, is said', () => {
    expect(() => load('none.yaml')).toThrow(`there is no config file "${named('none.yaml')}"`);
    expect(() => loadConfig({ file: folder })).toThrow('EISDIR');
  });
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

describe('extends', () => {
  test('goes before what is usual and after what the file says, in the order of the names', () => {
    write({
      'a.yaml':
        'preset: strict\nlevels: {secret-in-env: note, missing-key: note, token-create: note}\n'
        + 'failOn: note\nunsuppressible: [secret-in-env]\nbaseline: a.json\nexclude: [a]',
      'team/b.yaml':
        'levels: {missing-key: warning, token-create: warning}\noff: [not-immutable]\n'
        + 'baseline: b.json\nunsuppressible: [missing-key]\nexclude: [b]',
      'strongbox.yaml': 'extends: [./a.yaml, ./team/b.yaml]\nlevels: {token-create: error}\nexclude: [c]',
    });
    const { preset, files, ...rest } = load();
    expect(files).toEqual(['a.yaml', 'team/b.yaml', 'strongbox.yaml'].map((path) => join(folder, path)));
    const { 'not-immutable': _off, ...strict } = levelsOf(RulePreset.STRICT);
    expect(levelsOf(preset)).toEqual({
      ...strict,
      'secret-in-env': 'note',
      'missing-key': 'warning',
      'token-create': 'error',
    });
    expect(preset.unsuppressible).toEqual(['secret-in-env', 'missing-key']);
    expect(rest).toEqual({
      failOn: 'note',
      baseline: join(folder, 'team/b.json'),
      exclude: ['a', 'team/b', 'c'].map((path) => join(folder, path)),
      podTemplates: [],
    });
  });

  test('lets a file turn on again what it extends has off, and name rules of it', () => {
    write({
      'base.yaml': `off: [secret-in-env]\ncustomRules: [${customRule('acme-x')}]`,
      'strongbox.yaml': 'extends: ./base.yaml\nlevels: {secret-in-env: error, acme-x: note}\nunsuppressible: [acme-x]',
    });
    expect(levelsOf(load().preset)).toMatchObject({ 'secret-in-env': 'error', 'acme-x': 'note' });
  });

  test.each<[string, string, { readonly [path: string]: string }]>([
    ['a relative path', '../shared/base.yaml', { 'shared/base.yaml': 'off: [token-create]' }],
    ['a folder', '../shared', { 'shared/strongbox.yml': 'off: [token-create]' }],
    ['the folder above', '..', { 'strongbox.yaml': 'off: [token-create]' }],
    ['a package', 'acme-preset', { 'node_modules/acme-preset/strongbox.yaml': 'off: [token-create]' }],
    ['a package of a scope', '@acme/preset', { 'app/node_modules/@acme/preset/strongbox.yaml': 'off: [token-create]' }],
    [
      'a file of a package',
      '@acme/preset/levels/strict.yaml',
      {
        'node_modules/@acme/preset/levels/strict.yaml': 'off: [token-create]',
        'node_modules/@acme/preset/strongbox.yaml': '',
      },
    ],
    [
      'a folder of a package',
      '@acme/preset/levels',
      { 'node_modules/@acme/preset/levels/strongbox.yaml': 'off: [token-create]' },
    ],
    [
      'a package that says which file',
      '@acme/preset',
      {
        'node_modules/@acme/preset/package.json': '{"strongbox": "./config/all.yaml", "exports": {}}',
        'node_modules/@acme/preset/config/all.yaml': 'off: [token-create]',
      },
    ],
    [
      'a package that extends another that is installed in it',
      '@acme/preset',
      {
        'node_modules/@acme/preset/strongbox.yaml': 'extends: base-preset/x.json',
        'node_modules/@acme/preset/node_modules/base-preset/x.json': '{"off": ["token-create"]}',
      },
    ],
    [
      'a chain',
      './one.yaml',
      {
        'app/one.yaml': 'extends: ./two.yaml',
        'app/two.yaml': 'extends: [../three.yaml]',
        'three.yaml': 'off: [token-create]',
      },
    ],
  ])('names %s', (_name, parent, files) => {
    write({ ...files, 'app/strongbox.yaml': `extends: "${parent}"` });
    expect(load('app/strongbox.yaml').preset.ruleIds).not.toContain('token-create');
  });

  test('names an absolute path', () => {
    write({ 'base.yaml': 'off: [token-create]', 'app/strongbox.yaml': `extends: ${join(folder, 'base.yaml')}` });
    expect(load('app/strongbox.yaml').preset.ruleIds).not.toContain('token-create');
  });

  test('finds packages from where a package really is, as pnpm links them', () => {
    write({
      'store/a/node_modules/@acme/preset/strongbox.yaml': 'extends: base-preset',
      'store/a/node_modules/base-preset/strongbox.yaml': 'off: [token-create]',
      'app/strongbox.yaml': 'extends: "@acme/preset"',
      'app/node_modules/@acme/.keep': '',
    });
    symlinkSync(join(folder, 'store/a/node_modules/@acme/preset'), join(folder, 'app/node_modules/@acme/preset'));
    expect(load('app/strongbox.yaml').preset.ruleIds).not.toContain('token-create');
  });

  test('takes a file once, where it first comes, also when several extend it', () => {
    write({
      'base.yaml': `levels: {token-create: note}\ncustomRules: [${customRule('acme-x')}]`,
      'b.yaml': 'extends: ./base.yaml\nlevels: {token-create: warning}',
      'c.yaml': 'extends: ./base.yaml',
      'strongbox.yaml': 'extends: [./b.yaml, ./c.yaml]',
    });
    expect(levelsOf(load().preset)).toMatchObject({ 'token-create': 'warning', 'acme-x': 'error' });
  });

  test('does not take twice as long with each of forty files that are extended twice', () => {
    write(
      Object.fromEntries(
        [...Array(40).keys()].map((index) => [
          `${index}.yaml`,
          index === 0 ? '' : `extends: [./${index - 1}.yaml, ./${index - 1}.yaml]`,
        ]),
      ),
    );
    expect(levelsOf(load('39.yaml').preset)).toEqual(levelsOf(RulePreset.RECOMMENDED));
  });

  test('takes a custom rule that two files define alike as one, and refuses one that they define differently', () => {
    write({
      'a.yaml': `rules: [${customRule('acme-x')}]`,
      'strongbox.yaml': `extends: ./a.yaml\nrules: [${customRule('acme-x')}]`,
    });
    expect(load().preset.ruleIds.filter((id) => id === 'acme-x')).toEqual(['acme-x']);
    write({ 'strongbox.yaml': `extends: ./a.yaml\nrules:\n- ${customRule('acme-x', 'other')}` });
    expect(() => load()).toThrow(
      `${named()}:3: rules[0] is not a valid rule: rule preset: a rule 'acme-x' exists already`,
    );
  });

  test.each<[string, string, { readonly [path: string]: string }]>([
    ['extends names "./none.yaml", but there is no config file', './none.yaml', {}],
    ['extends names "./empty", but there is no config file', './empty', { 'empty/x': '' }],
    ['extends names the package "@acme/none", which is not installed in', '@acme/none/x.yaml', {}],
    ['or above; for the file beside this one write "./base.yaml"', 'base.yaml', { 'base.yaml': '' }],
    [
      'extends names "@acme/preset/none.yaml", but the package has no config file there',
      '@acme/preset/none.yaml',
      { 'node_modules/@acme/preset/strongbox.yaml': '' },
    ],
    [
      'extends names "acme", but the package has no config file there; a package has strongbox.yaml, '
      + 'or names its file in the field "strongbox"',
      'acme',
      { 'node_modules/acme/package.json': '{}' },
    ],
    [
      'extends names a package whose package.json has a field "strongbox" that names no file of it',
      'acme',
      { 'node_modules/acme/package.json': '{"strongbox": 1}', 'node_modules/acme/strongbox.yaml': '' },
    ],
    [
      'extends names a package whose package.json has a field "strongbox" that names no file of it',
      'acme',
      { 'node_modules/acme/package.json': '{"strongbox": "../../base.yaml"}', 'base.yaml': '' },
    ],
    [
      'extends names "acme/../../base.yaml", which is outside the package',
      'acme/../../base.yaml',
      { 'node_modules/acme/strongbox.yaml': '', 'base.yaml': '' },
    ],
    ['extends must be a path or the name of an installed package, got', 'https://acme.example/strongbox.yaml', {}],
  ])('is refused: %s', (message, parent, files) => {
    write({ ...files, 'strongbox.yaml': `preset: strict\nextends: "${parent}"` });
    expect(() => load()).toThrow(message);
    expect(() => load()).toThrow(`${named()}:2: `);
  });

  test('that goes round in a circle names the circle', () => {
    write({
      'strongbox.yaml': 'extends: ./a.yaml',
      'a.yaml': 'extends: [./b.yaml]',
      'b.yaml': '\nextends:\n - ./a.yaml',
      'own.yaml': 'extends: ./own.yaml',
    });
    const [a, b, own] = ['a.yaml', 'b.yaml', 'own.yaml'].map(named);
    expect(() => load()).toThrow(`${b}:3: extends[0] is circular: ${a} -> ${b} -> ${a}`);
    expect(() => load('own.yaml')).toThrow(`${own}:1: extends is circular: ${own} -> ${own}`);
  });

  test('a fault of a file that is extended names that file', () => {
    write({ 'strongbox.yaml': 'extends: ./a.yaml', 'a.yaml': '\noff: [nope]' });
    expect(() => load()).toThrow(`${named('a.yaml')}:2: off[0] is not a rule`);
  });
});

test('the documented example says what it shows', () => {
  const page = readFileSync(join(__dirname, '../../../docs/auditing.md'), 'utf8');
  const [, example] = /## One configuration everywhere[^]*?```yaml\n([^]*?)```/.exec(page)!;
  write({ 'node_modules/@acme/strongbox-preset/strongbox.yaml': 'preset: strict' });
  const { preset, files: _files, ...rest } = read(example);
  expect(rest).toEqual({
    failOn: 'warning',
    baseline: join(folder, 'strongbox-baseline.json'),
    exclude: [join(folder, 'deploy/legacy')],
    podTemplates: [{ apiGroup: 'example.com', kind: 'Worker', path: 'spec.template' }],
  });
  expect(preset.unsuppressible).toEqual(['credential-in-configmap']);
  expect(levelsOf(preset)).toMatchObject({ 'secret-in-env': 'error', 'acme-secret-owner': 'warning' });
  expect(preset.ruleIds).not.toContain('not-immutable');
});
