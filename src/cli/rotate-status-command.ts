import { readCluster } from './live/cluster';
import { ProgressBar } from './progress-bar';
import { formatOf, judgingOf, RotateWaitOptions } from './rotate-wait-command';
import { settingsOf } from './settings';
import { colourChoice, hasColour } from './terminal';
import { ExitCode } from './usage-error';
import { problemLine } from '../audit/reports/text';
import { packageFile, TOOL_NAME } from '../audit/reports/tool';
import { SECRET_PROVIDER_CLASS } from '../facts/api-kinds';
import { furtherKinds } from '../facts/further-kinds';
import { CLASS_STATUSES } from '../facts/rotation-access';
import { Graph } from '../manifest/graph';
import { warn } from '../output/standard-error';
import { print } from '../output/standard-output';
import { renderStatusJson } from '../rotation/holders/json';
import { renderStatusText, statusOf } from '../rotation/holders/status';
import { RotationIndex } from '../rotation/lookups';
import { RuleLevel } from '../rules/finding';

/** Options of `strongbox rotate status` on the command line. */
export interface RotateStatusOptions extends Omit<
  RotateWaitOptions, 'since' | 'changedAt' | 'timeout' | 'interval' | 'printRole'
> {
  readonly allowUnread?: readonly string[];
}

/** Beside what is read for an audit. */
const NODES = 'nodes';

/** `strongbox rotate status`: how old each Secret is, when it changed, and who is behind. */
export async function runRotateStatus(options: RotateStatusOptions): Promise<ExitCode> {
  const format = formatOf(options.format);
  const colour = hasColour(process.stdout, colourChoice(options.color));
  const { podTemplates } = settingsOf({ config: options.config });
  const judging = judgingOf(options);
  const bar = new ProgressBar(process.stderr);
  const further = furtherKinds(podTemplates);
  let read;
  try {
    read = await readCluster({
      context: options.context,
      namespace: options.namespace,
      allowUnread: options.allowUnread,
      further,
      optional: [NODES, `${CLASS_STATUSES}.${SECRET_PROVIDER_CLASS.group}`],
    }, bar);
  } finally {
    bar.clear();
  }
  const unreadable = read.problems.filter(({ level }) => level === RuleLevel.ERROR);
  unreadable.forEach((problem) => warn(`${TOOL_NAME}: ${problemLine(problem)}\n`));
  const index = new RotationIndex(Graph.of(read.documents, further), 'running');
  const now = Date.now();
  const rows = statusOf(index, { ...judging, now });
  await print(format === 'json'
    ? renderStatusJson(rows, { name: TOOL_NAME, version: packageFile().version })
    : renderStatusText(rows, now, colour), colour);
  return unreadable.length > 0 ? ExitCode.TROUBLE : ExitCode.CLEAN;
}
