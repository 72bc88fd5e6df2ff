import { RuleMetadata } from '../../rules/rule';
import { AuditReport } from '../audit-report';

/** The data that a report is rendered from. */
export interface ReportInput {
  readonly report: AuditReport;

  /** Metadata of the rules that were checked, with the levels that they were checked at. */
  readonly rules: readonly RuleMetadata[];
}
