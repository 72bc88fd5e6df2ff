import { CarrierChange, textOfTime } from './changes';
import { commandsThatEnd, Haste } from './commands';
import { DriverMounts } from './driver-mounts';
import { Holder, Unknown, UNKNOWN_OF } from './judgement';
import { NodeState } from './nodes';
import {
  annotatedAt, ContainerState, deletedAt, graceSeconds, hasEnded, Makers, shownRead, stateOf,
} from './running-pods';
import { ShownFiles } from './shown-files';
import { Fetched, NOTE_MS } from '../../facts/driver-mounts';
import {
  FileProcess, Holding, HoldingBounds, HoldingTimes, holdsByDriver, holdsCopy, holdsFetched, holdsFile, holdsSubPath,
  holdsVariable, isNewPod, shownByMetrics, UnknownBecause,
} from '../../facts/holding';
import { IN_USE_METRIC } from '../../facts/shown-metrics';
import { Pod } from '../../manifest/pod';
import { textAt } from '../../manifest/read';
import { createdAt, initStartsOf } from '../../manifest/running';
import { Carriers } from '../carriers';
import { RotationIndex } from '../lookups';
import { planObject } from '../names';
import { refreshOf } from '../refresh-of';
import { FoundUse } from '../users';
import { wayInWords } from '../words';

/** What was found of a container that uses the value. */
export interface PodEvidence {
  readonly pod: Pod;

  /** Names the container and its way. */
  readonly key: string;
  readonly holder?: Holder;
  readonly unknown?: Unknown;

  /** What is said of it if it vanishes before it is known. */
  readonly mayHold?: Holder;
}

interface EvidenceOptions {
  readonly now: number;
  readonly bounds: HoldingBounds;

  /** What metrics of pods show; they are not read where absent. */
  readonly shown?: ShownFiles;
}

/** A use by a pod, with all that is known of it. */
interface Known {
  readonly found: FoundUse;
  readonly pod: Pod;
  readonly state: ContainerState;
  readonly times: HoldingTimes;
  readonly node?: NodeState;
}

/** Applies the facts to what runs. */
export class Evidence {
  public constructor(
    private readonly makers: Makers,
    private readonly mounts: DriverMounts,
    private readonly nodes: ReadonlyMap<string, NodeState> | undefined,
    private readonly options: EvidenceOptions,
  ) {}

  /** What is known of one use of an object. */
  public ofUse(found: FoundUse, { carrier, change, isFixed, changedAt }: CarrierChange): PodEvidence[] {
    const known = this.known(found);
    if (known === undefined || found.use.how === 'image-pull') {
      return [];
    }
    const key = keyOf(known);
    if (known.state.state === 'over') {
      return [{ pod: known.pod, key }];
    }
    if (isFixed || change.waitsFor !== undefined) {
      return [this.heldByAll(known, key, isFixed ? 'immutable' : 'not-changed')];
    }
    const changed = changedAt(keysOfUse(found, carrier.keys));
    if (changed === undefined) {
      return [{ pod: known.pod, key }];
    }
    return [this.result(known, key, this.holdingOf(known, changed, this.process(known, carrier, changed)), changed)];
  }

  /** What is known of one use of a place of a store, by files of a driver or an agent. */
  public ofFetched(
    found: FoundUse, { value, place }: Carriers['direct'][number], index: RotationIndex, since: number | undefined,
  ): PodEvidence[] {
    const known = this.known(found);
    if (known === undefined || since === undefined) {
      return [];
    }
    const key = keyOf(known);
    if (known.state.state === 'over') {
      return [{ pod: known.pod, key }];
    }
    const written = found.use.how === 'injected-file'
      ? afterRefresh(refreshOf(index, value.by), since)
      : this.mounts.fetchedBy(known.pod, value.by.name, since);
    if (found.use.how === 'sub-path') {
      return [this.result(known, key, holdsByDriver(known.times, since), since)];
    }
    const named = value.pod === undefined ? value.by : undefined;
    const process = named === undefined
      ? { reload: this.makers.declaredFor(known.pod.resource, 'Secret', place.location.path) }
      : this.process(known, { kind: named.kind, name: named.name }, since);
    return [this.result(known, key, holdsFetched(known.times, since, written, process), since)];
  }

