import { ReportInput } from './report-input';
import { counting, identityOf, LevelCounts, sum, summaryOf, titleOf } from './summary';
import { longest, plural, TextStyle, wrap } from './text-style';
import { printable, printableText } from '../../redaction/printable';
import { RuleLevel } from '../../rules/finding';
import { AuditFinding, AuditLocation, AuditProblem, AuditReport, CopiedObject } from '../audit-report';

/** How a report for people looks. */
export interface TextOptions {
  /** Whether it has colours. */
  readonly colour: boolean;

  /** Columns of the terminal. */
  readonly width: number;
}

/** The report for people: findings by file and object, then what to do about each rule, then the sum. */
export function renderText({ report, rules }: ReportInput, options: TextOptions): string {
  const style = new TextStyle(options.colour);
  const findings = counting(report);
  const found = new Set(findings.map((finding) => finding.ruleId));
  const remedies = rules.filter((rule) => found.has(rule.id)).map(({ id, remediation }) =>
    `${style.strong(id)}\n${wrap(printable(remediation), options.width, '  ')}`);
  const blocks = [
    ...filesOf(findings).map((file) => fileBlock(file, style)),
    ...(remedies.length === 0 ? [] : [`${style.strong('What to do')}\n\n${remedies.join('\n\n')}`, style.faint('More on a rule: strongbox explain <rule>')]),
    ...(report.problems.length === 0 ? [] : [problemBlock(report.problems, style)]),
    ...passedOverBlock(report, style),
    summaryLine(report, style),
  ];
  return printableText(blocks.join('\n\n').concat('\n'), options.colour);
}

/** Findings of each file in the order of the report; those of no file by what made the object. */
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
    return `    ${style.faint(at)}  ${style.level(finding.level, level)}  ${style.strong(rule)}  ${printable(finding.message)}`;
  });
  return [`  ${printable(titleOf(subject))}${from}`, ...lines].join('\n');
}

/** As they stand in the file; what another file says of the object comes last. */
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
 * Line and column, which an editor can jump to, or the place in the object where there is no file. What another file
 * says of an object, such as a patch, stands behind the name of that file.
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

/** What is wrong with the audit, behind its place. */
export function problemLine({ message, location, constructPath }: AuditProblem): string {
  const where = location === undefined ? constructPath : positionOf(location);
  return printable(where === undefined ? message : `${where}: ${message}`);
}

/** Names that are given before it is said how many more there are. */
const NAMED = 5;

/** What was not judged. Nothing of it is wrong, and a reader may have thought that it was judged. */
function passedOverBlock({ passedOver, copies = [] }: AuditReport, style: TextStyle): string[] {
  const { kinds = [], documentCount = 0, files = [], otherEndings = [] } = passedOver ?? {};
  const objects = kinds.reduce((total, { objectCount }) => total + objectCount, 0);
  const lines = [
    counted(objects, 'object', ` of kinds that no rule reads: ${listed(kinds.map(({ kind }) => kind))}`),
    counted(documentCount, 'document', ' without a Kubernetes object'),
    counted(files.length, 'file', ` without a Kubernetes object: ${listed(files)}`),
    counted(otherEndings.length, 'file', ` with another ending: ${listed(otherEndings)}`),
    counted(copies.length, 'object', ' defined more than once, and taken for one object each: '
      + `${listed(copies.map(copyOf))}; --separate judges each path apart`),
  ].flat();
  return lines.length === 0 ? [] : [[style.faint('Passed over'), ...lines].join('\n')];
}

/** The line for a number of things; none for none. */
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

/** A place in a file, which a terminal can open: `deploy/api.yaml:3:7`. */
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
      ? report.objectCount === 0 ? `${objects}${files} judged` : style.good(`no findings in ${objects}${files}`)
      : `${style.strong(plural(count, 'finding'))} (${levels(summary.findings, style)}) in ${summary.objectsWithFindings} of ${objects}${files}`,
  ];
  if (summary.suppressed.size > 0) {
    const origins = [...summary.suppressed].map(([origin, number]) => `${number} by ${origin}`);
    parts.push(`${[...summary.suppressed.values()].reduce((total, number) => total + number, 0)} suppressed (${origins.join(', ')})`);
  }
  if (report.problems.length > 0) {
    parts.push(plural(report.problems.length, 'problem'));
  }
  return `${parts.join('; ')}; ${plural(report.ruleIds.length, 'rule')} asked`;
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
