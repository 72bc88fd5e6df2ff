import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { Chart, Testing } from 'cdk8s';
import { Audit, AuditReport, RuleLevel, RulePreset } from '../../src';
import { auditFiles } from '../../src/audit/audit-files';
import { MINIMAL_CONSTRUCTS } from '../support/minimal-constructs';
import { outputOf } from '../support/package-under-test';

jest.setTimeout(240_000);

/** What counts in a report, as text. */
const said = ({ findings, problems }: AuditReport) => [
  ...findings
    .filter(({ suppression }) => suppression === undefined)
    .map(({ ruleId, subject, message }) => `${subject.kind}/${subject.name} ${ruleId}: ${message}`),
  ...problems.map(({ id, message }) => `${id}: ${message}`),
];

/** Audits the YAML files of a folder by every rule, except those in some folders of it. */
function auditFolder(path: string, without: readonly string[] = []): AuditReport {
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml') && !without.some((part) => file.includes(part)))
    .map((file) => ({ file, text: readFileSync(join(path, file), 'utf8') }));
  expect(files.length).toBeGreaterThan(1);
  return auditFiles(files, { preset: RulePreset.STRICT });
}

test.each(MINIMAL_CONSTRUCTS)('%s: the strictest audit reports nothing', (_name, build) => {
  const chart = new Chart(Testing.app(), 'payments', { namespace: 'payments', disableResourceNameHashes: true });
  const audit = Audit.attach(chart, { preset: RulePreset.STRICT, failOn: RuleLevel.NOTE });
  build(chart);
  expect(Testing.synth(chart)).not.toEqual([]);
  expect(said(audit.report)).toEqual([]);
});

test('the example of stores has nothing against it', () => {
  const dist = outputOf('stores');
  expect(said(auditFolder(dist))).toEqual([]);
});

test('the example of payments is synthesised under the strictest audit; the one finding that it suppresses is a '
  + 'Secret that others make', () => {
  const dist = outputOf('payments');
  expect(said(auditFolder(dist))).toEqual(
    ['production', 'staging'].map((environment) =>
      expect.stringMatching(
        `^Deployment/${environment}-service-\\w+ missing-reference: Secret "payments-database" is not among the `
          + 'audited objects, and none of them makes it$',
      ),
    ),
  );
});

test('the example of encryption has nothing against it where it ends; only stages on the way there are what they '
  + 'have to be', () => {
  const out = outputOf('encryption');
  expect(said(auditFolder(out, ['0-present', '1-read', '2-write', '3-re-encrypt']))).toEqual([]);
  expect([...new Set(auditFolder(out).findings.map(({ ruleId }) => ruleId))].sort()).toEqual([
    'encryption-identity-fallback',
    'encryption-identity-first',
  ]);
});
