/**
 * How somebody has the pods of a workload replaced. `rollout`: by `kubectl rollout restart`. `restart-at`: by a time in
 * the object. `rollout-latest`: by the command of OpenShift. `template`: by a changed annotation of the template.
 * `delete`: nobody replaces a pod, so that it is deleted and, where nothing makes it again, created again. `next-run`:
 * its pods end, and the next run makes new ones. `unknown`: as its operator documents it.
 */
export type RestartWay = 'rollout' | 'restart-at' | 'rollout-latest' | 'template' | 'delete' | 'next-run' | 'unknown';

/** What is needed of a row of the table of kinds. */
interface Kind {
  readonly groups: readonly string[];
  readonly kind: string;
  readonly life: 'kept' | 'once' | 'bare' | 'template';
}

/** The kinds that `kubectl rollout restart` knows. It refuses a Deployment that is paused. */
const BY_ROLLOUT = ['Deployment', 'DaemonSet', 'StatefulSet'];

/** Groups whose controllers replace pods when the template of an object changes. */
const BY_TEMPLATE = ['apps.kruise.io', 'serving.knative.dev', 'leaderworkerset.x-k8s.io'];

/**
 * How the pods of a kind are replaced.
 *
 * @see https://kubernetes.io/docs/reference/kubectl/generated/kubectl_rollout/kubectl_rollout_restart/
 * @see https://argo-rollouts.readthedocs.io/en/stable/features/restart/
 */
export function restartWayOf({ groups, kind, life }: Kind): RestartWay {
  if (life === 'once') {
    return 'next-run';
  }
  if (life === 'bare') {
    return 'delete';
  }
  if (groups.includes('apps') && BY_ROLLOUT.includes(kind)) {
    return 'rollout';
  }
  if (groups.includes('argoproj.io') && kind === 'Rollout') {
    return 'restart-at';
  }
  if (groups.includes('apps.openshift.io')) {
    return 'rollout-latest';
  }
  return life === 'kept' && groups.some((group) => BY_TEMPLATE.includes(group)) ? 'template' : 'unknown';
}

/** The rolling update of a Deployment that says nothing of it. */
export const DEPLOYMENT_UPDATE = { maxUnavailable: '25%', maxSurge: '25%' };

/** The word by which a StatefulSet or DaemonSet keeps its pods until somebody deletes them. */
export const ON_DELETE = 'OnDelete';
