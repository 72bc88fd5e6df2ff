import { Command, CommanderError, InvalidArgumentError, OutputConfiguration } from 'commander';
import { AuditCommandOptions, runAudit } from './audit-command';
import { runExplain } from './explain-command';
import { PolicyCommandOptions, runPolicy } from './policy-command';
import { FORMATS } from './report-outputs';
import { PLAN_FORMATS, RotatePlanOptions, runRotatePlan } from './rotate-plan-command';
import { RotateStatusOptions, runRotateStatus } from './rotate-status-command';
import { RotateWaitOptions, runRotateWait } from './rotate-wait-command';
import { runRules } from './rules-command';
import { ExitCode, UsageError } from './usage-error';
import { runVersions, VersionsOptions } from './versions-command';
import { InputError } from '../audit/input-error';
import { packageFile, TOOL_NAME } from '../audit/reports/tool';
import { namespaceFault } from '../facts/object-names';
import { warn } from '../output/standard-error';
import { OutputLost, print } from '../output/standard-output';
import { quoted, withoutSecrets } from '../redaction/quoted';

const EXIT_CODES = `
Exit code: 0 no finding at or above --fail-on; 1 findings; 2 wrong usage, input that cannot be read, or a report that
cannot be written, also, without a message, because | head or the like closes standard output early.`;

const EXAMPLES = `
Examples:
  strongbox audit dist/
  helm template my-chart | strongbox audit -
  strongbox audit deploy/overlays/production
  strongbox audit --separate environments/*
  strongbox audit dist/ --output audit.sarif --output junit:audit.xml
  kubectl get all,secrets,configmaps -o yaml | strongbox audit - --preset strict
  strongbox audit --live --namespace payments`;

const PLAN_HELP = `
Target:
  NAME[/KEY]            a Secret, or one key of it
  configmap:NAME[/KEY]  a ConfigMap
  store:PATH[#PART]     a path of an external store, written as in the input

Exit code: 0 a plan; 1 a plan that would cut off a server or its clients, such as a database whose password they
share; 2 wrong usage, or input that cannot be read; 3 the target is not in the input and nothing in it makes it.

Examples:
  strongbox rotate plan db/password dist/
  helm template my-chart | strongbox rotate plan db -
  strongbox rotate plan db --namespace payments --live
  strongbox rotate plan store:payments/db dist/ --output runbook.md`;

const WAIT_HELP = `
Exit code: 0 no running container can hold a value from before the change; 1 some may, at the end of --timeout; 2 wrong
usage, or a cluster that cannot be read; 3 what is left cannot be known, with the reasons.

Examples:
  strongbox rotate wait db/password -n payments
  strongbox rotate wait db -n payments --since 2026-05-02T10:00:00Z --timeout 30m
  strongbox rotate wait db -n payments --format json --accept reload
  strongbox rotate wait db -n payments --print-role | kubectl apply -f -`;

const VERSIONS_HELP = `
A version is an immutable ConfigMap or Secret whose name ends in a hash of its content. One is in use while a pod, a
pod template, an old ReplicaSet or ControllerRevision, a Job, a CronJob or any other object that was read names it.

Exit code: 0 every version is in use; 1 some are not; 2 wrong usage, or input that cannot be read; 3 some seem not to
be, and what was not read may name them.

Examples:
  strongbox versions --live --namespace payments
  kubectl get all,configmaps,secrets,controllerrevisions -o yaml | strongbox versions -`;

const STATUS_HELP = `
Exit code: 0 a result; 2 wrong usage, or a cluster that cannot be read.

Examples:
  strongbox rotate status -n payments
  strongbox rotate status --format json`;

/** Runs a command line and returns its exit code. Errors are printed on standard error. */
export async function runProgram(args: readonly string[]): Promise<ExitCode> {
  let code = ExitCode.CLEAN;
  let help = '';
  const program = programThat((result) => code = result, {
    writeOut: (text) => help += text,
    writeErr: warn,
    outputError: (text, write) => write(withoutSecrets(text.replace(/^error: /, `${TOOL_NAME}: `), argumentsOf(args))),
  });
  try {
    try {
      await program.parseAsync(args, { from: 'user' });
    } catch (error) {
      if (!(error instanceof CommanderError)) {
        throw error;
      }
      code = error.exitCode === 0 ? ExitCode.CLEAN : ExitCode.TROUBLE;
    }
    if (help !== '') {
      await print(help);
    }
    return code;
  } catch (error) {
    if (!(error instanceof OutputLost && error.isClosed)) {
      warn(error instanceof InputError || error instanceof OutputLost ? `${TOOL_NAME}: ` +
        `${error.message}\n` : unexpected(error));
    }
    return ExitCode.TROUBLE;
  }
}

