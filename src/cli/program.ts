import { Command, CommanderError, InvalidArgumentError, OutputConfiguration } from 'commander';
import { AuditOptions, runAudit } from './audit-command';
import { runExplain } from './explain-command';
import { FORMATS } from './report-outputs';
import { runRules } from './rules-command';
import { ExitCode } from './usage-error';
import { InputError } from '../audit/input-error';
import { packageFile, TOOL_NAME } from '../audit/reports/tool';
import { warn } from '../output/standard-error';
import { OutputLost, print } from '../output/standard-output';
import { withoutSecrets } from '../redaction/quoted';

const EXIT_CODES = `
Exit code: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage, something that cannot be read, or a report that
cannot be written, also where | head or the like closes standard output early.`;

const EXAMPLES = `
Examples:
  strongbox audit dist/
  helm template my-chart | strongbox audit -
  strongbox audit deploy/overlays/production
  strongbox audit --separate environments/*
  strongbox audit dist/ --output audit.sarif --output junit:audit.xml
  kubectl get all,secrets,configmaps -o yaml | strongbox audit - --preset strict
  strongbox audit --live --namespace payments`;

/** Runs a command line and gives its exit code. What is wrong is said on standard error. */
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
    warn(error instanceof InputError || error instanceof OutputLost ? `${TOOL_NAME}: ` +
      `${error.message}\n` : unexpected(error));
    return ExitCode.TROUBLE;
  }
}

/**
 * What the parser of the command line may repeat: an argument, or the name before its `=`. A token may have been given
 * as either.
 */
function argumentsOf(args: readonly string[]): string[] {
  const names = args.filter((arg) => arg.startsWith('-') && arg.includes('=')).map((arg) => arg.slice(0, arg.indexOf('=')));
  return [...args, ...names];
}

function programThat(ends: (code: ExitCode) => void, output: OutputConfiguration): Command {
  const program = new Command(TOOL_NAME)
    .description('Judges Kubernetes manifests, whoever wrote them, by what becomes of their Secrets and ConfigMaps.')
    .version(packageFile().version)
    .exitOverride()
    .showHelpAfterError(`(${TOOL_NAME} --help says what there is)`)
    .configureOutput(output);

  withRuleOptions(program.command('audit'))
    .description('judge manifests and say what is wrong with them')
    .argument('[paths...]', 'files, folders (their *.yaml, *.yml, *.json and kustomizations), or - for standard input')
    .option('-f, --format <format>', `format of the report: ${FORMATS.join(', ')} (default: text)`)
    .option('-o, --output <file>', 'write the report to a file and print text; again for more files, each in the format '
      + 'before its path (sarif:audit.json), of --format or of its extension (.txt, .json, .sarif, .xml)', collect)
    .option('--omit-suppressed', 'leave findings that do not count out of the reports')
    .option('--fail-on <level>', 'lowest level for exit code 1: error, warning, note, never (default: error)')
    .option('--rule <ids>', 'ask these rules alone, with commas between them; may be given again', collect)
    .option('--off <ids>', 'leave these rules out', collect)
    .option('--baseline <file>', 'let findings that the file has not count')
    .option('--write-baseline', 'write the present findings to the baseline (default: strongbox-baseline.json)')
    .option('--separate', 'judge each path apart, as an environment of its own (default: all of them together)')
    .option('--kustomize <when>', 'render kustomizations by kubectl: auto (where it is on the PATH), fetch (and let it '
      + 'take bases from elsewhere), never (default: auto)')
    .option('--live', 'audit the current cluster, read by kubectl')
    .option('--context <name>', 'context of kubectl, with --live')
    .option('-n, --namespace <name>', 'this namespace alone, with --live (default: all)')
    .option('--allow-unread <kinds>', 'kinds that may be left out where you have no right to list them, with commas '
      + 'between them, as secrets,roles.rbac.authorization.k8s.io, or all; with --live (default: exit code 2)', collect)
    .addHelpText('after', `${EXIT_CODES}\n${EXAMPLES}`)
    .action(async (paths: string[], options: AuditOptions) => ends(await runAudit(paths, options)));

  withRuleOptions(program.command('explain'))
    .description('say why a rule is there, what to do about what it finds, and where to read more')
    .argument('<rules...>', 'ids of rules')
    .action(async (ids: string[], options) => ends(await runExplain(ids, options)));

  withRuleOptions(program.command('rules'))
    .description('list the rules and their levels')
    .option('-f, --format <format>', 'text or json', 'text')
    .action(async (options) => ends(await runRules(options)));

  return program;
}

function withRuleOptions(command: Command): Command {
  return command
    .option('--preset <name>', 'levels of the rules: recommended, strict (default: recommended)')
    .option('--config <file>', 'config file (default: strongbox.yaml here or in a folder above)')
    .option('--no-config', 'read no config file')
    .option('--color <when>', 'auto, always, never', 'auto');
}

function collect(value: string, before: readonly string[] = []): string[] {
  if (value.trim() === '') {
    throw new InvalidArgumentError('It is empty.');
  }
  return [...before, value];
}

/** A fault of ours. The message of whatever was thrown may quote a manifest; where it was thrown cannot. */
function unexpected(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '').replace(error.message, () => '') : '';
  const frames = stack.split('\n').filter((line) => /^ {4}at /.test(line));
  return [`${TOOL_NAME}: a fault of this program, please report it with these lines (${error instanceof Error ? error.name : typeof error}):`, ...frames, ''].join('\n');
}
