import { isAllAtOnce } from '../../facts/restarts';
import { Graph } from '../../manifest/graph';
import { Pod } from '../../manifest/pod';
import { at, pointerTo, textAt } from '../../manifest/read';
import { isStatic, Reference } from '../../manifest/references';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const rotationRestartsEverything: GraphRule = {
  id: 'rotation-restarts-everything',
  category: RuleCategory.USE,
  title: 'a rotated Secret takes down every pod of a workload at once',
  rationale: 'The pods read a Secret where they only see it when they start, and the workload replaces all of them together. Every '
    + 'rotation is then an outage, and ends in all of them connecting in the same second.',
  remediation: 'Mount the Secret as a directory and reload it in the process, or replace the pods step by step: RollingUpdate with a '
    + 'maxUnavailable below the number of replicas.',
  level: RuleLevel.WARNING,
  since: FIRST_VERSION,
  references: [kubernetes('Deployments, strategy', 'concepts/workloads/controllers/deployment/#strategy')],
  * check(graph: Graph): Iterable<Violation> {
    for (const pod of graph.pods) {
      const place = allAtOnce(pod);
      const secret = place === undefined ? undefined : graph.secretsOf(pod).find((reference) => isStatic(reference));
      if (place !== undefined && secret !== undefined) {
        yield violation(pod.resource, place, message(secret));
      }
    }
  },
};

function message(secret: Reference): string {
  return `replaces all its pods at once, and they must be replaced to see a new value of Secret "${secret.name}"`;
}

/** Where a workload says that all its pods go together. */
function allAtOnce({ kind, resource: { object, pointer } }: Pod): string | undefined {
  const replicas = at(object, 'spec', 'replicas');
  if (kind.allAtOnce === undefined || replicas === 0) {
    return undefined;
  }
  const { type, amounts } = kind.allAtOnce;
  const ways = [
    ...(type === undefined || textAt(object, ...type[0].split('.')) !== type[1] ? [] : [type[0]]),
    ...amounts.filter((way) => isAllAtOnce(at(object, ...way.split('.')), replicas)),
  ];
  return ways.length === 0 ? undefined : pointerTo(pointer, ...ways[0].split('.'));
}
