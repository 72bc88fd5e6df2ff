import { Kubectl } from './live/kubectl';
import { ObjectKey, RotationReader } from './live/rotation-reader';
import { CommandSettings, RuleOptions, settingsOf } from './settings';
import { targetArgument } from './target-argument';
import { colourChoice, hasColour, widthOf } from './terminal';
import { ExitCode, UsageError } from './usage-error';
import { WaitProgress } from './wait-progress';
import { packageFile, TOOL_NAME } from '../audit/reports/tool';
import { isDay } from '../facts/days';
import { goSeconds } from '../facts/durations';
import { furtherKinds } from '../facts/further-kinds';
import { LONGEST_SYNC_SECONDS } from '../facts/updates';
import { Graph } from '../manifest/graph';
import { warn } from '../output/standard-error';
import { print } from '../output/standard-output';
import { quoted, WORD } from '../redaction/quoted';
import { carriersOf } from '../rotation/carriers';
import { findTarget, TargetRequest } from '../rotation/find-target';
import { ClusterClock, latestStamp } from '../rotation/holders/clock';
import { renderJudgementJson } from '../rotation/holders/json';
import { Judge, JudgeOptions } from '../rotation/holders/judge';
import { isOver, Judgement, UNKNOWN_IDS, UnknownId } from '../rotation/holders/judgement';
import { renderWaitRole } from '../rotation/holders/role';
import { ShownFiles } from '../rotation/holders/shown-files';
import { Sightings } from '../rotation/holders/sightings';
import { renderJudgementText } from '../rotation/holders/text';
import { RotationIndex } from '../rotation/lookups';
import { startOf } from '../rotation/make-plan';

/** Options of `strongbox rotate wait` on the command line. */
export interface RotateWaitOptions extends Pick<RuleOptions, 'config'> {
  readonly format?: string;
  readonly namespace?: string;
  readonly context?: string;
  readonly since?: string;
  readonly changedAt?: string;
  readonly timeout: string;
  readonly interval: string;
  readonly sync?: string;
  readonly accept?: readonly string[];
  readonly off?: readonly string[];
  readonly metrics?: boolean;
  readonly printRole?: boolean;
  readonly color: string;
}

/** What only unknowns are left for, before it is given up: a node that is heard of again settles some. */
const UNKNOWN_PATIENCE_SECONDS = 120;

/** `strongbox rotate wait`: ends with 0 once no running container can hold a value from before its change. */
export async function runRotateWait(target: string, options: RotateWaitOptions): Promise<ExitCode> {
  const request = targetArgument(target, options.namespace);
  if (options.printRole === true) {
    return printRole(request, options.metrics === true);
  }
  const format = formatOf(options.format);
  const colour = hasColour(process.stdout, colourChoice(options.color));
  const settings = settingsOf({ config: options.config });
  const limits = {
    timeout: duration('--timeout', options.timeout),
    interval: duration('--interval', options.interval),
  };
  const judging = judgingOf(options);
  const waiter = new Waiter(request, target, options, settings, judging);
  const progress = new WaitProgress(process.stderr);
  let judgement: Judgement;
  try {
    judgement = await waiter.wait(limits, progress);
  } finally {
    progress.clear();
  }
  const tool = { name: TOOL_NAME, version: packageFile().version };
  await print(format === 'json'
    ? renderJudgementJson(judgement, tool)
    : renderJudgementText(judgement, { colour, width: widthOf(process.stdout) }), colour);
  return exitCodeOf(judgement);
}

/** 0 once it is over; 1 while somebody holds it or something waits; 3 where the rest cannot be known. */
export function exitCodeOf(judgement: Judgement): ExitCode {
  return isOver(judgement) ? ExitCode.CLEAN : isHeld(judgement) ? ExitCode.FINDINGS : ExitCode.UNKNOWN;
}

function isHeld({ holders, changes }: Judgement): boolean {
  return holders.length > 0 || changes.some(({ waitsFor }) => waitsFor !== undefined);
}

async function printRole({ kind, name, namespace }: TargetRequest, readsMetrics: boolean): Promise<ExitCode> {
  if (namespace === undefined) {
    throw new UsageError('--print-role needs the namespace of the target: -n NAMESPACE');
  }
  await print(renderWaitRole({ kind, name, namespace, readsMetrics }));
  return ExitCode.CLEAN;
}

/** The options of a judgement that the command line has. */
export type Judging = Omit<JudgeOptions, 'now' | 'unread' | 'shown' | 'isProof'>;

/** @throws UsageError when one of them is none */
export function judgingOf(options: Omit<RotateWaitOptions, 'timeout' | 'interval'>): Judging {
  const accepted = words(options.accept);
  const unknown = accepted.find((id) => !UNKNOWN_IDS.includes(id as UnknownId));
  if (unknown !== undefined) {
    throw new UsageError(`--accept ${quoted(unknown, WORD)}: use one of ${UNKNOWN_IDS.join(', ')}`);
  }
  const since = timeOption('--since', options.since);
  const changedAt = timeOption('--changed-at', options.changedAt);
  return {
    accepted: accepted as UnknownId[],
    off: words(options.off),
    bounds: { syncSeconds: options.sync === undefined ? LONGEST_SYNC_SECONDS : duration('--sync', options.sync) },
    ...(since === undefined ? {} : { since }),
    ...(changedAt === undefined ? {} : { changedAt }),
    ...(options.namespace === undefined ? {} : { namespace: options.namespace }),
  };
}

