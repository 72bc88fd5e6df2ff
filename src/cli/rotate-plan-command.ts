import { formatOutputs, FormatOutputs, writeFormats } from './format-outputs';
import { kustomizeChoice } from './kustomize/render';
import { readCluster } from './live/cluster';
import { readManifests } from './manifest-files';
import { expectReports, NamedFile, withoutOutputs } from './output-conflicts';
import { ProgressBar } from './progress-bar';
import { CommandSettings, RuleOptions, settingsOf } from './settings';
import { isStandardInput } from './standard-input';
import { targetArgument } from './target-argument';
import { colourChoice, hasColour, widthOf } from './terminal';
import { ExitCode, UsageError } from './usage-error';
import { Environment, readEnvironment } from '../audit/audit-files';
import { AuditProblem } from '../audit/audit-report';
import { problemLine } from '../audit/reports/text';
import { packageFile, TOOL_NAME } from '../audit/reports/tool';
import { furtherKinds } from '../facts/further-kinds';
import { Graph } from '../manifest/graph';
import { warn } from '../output/standard-error';
import { print } from '../output/standard-output';
import { quoted } from '../redaction/quoted';
import { findTarget, TargetFault, TargetRequest } from '../rotation/find-target';
import { renderPlanHtml } from '../rotation/html';
import { renderPlanJson } from '../rotation/json';
import { RotationIndex } from '../rotation/lookups';
import { FoundTarget, Planner } from '../rotation/make-plan';
import { renderPlanMarkdown } from '../rotation/markdown';
import { Plan } from '../rotation/plan';
import { renderPlanText } from '../rotation/text';
import { RuleLevel } from '../rules/finding';
import { didYouMean } from '../rules/nearest';

export const PLAN_FORMATS = ['text', 'markdown', 'html', 'json'] as const;
export type PlanFormat = (typeof PLAN_FORMATS)[number];

const BY_EXTENSION: { readonly [extension: string]: PlanFormat } = {
  '.txt': 'text',
  '.md': 'markdown',
  '.html': 'html',
  '.json': 'json',
};

/** Resources beside those of the audit that tell what a rotation does, where the user may read them. */
const FURTHER_RESOURCES = [
  'services',
  'poddisruptionbudgets.policy',
  'horizontalpodautoscalers.autoscaling',
  'scaledobjects.keda.sh',
];
const FURTHER_CLUSTER_WIDE = [
  'validatingwebhookconfigurations.admissionregistration.k8s.io',
  'mutatingwebhookconfigurations.admissionregistration.k8s.io',
  'apiservices.apiregistration.k8s.io',
];

/** Options of `strongbox rotate plan` on the command line. */
export interface RotatePlanOptions extends Pick<RuleOptions, 'config'> {
  readonly format?: string;
  readonly output?: readonly string[];
  readonly namespace?: string;
  readonly allNamespaces?: boolean;
  readonly live?: boolean;
  readonly context?: string;
  readonly allowUnread?: readonly string[];
  readonly kustomize?: string;
  readonly color: string;
}

/** Objects that belong together, and what of them could not be read. */
interface ReadGraph {
  /** Name of the environment, where there are several. */
  readonly name?: string;
  readonly documents: readonly unknown[];
}

interface ReadInput {
  readonly graphs: readonly ReadGraph[];
  readonly problems: readonly AuditProblem[];

  /** What is not known of the input, as sentences. */
  readonly unknowns: readonly string[];
}

/** `strongbox rotate plan`: who uses a value, what a change does to each, and what to do in which order. */
export async function runRotatePlan(
  target: string,
  paths: readonly string[],
  options: RotatePlanOptions,
): Promise<ExitCode> {
  const outputs = formatOutputs(
    { formats: PLAN_FORMATS, byExtension: BY_EXTENSION, example: 'markdown:runbook.md' },
    options.format,
    options.output,
  );
  const colour = hasColour(process.stdout, colourChoice(options.color));
  const request = targetArgument(target, options.namespace);
  const settings = settingsOf({ config: options.config });
  const bar = new ProgressBar(process.stderr);
  let input: ReadInput;
  try {
    input =
      options.live === true
        ? await liveInput(paths, settings, options, outputs, bar)
        : await fileInput(paths, settings, options, outputs);
  } finally {
    bar.clear();
  }
  const unreadable = input.problems.filter(({ level }) => level === RuleLevel.ERROR);
  unreadable.forEach((problem) => warn(`${TOOL_NAME}: ${problemLine(problem)}\n`));
  const plan = planFrom(input, request, target, settings);
  if (plan === undefined) {
    return unreadable.length > 0 ? ExitCode.TROUBLE : ExitCode.UNKNOWN;
  }
  const width = widthOf(process.stdout);
  writeFormats('the plan', outputs.files, (format) => render(format, plan, { colour: false, width }));
  await print(render(outputs.printed, plan, { colour, width }), colour);
  return exitCodeOf(plan, unreadable);
}

/** What could not be read goes before all else: there may be more in it. */
function exitCodeOf({ findings, isComplete }: Plan, unreadable: readonly AuditProblem[]): ExitCode {
  if (unreadable.length > 0) {
    return ExitCode.TROUBLE;
  }
  if (findings.some(({ level }) => level === 'error')) {
    return ExitCode.FINDINGS;
  }
  return isComplete ? ExitCode.CLEAN : ExitCode.UNKNOWN;
}

