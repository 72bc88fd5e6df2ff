import { Graph } from './graph';
import { Pod } from './pod';
import { at, pointerTo, textAt } from './read';
import { replicasOf } from './replicas';
import { ON_DELETE } from '../facts/restart-ways';
import { areSeveral, isAllAtOnce, mayLeaveNone } from '../facts/restarts';

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

/**
 * Place where a workload with one pod lets that pod end before the new one starts, so that a restart is an outage;
 * undefined where it has another number of pods, or the new pod starts first. A kind without a surge, as a StatefulSet,
 * cannot start it first: the place is the workload itself.
 */
export function leavesNone(graph: Graph, pod: Pod): string | undefined {
  const { kind, resource: { object, pointer } } = pod;
  if (kind.allAtOnce?.replicas === undefined || replicasOf(graph, pod) !== 1
    || textAt(object, 'spec', 'updateStrategy', 'type') === ON_DELETE) {
    return undefined;
  }
  const { type, amounts } = kind.allAtOnce;
  if (type !== undefined && textAt(object, ...type[0].split('.')) === type[1]) {
    return pointerTo(pointer, ...type[0].split('.'));
  }
  const [surge, unavailable] = ['maxSurge', 'maxUnavailable'].map((field) =>
    amounts.find(({ way }) => way.endsWith(`.${field}`)));
  if (surge === undefined) {
    return unavailable === undefined ? undefined : pointer;
  }
  const way = unavailable?.way.split('.') ?? [];
  return unavailable !== undefined && mayLeaveNone(at(object, ...way), unavailable.rounds)
    ? pointerTo(pointer, ...way) : undefined;
}
