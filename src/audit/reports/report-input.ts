import { RuleMetadata } from '../../rules/rule';
import { AuditReport } from '../audit-report';

/** What a report is rendered from. */
export interface ReportInput {
  readonly report: AuditReport;

  /** What the rules that were asked say about themselves, each at the level that it was asked at. */
  readonly rules: readonly RuleMetadata[];
}
