/**
 * `npm run try -- <folder> […]`: every rule over real manifests, as a table of rules with a few findings each, for
 * whoever writes or changes a rule. See docs/contributing/adding-a-rule.md.
 */
import { auditEnvironments } from '../src/audit/audit-files';
import { AuditFinding, AuditProblem, AuditReport } from '../src/audit/audit-report';
import { titleOf } from '../src/audit/reports/summary';
import { positionOf, problemLine } from '../src/audit/reports/text';
import { plural } from '../src/audit/reports/text-style';
import { readManifests } from '../src/cli/manifest-files';
import { messageOf } from '../src/cli/usage-error';
import { printable } from '../src/redaction/printable';
import { RuleLevel } from '../src/rules/finding';
import { RECOMMENDED, STRICT } from '../src/rules/presets';
import { RulePreset } from '../src/rules/rule-preset';

/** What was found in some folders, and how long it took. */
export interface Trial {
  /** Of the strict preset, in which every rule is on. */
  readonly report: AuditReport;

  /** Milliseconds. */
  readonly reading: number;
  readonly judging: number;
}

/** Findings and problems that are shown of each rule. */
const EXAMPLES = 3;
const USAGE = 'npm run try -- <folder> […]';

/**
 * Audits folders with every rule. Each is a separate environment, since each may be another repository.
 *
 * @param say is told what the reader of the manifests has to say
 */
export async function tryRules(folders: readonly string[], say: (text: string) => void): Promise<Trial> {
  const begin = performance.now();
  const { environments, problems, withoutObjects, otherEndings } = await readManifests(folders, {
    exclude: [], kustomize: 'auto', separate: true, stdin: process.stdin, say,
  });
  const read = performance.now();
  const report = auditEnvironments(environments, { preset: RulePreset.STRICT });
  return {
    report: {
      ...report,
      problems: [...problems, ...report.problems],
      passedOver: { ...report.passedOver!, files: [...withoutObjects], otherEndings: [...otherEndings] },
    },
    reading: read - begin,
    judging: performance.now() - read,
  };
}

/** The trial as text. */
export function renderTrial({ report, reading, judging }: Trial): string {
  const byRule = new Map(report.ruleIds.map((id) => [id, report.findings.filter(({ ruleId }) => ruleId === id)]));
  const found = [...byRule].filter(([, findings]) => findings.length > 0);
  const silent = [...byRule.keys()].filter((id) => !found.some(([other]) => other === id));
  return [
    ...found.map(([id, findings]) => ruleBlock(id, findings)),
    ...problemBlocks(report.problems),
    ...(silent.length === 0 ? [] : [`found nothing: ${silent.join(', ')}`]),
    summary(report),
    `read in ${seconds(reading)} s, judged in ${seconds(judging)} s`,
  ].join('\n\n').concat('\n');
}

function ruleBlock(id: string, findings: readonly AuditFinding[]): string {
  const suppressed = findings.filter(({ suppression }) => suppression !== undefined).length;
  return [
    `${id}  strict ${STRICT.get(id)}, recommended ${RECOMMENDED.get(id)}: ${plural(findings.length, 'finding')}`
      + `${suppressed === 0 ? '' : `, ${suppressed} of them suppressed`}`,
    ...examplesOf(findings, (finding) => {
      const place = finding.location === undefined ? finding.pointer : positionOf(finding.location);
      return printable(`${place}: ${titleOf(finding.subject)}: ${finding.message}`);
    }),
  ].join('\n');
}

function problemBlocks(problems: readonly AuditProblem[]): string[] {
  const ids = [...new Set(problems.map(({ id }) => id))].sort();
  return ids.map((id) => {
    const same = problems.filter((problem) => problem.id === id);
    return [`problem ${id}: ${same.length}`, ...examplesOf(same, problemLine)].join('\n');
  });
}

/** A few of many: evenly over the list, since neighbours are often alike. */
function examplesOf<T>(items: readonly T[], show: (item: T) => string): string[] {
  const step = Math.max(1, items.length / EXAMPLES);
  const length = Math.min(EXAMPLES, items.length);
  return Array.from({ length }, (_none, index) => `  ${show(items[Math.floor(index * step)])}`);
}

function summary({ findings, problems, objectCount, fileCount, passedOver }: AuditReport): string {
  const counts = (['recommended', 'strict'] as const).map((preset) => {
    const levels = preset === 'strict' ? STRICT : RECOMMENDED;
    const count = (level: RuleLevel) => findings.filter(({ ruleId }) => levels.get(ruleId) === level).length;
    const each = Object.values(RuleLevel).map((level) => plural(count(level), level));
    return `${preset}: ${each.join(', ')}`;
  });
  return [
    `${plural(objectCount, 'object')} of ${plural(fileCount, 'file')}, ${plural(problems.length, 'problem')}; `
      + `not judged: ${plural(passedOver?.documentCount ?? 0, 'document')} that are not objects, `
      + `${plural(passedOver?.files.length ?? 0, 'file')} without one, `
      + `${plural(passedOver?.otherEndings.length ?? 0, 'file')} with another ending`,
    ...counts,
  ].join('\n');
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1);
}

async function main(folders: readonly string[]): Promise<void> {
  if (folders.length === 0) {
    throw new Error(`no folder is named: ${USAGE}`);
  }
  process.stdout.write(renderTrial(await tryRules(folders, (text) => process.stderr.write(`try: ${text}\n`))));
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`try: ${messageOf(error)}\n`);
    process.exitCode = 2;
  });
}
