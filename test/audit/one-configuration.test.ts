import { readdirSync, rmSync } from 'fs';
import { join } from 'path';
import { Cdk8sApp } from './cdk8s-app';
import { AuditConfig, RuleLevel, RulePreset, RuleScope } from '../../src';
import { compileLibrary } from '../support/package-under-test';

jest.setTimeout(240_000);

/** Two charts, the second of which comes first in the files, and texts that YAML could misread. */
const APP = `
const { ApiObject, App, Chart } = require('cdk8s');
const kplus = require('cdk8s-plus-28');
const { Audit } = require('cdk8s-strongbox');
const app = new App();
const first = new Chart(app, 'first', { namespace: 'payments' });
const second = new Chart(app, 'second', { namespace: 'payments' });
const db = kplus.Secret.fromSecretName(first, 'Db', 'db');
const envVariables = { DB: db.envValue('password'), OTHER: db.envValue('other') };
new kplus.Deployment(first, 'Api', { containers: [{ image: 'x', name: 'main', envVariables }] });
const data = { DATABASE_URL: 'postgres://app:dGhpcy1pcy1hLXZhbHVl@db.internal/shop', 'mode~/x': '0400', on: 'yes' };
new ApiObject(second, 'Settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data });
for (const [id, sources] of [['A', ['a']], ['B', ['b', 'b']]]) {
  const annotations = id === 'A' ? { 'cdk8s-strongbox/suppress.secret-in-env': 'the image reads nothing else' } : {};
  new ApiObject(second, id, { apiVersion: 'v1', kind: 'Pod', metadata: { generateName: 'job-', annotations },
    spec: { containers: [{ name: 'main', image: 'x', envFrom: sources.map((name) => ({ secretRef: { name } })) }] } });
}
const secret = new kplus.Secret(first, 'Plain', { stringData: { password: 'dGhpcy1pcy1hLXZhbHVl' } });
first.addDependency(second);
const audit = process.env.ATTACH === undefined ? undefined : Audit.attach(app, JSON.parse(process.env.ATTACH));
if (process.env.BASELINE !== undefined) audit.writeBaseline(process.env.BASELINE);
try {
  app.synth();
} catch (error) {
  console.error(error.message);
  process.exitCode = 3;
} finally {
  if (process.env.REPORT !== undefined) audit.writeReport(process.env.REPORT);
}
`;

/** What the platform team writes, in TypeScript. */
const PLATFORM = RulePreset.STRICT.derive({
  levels: { 'no-reload-path': RuleLevel.NOTE, 'missing-reference': RuleLevel.WARNING },
  off: ['unused-secret', 'not-immutable'],
  unsuppressible: ['credential-in-configmap', 'acme-image-registry'],
  customRules: [
    {
      id: 'acme-secret-owner',
      title: 'a Secret has no owner',
      scope: RuleScope.SECRET,
      message: 'has no label owner',
      remediation: 'Add it.',
      violation: "!has(self.metadata.labels) || !('owner' in self.metadata.labels)",
      level: RuleLevel.WARNING,
    },
    {
      id: 'acme-image-registry',
      title: 'an image of another registry',
      scope: RuleScope.CONTAINER,
      message: 'is not from registry.acme.example',
      remediation: 'Use the registry.',
      violation: "!self.image.startsWith('registry.acme.example/')",
    },
  ],
});

let app: Cdk8sApp;
beforeAll(() => {
  compileLibrary();
  app = new Cdk8sApp(APP);
  app.write('.git/HEAD', '');
  app.write(
    'node_modules/@acme/strongbox-preset/package.json',
    '{"name": "@acme/strongbox-preset", "version": "1.0.0", "strongbox": "presets/platform.yaml"}',
  );
  new AuditConfig({ preset: PLATFORM, failOn: RuleLevel.WARNING }).writeTo(
    join(app.folder, 'node_modules/@acme/strongbox-preset/presets/platform.yaml'),
  );
  app.write(
    'strongbox.yaml',
    'extends: "@acme/strongbox-preset"\nlevels:\n  secret-in-env: note\nbaseline: base.json\n',
  );
});
afterAll(() => app.remove());

/** A finding without what it is called in a file or in a construct tree. */
function findingsOf(report: any): object[] {
  return report.findings
    .map(
      ({
        ruleId,
        level,
        message,
        pointer,
        fingerprint,
        suppression,
        subject: { apiVersion, kind, name, objectNamespace },
      }: any) => ({
        ruleId,
        level,
        message,
        pointer,
        fingerprint,
        suppression,
        subject: { apiVersion, kind, name, objectNamespace },
      }),
    )
    .sort((one: any, other: any) => (one.fingerprint < other.fingerprint ? -1 : 1));
}

