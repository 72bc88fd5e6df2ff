import { fixedSecretsOf } from '../../manifest/copies';
import { Graph } from '../../manifest/graph';
import { leavesNone } from '../../manifest/rollouts';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const singlePodRestarts: GraphRule = {
  id: 'single-pod-restarts',
  category: RuleCategory.USE,
  title: 'a rotated Secret stops the only pod of a workload',
  rationale: 'The workload has one pod, which sees the Secret only when it starts, and which ends before the new one '
    + 'starts: by the strategy Recreate, by a maxUnavailable that is all of it, or in a StatefulSet. So every rotation '
    + 'is an outage for as long as a pod takes to start. A Deployment with one replica and the default strategy is not '
    + 'reported: its new pod starts first.',
  remediation: 'Mount the Secret as a directory and reload it in the process. Or run two replicas, or let a Deployment '
    + 'start the new pod first, with maxUnavailable: 0. Where only one pod may run, plan the outage of a rotation.',
  level: RuleLevel.NOTE,
  recommended: 'off',
  levelReason: 'One pod is often chosen, for example where the program allows no second one.',
  since: FIRST_VERSION,
  references: [kubernetes('Deployments, strategy', 'concepts/workloads/controllers/deployment/#strategy')],
  * check(graph: Graph): Iterable<Violation> {
    for (const pod of graph.pods) {
      const secret = pod.kind.life === 'kept' ? fixedSecretsOf(graph, pod)[0] : undefined;
      const place = secret === undefined ? undefined : leavesNone(graph, pod);
      if (secret !== undefined && place !== undefined) {
        yield violation(pod.resource, place, 'has one pod, which ends before the new one starts, and only a new pod '
          + `sees a new value of Secret ${JSON.stringify(secret.name)}`);
      }
    }
  },
};
