import { Answer } from './answer';
import { DeclaredReload } from './reload-declarations';
import { LONGEST_SYNC_SECONDS } from './updates';

/**
 * What proves that a running container cannot hold a value from before a change, for each way by which it has the
 * value. Times are in milliseconds, on the clock of the API server unless stated otherwise; those that the API server
 * writes are whole seconds, so that two of one second have no known order.
 */

/** Two times of one second have no known order. */
const SECOND = 1000;

/**
 * The longest between the moment at which the kubelet reads the variables and resolves the paths of a container, and
 * the moment that is noted as its start: a call of the container runtime that takes longer fails, and the next attempt
 * reads again. In most cases it is below a second.
 *
 * @see https://github.com/kubernetes/kubelet/blob/v0.37.0-beta.0/config/v1beta1/types.go runtimeRequestTimeout
 */
export const LONGEST_START_SECONDS = 120;

/** The longest until the start of a container is in the status of its pod, while its node answers. */
export const LONGEST_NOTE_SECONDS = 10;

/** The longest that a driver or an agent takes from the read of a value to the end of its work with it. */
export const LONGEST_FETCH_SECONDS = 30;

/** What a sync of a pod takes beside its interval, and a process that reads its files again to do so. */
export const LOOK_SECONDS = 10;

/**
 * The longest until a kubelet has synced a pod whose annotations have changed: it looks after such a pod at once.
 *
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/#mounted-configmaps-are-updated-automatically
 */
export const LONGEST_HURRIED_SYNC_SECONDS = 30;

/** What is known of a container, of its pod and of its node. */
export interface HoldingTimes {
  /** When the pod was created. */
  readonly podCreated: number;

  /**
   * The earliest moment at which the container may have started; undefined where it does not run at the moment and may
   * start again.
   */
  readonly started?: number;

  /** The last change of the annotations of the pod, where there was one. */
  readonly annotated?: number;

  /** The last moment at which the node was heard of; undefined where nothing is known of nodes. */
  readonly heard?: number;

  /** The earliest that it can be now. */
  readonly now: number;
}

/** How long the kubelet of the cluster takes at most. */
export interface HoldingBounds {
  /** Until a change is in the files of a pod. */
  readonly syncSeconds: number;
}

/**
 * Why a container may hold an old value. `started-before`: it has what it read at its start. `started-close`: it
 * started so soon after the change that it may have read the value before. `same-second`: its pod was created in the
 * second of the change, so that which of the two was first is not known. `may-start`: it does not run, and what was
 * read for its next start may be of before. `old-volume`: it has files by subPath, from a volume that may not have been
 * synced then. `not-synced`: the kubelet may not have written the files yet. `old-process`: it has read the files
 * before they changed, and ends or is replaced to read them again. `old-copy`: an init container copied the value
 * before. `old-driver`: a driver has mounted a volume with it. `not-fetched`: the driver or agent has not fetched the
 * value yet. `fetched-close`: the driver fetched so soon after the change that it may have begun before. `reads-again`:
 * the driver has just written the new value, and the process reads its files again. `shows-older`: the metrics of the
 * process show that it uses files from before the change.
 */
export type HeldBecause = 'started-before' | 'started-close' | 'same-second' | 'may-start' | 'old-volume' | 'not-synced'
  | 'old-process' | 'old-copy' | 'old-driver' | 'not-fetched' | 'fetched-close' | 'reads-again'
  | 'shows-older';

/**
 * Why nothing can be known. `reload`: nobody declared that the process reads its files again. `clock`: the clock of the
 * node is not known. `node`: the node was not heard of since. `fetch`: when the driver or agent fetches is not known.
 * `metrics`: the metrics of the process could not be read, or do not show what it uses.
 */
export type UnknownBecause = 'reload' | 'clock' | 'node' | 'fetch' | 'metrics';

export type Holding =
  | { readonly verdict: 'gone' }
  | {
    readonly verdict: 'holds';
    readonly because: HeldBecause;

    /** When it is over without anybody; undefined where somebody has to act. */
    readonly until?: number;
  }
  | { readonly verdict: 'unknown'; readonly because: UnknownBecause };

const GONE: Holding = { verdict: 'gone' };

/** Whether a pod was created after a change, so that all its containers and volumes are younger. */
export function isNewPod(podCreated: number, changed: number): boolean {
  return podCreated >= changed + SECOND;
}

/** Whether a pod was created in the second of a change. */
function isOfSameSecond(podCreated: number, changed: number): boolean {
  return Math.floor(podCreated / SECOND) === Math.floor(changed / SECOND);
}

