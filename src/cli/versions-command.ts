import { kustomizeChoice } from './kustomize/render';
import { readCluster } from './live/cluster';
import { readManifests } from './manifest-files';
import { ProgressBar } from './progress-bar';
import { duration, formatOf } from './rotate-wait-command';
import { CommandSettings, RuleOptions, settingsOf } from './settings';
import { colourChoice, hasColour } from './terminal';
import { ExitCode, UsageError } from './usage-error';
import { readEnvironment } from '../audit/audit-files';
import { AuditProblem } from '../audit/audit-report';
import { problemLine } from '../audit/reports/text';
import { packageFile, TOOL_NAME } from '../audit/reports/tool';
import { furtherKinds } from '../facts/further-kinds';
import { Graph } from '../manifest/graph';
import { warn } from '../output/standard-error';
import { print } from '../output/standard-output';
import { RuleLevel } from '../rules/finding';
import { renderVersionsJson, renderVersionsText } from '../versions/render';
import { unusedVersions } from '../versions/unused-versions';

/** Options of `strongbox versions` on the command line. */
export interface VersionsOptions extends Pick<RuleOptions, 'config'> {
  readonly format?: string;
  readonly olderThan: string;
  readonly namespace?: string;
  readonly live?: boolean;
  readonly context?: string;
  readonly allowUnread?: readonly string[];
  readonly kustomize?: string;
  readonly color: string;
}

/** What StatefulSets and DaemonSets go back to. Not read for an audit. */
const HISTORY = 'controllerrevisions.apps';

interface Read {
  readonly documents: readonly unknown[];
  readonly problems: readonly AuditProblem[];
}

/** `strongbox versions`: the versions of ConfigMaps and Secrets that nothing names any more. */
export async function runVersions(paths: readonly string[], options: VersionsOptions): Promise<ExitCode> {
  const format = formatOf(options.format);
  const age = duration('--older-than', options.olderThan);
  const colour = hasColour(process.stdout, colourChoice(options.color));
  const settings = settingsOf({ config: options.config });
  const bar = new ProgressBar(process.stderr);
  let read: Read;
  try {
    read = options.live === true
      ? await liveInput(paths, settings, options, bar) : await fileInput(paths, settings, options);
  } finally {
    bar.clear();
  }
  const unreadable = read.problems.filter(({ level }) => level === RuleLevel.ERROR);
  unreadable.forEach((problem) => warn(`${TOOL_NAME}: ${problemLine(problem)}\n`));
  const found = unusedVersions(
    Graph.of(read.documents, furtherKinds(settings.podTemplates)), Date.now() - age * 1000,
  );
  const unread = read.problems.map((problem) => `What may name a version was not read: ${problemLine(problem)}.`);
  const versions = { ...found, unknowns: [...unread, ...found.unknowns] };
  await print(format === 'json'
    ? renderVersionsJson(versions, { name: TOOL_NAME, version: packageFile().version })
    : renderVersionsText(versions, colour), colour);
  if (unreadable.length > 0) {
    return ExitCode.TROUBLE;
  }
  return versions.unused.length === 0 ? ExitCode.CLEAN
    : versions.unknowns.length > 0 ? ExitCode.UNKNOWN : ExitCode.FINDINGS;
}

async function fileInput(
  paths: readonly string[], { exclude }: CommandSettings, options: VersionsOptions,
): Promise<Read> {
  if (options.context !== undefined || options.allowUnread !== undefined || options.namespace !== undefined) {
    throw new UsageError('--context, --namespace and --allow-unread work only with --live');
  }
  if (paths.length === 0) {
    throw new UsageError(
      'nothing to read; name files or folders, - for standard input, or --live for the current cluster',
    );
  }
  const { environments, problems } = await readManifests(paths, {
    exclude,
    kustomize: kustomizeChoice(options.kustomize),
    separate: false,
    stdin: process.stdin,
    say: (text) => warn(`${TOOL_NAME}: ${text}\n`),
  });
  const read = environments.map(readEnvironment);
  return {
    documents: read.flatMap(({ documents }) => documents),
    problems: [...problems, ...read.flatMap((each) => each.problems)],
  };
}

async function liveInput(
  paths: readonly string[], { podTemplates }: CommandSettings, options: VersionsOptions, bar: ProgressBar,
): Promise<Read> {
  if (paths.length > 0) {
    throw new UsageError('--live reads the cluster and takes no paths');
  }
  if (options.kustomize !== undefined) {
    throw new UsageError('--kustomize does not work with --live');
  }
  return readCluster({
    context: options.context,
    namespace: options.namespace,
    allowUnread: options.allowUnread?.flatMap((text) => text.split(',')).map((word) => word.trim())
      .filter((word) => word !== ''),
    further: furtherKinds(podTemplates),
    optional: [HISTORY],
  }, bar);
}