/**
 * Text that the command-line parser may repeat in an error: an argument, or the part before its `=`. Either may be a
 * token that was passed by mistake.
 */
function argumentsOf(args: readonly string[]): string[] {
  const names = args
    .filter((arg) => arg.startsWith('-') && arg.includes('='))
    .map((arg) => arg.slice(0, arg.indexOf('=')));
  return [...args, ...names];
}

function programThat(ends: (code: ExitCode) => void, output: OutputConfiguration): Command {
  const program = new Command(TOOL_NAME)
    .description('Checks how any Kubernetes manifests handle their Secrets and ConfigMaps.')
    .version(packageFile().version)
    .exitOverride()
    .showHelpAfterError(`(${TOOL_NAME} --help lists commands and options)`)
    .configureOutput(output);

  program.hook('preAction', (_program, command) => expectValues(command));

  withRuleOptions(program.command('audit'))
    .description('check manifests and report what is wrong with them')
    .argument('[paths...]', 'files, folders (their *.yaml, *.yml, *.json and kustomizations), or - for standard input')
    .option('-f, --format <format>', `format of the report: ${FORMATS.join(', ')} (default: text)`)
    .option('-o, --output <file>', 'write the report to a file and print text; repeatable; the format is the prefix '
      + 'of the path (sarif:audit.json), else --format, else given by the extension (.txt, .json, .sarif, '
      + '.xml)', collect)
    .option('--omit-suppressed', 'leave suppressed findings out of the reports')
    .option('--fail-on <level>', 'lowest level for exit code 1: error, warning, note, never (default: error)')
    .option('--rule <ids>', 'check these rules only, separated by commas; repeatable', collect)
    .option('--off <ids>', 'turn these rules off, separated by commas; repeatable', collect)
    .option('--baseline <file>', 'do not report findings recorded in this baseline file')
    .option('--write-baseline', 'record the current findings in the baseline file (default: strongbox-baseline.json)')
    .option('--separate', 'check each path as a separate environment (default: all paths are one)')
    .option('--kustomize <when>', 'render kustomizations with kubectl: auto (if it is on the PATH), fetch (also '
      + 'download remote bases), never (default: auto)')
    .option('--live', 'check the current cluster, which is read with kubectl')
    .option('--context <name>', 'with --live: context of kubectl')
    .option('-n, --namespace <name>', 'with --live: check this namespace only (default: all)')
    .option('--allow-unread <kinds>', 'with --live: skip these kinds if you may not list them, such as '
      + 'secrets,roles.rbac.authorization.k8s.io, or all (default: exit code 2)', collect)
    .addHelpText('after', `${EXIT_CODES}\n${EXAMPLES}`)
    .action(async (paths: string[], options: AuditCommandOptions) => ends(await runAudit(paths, options)));

  const rotate = program.command('rotate')
    .description('plan a rotation, wait for its end, show the state of all Secrets; changes nothing');
  withConfigOptions(rotate.command('plan'))
    .description('show who uses a value, what a change does to each, and what to do in which order')
    .argument('<target>', 'what to rotate: NAME[/KEY], configmap:NAME[/KEY] or store:PATH[#PART]')
    .argument('[paths...]', 'files, folders (their *.yaml, *.yml, *.json and kustomizations), or - for standard input')
    .option('-f, --format <format>', `format of the plan: ${PLAN_FORMATS.join(', ')} (default: text)`)
    .option('-o, --output <file>', 'write the plan to a file and print text; repeatable; the format is the prefix of '
      + 'the path (markdown:runbook), else --format, else given by the extension (.txt, .md, .html, .json)', collect)
    .option('-n, --namespace <name>', 'namespace of the target; with --live, only this namespace is read')
    .option('--kustomize <when>', 'render kustomizations with kubectl: auto (if it is on the PATH), fetch (also '
      + 'download remote bases), never (default: auto)')
    .option('--live', 'read the current cluster with kubectl')
    .option('--context <name>', 'with --live: context of kubectl')
    .option('-A, --all-namespaces', 'with --live and --namespace: read all namespaces')
    .option('--allow-unread <kinds>', 'with --live: skip these kinds if you may not list them, or all '
      + '(default: exit code 2)', collect)
    .addHelpText('after', PLAN_HELP)
    .action(async (target: string, paths: string[], options: RotatePlanOptions) =>
      ends(await runRotatePlan(target, paths, options)));

  addRotateLive(rotate, ends);

  addVersions(program, ends);

  withRuleOptions(program.command('explain'))
    .description('explain why a rule exists, how to fix what it finds, and where to read more')
    .argument('<rules...>', 'IDs of rules')
    .action(async (ids: string[], options) => ends(await runExplain(ids, options)));

  withRuleOptions(program.command('rules'))
    .description('list the rules and their levels')
    .option('-f, --format <format>', 'format of the list: text or json', 'text')
    .action(async (options) => ends(await runRules(options)));

  addPolicy(program, ends);
  return program;
}

