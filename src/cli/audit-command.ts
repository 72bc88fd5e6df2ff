import { kustomizeChoice } from './kustomize/render';
import { readCluster } from './live/cluster';
import { readManifests } from './manifest-files';
import { expectReports, NamedFile, withoutOutputs } from './output-conflicts';
import { ProgressBar } from './progress-bar';
import { outputsOf, render, ReportOutputs, writeFiles } from './report-outputs';
import { CommandSettings, RuleOptions, settingsOf } from './settings';
import { isStandardInput } from './standard-input';
import { colourChoice, hasColour, widthOf } from './terminal';
import { ExitCode, UsageError } from './usage-error';
import { auditEnvironments, AuditInput } from '../audit/audit-files';
import { auditObjects } from '../audit/audit-objects';
import { AuditProblem, AuditReport } from '../audit/audit-report';
import { AuditSettings } from '../audit/audit-subject';
import { Baseline } from '../audit/baseline';
import { counting } from '../audit/reports/summary';
import { problemLine } from '../audit/reports/text';
import { plural } from '../audit/reports/text-style';
import { failingLevels, Threshold } from '../audit/threshold';
import { furtherKinds } from '../facts/further-kinds';
import { warn } from '../output/standard-error';
import { print } from '../output/standard-output';
import { named } from '../redaction/quoted';
import { RuleLevel } from '../rules/finding';

/** Options of `strongbox audit` on the command line. */
export interface AuditCommandOptions extends RuleOptions {
  readonly format?: string;
  readonly output?: readonly string[];
  readonly omitSuppressed?: boolean;
  readonly failOn?: string;
  readonly baseline?: string;
  readonly writeBaseline?: boolean;
  readonly live?: boolean;
  readonly context?: string;
  readonly namespace?: string;
  readonly allowUnread?: readonly string[];
  readonly kustomize?: string;
  readonly separate?: boolean;
  readonly color: string;
}

/** What is audited. */
interface Source {
  /** Files that were read. */
  readonly files: readonly string[];

  /** IDs of rules that would report wrong findings for it, and are not checked. */
  readonly notChecked: readonly string[];
  audit(settings: AuditSettings): AuditReport;
}

/** `strongbox audit`: checks manifests and prints the findings. */
export async function runAudit(paths: readonly string[], options: AuditCommandOptions): Promise<ExitCode> {
  const outputs = outputsOf(options.format, options.output);
  const colour = hasColour(process.stdout, colourChoice(options.color));
  const settings = options.live === true ? ofCluster(settingsOf(options)) : settingsOf(options);
  const bar = new ProgressBar(process.stderr);
  try {
    const source = options.live === true
      ? await clusterSource(paths, settings, options, outputs, bar)
      : await fileSource(paths, settings, options, outputs);
    const preset = settings.preset.derive({ off: [...source.notChecked] });
    const audited = source.audit({ preset, podTemplates: settings.podTemplates, onProgress: bar.show });
    bar.clear();
    const report = applyBaseline(audited, source.files, settings, options);
    const shown = options.omitSuppressed === true ? { ...report, findings: counting(report) } : report;
    const input = { report: shown, rules: preset._rules };
    const width = widthOf(process.stdout);
    writeFiles(outputs.files, input, width);
    await print(render(outputs.printed, input, { colour, width }), colour);
    return exitCodeOf(report, settings.failOn);
  } finally {
    bar.clear();
  }
}

/** A cluster shows what a manifest does not, so some rules have another level. */
function ofCluster(settings: CommandSettings): CommandSettings {
  return { ...settings, preset: settings.preset._live };
}

async function fileSource(
  paths: readonly string[], settings: CommandSettings, options: AuditCommandOptions, outputs: ReportOutputs,
): Promise<Source> {
  if (options.context !== undefined || options.namespace !== undefined) {
    throw new UsageError('--context and --namespace work only with --live');
  }
  if (options.allowUnread !== undefined) {
    throw new UsageError('--allow-unread works only with --live; to skip files, use exclude in the config file');
  }
  if (paths.length === 0) {
    throw new UsageError(
      'nothing to audit; name files or folders, - for standard input, or --live for the current cluster',
    );
  }
  const read = await readManifests(paths, {
    exclude: settings.exclude,
    kustomize: kustomizeChoice(options.kustomize),
    separate: options.separate === true,
    stdin: process.stdin,
    say: (text) => warn(`strongbox: ${text}\n`),
  });
  const { problems, withoutObjects, otherEndings } = read;
  const environments = withoutOutputs(
    filesWritten(outputs, settings, options),
    [...paths.filter((path) => !isStandardInput(path)).map((path) => ({
      by: 'the input',
      path,
    })), ...filesRead(settings, options)],
    read.environments,
  );
  expectReports(filesWritten(outputs, settings, options));
  const inputs = environments.flatMap((environment) => environment.inputs);
  return {
    files: environments.flatMap((environment) => environment.files ?? environment.inputs.map(({ file }) => file)),
    notChecked: [],
    audit(how) {
      const report = auditEnvironments(environments, how);
      if (report.objectCount === 0 && report.problems.length === 0 && problems.length === 0) {
        throw new UsageError('the paths contain no Kubernetes object; nothing was checked');
      }
      return {
        ...report,
        problems: [...hinted([...problems, ...report.problems], inputs)],
        passedOver: { ...report.passedOver!, files: [...withoutObjects], otherEndings: [...otherEndings] },
      };
    },
  };
}

