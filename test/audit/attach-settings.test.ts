import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Audit, AuditOptions, RuleLevel, RulePreset, AuditSuppressOptions } from '../../src';

let folder: string;
let before: string;
let stderr: jest.SpiedFunction<typeof process.stderr.write>;

beforeEach(() => {
  before = process.cwd();
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'attach-')));
  mkdirSync(join(folder, '.git'));
  mkdirSync(join(folder, 'app'));
  process.chdir(join(folder, 'app'));
  stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});

afterEach(() => {
  stderr.mockRestore();
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

/** An app whose deployment reads a Secret into its environment, which is a warning of the recommended preset. */
function unsafeApp(name = 'api'): App {
  const app = new App();
  const chart = new Chart(app, 'payments', { namespace: 'payments', disableResourceNameHashes: true });
  const secret = kplus.Secret.fromSecretName(chart, 'Db', 'db');
  new kplus.Deployment(chart, name, {
    containers: [{ image: 'x', name: 'main', envVariables: { DB: secret.envValue('password') } }],
  });
  return app;
}

const outcome = (options?: AuditOptions, app = unsafeApp()) => {
  Audit.attach(app, options);
  try {
    app.synth();
    return 'passed';
  } catch (error) {
    return /\((?<rule>[a-z-]+) at/.exec((error as Error).message)?.groups?.rule ?? (error as Error).message;
  }
};

test('the config file of the working directory or above is used, as the command line uses it', () => {
  expect(outcome()).toBe('passed');
  writeFileSync('../strongbox.yaml', 'levels: {secret-in-env: error}');
  expect(outcome()).toBe('secret-in-env');
  writeFileSync('strongbox.yaml', 'failOn: warning\noff: [no-reload-path]');
  expect(outcome()).toBe('secret-in-env');
  writeFileSync('strongbox.yaml', 'failOn: never\nlevels: {secret-in-env: error}');
  expect(outcome()).toBe('passed');
});

test('another file is named, or none is read', () => {
  writeFileSync('strongbox.yaml', 'levels: {secret-in-env: error}');
  writeFileSync('lax.yaml', '');
  expect(outcome({ config: 'lax.yaml' })).toBe('passed');
  expect(outcome({ noConfig: true })).toBe('passed');
  expect(outcome({ noConfig: false })).toBe('secret-in-env');
});

test('options go before the file: a preset in place of its rules, the line and the baseline', () => {
  writeFileSync('strongbox.yaml', 'off: [secret-in-env]\nfailOn: never');
  expect(outcome()).toBe('passed');
  expect(outcome({ failOn: RuleLevel.NOTE })).toBe('no-reload-path');
  expect(outcome({ preset: RulePreset.STRICT.derive({ off: ['missing-reference', 'no-reload-path'] }) })).toBe(
    'passed',
  );
  expect(outcome({ preset: RulePreset.RECOMMENDED, failOn: RuleLevel.WARNING })).toBe('secret-in-env');
});

test('a file that is wrong fails where the audit is attached, with its line', () => {
  writeFileSync('strongbox.yaml', '\nlevels: {secret-in-env: errors}');
  expect(() => Audit.attach(unsafeApp())).toThrow(
    'strongbox.yaml:2: levels.secret-in-env must be one of error, warning, note, off, got "errors"; did you mean error',
  );
});

describe('baseline', () => {
  const STRICT: AuditOptions = {
    preset: RulePreset.RECOMMENDED.derive({ levels: { 'secret-in-env': RuleLevel.ERROR } }),
    quiet: true,
  };

  test('is written before the first synth that passes, and lets in new findings alone', () => {
    const app = unsafeApp();
    const audit = Audit.attach(app, { ...STRICT, baseline: 'base.json' });
    audit.writeBaseline();
    app.synth();
    expect(audit.report.findings.map(({ ruleId, suppression }) => [ruleId, suppression])).toEqual(
      ['secret-in-env', 'no-reload-path'].map((id) => [
        id,
        { origin: 'baseline', reason: 'it was present when base.json was written' },
      ]),
    );
    expect(readFileSync('base.json', 'utf8')).toContain('"subject": "Deployment payments/payments-api"');
    const other = unsafeApp('other');
    expect(outcome({ ...STRICT, baseline: 'base.json' }, other)).toBe('secret-in-env');
  });

  test('is that of the config file, relative to the file; what is gone from it is a note', () => {
    writeFileSync('../strongbox.yaml', 'levels: {secret-in-env: error}\nbaseline: base.json');
    Audit.attach(unsafeApp()).writeBaseline();
    expect(existsSync('../base.json')).toBe(true);
    expect(outcome()).toBe('passed');
    const audit = Audit.attach(new App());
    expect(audit.report.problems).toEqual([
      {
        id: 'baseline-outdated',
        level: 'note',
        message: expect.stringContaining(
          'contains findings that are gone: no-reload-path in Deployment payments/payments-api, secret-in-env',
        ),
      },
    ]);
  });

  test('has nothing that nobody may suppress, and does not cover it', () => {
    const unsuppressible = STRICT.preset!.derive({ unsuppressible: ['secret-in-env'] });
    Audit.attach(unsafeApp(), STRICT).writeBaseline('all.json');
    expect(outcome({ preset: unsuppressible, baseline: 'all.json' })).toBe('secret-in-env');
    Audit.attach(unsafeApp(), { preset: unsuppressible }).writeBaseline('some.json');
    expect(readFileSync('some.json', 'utf8')).not.toContain('secret-in-env');
  });

  test('goes to strongbox-baseline.json where nothing names one', () => {
    Audit.attach(unsafeApp()).writeBaseline();
    expect(existsSync('strongbox-baseline.json')).toBe(true);
  });

  test('that does not exist fails the synth, and says how to write it', () => {
    expect(outcome({ baseline: 'none.json' })).toMatch(
      'there is no baseline "none.json"; write one: strongbox audit … --baseline none.json --write-baseline, '
        + 'or audit.writeBaseline()',
    );
  });

  test.each([
    ['acme-t0ken-Vx71qZ', 'it is not JSON'],
    ['{"version": 2, "findings": ["acme-t0ken-Vx71qZ"]}', 'base.json is not a baseline of version 1'],
  ])('that is another file is refused without quoting it', (content, message) => {
    writeFileSync('base.json', content);
    expect(outcome({ baseline: 'base.json' })).toMatch(message);
    expect(outcome({ baseline: 'base.json' })).not.toMatch('Vx71qZ');
  });
});

test.each<[object, string]>([
  [
    { failon: 'error' },
    'Audit.attach: there is no option "failon"; did you mean failOn; '
      + 'the options are preset, config, noConfig, failOn, baseline, podTemplates, quiet',
  ],
  [{ failOn: 'eror' }, 'Audit.attach: failOn must be one of error, warning, note, got "eror"; did you mean error'],
  [{ failOn: 'never' }, 'Audit.attach: failOn must be one of error, warning, note, got "never"'],
  [{ failOn: 0 }, 'Audit.attach: failOn must be one of error, warning, note, got 0'],
  [
    { preset: 'strict' },
    'Audit.attach: preset must be a preset, got "strict"; use RulePreset.RECOMMENDED, RulePreset.STRICT, ',
  ],
  [{ preset: { off: [] } }, 'Audit.attach: preset must be a preset, got a mapping'],
  [{ quiet: 'yes' }, 'Audit.attach: quiet must be true or false, got "yes"'],
  [{ noConfig: 'false' }, 'Audit.attach: noConfig must be true or false, got "false"'],
  [{ config: false }, 'Audit.attach: config must be a text, got false'],
  [{ baseline: ' ' }, 'Audit.attach: baseline must be a text, got an empty text'],
  [
    { config: 'x.yaml', noConfig: true },
    'Audit.attach: config and noConfig exclude each other; remove one of the two',
  ],
  [
    { config: 'x.yaml', preset: RulePreset.STRICT },
    'Audit.attach: config and preset both set the rules',
  ],
  [{ config: 'none.yaml' }, 'there is no config file "none.yaml"'],
  [['strict'], 'Audit.attach: the options must be a mapping, got a list'],
])('a typo of a caller without types is an error, never a gate that is off: %j', (options, message) => {
  expect(() => Audit.attach(unsafeApp(), options)).toThrow(message);
});

test.each<[object, string]>([
  [{ ruleId: 'secret-in-env' }, 'payments: Audit.suppress: reason must be a text, got nothing'],
  [
    { ruleId: ['secret-in-env'], reason: 'the image reads it' },
    'payments: Audit.suppress: ruleId must be a text, got a list',
  ],
  [
    { ruleId: 'secret-in-env', reason: 'the image reads it', expire: '2027-01-01' },
    'payments: Audit.suppress: there is no option "expire"; did you mean expires; the options are ',
  ],
  [
    { ruleId: 'secret-in-env', reason: 'the image reads it', expires: new Date(0) },
    'payments: Audit.suppress: expires must be a text, got a mapping',
  ],
])('a suppression that is not one is an error: %j', (options, message) => {
  expect(() => Audit.suppress(unsafeApp().node.findChild('payments'), options as AuditSuppressOptions)).toThrow(
    message,
  );
});
