import { mkdtempSync, readFileSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as strongbox from 'cdk8s-strongbox';
import {
  Audit, AuditValidation, EncryptionConfig, EncryptionProvider, RotatingVolumeMount, RulePreset, RuleScope,
  SecretSource, SecureSecret,
} from 'cdk8s-strongbox';

const output = () => mkdtempSync(join(tmpdir(), 'strongbox-app-'));

test('the index has each class and enum of the assembly, and each of its names is loaded', () => {
  const { types } = JSON.parse(readFileSync(join(process.cwd(), 'node_modules/cdk8s-strongbox/.jsii'), 'utf8'));
  const described = Object.values<{ kind: string; name: string }>(types).filter(({ kind }) => kind !== 'interface');
  const names = Object.keys(strongbox) as (keyof typeof strongbox)[];
  expect(names).toEqual(expect.arrayContaining(described.map(({ name }) => name)));
  expect(names.filter((name) => strongbox[name] === undefined)).toEqual([]);
});

test('a stack with a Secret as files', () => {
  const app = new App({ outdir: output() });
  const chart = new Chart(app, 'payments', { namespace: 'payments' });
  const workload = new kplus.Deployment(chart, 'Api', { containers: [{ image: 'payments', portNumber: 8080 }] });
  const source = new SecureSecret(chart, 'Db', { keys: ['password'], source: SecretSource.existing('payments-db') });
  new RotatingVolumeMount(chart, 'DbFiles', { workload, source, mountPath: '/etc/secrets/db' });
  expect(JSON.stringify(chart.toJson())).toContain('/etc/secrets/db');
});

test('an audit with a rule in CEL fails the synth', () => {
  const app = new App({ outdir: output() });
  new kplus.ConfigMap(new Chart(app, 'payments', { namespace: 'payments' }), 'Config', { data: { level: 'info' } });
  const preset = RulePreset.RECOMMENDED.derive({
    customRules: [{
      id: 'acme-owner',
      title: 'an object has no owner',
      scope: RuleScope.ANY_OBJECT,
      violation: '!has(object.metadata.labels) || !has(object.metadata.labels.owner)',
      message: 'has no label owner',
      remediation: 'Add the label owner.',
    }],
  });
  const audit = Audit.attach(app, { preset });
  expect(() => app.synth()).toThrow('has no label owner');
  expect(audit.report.findings.map((finding) => finding.ruleId)).toContain('acme-owner');
});

test('the validation of the cdk8s CLI reads a manifest', async () => {
  const file = join(output(), 'pod.yaml');
  writeFileSync(file, `apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  containers: [{ name: app, image: app:1, envFrom: [{ secretRef: { name: db } }] }]
`);
  const violations: string[] = [];
  let status = '';
  const report = {
    addViolation: (violation: { ruleName: string }) => violations.push(violation.ruleName),
    submit: (result: string) => { status = result; },
  };
  await new AuditValidation({ level: 'warning' }).validate({ manifests: [file], report });
  expect(violations).toContain('secret-in-env');
  expect(status).toBe('failure');
});

test('an encryption file is written', () => {
  const file = join(output(), 'encryption.yaml');
  const chart = new Chart(new App({ outdir: output() }), 'cluster');
  new EncryptionConfig(chart, 'Encryption', { writeWith: EncryptionProvider.kmsV2() }).writeTo(file);
  expect(readFileSync(file, 'utf8')).toContain('kms:');
});
