import { isNewPod, LONGEST_FETCH_SECONDS } from './holding';

/**
 * What the Secrets Store CSI driver notes of the mounts of pods (SecretProviderClassPodStatus), and what that proves.
 *
 * At a republish it fetches, writes the files, and then writes the note. A note with the same versions changes nothing
 * of the object, so the time of its last change is that of the last fetch that brought something new, and nothing shows
 * a later one. A fetch that fails changes nothing either: the kubelet is told that it succeeded.
 *
 * @see https://github.com/kubernetes-sigs/secrets-store-csi-driver/blob/v1.6.0/pkg/secrets-store/nodeserver.go
 */
export interface NotedMount {
  /** When its pod was created; undefined where the pod was not read. */
  readonly podCreated?: number;

  /** When the note was made, with the first mount. */
  readonly created: number;

  /** When what it says of the mount changed the last time. */
  readonly written: number;

  /** The objects of the class and their versions, as a text to compare; empty where there are none. */
  readonly versions: string;
}

/** How long a driver may take between a fetch and its note, and between the note and the copy, in milliseconds. */
export const NOTE_MS = LONGEST_FETCH_SECONDS * 1000;

/**
 * When the files of a mount are certain to be new, in milliseconds. `never`: they were fetched before the change.
 * `close`: they were fetched so soon after it that the fetch may have begun before.
 */
export type Fetched = number | 'never' | 'close';

/** Times of the API server are whole seconds. */
const SECOND = 1000;

/**
 * The versions of a class that were fetched after a change: of a mount that was noted long after it, or of a new pod.
 *
 * @param mounts all of the class that were noted
 */
export function versionsSince(mounts: readonly NotedMount[], changed: number): ReadonlySet<string> {
  return new Set(mounts.filter(({ podCreated, written, versions }) => versions !== ''
    && (written >= changed + NOTE_MS || (podCreated !== undefined && isNewPod(podCreated, changed))))
    .map(({ versions }) => versions));
}

/**
 * Since when the files of a mount are those from after a change.
 *
 * @param since of {@link versionsSince} for the same change: a note that changed to one of them after the change shows
 * the new values. One that was made with them does not, since providers exist that give all values one version.
 */
export function fetchedSince(
  { created, written, versions }: NotedMount, changed: number, since: ReadonlySet<string>,
): Fetched {
  if (written >= changed + NOTE_MS || (written >= changed + SECOND && written > created && since.has(versions))) {
    return written;
  }
  return written >= Math.floor(changed / SECOND) * SECOND ? 'close' : 'never';
}

/**
 * The label of a Secret that the driver keeps in step with mounted files. It writes the whole object again for each pod
 * that mounts them: when the note of that pod changes, every five minutes, and when it starts. It writes what the files
 * of that pod have: a pod that has not fetched yet writes the old value over a new one. A write that changes nothing of
 * the object leaves the time in the managed fields as it is, as that of every client does.
 *
 * @see https://github.com/kubernetes-sigs/secrets-store-csi-driver/blob/v1.6.0/controllers/secretproviderclasspodstatus_controller.go
 */
const MANAGED_LABEL = 'secrets-store.csi.k8s.io/managed';

/** The longest until the driver has looked after the copy of a pod again, in milliseconds. */
export const COPY_AGAIN_MS = 5 * 60 * 1000 + NOTE_MS;

/** Whether a Secret is one that the driver keeps in step, so that its managed fields do not tell when it changed. */
export function isSyncedByDriver(labels: { readonly [name: string]: unknown }): boolean {
  return labels[MANAGED_LABEL] === 'true';
}
