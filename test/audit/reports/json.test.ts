import { readFileSync } from 'fs';
import { join } from 'path';
import Ajv from 'ajv/dist/2020';
import { EMPTY, inputOf, REPORT } from './sample';
import { renderJson } from '../../../src/audit/reports/json';
import { RulePreset } from '../../../src/rules/rule-preset';
import { RuleScope } from '../../../src/rules/rule-scope';

const schema = JSON.parse(readFileSync(join(__dirname, '../../../docs/schemas/audit-report-1.json'), 'utf8'));
const validate = new Ajv({ allErrors: true }).compile(schema);

function errorsOf(text: string): unknown[] {
  validate(JSON.parse(text));
  return validate.errors ?? [];
}

test('a report is of the documented shape', () => {
  expect(errorsOf(renderJson(inputOf(REPORT)))).toEqual([]);
  expect(errorsOf(renderJson(inputOf(EMPTY)))).toEqual([]);
});

test('what was not judged, copies and environments are of the documented shape', () => {
  const [{ subject, ...finding }] = REPORT.findings;
  const report = {
    ...REPORT,
    findings: [{ ...finding, subject: { ...subject, environments: ['overlays/eu'] } }],
    passedOver: {
      kinds: [{ apiGroup: '', kind: 'Service', objectCount: 2 }],
      documentCount: 1,
      files: ['values.yaml'],
      otherEndings: ['a.yaml.tpl'],
    },
    copies: [
      {
        apiGroup: '',
        kind: 'Secret',
        name: 'db',
        locations: [{ file: 'a.yaml', line: 1, column: 1, endLine: 1, endColumn: 2 }],
      },
    ],
  };
  const text = renderJson(inputOf(report));
  expect(errorsOf(text)).toEqual([]);
  expect(JSON.parse(text)).toMatchObject({ summary: { passedOver: report.passedOver }, copies: report.copies });
});

test('the documented shape has no room for anything else', () => {
  expect(
    errorsOf(renderJson(inputOf({ ...REPORT, findings: [{ ...REPORT.findings[0], value: 'x' } as never] }))),
  ).toHaveLength(1);
});

test('the sum has what counts, and what does not by what suppressed it', () => {
  expect(JSON.parse(renderJson(inputOf(REPORT))).summary).toEqual({
    objects: 7,
    files: 2,
    findings: { error: 1, warning: 1, note: 1 },
    suppressed: { annotation: 1 },
    problems: { error: 1, warning: 1, note: 0 },
  });
});

test('a rule of this library has a page, a custom one has not', () => {
  const preset = RulePreset.STRICT.derive({
    customRules: [
      {
        id: 'acme-owner',
        title: 'no owner',
        scope: RuleScope.SECRET,
        violation: 'false',
        message: 'has no owner',
        remediation: 'Name one.',
      },
    ],
  });
  const { rules } = JSON.parse(renderJson({ report: EMPTY, rules: preset._rules }));
  expect(rules.find(({ id }: { id: string }) => id === 'secret-in-env').url).toMatch(/docs\/rules\/secret-in-env\.md$/);
  expect(rules.at(-1)).toMatchObject({ id: 'acme-owner', category: 'custom' });
  expect(rules.at(-1)).not.toHaveProperty('url');
});
