import { ReportInput } from './report-input';
import { counting, identityOf, LevelCounts, sum, summaryOf, titleOf } from './summary';
import { longest, plural, TextStyle, wrap } from './text-style';
import { printable, printableText } from '../../redaction/printable';
import { RuleLevel } from '../../rules/finding';
import { AuditFinding, AuditLocation, AuditProblem, AuditReport, CopiedObject } from '../audit-report';

/** Format of the text report. */
export interface TextOptions {
  /** Use colours. */
  readonly colour: boolean;

  /** Columns of the terminal. */
  readonly width: number;
}

/** The text report: findings by file and object, then how to fix each rule, then a summary. */
export function renderText({ report, rules }: ReportInput, options: TextOptions): string {
  const style = new TextStyle(options.colour);
  const findings = counting(report);
  const found = new Set(findings.map((finding) => finding.ruleId));
  const remedies = rules.filter((rule) => found.has(rule.id)).map(({ id, remediation }) =>
    `${style.strong(id)}\n${wrap(printable(remediation), options.width, '  ')}`);
  const blocks = [
    ...filesOf(findings).map((file) => fileBlock(file, style)),
    ...(remedies.length === 0 ? [] : [
      `${style.strong('What to do')}\n\n${remedies.join('\n\n')}`,
      style.faint('More on a rule: strongbox explain <rule>'),
    ]),
    ...(report.problems.length === 0 ? [] : [problemBlock(report.problems, style)]),
    ...passedOverBlock(report, style),
    summaryLine(report, style),
  ];
  return printableText(blocks.join('\n\n').concat('\n'), options.colour);
}

/** Findings of each file in the order of the report; findings outside of files by construct. */
function filesOf(findings: readonly AuditFinding[]): Map<string, AuditFinding[]>[] {
  const files = new Map<string, Map<string, AuditFinding[]>>();
  for (const finding of findings) {
    const { location } = finding.subject;
    const objects = group(files, location?.file ?? '', () => new Map<string, AuditFinding[]>());
    group(objects, identityOf(finding.subject), () => []).push(finding);
  }
  return [...files.values()];
}

function fileBlock(objects: Map<string, AuditFinding[]>, style: TextStyle): string {
  const [[first]] = objects.values();
  const file = first.subject.location?.file;
  const blocks = [...objects.values()].map((findings) => objectBlock(findings, style));
  return [...(file === undefined ? [] : [style.strong(printable(file))]), ...blocks].join('\n');
}

function objectBlock(unordered: readonly AuditFinding[], style: TextStyle): string {
  const findings = [...unordered].sort(byPlace);
  const { subject } = findings[0];
  const maker = subject.constructPath ?? subject.environments?.join(', ');
  const from = maker === undefined ? '' : style.faint(` (${printable(maker)})`);
  const rows = findings.map((finding) => [place(finding), finding.level, finding.ruleId] as const);
  const widths = [0, 1, 2].map((column) => longest(rows.map((row) => row[column])));
  const lines = findings.map((finding, index) => {
    const [at, level, rule] = rows[index].map((cell, column) => cell.padEnd(widths[column]));
    return `    ${style.faint(at)}  ${style.level(finding.level, level)}  ${style.strong(rule)}  `
      + `${printable(finding.message)}`;
  });
  return [`  ${printable(titleOf(subject))}${from}`, ...lines].join('\n');
}

/** In the order of the file; findings in other files come last. */
function byPlace(first: AuditFinding, second: AuditFinding): number {
  const { location: one } = first;
  const { location: other } = second;
  if (one === undefined || other === undefined) {
    return 0;
  }
  const elsewhere = Number(isElsewhere(first)) - Number(isElsewhere(second));
  const byFile = one.file === other.file ? 0 : one.file < other.file ? -1 : 1;
  return elsewhere || byFile || one.line - other.line || one.column - other.column;
}

/** Whether a finding is in another file than its object, such as a patch. */
function isElsewhere({ location, subject }: AuditFinding): boolean {
  return location?.file !== subject.location?.file;
}

/**
 * Line and column, which an editor can jump to, or the JSON pointer when there is no file. A finding in another file
 * than its object, such as a patch, begins with the name of that file.
 */
