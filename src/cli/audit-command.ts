import { Baseline } from './baseline';
import { Threshold } from './config-file';
import { readCluster } from './live/cluster';
import { ManifestInput, readManifests } from './manifest-files';
import { ProgressBar } from './progress-bar';
import { outputsOf, render, writeFiles } from './report-outputs';
import { CommandSettings, RuleOptions, settingsOf } from './settings';
import { colourChoice, hasColour, widthOf } from './terminal';
import { ExitCode, UsageError } from './usage-error';
import { auditFiles } from '../audit/audit-files';
import { AuditReport } from '../audit/audit-report';
import { counting } from '../audit/reports/summary';
import { RuleLevel } from '../rules/finding';

/** The options of `strongbox audit`, as the command line has them. */
export interface AuditOptions extends RuleOptions {
  readonly format?: string;
  readonly output?: readonly string[];
  readonly omitSuppressed?: boolean;
  readonly failOn?: string;
  readonly baseline?: string;
  readonly writeBaseline?: boolean;
  readonly live?: boolean;
  readonly context?: string;
  readonly namespace?: string;
  readonly color: string;
}

/** `strongbox audit`: judges manifests, and prints what it found. */
export async function runAudit(paths: readonly string[], options: AuditOptions): Promise<ExitCode> {
  const outputs = outputsOf(options.format, options.output);
  const colour = hasColour(process.stdout, colourChoice(options.color));
  const settings = settingsOf(options);
  const input = options.live === true ? await readLive(paths, options) : readFiles(paths, settings, options);
  const judged = judge(input, settings);
  const report = applyBaseline(judged, input, settings, options);
  const shown = options.omitSuppressed === true ? { ...report, findings: counting(report) } : report;
  const reportInput = { report: shown, rules: settings.preset._rules };
  const width = widthOf(process.stdout);
  writeFiles(outputs.files, reportInput, width);
  process.stdout.write(render(outputs.printed, reportInput, { colour, width }));
  return exitCodeOf(report, settings.failOn);
}

function readFiles(paths: readonly string[], settings: CommandSettings, options: AuditOptions): ManifestInput {
  if (options.context !== undefined || options.namespace !== undefined) {
    throw new UsageError('--context and --namespace go with --live');
  }
  if (paths.length === 0) {
    throw new UsageError('nothing to audit; name files or folders, - for standard input, or --live for the current cluster');
  }
  return readManifests(paths, settings.exclude);
}

async function readLive(paths: readonly string[], { context, namespace }: AuditOptions): Promise<ManifestInput> {
  if (paths.length > 0) {
    throw new UsageError('--live audits the cluster; name no files with it');
  }
  return readCluster({ context, namespace });
}

function judge(input: ManifestInput, { preset }: CommandSettings): AuditReport {
  const bar = new ProgressBar(process.stderr);
  try {
    const report = auditFiles(input.inputs, { preset, onProgress: bar.show });
    if (report.objectCount === 0 && report.problems.length === 0 && input.problems.length === 0) {
      throw new UsageError('there is no Kubernetes object in what was named; nothing was audited');
    }
    return { ...report, problems: [...input.problems, ...report.problems] };
  } finally {
    bar.clear();
  }
}

function applyBaseline(report: AuditReport, input: ManifestInput, settings: CommandSettings, options: AuditOptions): AuditReport {
  const path = settings.baseline ?? Baseline.DEFAULT_PATH;
  if (options.writeBaseline === true) {
    if (report.problems.some(isUnreadable)) {
      throw new UsageError('the baseline was not written, since something could not be read: run the command without --write-baseline to see what');
    }
    const baseline = Baseline.of(path, report, settings.preset);
    baseline.write();
    process.stderr.write(`strongbox: ${path} has ${baseline.size} findings\n`);
  } else if (settings.baseline === undefined) {
    return report;
  }
  return Baseline.read(path).applyTo(report, settings.preset, input.inputs.map(({ file }) => file));
}

/** Input that cannot be read comes before findings: whoever counts them has to know that there may be more. */
function exitCodeOf(report: AuditReport, failOn: Threshold): ExitCode {
  if (report.problems.some(isUnreadable)) {
    return ExitCode.TROUBLE;
  }
  const order: readonly Threshold[] = Object.values(RuleLevel);
  const failing = [...counting(report), ...report.problems].some(({ level }) => order.indexOf(level) <= order.indexOf(failOn));
  return failing ? ExitCode.FINDINGS : ExitCode.CLEAN;
}

function isUnreadable({ id }: { readonly id: string }): boolean {
  return id === 'unreadable-input';
}
