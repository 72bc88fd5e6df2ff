import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Cdk8sApp } from './cdk8s-app';
import { AuditValidation } from '../../src';
import { compileLibrary } from '../support/package-under-test';

jest.setTimeout(240_000);

const APP = `
const { App, Chart } = require('cdk8s');
const kplus = require('cdk8s-plus-28');
const app = new App();
const chart = new Chart(app, 'payments', { namespace: 'payments' });
const db = kplus.Secret.fromSecretName(chart, 'Db', 'db');
for (const id of ['Api', 'Worker']) {
  new kplus.Deployment(chart, id, { containers: [{ image: 'x', name: 'main', envVariables: { DB: db.envValue('password'), OTHER: db.envValue('other') } }] });
}
app.synth();
`;

let app: Cdk8sApp;
beforeAll(() => {
  compileLibrary();
  app = new Cdk8sApp(APP);
});
afterAll(() => app.remove());

test(
  'what the preset calls an error fails the command with exit code 2, and is told by construct, file, line and ' +
    'remedy',
  () => {
    const { status, output, report } = app.synth({ preset: 'strict', off: ['missing-reference'] });
    expect(status).toBe(2);
    expect(output).toContain('secret-in-env (4 occurrences)');
    expect(report.summary).toMatchObject({
      status: 'failure',
      metadata: { objects: '2', errors: '4', suppressed: '0' },
    });
    expect(report.violations).toEqual([
      {
        ruleName: 'secret-in-env',
        recommendation: expect.stringMatching(
          /^a Secret is read into an environment variable: An environment variable is fixed/,
        ),
        fix:
          'Mount the Secret as a volume, as a whole directory, and let the process read the file again when it ' +
          'changes.',
        violatingConstructs: ['Api', 'Worker'].map((id) => ({
          resourceName: expect.stringMatching(`^payments-${id.toLowerCase()}-`),
          constructPath: `payments/${id}/Resource`,
          manifestPath: 'dist/payments.k8s.yaml',
          locations: [
            expect.stringMatching(
              /^\d+:15 \/spec\/template\/spec\/containers\/0\/env\/0: container "main", variable "DB": takes its value from a Secret$/,
            ),
            expect.stringMatching(
              /^\d+:15 \/spec\/template\/spec\/containers\/0\/env\/1: container "main", variable "OTHER": takes its value from a Secret$/,
            ),
          ],
        })),
      },
    ]);
    const [line] = report.violations[0].violatingConstructs[0].locations[0].split(':');
    const manifest = readFileSync(join(app.folder, 'dist/payments.k8s.yaml'), 'utf8');
    expect(manifest.split('\n')[Number(line) - 1]).toContain('- name: DB');
  },
);

test('warnings pass with the recommended preset, and are counted', () => {
  const { status, report } = app.synth({});
  expect(status).toBe(0);
  expect(report.violations).toEqual([]);
  expect(report.summary).toMatchObject({ status: 'success', metadata: { errors: '0', warnings: '4' } });
});

test('the level from which on a finding is a violation can be lowered', () => {
  const { status, report } = app.synth({ level: 'warning' });
  expect(status).toBe(2);
  expect(report.violations.map(({ ruleName }: { ruleName: string }) => ruleName)).toEqual(['secret-in-env']);
});

test('a property that there is not is an error of the command', () => {
  const { status, output } = app.synth({ severity: 'high' });
  expect(status).toBe(1);
  expect(output).toContain(
    'cdk8s.yaml:1: AuditValidation: "severity" is not a known key; the known keys are config, noConfig, report, '
      + 'level, ',
  );
});

test.each([
  [{ preset: 'strictest' }, 'AuditValidation: preset must be one of recommended, strict, got "strictest"'],
  [{ level: 'high' }, 'AuditValidation: level must be one of error, warning, note, got "high"'],
  [{ failOn: 'warn' }, 'AuditValidation: failOn must be one of error, warning, note, never, got "warn"'],
  [{ failOn: 'error', level: 'error' }, 'AuditValidation: level and failOn mean the same; remove one of the two'],
  [{ off: 'unused-secret' }, 'AuditValidation: off must be a list, got "unused-secret"'],
  [{ off: ['unused-secrets'] }, 'AuditValidation: off[0] is not a rule: there is no rule "unused-secrets"; '],
  [{ noConfig: true, config: 'x.yaml' }, 'AuditValidation: noConfig and config exclude each other'],
  [{ noConfig: 'no' }, 'AuditValidation: noConfig must be true or false, got "no"'],
  [{ config: 'none.yaml' }, 'there is no config file "none.yaml"'],
  [['strict'], 'AuditValidation: the configuration must be a mapping, got a list'],
])('%j is refused', (properties, message) => {
  expect(() => new AuditValidation(properties)).toThrow(message);
});

