import { spawnSync } from 'child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { AuditValidation } from '../../src';
import { compileLibrary, projectRoot } from '../support/package-under-test';

jest.setTimeout(240_000);

const modules = join(projectRoot, 'node_modules');

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

let folder: string;

beforeAll(() => {
  compileLibrary();
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'validation-')));
  mkdirSync(join(folder, 'node_modules'));
  for (const name of ['cdk8s', 'cdk8s-plus-28', 'constructs']) {
    symlinkSync(join(modules, name), join(folder, 'node_modules', name));
  }
  symlinkSync(projectRoot, join(folder, 'node_modules/cdk8s-strongbox'));
  writeFileSync(join(folder, 'main.js'), APP);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the cdk8s CLI with properties for the validation; its report is there unless the CLI failed before. */
function synth(properties: object): { status: number | null; output: string; report?: any } {
  writeFileSync(join(folder, 'cdk8s.yaml'), JSON.stringify({
    app: 'node main.js',
    language: 'typescript',
    validations: [{ package: './node_modules/cdk8s-strongbox', version: '0.0.0', class: 'AuditValidation', properties }],
  }));
  const file = join(folder, 'report.json');
  rmSync(file, { force: true });
  const { status, stdout, stderr } = spawnSync(join(modules, '.bin/cdk8s'), ['synth', '--check-upgrade=false', '--validation-reports-output-file', file], {
    cwd: folder, encoding: 'utf8', env: { ...process.env, CDK8S_OUTDIR: undefined },
  });
  try {
    return { status, output: stdout + stderr, report: JSON.parse(readFileSync(file, 'utf8')).reports[0] };
  } catch {
    return { status, output: stdout + stderr };
  }
}

test('what the preset calls an error fails the command with exit code 2, and is told by construct, file, line and remedy', () => {
  const { status, output, report } = synth({ preset: 'strict', off: ['missing-reference'] });
  expect(status).toBe(2);
  expect(output).toContain('secret-in-env (4 occurrences)');
  expect(report.summary).toMatchObject({ status: 'failure', metadata: { objects: '2', errors: '4', suppressed: '0' } });
  expect(report.violations).toEqual([{
    ruleName: 'secret-in-env',
    recommendation: expect.stringMatching(/^a Secret is read into an environment variable: An environment variable is fixed/),
    fix: 'Mount the Secret as a volume, as a whole directory, and let the process read the file again when it changes.',
    violatingConstructs: ['Api', 'Worker'].map((id) => ({
      resourceName: expect.stringMatching(`^payments-${id.toLowerCase()}-`),
      constructPath: `payments/${id}/Resource`,
      manifestPath: 'dist/payments.k8s.yaml',
      locations: [
        expect.stringMatching(/^\d+:15 \/spec\/template\/spec\/containers\/0\/env\/0: container "main", variable "DB": takes its value from a Secret$/),
        expect.stringMatching(/^\d+:15 \/spec\/template\/spec\/containers\/0\/env\/1: container "main", variable "OTHER": takes its value from a Secret$/),
      ],
    })),
  }]);
  const [line] = report.violations[0].violatingConstructs[0].locations[0].split(':');
  expect(readFileSync(join(folder, 'dist/payments.k8s.yaml'), 'utf8').split('\n')[Number(line) - 1]).toContain('- name: DB');
});

test('warnings pass with the recommended preset, and are counted', () => {
  const { status, report } = synth({});
  expect(status).toBe(0);
  expect(report.violations).toEqual([]);
  expect(report.summary).toMatchObject({ status: 'success', metadata: { errors: '0', warnings: '4' } });
});

test('the level from which on a finding is a violation can be lowered', () => {
  const { status, report } = synth({ level: 'warning' });
  expect(status).toBe(2);
  expect(report.violations.map(({ ruleName }: { ruleName: string }) => ruleName)).toEqual(['secret-in-env']);
});

test('a property that there is not is an error of the command', () => {
  const { status, output } = synth({ severity: 'high' });
  expect(status).toBe(1);
  expect(output).toContain('AuditValidation: there is no property "severity"; use preset, level, off');
});

test.each([
  [{ preset: 'strictest' }, 'AuditValidation: property "preset" is "strictest"; use recommended, strict'],
  [{ level: 'high' }, 'AuditValidation: property "level" is "high"; use error, warning, note'],
  [{ off: 'unused-secret' }, 'AuditValidation: property "off" is no list of ids of rules; write it like off: [unused-secret]'],
  [{ off: ['unused-secrets'] }, "rule preset: there is no rule 'unused-secrets'; did you mean"],
])('%j is refused', (properties, message) => {
  expect(() => new AuditValidation(properties)).toThrow(message);
});

test('what cannot be read, and a suppression that cannot be honoured, are violations with their place', async () => {
  const file = join(folder, 'odd.yaml');
  writeFileSync(file, 'a: [\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: x\n  annotations:\n    cdk8s-strongbox/suppress.nope: x\n');
  const violations: any[] = [];
  const submit = jest.fn();
  await new AuditValidation().validate({ manifests: [file], report: { addViolation: (violation) => violations.push(violation), submit } });
  expect(violations.map(({ ruleName, violatingResources: [{ locations, manifestPath }] }) => [ruleName, ...locations, manifestPath])).toEqual([
    ['unreadable-input', '2:1', file], ['suppression-unknown-rule', '8:5', file],
  ]);
  expect(submit).toHaveBeenCalledWith('failure', expect.objectContaining({ errors: '2' }));
});
