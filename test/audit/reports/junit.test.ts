import { DOMParser } from '@xmldom/xmldom';
import * as fc from 'fast-check';
import { EMPTY, FINDINGS, inputOf, REPORT } from './sample';
import { AuditReport } from '../../../src/audit/audit-report';
import { renderJunit } from '../../../src/audit/reports/junit';

function parse(report: AuditReport) {
  const problems: string[] = [];
  const document = new DOMParser({ onError: (level, message) => problems.push(`${level}: ${message}`) })
    .parseFromString(renderJunit(inputOf(report)), 'text/xml');
  expect(problems).toEqual([]);
  return document.documentElement!;
}

const elements = (report: AuditReport, name: string) => Array.from(parse(report).getElementsByTagName(name));

test('one suite for the audit, and one for each file', () => {
  expect(
    elements(REPORT, 'testsuite').map((suite) => [suite.getAttribute('name'), suite.getAttribute('tests')]),
  ).toEqual([
    ['strongbox audit', '3'],
    ['deploy/api.yaml', '3'],
    ['app/payments/Db', '1'],
  ]);
});

test('errors and warnings fail, notes pass, suppressed ones are skipped, unreadable input is an error', () => {
  const root = parse(REPORT);
  expect([root.getAttribute('tests'), root.getAttribute('failures'), root.getAttribute('errors')]).toEqual([
    '7',
    '2',
    '1',
  ]);
  expect(elements(REPORT, 'failure').map((failure) => failure.getAttribute('type'))).toEqual(['warning', 'error']);
  expect(elements(REPORT, 'skipped').map((skipped) => skipped.getAttribute('message'))).toEqual([
    'annotation: the vendor reads nothing else',
  ]);
  expect(elements(REPORT, 'error').map((error) => error.getAttribute('type'))).toEqual(['unreadable-input']);
  expect(elements(REPORT, 'system-out')).toHaveLength(2);
});

test('the counts of a suite are those of its tests', () => {
  for (const suite of elements(REPORT, 'testsuite')) {
    for (const [attribute, element] of [
      ['tests', 'testcase'],
      ['failures', 'failure'],
      ['errors', 'error'],
      ['skipped', 'skipped'],
    ]) {
      expect(suite.getAttribute(attribute)).toBe(`${suite.getElementsByTagName(element).length}`);
    }
  }
});

test('a clean report has a test that passes', () => {
  expect(elements(EMPTY, 'testcase')).toHaveLength(1);
});

test('a failure says where it is and what to do', () => {
  expect(elements(REPORT, 'failure')[0].textContent).toMatch(
    /^deploy\/api\.yaml:12:5\nwarning: container "app", .*\nMount the Secret as a volume/,
  );
});

test('whatever a manifest holds, the report is XML and gives back what XML can hold', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme-ascii' }), (name, message) => {
    const subject = { ...FINDINGS[0].subject, name: `x${name}` };
    const [failure] = elements({ ...EMPTY, findings: [{ ...FINDINGS[0], subject, message }] }, 'failure');
    expect(failure.getAttribute('message')).toBe(message);
  }));
});
