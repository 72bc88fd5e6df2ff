import { ReportInput } from './report-input';
import { summaryOf } from './summary';
import { packageFile, pageOf, TOOL_NAME } from './tool';
import { jsonText } from '../../redaction/printable';
import { RuleCategory } from '../../rules/rule';

/**
 * Version of the schema docs/schemas/audit-report-1.json. Fields may be added within a version; none changes or is
 * removed.
 */
const SCHEMA_VERSION = 1;

/** The report as JSON. */
export function renderJson({ report, rules }: ReportInput): string {
  const { findings, suppressed, problems } = summaryOf(report);
  return jsonText({
    schemaVersion: SCHEMA_VERSION,
    tool: { name: TOOL_NAME, version: packageFile().version },
    summary: {
      objects: report.objectCount,
      files: report.fileCount,
      findings,
      suppressed: Object.fromEntries(suppressed),
      problems,
      passedOver: report.passedOver,
    },
    findings: report.findings,
    problems: report.problems,
    copies: report.copies,
    rules: rules.map(({ id, category, title, level, rationale, remediation, references }) => ({
      id,
      category,
      title,
      level,
      rationale,
      remediation,
      references,
      ...(category === RuleCategory.CUSTOM ? {} : { url: pageOf(id) }),
    })),
  });
}