function addPolicy(program: Command, ends: (code: ExitCode) => void): void {
  withRuleOptions(program.command('policy'))
    .description('write the rules as admission policies')
    .option('--engine <name>', 'what evaluates them: kubernetes, files, kyverno, gatekeeper (default: kubernetes)')
    .option('--errors <action>', 'action for rules at the level error: off, audit, warn, deny (default: warn)')
    .option('--warnings <action>', 'action for rules at the level warning (default: warn)')
    .option('--notes <action>', 'action for rules at the level note (default: off)')
    .option('--action <rule=action>', 'action of one rule, such as secret-in-env=deny; repeatable', collect)
    .option('--exempt-namespace <name>', 'do not check this namespace; repeatable; replaces the default '
      + '(kube-system, kube-public, kube-node-lease)', collect)
    .option('--exempt-namespace-label <label>', 'do not check namespaces with this label')
    .option('--exempt-user <name>', 'do not check what this user writes; repeatable; replaces the default', collect)
    .option('--exempt-group <name>', 'do not check what this group writes; repeatable; replaces the default', collect)
    .option('--suppressor-user <name>', 'only this user may set annotations that suppress a rule; repeatable', collect)
    .option('--suppressor-group <name>', 'only this group may set them, in addition to such users; repeatable', collect)
    .option('--suppressors-config-map <namespace/name>',
      'ConfigMap with more of them, one on each line of its keys users and groups (Kubernetes only)')
    .option('--secret-writer-user <name>', 'only this user may set values in Secrets; repeatable', collect)
    .option('--secret-writer-group <name>', 'only this group may set them, in addition to such users; repeatable',
      collect)
    .option('--secret-writers-config-map <namespace/name>',
      'ConfigMap with more of them, one on each line of its keys users and groups (Kubernetes only)')
    .option('--no-suppressions', 'annotations that suppress a rule have no effect at admission')
    .option('--mutate <what>', 'also set this in new objects, where it is unset and safe: token-automount, '
      + 'secret-file-mode (Kubernetes 1.36, or Kyverno); repeatable', collect)
    .option('--day <date>', 'day on which suppressions are judged on updates (default: today)')
    .option('--name-prefix <text>', 'begins the name of each policy (default: strongbox-)')
    .option('-o, --output <folder>', 'write a file for each policy (default: one stream on standard output)')
    .option('--explain', 'list what each policy checks, and why other rules have none')
    .action(async (options: PolicyCommandOptions) => ends(await runPolicy(options)));
}

function addVersions(program: Command, ends: (code: ExitCode) => void): void {
  withConfigOptions(program.command('versions'))
    .description('list versions of ConfigMaps and Secrets that nothing names any more, and how to delete them')
    .argument('[paths...]', 'files, folders (their *.yaml, *.yml, *.json and kustomizations), or - for standard input')
    .option('-f, --format <format>', 'format of the list: text, json (default: text)')
    .option('--older-than <duration>', 'leave out what was created later: a release may be about to use it', '1h')
    .option('--kustomize <when>', 'render kustomizations with kubectl: auto (if it is on the PATH), fetch (also '
      + 'download remote bases), never (default: auto)')
    .option('--live', 'read the current cluster with kubectl')
    .option('--context <name>', 'with --live: context of kubectl')
    .option('-n, --namespace <name>', 'with --live: read this namespace only (default: all)')
    .option('--allow-unread <kinds>', 'with --live: skip these kinds if you may not list them, or all '
      + '(default: exit code 2)', collect)
    .addHelpText('after', VERSIONS_HELP)
    .action(async (paths: string[], options: VersionsOptions) => ends(await runVersions(paths, options)));
}

