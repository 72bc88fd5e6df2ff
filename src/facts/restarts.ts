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

/** Whether the only pod of a workload may be gone before the new one is there, by the amount of pods that may be. */
export function mayLeaveNone(unavailable: unknown, rounds: 'up' | 'down'): boolean {
  return podsOf(unavailable, 1, rounds) >= 1;
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

/** The letters and digits of the hash that kustomize puts behind the name of what its generators make. */
const KUSTOMIZE_HASH = /-[2456789bcdfghkmt]{10}$/;

/**
 * Whether a name ends in a hash of the content, as kustomize writes it: another content is another object, and so
 * another pod template.
 *
 * @see https://github.com/kubernetes-sigs/kustomize/blob/master/api/hasher/hasher.go
 */
export function endsInKustomizeHash(name: string): boolean {
  return KUSTOMIZE_HASH.test(name);
}

/** Names of annotations that hold a checksum, such as `checksum/config` and `acme.example/config-hash`. */
const CHECKSUM = /checksum|(?:^|[-./])(?:sha\d*(?:sum)?|md5(?:sum)?|hash)(?:$|[-./])/i;

/** The annotation of a pod template by which its pods are replaced when what it was computed from has changed. */
export function checksumAnnotationOf(annotations: { readonly [name: string]: unknown }): string | undefined {
  return Object.keys(annotations).find((name) => CHECKSUM.test(name));
}

/** The kinds, with their group before a slash, that contain an encrypted Secret: a new value is a new manifest. */
export const ENCRYPTED_SECRETS: readonly string[] = ['bitnami.com/SealedSecret', 'isindir.github.com/SopsSecret'];
