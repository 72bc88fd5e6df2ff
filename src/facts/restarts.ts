/**
 * Annotations that tell Stakater Reloader what to watch.
 *
 * @see https://docs.stakater.com/reloader/
 */
export const RELOADER = 'reloader.stakater.com';

/** What Reloader watches, in the words of its annotations. */
export type ReloaderSubject = 'secret' | 'configmap' | 'secretproviderclass';

/** The annotation with the names of the objects whose change restarts a workload. */
export function reloaderNames(subject: ReloaderSubject): string {
  return `${subject}.${RELOADER}/reload`;
}

/** Annotations by which a change of any object that the pods use restarts a workload. */
export function reloaderAutomatic(subject: ReloaderSubject): string[] {
  return [`${RELOADER}/auto`, `${RELOADER}/search`, `${subject}.${RELOADER}/auto`];
}

/** Number of replicas of a kind that runs a pod on each of an unknown number of nodes. */
export const ON_EVERY_NODE = Number.POSITIVE_INFINITY;

/** Whether there are several pods, so that they can be replaced together. */
export function areSeveral(replicas: number): boolean {
  return replicas > 1;
}

/**
 * Whether the amount of pods that are replaced at a time is all of them, after rounding a percentage. A single pod is
 * replaced alone by any amount.
 *
 * @param replicas number of pods
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