/**
 * A value that is read at the start of the container alone: a variable, an argument, a part of a volume that was
 * resolved then.
 *
 * @param ready when what is read at a start is certain to be new
 * @param because why a container holds it that started before that
 */
function readAtStart(times: HoldingTimes, changed: number, ready: number, because: HeldBecause): Holding {
  const { podCreated, started } = times;
  if (isNewPod(podCreated, changed)) {
    return GONE;
  }
  const safe = ready + LONGEST_START_SECONDS * SECOND + SECOND;
  if (started === undefined) {
    return mayStart(times, safe);
  }
  if (started >= safe) {
    return GONE;
  }
  return {
    verdict: 'holds',
    because: isOfSameSecond(podCreated, changed) ? 'same-second' : started < changed ? 'started-before' : because,
  };
}

/**
 * A container that does not run as far as its pod tells: it may have started since, with what was read before.
 *
 * @param safe when a start is certain to have what is new
 */
function mayStart({ now, heard }: HoldingTimes, safe: number): Holding {
  const noted = safe + LONGEST_NOTE_SECONDS * SECOND;
  if (now < noted) {
    return { verdict: 'holds', because: 'may-start', until: noted };
  }
  return heard === undefined || heard < noted ? { verdict: 'unknown', because: 'node' } : GONE;
}

/** An environment variable, or an argument: read from the object when the container is made. */
export function holdsVariable(times: HoldingTimes, changed: number): Holding {
  return readAtStart(times, changed, changed, 'started-close');
}

/** When the kubelet has written a change into the volumes of a pod that was there before. */
export function syncedAt({ annotated }: HoldingTimes, changed: number, { syncSeconds }: HoldingBounds): number {
  const usual = changed + SECOND + (syncSeconds + LOOK_SECONDS) * SECOND;
  return annotated === undefined || annotated < changed + SECOND
    ? usual
    : Math.min(usual, annotated + SECOND + LONGEST_HURRIED_SYNC_SECONDS * SECOND);
}

/** A file by subPath: a bind mount of what the volume of the pod had when the container was made. */
export function holdsSubPath(times: HoldingTimes, changed: number, bounds: HoldingBounds): Holding {
  return readAtStart(times, changed, syncedAt(times, changed, bounds), 'old-volume');
}

/** A file that an init container wrote, which read the value by a variable or a file when it started. */
export function holdsCopy(times: HoldingTimes, changed: number, bounds: HoldingBounds): Holding {
  const found = readAtStart(times, changed, syncedAt(times, changed, bounds), 'old-copy');
  return found.verdict === 'holds' && found.because !== 'may-start' && found.because !== 'same-second'
    ? { ...found, because: 'old-copy' } : found;
}

/** A way by which a container has what it read when it started, and does not read again. */
export type ReadOnce = 'variable' | 'sub-path' | 'copy';

/**
 * Whether a container still has the value from before a change, by its start alone. Yes where it started before the
 * change. Unknown where it started too soon after the change for its start to prove anything.
 *
 * @param podCreated when its pod was created, where that is known
 */
export function holdsSinceStart(
  way: ReadOnce, { started, podCreated }: { readonly started: number; readonly podCreated?: number },
  changed: number, bounds: HoldingBounds,
): Answer {
  const times = { podCreated: podCreated ?? Number.NEGATIVE_INFINITY, started, now: started };
  const holding = way === 'variable'
    ? holdsVariable(times, changed)
    : (way === 'copy' ? holdsCopy : holdsSubPath)(times, changed, bounds);
  if (holding.verdict === 'gone') {
    return 'no';
  }
  return started < changed ? 'yes' : 'unknown';
}

/** When the start of a container proves that it has a file by subPath, or a copy, from after a change. */
export function provenFrom(changed: number, bounds: HoldingBounds): number {
  const synced = syncedAt({ podCreated: changed, now: changed }, changed, bounds);
  return synced + (LONGEST_START_SECONDS + 1) * SECOND;
}

/** A value that the kubelet handed to the driver of a volume when it was mounted. */
export function holdsByDriver({ podCreated }: HoldingTimes, changed: number): Holding {
  return isNewPod(podCreated, changed)
    ? GONE : { verdict: 'holds', because: isOfSameSecond(podCreated, changed) ? 'same-second' : 'old-driver' };
}

/** What is known of the process that reads a file. */
export interface FileProcess {
  readonly reload?: DeclaredReload;

  /** When the files were written that the process shows to have read. */
  readonly read?: number;

