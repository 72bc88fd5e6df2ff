import { RuleLevel } from '../../rules/finding';
import { AuditedObject, AuditFinding, AuditReport } from '../audit-report';

/** Number of findings by level. */
export interface LevelCounts {
  readonly error: number;
  readonly warning: number;
  readonly note: number;
}

/** The summary of a report. */
export interface ReportSummary {
  /** Findings that are not suppressed, by level. */
  readonly findings: LevelCounts;

  /** Suppressed findings, by what suppressed them. */
  readonly suppressed: ReadonlyMap<string, number>;

  /** Problems of the audit itself, by level. */
  readonly problems: LevelCounts;

  /** Number of objects with findings that are not suppressed. */
  readonly objectsWithFindings: number;
}

/** Findings that are not suppressed. */
export function counting(report: AuditReport): AuditFinding[] {
  return report.findings.filter((finding) => finding.suppression === undefined);
}

export function summaryOf(report: AuditReport): ReportSummary {
  const suppressed = new Map<string, number>();
  for (const { suppression } of report.findings) {
    if (suppression !== undefined) {
      suppressed.set(suppression.origin, (suppressed.get(suppression.origin) ?? 0) + 1);
    }
  }
  const findings = counting(report);
  return {
    findings: countLevels(findings),
    suppressed,
    problems: countLevels(report.problems),
    objectsWithFindings: new Set(findings.map((finding) => identityOf(finding.subject))).size,
  };
}

export function sum(counts: LevelCounts): number {
  return counts.error + counts.warning + counts.note;
}

/** Identifies an object within a report. */
export function identityOf(subject: AuditedObject): string {
  const { file, line, column } = subject.location ?? { file: '', line: 0, column: 0 };
  return [
    file, line, column, subject.constructPath ?? '', subject.apiVersion, subject.kind, subject.objectNamespace ?? '',
    subject.name,
  ].join('\n');
}

/** An object in words: `Deployment payments/api`. */
export function titleOf(subject: AuditedObject): string {
  const name = subject.name === '' ? '(no name)' : subject.name;
  return `${subject.kind} ${subject.objectNamespace === undefined ? '' : `${subject.objectNamespace}/`}${name}`;
}

function countLevels(items: readonly { readonly level: RuleLevel }[]): LevelCounts {
  const count = (level: RuleLevel) => items.filter((item) => item.level === level).length;
  return { error: count(RuleLevel.ERROR), warning: count(RuleLevel.WARNING), note: count(RuleLevel.NOTE) };
}