/** Files that the command writes. */
function filesWritten({ files }: ReportOutputs, settings: CommandSettings, options: AuditCommandOptions): NamedFile[] {
  const reports = files.map(({ path }) => ({ by: '--output', path }));
  return options.writeBaseline === true
    ? [...reports, { by: 'the baseline', path: settings.baseline ?? Baseline.DEFAULT_PATH }]
    : reports;
}

/** Files beside manifests that the command reads. */
function filesRead({ readFrom, baseline }: CommandSettings, options: AuditCommandOptions): NamedFile[] {
  const config = readFrom.map((path) => ({ by: 'the config file', path }));
  return baseline === undefined || options.writeBaseline === true
    ? config
    : [...config, { by: 'the baseline', path: baseline }];
}

/** Adds a hint about templates to problems of files that contain their markers. */
function hinted(problems: readonly AuditProblem[], inputs: readonly AuditInput[]): AuditProblem[] {
  const templates = new Set(inputs.filter(({ text }) => text.includes('{{')).map(({ file }) => file));
  return problems.map((problem) => (isUnreadable(problem) && templates.has(problem.location?.file ?? '')
    ? {
      ...problem,
      message: `${problem.message}; it contains {{ }}: render a Helm template first, helm template <chart> | `
        + 'strongbox audit -',
    }
    : problem));
}

async function clusterSource(
  paths: readonly string[], settings: CommandSettings, options: AuditCommandOptions, outputs: ReportOutputs,
  bar: ProgressBar,
): Promise<Source> {
  if (paths.length > 0) {
    throw new UsageError('--live audits the cluster and takes no paths');
  }
  if (options.kustomize !== undefined || options.separate === true) {
    throw new UsageError('--kustomize and --separate do not work with --live');
  }
  withoutOutputs(filesWritten(outputs, settings, options), filesRead(settings, options), []);
  expectReports(filesWritten(outputs, settings, options));
  const { context, namespace } = options;
  const allowUnread = options.allowUnread?.flatMap(wordsIn);
  const further = furtherKinds(settings.podTemplates);
  const { documents, problems, needsAll } = await readCluster({ context, namespace, allowUnread, further }, bar);
  const notChecked = settings.preset.ruleIds.filter((id) => needsAll.includes(id));
  const left: AuditProblem[] = notChecked.length === 0 ? [] : [{
    id: 'rules-left-out',
    level: RuleLevel.NOTE,
    message: `${notChecked.join(', ')} were not checked, since they need the whole cluster to be read`,
  }];
  return { files: [], notChecked, audit: (how) => auditObjects(documents, [...problems, ...left], how) };
}

function applyBaseline(
  report: AuditReport, files: readonly string[], settings: CommandSettings, options: AuditCommandOptions,
): AuditReport {
  const path = settings.baseline ?? Baseline.DEFAULT_PATH;
  if (options.writeBaseline === true) {
    const unreadable = report.problems.filter(isUnreadable);
    if (unreadable.length > 0) {
      const reason = 'the baseline was not written, since some input could not be read:';
      throw new UsageError(reason, ...unreadable.map(problemLine));
    }
    const baseline = Baseline.of(path, report, settings.preset);
    baseline.write();
    const use = settings.baseline === undefined ? `; use it with --baseline ${path}` : '';
    warn(`strongbox: ${named(path)} has ${plural(baseline.size, 'finding')}${use}\n`);
  } else if (settings.baseline === undefined) {
    return report;
  }
  return Baseline.read(path).applyTo(report, settings.preset, files);
}

/** Input that cannot be read takes precedence over findings, since there may be more findings in it. */
function exitCodeOf(report: AuditReport, failOn: Threshold): ExitCode {
  if (report.problems.some(isUnreadable)) {
    return ExitCode.TROUBLE;
  }
  const levels = failingLevels(failOn);
  const failing = [...counting(report), ...report.problems].some(({ level }) => levels.includes(level));
  return failing ? ExitCode.FINDINGS : ExitCode.CLEAN;
}

/** Whether something was not read that the user did not allow to skip. */
function isUnreadable({ id, level }: AuditProblem): boolean {
  return id === 'unreadable-input' || (id === 'kind-unreadable' && level === RuleLevel.ERROR);
}

function wordsIn(text: string): string[] {
  return text.split(',').map((word) => word.trim()).filter((word) => word !== '');
}