/** Renders a plan. */
export function render(
  format: PlanFormat,
  plan: Plan,
  text: { readonly colour: boolean; readonly width: number },
): string {
  switch (format) {
    case 'text':
      return renderPlanText(plan, text);
    case 'markdown':
      return renderPlanMarkdown(plan);
    case 'html':
      return renderPlanHtml(plan);
    case 'json':
      return renderPlanJson(plan, { name: TOOL_NAME, version: packageFile().version });
  }
}

async function fileInput(
  paths: readonly string[],
  settings: CommandSettings,
  options: RotatePlanOptions,
  outputs: FormatOutputs<PlanFormat>,
): Promise<ReadInput> {
  if (options.context !== undefined || options.allNamespaces === true || options.allowUnread !== undefined) {
    throw new UsageError('--context, --all-namespaces and --allow-unread work only with --live');
  }
  if (paths.length === 0) {
    throw new UsageError(
      'nothing to read; name files or folders, - for standard input, or --live for the current cluster',
    );
  }
  const read = await readManifests(paths, {
    exclude: settings.exclude,
    kustomize: kustomizeChoice(options.kustomize),
    separate: false,
    stdin: process.stdin,
    say: (text) => warn(`${TOOL_NAME}: ${text}\n`),
  });
  const environments = withoutOutputs(
    written(outputs),
    [
      ...paths.filter((path) => !isStandardInput(path)).map((path) => ({ by: 'the input', path })),
      ...configFiles(settings),
    ],
    read.environments,
  );
  expectReports(written(outputs));
  const graphs = environments.map((environment: Environment) => ({
    name: environment.name,
    ...readEnvironment(environment),
  }));
  const problems = [...read.problems, ...graphs.flatMap((graph) => graph.problems)];
  return { graphs, problems, unknowns: unreadIn(problems) };
}

async function liveInput(
  paths: readonly string[], settings: CommandSettings, options: RotatePlanOptions,
  outputs: FormatOutputs<PlanFormat>, bar: ProgressBar,
): Promise<ReadInput> {
  if (paths.length > 0) {
    throw new UsageError('--live reads the cluster and takes no paths');
  }
  if (options.kustomize !== undefined) {
    throw new UsageError('--kustomize does not work with --live');
  }
  withoutOutputs(written(outputs), configFiles(settings), []);
  expectReports(written(outputs));
  const namespace = options.allNamespaces === true ? undefined : options.namespace;
  const { documents, problems } = await readCluster(
    {
      context: options.context,
      namespace,
      allowUnread: options.allowUnread
        ?.flatMap((text) => text.split(','))
        .map((word) => word.trim())
        .filter((word) => word !== ''),
      further: furtherKinds(settings.podTemplates),
      optional: [...FURTHER_RESOURCES, ...(namespace === undefined ? FURTHER_CLUSTER_WIDE : [])],
    },
    bar,
  );
  const narrow =
    namespace === undefined
      ? []
      : [
        'Other namespaces were not read: who uses the same path of a store, or shares the Secret, there is not '
            + 'known (--all-namespaces reads them).',
      ];
  return { graphs: [{ documents }], problems, unknowns: [...narrow, ...unreadIn(problems)] };
}

function written({ files }: FormatOutputs<PlanFormat>): NamedFile[] {
  return files.map(({ path }) => ({ by: '--output', path }));
}

function configFiles({ readFrom }: CommandSettings): NamedFile[] {
  return readFrom.map((path) => ({ by: 'the config file', path }));
}

function unreadIn(problems: readonly AuditProblem[]): string[] {
  return problems.map((problem) => `What is in the input that could not be read: ${problemLine(problem)}.`);
}

/** The plan, from the one environment that has the target. Says why there is none where there is none. */
function planFrom(
  { graphs, unknowns }: ReadInput, request: TargetRequest, target: string, { podTemplates }: CommandSettings,
): Plan | undefined {
  const further = furtherKinds(podTemplates);
  const looked = graphs.map(({ name, documents }) => {
    const index = new RotationIndex(Graph.of(documents, further));
    return { name, index, found: findTarget(index, request) };
  });
  const found = looked.filter(
    (each): each is typeof each & { readonly found: FoundTarget } => !('fault' in each.found),
  );
  if (found.length > 1) {
    const names = found.map(({ name }) => quoted(name ?? 'the files beside kustomizations'));
    throw new UsageError(`${quoted(target)} is in several environments, ${names.join(', ')}; name the path of one`);
  }
  const faults = looked.map((each) => each.found).filter((each): each is TargetFault => 'fault' in each);
  if (found.length === 0) {
    return refuse(target, faults);
  }
  return new Planner(found[0].index).planOf(found[0].found, unknowns);
}

/** @throws UsageError where another target would be found */
function refuse(target: string, faults: readonly TargetFault[]): undefined {
  const wrong = faults.find(({ fault }) => fault !== 'missing');
  if (wrong?.fault === 'ambiguous') {
    throw new UsageError(`${quoted(target)}: ${wrong.text}; pick one with --namespace`);
  }
  if (wrong !== undefined) {
    throw new UsageError(`${quoted(target)}: ${wrong.text}`);
  }
  const names = [...new Set(faults.flatMap((each) => each.names))];
  const hint = didYouMean(target.replace(/^\w+:/, ''), names);
  const text = faults[0]?.text ?? 'the input contains no Kubernetes object';
  warn(`${TOOL_NAME}: ${quoted(target)}: ${text}${hint === undefined ? '' : `; ${hint}`}\n`);
  return undefined;
}
