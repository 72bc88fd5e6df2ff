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

/**
 * Whether an amount of pods that are replaced at a time is all of them: a percentage of 100 or more, or as many as
 * there are. A single pod is replaced alone by any amount; of a number nothing can be said without the replicas.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment
 */
export function isAllAtOnce(amount: unknown, replicas: unknown): boolean {
  if (typeof amount === 'string') {
    return /^\d+(?:\.\d+)?%$/.test(amount) && Number.parseFloat(amount) >= 100;
  }
  return typeof amount === 'number' && typeof replicas === 'number' && replicas > 1 && amount >= replicas;
}
