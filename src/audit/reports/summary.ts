import { RuleLevel } from '../../rules/finding';
import { AuditedObject, AuditFinding, AuditReport } from '../audit-report';

/** How many findings there are of each level. */
export interface LevelCounts {
  readonly error: number;
  readonly warning: number;
  readonly note: number;
}

/** What a report comes to. */
export interface ReportSummary {
  /** Findings that count, by level. */
  readonly findings: LevelCounts;

  /** Findings that do not count, by what suppressed them. */
  readonly suppressed: ReadonlyMap<string, number>;

  /** Problems of the audit itself, by level. */
  readonly problems: LevelCounts;

  /** Objects with findings that count. */
  readonly objectsWithFindings: number;
}

/** Findings that nothing suppresses. */
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

/** What tells one object of a report from another. */
export function identityOf(subject: AuditedObject): string {
  const { file, line, column } = subject.location ?? { file: '', line: 0, column: 0 };
  return [file, line, column, subject.constructPath ?? '', subject.apiVersion, subject.kind, subject.objectNamespace ?? '', subject.name].join('\n');
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