function attached(env: { readonly [name: string]: string }) {
  return app.node(['-e', `Object.assign(process.env, ${JSON.stringify(env)}); require('./main.js')`]);
}

const strongbox = (...args: string[]) => app.node(['node_modules/cdk8s-strongbox/lib/cli/strongbox.js', ...args]);

test('one configuration has the same findings, fingerprints and suppressions in all three ways '
  + 'to run the audit', () => {
  // The baseline of one way works in all of them.
  expect(attached({ ATTACH: '{}', BASELINE: 'base.json' }).stderr).not.toBe('');
  const entries: any[] = app.json('base.json').findings;
  expect(entries.length).toBeGreaterThan(5);
  app.write(
    'base.json',
    JSON.stringify({ version: 1, findings: entries.filter(({ ruleId }) => ruleId !== 'plaintext-secret') }),
  );

  const synth = attached({ ATTACH: '{}', REPORT: 'reports/synth.json' });
  expect(synth.status).toBe(3);
  expect(readdirSync(join(app.folder, 'dist'))).toEqual([]);
  const cdk8s = app.synth({ report: 'reports/cdk8s.json' });
  expect(cdk8s.status).toBe(2);
  const command = strongbox('audit', 'dist', '--output', 'reports/command.json');
  expect(command.status).toBe(1);

  const reports = ['synth', 'cdk8s', 'command'].map((road) => app.json(`reports/${road}.json`));
  const [first, ...others] = reports.map(findingsOf);
  others.forEach((other) => expect(other).toEqual(first));
  expect(new Set(first.map(({ fingerprint }: any) => fingerprint)).size).toBe(first.length);

  const said = (ruleId: string) =>
    first
      .filter((each: any) => each.ruleId === ruleId)
      .map(({ level, suppression }: any) => `${level} ${suppression?.origin ?? 'counts'}`)
      .sort();
  expect(said('acme-secret-owner')).toEqual(['warning baseline']);
  expect(new Set(said('acme-image-registry'))).toEqual(new Set(['error counts']));
  expect(said('credential-in-configmap')).toEqual(['error counts']);
  expect(said('secret-in-env')).toEqual([
    'note annotation',
    'note baseline',
    'note baseline',
    'note baseline',
    'note baseline',
  ]);
  expect(said('plaintext-secret')).toEqual(['error counts']);
  expect(said('not-immutable')).toEqual([]);
  reports.forEach(({ problems, rules }) => {
    expect(problems).toEqual([]);
    expect(rules.map(({ id }: any) => id)).toEqual(reports[0].rules.map(({ id }: any) => id));
  });
  // What fails is the same: all that counts, from the warning on.
  const failing = first.filter(({ level, suppression }: any) => suppression === undefined && level !== 'note');
  expect(
    cdk8s.report.violations.flatMap(({ violatingConstructs }: any) =>
      violatingConstructs.flatMap(({ locations }: any) => locations),
    ),
  ).toHaveLength(failing.length);
  failing.forEach(({ ruleId }: any) => expect(synth.stderr).toContain(`(${ruleId}`));
});

test('a baseline that the command line writes holds at synth', () => {
  rmSync(join(app.folder, 'base.json'));
  expect(strongbox('audit', 'dist', '--write-baseline').stderr).toContain('base.json has');
  attached({ ATTACH: '{}', REPORT: 'reports/again.json' });
  const { findings, problems } = app.json('reports/again.json');
  expect(problems).toEqual([]);
  expect(
    new Set(findings.filter(({ suppression }: any) => suppression === undefined).map(({ ruleId }: any) => ruleId)),
  ).toEqual(new Set(PLATFORM.unsuppressible));
});

test('a typo in the file of a package is an error everywhere, with its file and line', () => {
  const preset = 'node_modules/@acme/typo/strongbox.yaml';
  app.write(preset, 'preset: strict\nlevels:\n  secret-in-envs: error\n');
  app.write('typo.yaml', 'extends: "@acme/typo"\n');
  const message = `${preset}:3: levels.secret-in-envs is not a rule: there is no rule "secret-in-envs"; `
    + 'did you mean secret-in-env';
  const synth = attached({ ATTACH: '{"config": "typo.yaml"}' });
  expect([synth.status, synth.stderr]).toEqual([1, expect.stringContaining(message)]);
  const cdk8s = app.synth({ config: 'typo.yaml' });
  expect([cdk8s.status, cdk8s.output]).toEqual([1, expect.stringContaining(message)]);
  const command = strongbox('audit', 'dist', '--config', 'typo.yaml');
  expect([command.status, command.stderr]).toEqual([2, expect.stringContaining(`strongbox: ${message}`)]);
});