/** @throws UsageError when it is not a format */
export function formatOf(format = 'text'): 'text' | 'json' {
  if (format !== 'text' && format !== 'json') {
    throw new UsageError(`--format ${quoted(format, WORD)}: use one of text, json`);
  }
  return format;
}

function words(values: readonly string[] = []): string[] {
  return values.flatMap((value) => value.split(',')).map((word) => word.trim()).filter((word) => word !== '');
}

/** Seconds of a duration. */
export function duration(option: string, text: string): number {
  const seconds = goSeconds(text);
  if (seconds === undefined || seconds < 0) {
    throw new UsageError(`${option} ${quoted(text, WORD)}: use a duration such as 90s, 10m or 1h30m`);
  }
  return seconds;
}

function timeOption(option: string, text: string | undefined): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  const day = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.exec(text)?.[1];
  const time = day !== undefined && isDay(day) ? Date.parse(text) : NaN;
  if (Number.isNaN(time)) {
    throw new UsageError(`${option} ${quoted(text, WORD)}: use a time such as 2026-05-02T10:00:00Z`);
  }
  return time;
}

/** Looks at a cluster until a rotation is over. */
class Waiter {
  private readonly reader: RotationReader;
  private readonly clock = new ClusterClock();
  private readonly sightings = new Sightings();
  private readonly further;
  private readonly readsMetrics: boolean;

  /** Why the cluster could not be read the last time, which is told once. */
  private lastFault?: string;

  public constructor(
    private readonly request: TargetRequest,
    private readonly target: string,
    { context, namespace, metrics }: Pick<RotateWaitOptions, 'context' | 'namespace' | 'metrics'>,
    { podTemplates }: CommandSettings,
    private readonly judging: Judging,
  ) {
    this.further = furtherKinds(podTemplates);
    this.readsMetrics = metrics === true;
    this.reader = new RotationReader(new Kubectl(context), namespace, this.further);
  }

  public async wait(
    { timeout, interval }: { readonly timeout: number; readonly interval: number }, progress: WaitProgress,
  ): Promise<Judgement> {
    const begun = passed();
    let last: Judgement | undefined;
    let unknownSince: number | undefined;
    for (;;) {
      const judgement = await this.look(last === undefined);
      if (judgement !== undefined) {
        last = judgement;
        progress.show(judgement);
        unknownSince = isHeld(judgement) ? undefined : unknownSince ?? passed();
        const isUnknown = unknownSince !== undefined && passed() - unknownSince >= UNKNOWN_PATIENCE_SECONDS * 1000;
        if (isOver(judgement) || isUnknown) {
          return judgement;
        }
      }
      if (passed() - begun + interval * 1000 > timeout * 1000) {
        if (judgement === undefined) {
          throw new UsageError('the cluster could not be read until the end of --timeout');
        }
        return judgement;
      }
      await new Promise((resolve) => setTimeout(resolve, interval * 1000));
    }
  }

  /** One look; nothing where the cluster did not answer, unless it is the first one. */
  private async look(isFirst: boolean): Promise<Judgement | undefined> {
    try {
      const { documents, unread } = await this.reader.read((read) => this.objectsIn(read));
      if (!this.readsMetrics) {
        return this.judge(documents, { unread }, this.sightings);
      }
      const shown = new ShownFiles();
      this.judge(documents, { unread, shown });
      return this.judge(
        shown.wanted.length === 0 ? documents : await this.reader.readMetrics(shown), { unread, shown }, this.sightings,
      );
    } catch (error) {
      if (isFirst || !(error instanceof UsageError)) {
        throw error;
      }
      if (error.message !== this.lastFault) {
        this.lastFault = error.message;
        warn(`${TOOL_NAME}: ${error.message}\n`);
      }
      return undefined;
    }
  }

  /** Judges what was read; with sightings, once for each look. */
  private judge(
    documents: readonly unknown[], read: Pick<JudgeOptions, 'unread' | 'shown'>, sightings?: Sightings,
  ): Judgement {
    const graph = Graph.of(documents, this.further);
    this.clock.observe(latestStamp(graph), passed());
    const index = new RotationIndex(graph, 'running');
    const found = findTarget(index, this.request);
    if ('fault' in found) {
      throw new UsageError(`${quoted(this.target)}: ${found.text}`);
    }
    return new Judge(index).judge(
      found, { ...this.judging, ...read, now: this.clock.now(passed()), isProof: true }, sightings,
    );
  }

  /** The objects that have the value, as far as what was read tells. */
  private objectsIn(documents: readonly unknown[]): ObjectKey[] {
    const { kind, name, namespace } = this.request;
    const index = new RotationIndex(Graph.of(documents, this.further), 'running');
    const found = findTarget(index, this.request);
    const carried = 'fault' in found
      ? []
      : carriersOf(index, startOf(found, found.locations)).objects
        .filter((each) => each.namespace !== '' && (namespace === undefined || each.namespace === namespace));
    return [
      ...(kind !== 'store path' && namespace !== undefined ? [{ kind, namespace, name }] : []), ...carried,
    ];
  }
}

/** A counter of milliseconds that nobody sets. */
function passed(): number {
  return performance.now();
}