function addRotateLive(rotate: Command, ends: (code: ExitCode) => void): void {
  withJudgingOptions(withConfigOptions(rotate.command('wait')))
    .description('wait until no running container can hold the old value; only reads the current cluster, by kubectl')
    .argument('<target>', 'what was rotated: NAME[/KEY], configmap:NAME[/KEY] or store:PATH[#PART]')
    .option('-n, --namespace <name>', 'namespace of the target; only this one is read (default: all)')
    .option('--timeout <duration>', 'how long to wait; 0s looks once', '10m')
    .option('--interval <duration>', 'time between two looks', '5s')
    .option('--since <time>', 'a change before this time is not the one that is waited for; needed for a value that '
      + 'begins in a store')
    .option('--changed-at <time>', 'when the object changed where the value begins, if its managed fields are wrong')
    .option('--metrics', 'read the metrics of programs that show which files they use, instead of their declaration; '
      + 'needs get of pods/proxy')
    .option('--print-role', 'print the Roles that this needs, with an account for a pipeline, and end')
    .addHelpText('after', WAIT_HELP)
    .action(async (target: string, options: RotateWaitOptions) => ends(await runRotateWait(target, options)));

  withJudgingOptions(withConfigOptions(rotate.command('status')))
    .description('show for each Secret of the current cluster how old it is, when it changed, and which containers '
      + 'hold an old value')
    .option('-n, --namespace <name>', 'read this namespace only (default: all)')
    .option('--allow-unread <kinds>', 'skip these kinds if you may not list them, or all '
      + '(default: exit code 2)', collect)
    .addHelpText('after', STATUS_HELP)
    .action(async (options: RotateStatusOptions) => ends(await runRotateStatus(options)));
}

function withJudgingOptions(command: Command): Command {
  return command
    .option('-f, --format <format>', 'format of the result: text or json (default: text)')
    .option('--context <name>', 'context of kubectl')
    .option('--sync <duration>', 'the longest that a kubelet takes to write a change into files (default: 90s; 150s '
      + 'where kubelets cache)')
    .option('--accept <reasons>', 'answer for what cannot be known, by the word in brackets behind it, such as '
      + 'reload,controllers', collect)
    .option('--off <nodes>', 'nodes that do not answer because they are switched off', collect);
}

function withRuleOptions(command: Command): Command {
  return withConfigOptions(
    command.option('--preset <name>', 'levels of the rules: recommended, strict (default: recommended)'),
  );
}

function withConfigOptions(command: Command): Command {
  return command
    .option('--config <file>', 'config file (default: strongbox.yaml in this folder or a folder above)')
    .option('--no-config', 'do not read a config file')
    .option('--color <when>', 'when to use colors: auto, always, never', 'auto');
}

/**
 * Refuses options without a value, as a script passes them whose variable is not set, and namespaces that cannot exist.
 *
 * @throws UsageError when there is one
 */
function expectValues(command: Command): void {
  for (const option of command.options) {
    const value: unknown = command.getOptionValue(option.attributeName());
    if (typeof value !== 'string') {
      continue;
    }
    if (value.trim() === '') {
      throw new UsageError(`${option.long} is empty; give it a value, or leave it out`);
    }
    const fault = option.long === '--namespace' ? namespaceFault(value) : undefined;
    if (fault !== undefined) {
      throw new UsageError(`--namespace ${quoted(value)} ${fault}`);
    }
  }
}

function collect(value: string, before: readonly string[] = []): string[] {
  if (value.replaceAll(',', '').trim() === '') {
    throw new InvalidArgumentError('It must not be empty.');
  }
  return [...before, value];
}

/**
 * The report of an unexpected error. The message of the error may quote a manifest, so only the stack frames are shown.
 */
function unexpected(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '').replace(error.message, () => '') : '';
  const frames = stack.split('\n').filter((line) => /^ {4}at /.test(line));
  return [
    `${TOOL_NAME}: unexpected error in this program; please report it with these lines `
      + `(${error instanceof Error ? error.name : typeof error}):`,
    ...frames,
    '',
  ].join('\n');
}
