import * as fc from 'fast-check';
import { auditFiles } from '../../src/audit/audit-files';
import { auditObjects } from '../../src/audit/audit-objects';
import { AuditReport } from '../../src/audit/audit-report';
import { FORMATS, render } from '../../src/cli/report-outputs';
import { RulePreset } from '../../src/rules/rule-preset';
import { runs } from '../support/runs';

/** What no report may hold, in whatever form it was written. */
const MARK = 'zq7Kv93mXw';

/** A value that breaks out of whatever it is put into, with the mark in it. */
const value = fc
  .tuple(
    fc.constantFrom(
      '',
      '\n',
      '\u001b[31m',
      '"',
      "'",
      '</testcase>',
      ']]>',
      '{{',
      '&#10;',
      '\u2028',
      '\ud83d\udd11',
      ': ',
      '- ',
      '#',
      'postgres://u:',
      'password=',
      'ghp_',
    ),
    fc.string({ unit: 'grapheme', maxLength: 8 }),
    fc.constantFrom('', '@db.internal/x', '"', '\r\n---\n', '\t', '}}', '\\', '\u0000'),
  )
  .map(([before, middle, after]) => `${before}${middle}${MARK}${middle}${after}`);

const base64 = (text: string) => Buffer.from(text).toString('base64');

function documents(text: string): unknown[] {
  return [
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db', namespace: 'shop' }, data: { password: base64(text) } },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'wrong' },
      type: 'kubernetes.io/tls',
      data: { password: text, list: [text] },
      stringData: { token: text, map: { inner: text } },
    },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'leak',
        annotations: {
          'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ data: { password: text } }),
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'settings' },
      data: { 'DATABASE_URL': `postgres://app:${text}@db/x`, 'app.properties': `db.password=${text}` },
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'api' },
      spec: {
        containers: [{
          name: 'app',
          args: ['--password', text, `--token=${text}`],
          command: ['sh', '-c', `PGPASSWORD='${text}' psql`],
          env: [{ name: 'DB_PASSWORD', value: text }, { name: 'API_TOKEN', value: `Bearer ${text}` }],
        }],
      },
    },
    {
      apiVersion: 'apiserver.config.k8s.io/v1',
      kind: 'EncryptionConfiguration',
      resources: [{ resources: ['secrets'], providers: [{ aescbc: { keys: [{ name: 'k', secret: text }] } }] }],
    },
  ];
}

function leaks(report: AuditReport, secret: string): string[] {
  return FORMATS.filter((format) => {
    const text = render(format, { report, rules: RulePreset.STRICT._rules }, { colour: true, width: 80 });
    return text.includes(MARK) || text.includes(base64(secret));
  });
}

const settings = { preset: RulePreset.STRICT };

test('no report holds a value, whatever it is made of', () => {
  fc.assert(fc.property(value, (text) => {
    const report = auditObjects(documents(text), [], settings);
    expect(report.findings.length).toBeGreaterThan(5);
    expect(leaks(report, text)).toEqual([]);
  }), { numRuns: runs(40, 200) });
});

test('nor does one of a file that is cut off or damaged in the middle of a value', () => {
  fc.assert(
    fc.property(
      value,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom('', '\t', '"', '\n  - x: [', '\u0000', '&a *a', '!!int '),
      (text, share, damage) => {
        const whole = documents(text)
          .map((document) => JSON.stringify(document, undefined, 1))
          .join('\n---\n');
        const yaml = 'apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData:\n  password: '
          + `${text}\n---\n${whole}`;
        const at = Math.floor(yaml.length * share);
        expect(leaks(auditFiles([{ file: 'a.yaml', text: yaml.slice(0, at) + damage }], settings), text)).toEqual([]);
        expect(
          leaks(auditFiles([{ file: 'a.yaml', text: yaml.slice(0, at) + damage + yaml.slice(at) }], settings), text),
        ).toEqual([]);
      },
    ),
    { numRuns: runs(40, 200) },
  );
});