function place(finding: AuditFinding): string {
  const { location, pointer } = finding;
  if (location === undefined) {
    return printable(pointer);
  }
  return `${isElsewhere(finding) ? `${printable(location.file)}:` : ''}${location.line}:${location.column}`;
}

function problemBlock(problems: readonly AuditProblem[], style: TextStyle): string {
  const lines = problems.map((problem) =>
    `  ${style.level(problem.level, problem.level)}  ${style.strong(problem.id)}  ${problemLine(problem)}`);
  return [style.strong('Problems of the audit itself'), ...lines].join('\n');
}

/** A problem of the audit, after its location. */
export function problemLine({ message, location, constructPath }: AuditProblem): string {
  const where = location === undefined ? constructPath : positionOf(location);
  return printable(where === undefined ? message : `${where}: ${message}`);
}

/** How many names are listed before the number of the rest. */
const NAMED = 5;

/** What was not checked. None of it is wrong, but a reader may assume that it was checked. */
function passedOverBlock({ passedOver, copies = [] }: AuditReport, style: TextStyle): string[] {
  const { kinds = [], documentCount = 0, files = [], otherEndings = [] } = passedOver ?? {};
  const objects = kinds.reduce((total, { objectCount }) => total + objectCount, 0);
  const lines = [
    counted(objects, 'object', `, searched for credentials only: ${listed(kinds.map(({ kind }) => kind))}`),
    counted(documentCount, 'document', ' without a Kubernetes object'),
    counted(files.length, 'file', ` without a Kubernetes object: ${listed(files)}`),
    counted(otherEndings.length, 'file', ` with another extension: ${listed(otherEndings)}`),
    counted(copies.length, 'object', ' defined more than once, and treated as one object each: '
      + `${listed(copies.map(copyOf))}; --separate checks each path separately`),
  ].flat();
  return lines.length === 0 ? [] : [[style.faint('Not checked'), ...lines].join('\n')];
}

/** The line for a number of things; none for 0. */
function counted(count: number, noun: string, what: string): string[] {
  return count === 0 ? [] : [`  ${printable(plural(count, noun) + what)}`];
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).join(', ');
  return names.length > NAMED ? `${shown} and ${names.length - NAMED} more` : shown;
}

function copyOf({ kind, name, objectNamespace, locations }: CopiedObject): string {
  const places = listed(locations.map(({ file, line }) => `${file}:${line}`));
  return `${kind} ${objectNamespace === undefined ? '' : `${objectNamespace}/`}${name} (${places})`;
}

/** A location that terminals can open: `deploy/api.yaml:3:7`. */
export function positionOf({ file, line, column }: AuditLocation): string {
  return `${file}:${line}:${column}`;
}

function summaryLine(report: AuditReport, style: TextStyle): string {
  const summary = summaryOf(report);
  const objects = plural(report.objectCount, 'object');
  const files = report.fileCount === 0 ? '' : ` of ${plural(report.fileCount, 'file')}`;
  const count = sum(summary.findings);
  const parts = [
    count === 0
      ? report.objectCount === 0 ? `${objects}${files} checked` : style.good(`no findings in ${objects}${files}`)
      : `${style.strong(plural(count, 'finding'))} (${levels(summary.findings, style)}) in `
        + `${summary.objectsWithFindings} of ${objects}${files}`,
  ];
  if (summary.suppressed.size > 0) {
    const origins = [...summary.suppressed].map(([origin, number]) => `${number} by ${origin}`);
    const total = [...summary.suppressed.values()].reduce((before, number) => before + number, 0);
    parts.push(`${total} suppressed (${origins.join(', ')})`);
  }
  if (report.problems.length > 0) {
    parts.push(plural(report.problems.length, 'problem'));
  }
  return `${parts.join('; ')}; ${plural(report.ruleIds.length, 'rule')} checked`;
}

function levels(counts: LevelCounts, style: TextStyle): string {
  return Object.values(RuleLevel).filter((level) => counts[level] > 0)
    .map((level) => style.level(level, plural(counts[level], level))).join(', ');
}

function group<V>(map: Map<string, V>, key: string, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