  /**
   * What its metrics show instead, where it declares that they show the files that it uses: `older` files than those of
   * the change, or `nothing`. What is declared of its reload proves nothing then.
   */
  readonly shows?: 'older' | 'nothing';
}

/**
 * Times of the API server are whole seconds, and so is what is known of the clock of a node: a directory of the last
 * seconds before a change may be from after it.
 */
const CLOSE_SECONDS = 3;

/**
 * What metrics tell of a process that declares that they show the files that it uses.
 *
 * @param inUse when the oldest files that it uses were written; undefined where they do not show it
 * @param reload what is declared beside it, which decides where the files are of the moment of the change
 */
export function shownByMetrics(
  inUse: number | undefined, changed: number, reload: DeclaredReload | undefined,
): FileProcess {
  if (inUse === undefined) {
    return { shows: 'nothing' };
  }
  return inUse < changed - CLOSE_SECONDS * SECOND
    ? { shows: 'older' }
    : { read: inUse, ...(reload === undefined ? {} : { reload }) };
}

/**
 * A file of a volume that is mounted whole, in a pod that the kubelet keeps up to date.
 */
export function holdsFile(
  times: HoldingTimes, changed: number, process: FileProcess, bounds: HoldingBounds,
): Holding {
  return holdsWritten(times, changed, {
    written: syncedAt(times, changed, bounds), proven: provenSince(changed, bounds), because: 'not-synced',
  }, process);
}

/**
 * From when on files have what is new whenever they were written: a kubelet that has not seen the change yet, or caches
 * objects, writes those of before.
 */
function provenSince(changed: number, { syncSeconds }: HoldingBounds): number {
  return changed + SECOND + (LOOK_SECONDS + Math.max(0, syncSeconds - LONGEST_SYNC_SECONDS)) * SECOND;
}

/**
 * A file of a driver or an agent.
 *
 * @param written when it is certain to be new: `never` where it was fetched before the change, `close` where the fetch
 * may have begun before; undefined where that is not known
 */
export function holdsFetched(
  times: HoldingTimes, changed: number, written: number | 'never' | 'close' | undefined, process: FileProcess,
): Holding {
  if (isNewPod(times.podCreated, changed)) {
    return GONE;
  }
  if (written === undefined) {
    return { verdict: 'unknown', because: 'fetch' };
  }
  if (typeof written !== 'number') {
    return { verdict: 'holds', because: written === 'never' ? 'not-fetched' : 'fetched-close' };
  }
  const proven = changed + (1 + LONGEST_FETCH_SECONDS) * SECOND;
  const found = holdsWritten(times, changed, { written, proven, because: 'not-fetched' }, process);
  const until = written + LOOK_SECONDS * SECOND;
  const isReading = process.reload === 'in-process' && (times.started ?? Infinity) < written && times.now < until;
  return found.verdict === 'gone' && isReading && !isProven(process, proven)
    ? { verdict: 'holds', because: 'reads-again', until } : found;
}

/** Whether a process shows that the files that it has read are new. */
function isProven({ read }: FileProcess, proven: number): boolean {
  return read !== undefined && read >= proven;
}

/** When files are new. */
interface WrittenFiles {
  /** The time at which they are certain to be new. */
  readonly written: number;

  /** What is written from this time on is certain to be new. */
  readonly proven: number;

  /** Why a container may hold the value before they are written. */
  readonly because: HeldBecause;
}

function holdsWritten(
  times: HoldingTimes, changed: number, { written, proven, because }: WrittenFiles, process: FileProcess,
): Holding {
  const { podCreated, started, heard, now } = times;
  const { reload, shows } = process;
  if (isNewPod(podCreated, changed) || isProven(process, proven)) {
    return GONE;
  }
  if (now < written) {
    return { verdict: 'holds', because, until: written };
  }
  // A kubelet that has stopped writes nothing, and shows it only when its node is not heard of any more.
  if (heard === undefined || heard < written) {
    return { verdict: 'unknown', because: 'node' };
  }
  if (shows !== undefined) {
    return shows === 'older'
      ? { verdict: 'holds', because: 'shows-older' } : { verdict: 'unknown', because: 'metrics' };
  }
  if (reload === 'in-process' || (started !== undefined && started >= written)) {
    return GONE;
  }
  if (started === undefined) {
    return mayStart(times, written + LONGEST_START_SECONDS * SECOND);
  }
  return reload === undefined
    ? { verdict: 'unknown', because: 'reload' }
    : { verdict: 'holds', because: 'old-process' };
}
