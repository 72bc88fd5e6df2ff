import { ReportInput } from './report-input';
import { titleOf } from './summary';
import { printable } from '../../redaction/printable';
import { RuleLevel } from '../../rules/finding';
import { AuditFinding, AuditReport } from '../audit-report';

const OF_THE_AUDIT = 'strongbox audit';

/** Attributes in order. */
type Attributes = readonly (readonly [name: string, value: string | number])[];

/**
 * The report as JUnit XML. Each file is a suite and each finding a test: errors and warnings fail, notes pass and print
 * their message, suppressed findings are skipped. The audit itself is the first suite, so that a clean report contains
 * a test.
 */
export function renderJunit({ report, rules }: ReportInput): string {
  const remedies = new Map(rules.map((rule) => [rule.id, rule.remediation]));
  const suites = new Map<string, AuditFinding[]>();
  for (const finding of report.findings) {
    const name = finding.subject.location?.file ?? finding.subject.constructPath ?? titleOf(finding.subject);
    const suite = suites.get(name) ?? [];
    suites.set(name, suite);
    suite.push(finding);
  }
  const tests = report.findings.length + report.problems.length + 1;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    open('testsuites', [
      ['name', OF_THE_AUDIT], ['tests', tests], ['failures', report.findings.filter(fails).length],
      ['errors', errorsOf(report)],
    ]),
    ...auditSuite(report),
    ...[...suites].flatMap(([name, findings]) => suiteOf(name, findings, remedies)),
    '</testsuites>',
    '',
  ].join('\n');
}

function auditSuite(report: AuditReport): string[] {
  const summary = `${report.objectCount} objects of ${report.fileCount} files, ${report.ruleIds.length} rules`;
  return [
    `  ${open('testsuite', [
      ['name', OF_THE_AUDIT], ['tests', report.problems.length + 1], ['failures', 0], ['errors', errorsOf(report)],
      ['skipped', 0],
    ])}`,
    `    ${closed('testcase', [['classname', OF_THE_AUDIT], ['name', summary]])}`,
    ...report.problems.flatMap(({ id, level, message, location, constructPath }) => {
      const where = location === undefined ? constructPath : `${location.file}:${location.line}:${location.column}`;
      const text = where === undefined ? message : `${where}: ${message}`;
      const element = level === RuleLevel.ERROR ? 'error' : 'system-out';
      return testcase([['classname', id], ['name', text]], element, [['message', text], ['type', id]], [text]);
    }),
    '  </testsuite>',
  ];
}

function suiteOf(name: string, findings: readonly AuditFinding[], remedies: ReadonlyMap<string, string>): string[] {
  const skipped = findings.filter((finding) => finding.suppression !== undefined).length;
  return [
    `  ${open('testsuite', [
      ['name', name], ['tests', findings.length], ['failures', findings.filter(fails).length], ['errors', 0],
      ['skipped', skipped],
    ])}`,
    ...findings.flatMap((finding) => testOf(finding, remedies.get(finding.ruleId) ?? '')),
    '  </testsuite>',
  ];
}

function testOf(finding: AuditFinding, remedy: string): string[] {
  const { ruleId, level, subject, pointer, location, message, suppression } = finding;
  const attributes: Attributes = [
    ['classname', ruleId],
    ['name', `${titleOf(subject)}${pointer === '' ? '' : ` ${pointer}`}`],
    ...(location === undefined ? [] : [['file', location.file], ['line', location.line]] as const),
  ];
  if (suppression !== undefined) {
    return testcase(attributes, 'skipped', [['message', `${suppression.origin}: ${suppression.reason}`]]);
  }
  const lines = [
    ...(location === undefined ? [] : [`${location.file}:${location.line}:${location.column}`]),
    `${level}: ${message}`,
    remedy,
  ];
  const element = fails(finding) ? 'failure' : 'system-out';
  return testcase(attributes, element, [['message', message], ['type', level]], lines);
}

function fails({ level, suppression }: AuditFinding): boolean {
  return suppression === undefined && level !== RuleLevel.NOTE;
}

function errorsOf(report: AuditReport): number {
  return report.problems.filter(({ level }) => level === RuleLevel.ERROR).length;
}

/** A test with one element in it. `system-out` has no attributes. */
function testcase(
  attributes: Attributes,
  element: 'failure' | 'error' | 'skipped' | 'system-out',
  about: Attributes,
  text?: readonly string[],
): string[] {
  const inner = element === 'system-out' ? [] : about;
  return [
    `    ${open('testcase', attributes)}`,
    text === undefined
      ? `      ${closed(element, inner)}`
      : `      ${open(element, inner)}${text.map(escape).join('\n')}</${element}>`,
    '    </testcase>',
  ];
}

function open(name: string, attributes: Attributes): string {
  return `<${[name, ...attributes.map(([attribute, value]) => `${attribute}="${escape(String(value))}"`)].join(' ')}>`;
}

function closed(name: string, attributes: Attributes): string {
  return `${open(name, attributes).slice(0, -1)}/>`;
}

const ENTITIES: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** One line of text. XML 1.0 cannot represent all of the characters that are not printed. */
function escape(text: string): string {
  return printable(text).replace(/[&<>"]/g, (character) => ENTITIES[character]);
}
