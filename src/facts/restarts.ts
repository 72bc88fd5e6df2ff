/**
 * Annotations by which Stakater Reloader is told what to watch.
 *
 * @see https://docs.stakater.com/reloader/
 */
export const RELOADER = 'reloader.stakater.com';

/** What Reloader watches, as its annotations call it. */
export type ReloaderSubject = 'secret' | 'configmap' | 'secretproviderclass';

/** The annotation with the names of the objects whose change restarts a workload. */
export function reloaderNames(subject: ReloaderSubject): string {
  return `${subject}.${RELOADER}/reload`;
}

/** The annotations that have a change of any object that the pods use restart a workload. */
export function reloaderAutomatic(subject: ReloaderSubject): string[] {
  return [`${RELOADER}/auto`, `${RELOADER}/search`, `${subject}.${RELOADER}/auto`];
}

/** How many pods there are, of those of a kind that is kept on so many nodes that nothing says. */
export const ON_EVERY_NODE = Number.POSITIVE_INFINITY;

/** Whether pods can be replaced together at all: a single one is replaced alone by every strategy. */
export function areSeveral(replicas: number): boolean {
  return replicas > 1;
}

/**
 * Whether an amount of pods that are replaced at a time is all of them, once a percentage is rounded.
 *
 * @param replicas how many there are
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment
 */
export function isAllAtOnce(amount: unknown, replicas: number, rounds: 'up' | 'down'): boolean {
  return areSeveral(replicas) && podsOf(amount, replicas, rounds) >= replicas;
}

function podsOf(amount: unknown, replicas: number, rounds: 'up' | 'down'): number {
  if (typeof amount === 'number') {
    return amount;
  }
  const percentage = typeof amount === 'string' ? /^(\d+)%$/.exec(amount)?.[1] : undefined;
  if (percentage === undefined) {
    return 0;
  }
  if (replicas === ON_EVERY_NODE) {
    return Number(percentage) >= 100 ? replicas : 0;
  }
  const pods = Number(percentage) * replicas / 100;
  return rounds === 'up' ? Math.ceil(pods) : Math.floor(pods);
}