describe('in a folder', () => {
  let place: string;
  let before: string;
  beforeEach(() => {
    before = process.cwd();
    place = realpathSync(mkdtempSync(join(tmpdir(), 'validation-config-')));
    mkdirSync(join(place, '.git'));
    process.chdir(place);
  });
  afterEach(() => {
    process.chdir(before);
    rmSync(place, { recursive: true, force: true });
  });

  const POD = `apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop}
spec:
  containers:
    - {name: app, image: x, env: [{name: DB, valueFrom: {secretKeyRef: {name: db, key: password}}}]}
`;

  async function validate(properties: object, files: readonly string[] = ['dist/a.yaml']) {
    mkdirSync('dist', { recursive: true });
    files.forEach((file) => writeFileSync(file, POD));
    const violations: string[] = [];
    const submit = jest.fn();
    const addViolation = ({ ruleName }: { readonly ruleName: string }) => violations.push(ruleName);
    await new AuditValidation(properties).validate({ manifests: files, report: { addViolation, submit } });
    return { violations, metadata: submit.mock.calls[0][1] };
  }

  test('the config file holds, and properties go before it', async () => {
    writeFileSync('strongbox.yaml', 'levels: {secret-in-env: error}\noff: [no-reload-path]');
    expect((await validate({})).violations).toEqual(['secret-in-env']);
    expect((await validate({ levels: { 'secret-in-env': 'note' } })).violations).toEqual([]);
    expect((await validate({ failOn: 'never' })).violations).toEqual([]);
    expect((await validate({ noConfig: true })).violations).toEqual([]);
    writeFileSync('other.yaml', 'failOn: note\noff: [default-service-account, service-account-token-automount]');
    expect((await validate({ config: 'other.yaml' })).violations).toEqual(expect.arrayContaining(['secret-in-env']));
    expect((await validate({ noConfig: true, extends: './strongbox.yaml' })).violations).toEqual(['secret-in-env']);
  });

  test('what is excluded is not judged', async () => {
    writeFileSync('strongbox.yaml', 'levels: {secret-in-env: error}\nexclude: [dist/b.yaml]');
    expect((await validate({}, ['dist/a.yaml', 'dist/b.yaml'])).metadata).toMatchObject({ objects: '1' });
  });

  test('a fault is said with its line in cdk8s.yaml', () => {
    writeFileSync('cdk8s.yaml', 'app: node main.js\nvalidations:\n  - package: other\n    class: Other\n'
      + '  - class: AuditValidation\n    properties:\n      preset: strict\n      failOn: warn\n');
    expect(() => new AuditValidation({ preset: 'strict', failOn: 'warn' }))
      .toThrow('cdk8s.yaml:8: AuditValidation: failOn must be one of');
  });

  test('the report is written as a whole, but not among the manifests', async () => {
    await validate({ report: 'reports/audit.json', levels: { 'secret-in-env': 'error' } });
    const { findings } = JSON.parse(readFileSync('reports/audit.json', 'utf8'));
    expect(findings).toContainEqual(expect.objectContaining({ ruleId: 'secret-in-env', level: 'error' }));
    await expect(validate({ report: 'dist/audit.json' })).rejects.toThrow('is the output folder of the app');
  });
});

test('what cannot be read, and a suppression that cannot be honoured, are violations with their place', async () => {
  const file = join(app.folder, 'odd.yaml');
  writeFileSync(
    file,
    'a: [\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: x\n  annotations:\n    '
      + 'cdk8s-strongbox/suppress.nope: x\n',
  );
  const violations: any[] = [];
  const submit = jest.fn();
  await new AuditValidation().validate({
    manifests: [file],
    report: { addViolation: (violation) => violations.push(violation), submit },
  });
  expect(
    violations.map(({ ruleName, violatingResources: [{ locations, manifestPath }] }) => [
      ruleName,
      ...locations,
      manifestPath,
    ]),
  ).toEqual([
    ['unreadable-input', '2:1', file],
    ['suppression-unknown-rule', '8:5', file],
  ]);
  expect(submit).toHaveBeenCalledWith('failure', expect.objectContaining({ errors: '2' }));
});