  /** Everything that is known of the pod of a use; undefined for one that does not run. */
  private known(found: FoundUse): Known | undefined {
    const { pod, container } = found;
    const created = pod === undefined ? undefined : createdAt(pod.resource);
    if (pod === undefined || created === undefined || hasEnded(pod.resource)) {
      return undefined;
    }
    const name = textAt(pod.spec, 'nodeName');
    const node = this.nodes?.get(name);
    // No kubelet has seen a pod that is not bound to a node.
    if (name === '' || node?.answers === 'off') {
      return undefined;
    }
    const state: ContainerState = container === undefined
      ? { state: 'running', started: created } : stateOf(pod, container);
    const annotated = annotatedAt(pod.resource);
    // A container has the same copy however often it starts.
    const own = state.state === 'running' ? state.started ?? created : undefined;
    const started = found.use.how === 'copy'
      ? earliest([...initStartsOf(pod).values()]) ?? (own === undefined ? undefined : created)
      : own;
    return {
      found,
      pod,
      state,
      node,
      times: {
        podCreated: created,
        // A container that runs and does not tell since when is taken to be as old as its pod.
        ...(started === undefined ? {} : { started: started - (node?.ahead ?? 0) }),
        ...(annotated === undefined ? {} : { annotated }),
        ...(node === undefined ? {} : { heard: node.heard }),
        now: this.options.now,
      },
    };
  }

  private process(
    { found: { use }, pod, node, times }: Known, { kind, name }: { readonly kind: string; readonly name: string },
    changed: number,
  ): FileProcess {
    const shown = shownRead(pod.resource, kind, name);
    const reload = this.makers.declaredFor(pod.resource, kind, name);
    const hasMetrics = (use.how === 'file' || use.how === 'csi-file') && !isNewPod(times.podCreated, changed);
    const inUse = hasMetrics ? this.options.shown?.of(pod, use.container ?? '', use.place) : undefined;
    if (inUse !== undefined) {
      const at = inUse.at === undefined || node?.ahead === undefined ? undefined : inUse.at - node.ahead;
      return shownByMetrics(at, changed, reload);
    }
    return {
      ...(reload === undefined ? {} : { reload }),
      ...(shown === undefined || node?.ahead === undefined ? {} : { read: shown - node.ahead }),
    };
  }

  private holdingOf({ found, times }: Known, changed: number, process: FileProcess): Holding {
    const { bounds } = this.options;
    switch (found.use.how) {
      case 'variable':
      case 'all-variables':
      case 'argument':
        return holdsVariable(times, changed);
      case 'sub-path':
        return holdsSubPath(times, changed, bounds);
      case 'copy':
        return holdsCopy(times, changed, bounds);
      case 'driver':
        return holdsByDriver(times, changed);
      default:
        return holdsFile(times, changed, process, bounds);
    }
  }

  private heldByAll(known: Known, key: string, because: Holder['because']): PodEvidence {
    return { pod: known.pod, key, holder: this.holder(known, because) };
  }

  private result(known: Known, key: string, holding: Holding, changed: number): PodEvidence {
    const { pod, node, times, state } = known;
    const isNew = isNewPod(times.podCreated, changed);
    const unknown = (because: UnknownBecause): PodEvidence =>
      ({ pod, key, unknown: this.unknown(known, because), mayHold: this.holder(known, 'started-before') });
    if (holding.verdict === 'gone' && !isNew) {
      if (this.nodes !== undefined && node === undefined) {
        return unknown('node');
      }
      if (node?.answers === 'no') {
        return unknown('node');
      }
      const byStart = state.state === 'running' && this.restsOnStart(known);
      return byStart && node?.ahead === undefined ? unknown('clock') : { pod, key };
    }
    if (holding.verdict === 'gone') {
      return { pod, key };
    }
    if (holding.verdict === 'unknown') {
      return unknown(holding.because);
    }
    const haste = holding.because === 'not-fetched' ? this.hasteOfFetch(known, changed) : undefined;
    return { pod, key, holder: this.holder(known, holding.because, holding.until, haste) };
  }

  /** Whether the start of a container proves it, which its node notes by its own clock. */
  private restsOnStart({ found: { use } }: Known): boolean {
    return use.how !== 'file' && use.how !== 'csi-file' && use.how !== 'injected-file';
  }

  /** A driver that fetches right after the change may read the old value, and notes no later fetch. */
  private hasteOfFetch({ found: { use }, times: { now, annotated } }: Known, changed: number): Haste {
    if (use.how !== 'csi-file' || !this.mounts.mayRotate || (annotated ?? 0) >= changed + NOTE_MS) {
      return 'done';
    }
    return now < changed + NOTE_MS ? 'early' : 'helps';
  }

