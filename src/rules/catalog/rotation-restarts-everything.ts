import { areSeveral, isAllAtOnce } from '../../facts/restarts';
import { fixedSecretsOf } from '../../manifest/copies';
import { Graph } from '../../manifest/graph';
import { Pod } from '../../manifest/pod';
import { at, pointerTo, textAt } from '../../manifest/read';
import { Reference } from '../../manifest/references';
import { replicasOf } from '../../manifest/replicas';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const rotationRestartsEverything: GraphRule = {
  id: 'rotation-restarts-everything',
  category: RuleCategory.USE,
  title: 'a rotated Secret takes down every pod of a workload at once',
  rationale: 'The pods see the Secret only when they start, and the workload replaces all of them together. Every '
    + 'rotation is then an outage, after which all pods reconnect in the same second. A workload with one pod is '
    + 'not reported, unless an autoscaler of the manifest adds more: no second pod could take over.',
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

/** Place where a workload states that all its pods are replaced together. */
function allAtOnce(graph: Graph, pod: Pod): string | undefined {
  const { kind, resource: { object, pointer } } = pod;
  if (kind.allAtOnce === undefined) {
    return undefined;
  }
  const { type, amounts } = kind.allAtOnce;
  const replicas = replicasOf(graph, pod);
  const byType = type !== undefined && areSeveral(replicas) && textAt(object, ...type[0].split('.')) === type[1];
  const way = byType ? type[0]
    : amounts.find((amount) => isAllAtOnce(at(object, ...amount.way.split('.')), replicas, amount.rounds))?.way;
  return way === undefined ? undefined : pointerTo(pointer, ...way.split('.'));
}
