import { fixedSecretsOf } from '../../manifest/copies';
import { Graph } from '../../manifest/graph';
import { Reference } from '../../manifest/references';
import { allAtOnce } from '../../manifest/rollouts';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const rotationRestartsEverything: GraphRule = {
  id: 'rotation-restarts-everything',
  category: RuleCategory.USE,
  title: 'a rotated Secret takes down every pod of a workload at once',
  rationale: 'The pods see the Secret only when they start, and the workload replaces all of them together. Every '
    + 'rotation is then an outage, after which all pods reconnect in the same second. A workload with one pod is '
    + 'not reported here, unless an autoscaler of the manifest adds more: rule single-pod-restarts reports it.',
  remediation: 'Mount the Secret as a directory and reload it in the process, or replace the pods step by step: '
    + 'RollingUpdate with a maxUnavailable below the number of replicas.',
  level: RuleLevel.WARNING,
  levelReason: 'The outage is short and often chosen, for example for a volume that only one pod may mount.',
  since: FIRST_VERSION,
  references: [kubernetes('Deployments, strategy', 'concepts/workloads/controllers/deployment/#strategy')],
  * check(graph: Graph): Iterable<Violation> {
    for (const pod of graph.pods) {
      const place = allAtOnce(graph, pod);
      const secret = place === undefined ? undefined : fixedSecretsOf(graph, pod)[0];
      if (place !== undefined && secret !== undefined) {
        yield violation(pod.resource, place, message(secret));
      }
    }
  },
};

function message(secret: Reference): string {
  return `replaces all its pods at once, and only new pods see a new value of Secret "${secret.name}"`;
}