  private holder(
    known: Known, because: Holder['because'], until?: number,
    haste: Haste = known.times.annotated === undefined ? 'helps' : 'done',
  ): Holder {
    const { found: { use }, pod, state, times } = known;
    const { resource } = pod;
    const ends = deletedAt(resource);
    const chain = this.makers.of(resource);
    const workload = chain.at(-1);
    const isEnding = ends !== undefined;
    const over = isEnding ? ends : until;
    return {
      pod: resource.name,
      namespace: resource.namespace,
      container: use.container ?? '(the pod)',
      containerKind: use.containerKind ?? 'volume',
      way: wayInWords(use),
      of: use.of,
      ...(state.state === 'running' && times.started !== undefined ? { since: times.started } : {}),
      because: isEnding ? 'ending' : because,
      ...(over === undefined ? {} : { until: over }),
      ...(workload === undefined ? {} : { workload: planObject(workload) }),
      commands: isEnding ? [] : commandsThatEnd(pod, this.makers, because, haste),
    };
  }

  private metricsUnknown({ found: { use }, pod, node }: Known): string {
    const fault = this.options.shown?.of(pod, use.container ?? '', use.place)?.fault;
    return fault !== undefined
      ? `Its metrics could not be read: ${fault}.`
      : node?.ahead === undefined
        ? 'Its metrics have a time of the clock of its node, and how far that is from the clock of the API server is '
          + 'not known.'
        : `Its metrics do not show the files that it uses in ${use.place}: see ${IN_USE_METRIC} in docs/rotating.md.`;
  }

  private unknown(known: Known, because: UnknownBecause): Unknown {
    const { found: { use }, pod, node } = known;
    const { resource } = pod;
    const restart = commandsThatEnd(pod, this.makers, 'old-process', 'done');
    const help = restart.length === 0 ? '' : ` New pods make it certain: ${restart.join('; ')}.`;
    const silent = node?.silentSince === undefined ? '' : ` since ${textOfTime(node.silentSince)}`;
    const nodeName = textAt(pod.spec, 'nodeName');
    const texts: { readonly [because in UnknownBecause]: string } = {
      reload: `It has ${use.of} as a ${wayInWords(use)}, and nobody declared that its process reads the file again: `
        + `declare it by the annotation cdk8s-strongbox/reload, or restart it.${help}`,
      clock: 'It has started again since, by the clock of its node, and how far that is from the clock of the API '
        + `server is not known.${help}`,
      node: this.nodes === undefined
        ? `Whether its node ${nodeName} answers is not known: nodes were not read.${help}`
        : node === undefined
          ? `Its node ${nodeName} is not in the cluster any more.`
          : `Its node ${nodeName} was not heard of${silent}, and may run it on.`,
      metrics: `${this.metricsUnknown(known)}${help}`,
      fetch: `When what writes ${wayInWords(use)} fetches the value is not known.${help}`,
    };
    return {
      id: UNKNOWN_OF[because],
      about: [`pod ${resource.namespace}/${resource.name},`, use.containerKind ?? 'volume', use.container ?? '']
        .join(' ').trim(),
      text: texts[because],
    };
  }
}

/** How long the pod of a use may run on after somebody has deleted it by force, in milliseconds. */
export function endOf({ resource }: Pod): number {
  return (graceSeconds(resource) + 10) * 1000;
}

function keyOf({ found: { use }, pod }: Known): string {
  const uid = textAt(pod.resource.object.metadata, 'uid');
  return [uid, use.container ?? '', use.how, use.place, use.of].join('\n');
}

/** The keys that a use needs, of those that have the value; undefined where it has all of them. */
function keysOfUse({ reference }: FoundUse, keys: readonly string[] | undefined): readonly string[] | undefined {
  const named = reference?.keys.map(({ key }) => key) ?? [];
  return named.length === 0 ? keys : named.filter((key) => keys === undefined || keys.includes(key));
}

function afterRefresh(
  { when, seconds }: ReturnType<typeof refreshOf>, since: number,
): Fetched | undefined {
  return when === 'within' ? since + (seconds! + 10) * 1000 : when === 'once' ? 'never' : undefined;
}

function earliest(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : times.reduce((one, other) => Math.min(one, other));
}
