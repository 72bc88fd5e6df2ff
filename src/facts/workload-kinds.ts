import { OPERATOR_KINDS } from './operator-kinds';
import { PLATFORM_KINDS } from './platform-kinds';
import { POD_TEMPLATE } from './pod-shapes';
import { kind, rolling, WorkloadKind } from './workload-kind';

/** The kinds of Kubernetes itself. */
export const KUBERNETES_KINDS: readonly WorkloadKind[] = coreKinds();

/**
 * Every kind that contains a pod, or something similar: where the pod is, how long pods last, and who restarts them.
 * This is the only list of kinds; all code that needs a kind reads it here.
 */
export const WORKLOAD_KINDS: readonly WorkloadKind[] = [...KUBERNETES_KINDS, ...PLATFORM_KINDS, ...OPERATOR_KINDS];

function coreKinds(): WorkloadKind[] {
  const source = 'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/';
  const apps = ['apps', 'extensions'];
  return [
    kind([''], 'Pod', 'pods', ['', POD_TEMPLATE], { life: 'bare', source }),
    kind([''], 'PodTemplate', 'podtemplates', ['template', POD_TEMPLATE], { life: 'template', source }),
    kind([''], 'ReplicationController', 'replicationcontrollers', ['spec.template', POD_TEMPLATE], {
      life: 'bare', source,
    }),
    kind(apps, 'Deployment', 'deployments', ['spec.template', POD_TEMPLATE], {
      life: 'kept',
      reloader: 'restarts',
      restartTarget: 'Deployment',
      source,
      allAtOnce: {
        type: ['spec.strategy.type', 'Recreate'],
        amounts: rolling('spec.strategy.rollingUpdate'),
        replicas: 'spec.replicas',
      },
    }),
    kind(apps, 'DaemonSet', 'daemonsets', ['spec.template', POD_TEMPLATE], {
      life: 'kept',
      reloader: 'restarts',
      restartTarget: 'DaemonSet',
      source,
      allAtOnce: { amounts: rolling('spec.updateStrategy.rollingUpdate', 'up') },
    }),
    kind(apps, 'ReplicaSet', 'replicasets', ['spec.template', POD_TEMPLATE], { life: 'bare', source }),
    kind(['apps'], 'StatefulSet', 'statefulsets', ['spec.template', POD_TEMPLATE], {
      life: 'kept',
      reloader: 'restarts',
      restartTarget: 'StatefulSet',
      source,
      allAtOnce: {
        amounts: rolling('spec.updateStrategy.rollingUpdate', 'up', ['maxUnavailable']),
        replicas: 'spec.replicas',
      },
    }),
    kind(['batch'], 'Job', 'jobs', ['spec.template', POD_TEMPLATE], { life: 'once', reloader: 'runs', source }),
    kind(['batch'], 'CronJob', 'cronjobs', ['spec.jobTemplate.spec.template', POD_TEMPLATE], {
      life: 'once', reloader: 'runs', source,
    }),
  ];
}

/** The kinds by `group/kind`; several rows when a configuration adds to one. */
export function byGroupAndKind(kinds: readonly WorkloadKind[]): ReadonlyMap<string, readonly WorkloadKind[]> {
  const found = new Map<string, WorkloadKind[]>();
  for (const row of kinds) {
    for (const group of row.groups) {
      found.set(`${group}/${row.kind}`, [...found.get(`${group}/${row.kind}`) ?? [], row]);
    }
  }
  return found;
}

const BY_GROUP_AND_KIND = byGroupAndKind(WORKLOAD_KINDS);

/** The row of a kind; undefined when the table has none. */
export function workloadKind(group: string, name: string): WorkloadKind | undefined {
  return BY_GROUP_AND_KIND.get(`${group}/${name}`)?.[0];
}
