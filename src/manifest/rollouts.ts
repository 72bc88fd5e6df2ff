import { Graph } from './graph';
import { Pod } from './pod';
import { at, pointerTo, textAt } from './read';
import { replicasOf } from './replicas';
import { areSeveral, isAllAtOnce } from '../facts/restarts';

/** Place where a workload says that all its pods are replaced together; undefined where they are not. */
export function allAtOnce(graph: Graph, pod: Pod): string | undefined {
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
