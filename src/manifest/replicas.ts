import { Graph } from './graph';
import { Pod } from './pod';
import { at, textAt } from './read';
import { Resource } from './resource';
import { ON_EVERY_NODE } from '../facts/restarts';

/** How many pods `ScaledObject` of KEDA scales to where it does not say. */
const KEDA_MOST = 100;

/**
 * How many pods a workload has at most, of a kind that replaces them step by step: as many as an autoscaler of the
 * manifest may make, else those that it says itself, else one.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#replicas
 */
export function replicasOf(graph: Graph, { kind, resource }: Pod): number {
  const way = kind.allAtOnce?.replicas;
  if (way === undefined) {
    return ON_EVERY_NODE;
  }
  const own = numberOf(at(resource.object, ...way.split('.')), 1);
  return Math.max(own, ...autoscaled(graph, resource));
}

/** How many pods the autoscalers of a workload may make. */
function autoscaled(graph: Graph, workload: Resource): number[] {
  const ofKubernetes = graph
    .ofKind('autoscaling', 'HorizontalPodAutoscaler')
    .filter((scaler) => scales(scaler, workload))
    .map(({ object }) => numberOf(at(object, 'spec', 'maxReplicas'), 1));
  const ofKeda = graph.ofKind('keda.sh', 'ScaledObject').filter((scaler) => scales(scaler, workload))
    .map(({ object }) => numberOf(at(object, 'spec', 'maxReplicaCount'), KEDA_MOST));
  return [...ofKubernetes, ...ofKeda];
}

function scales({ object, namespace }: Resource, workload: Resource): boolean {
  const target = at(object, 'spec', 'scaleTargetRef');
  return textAt(target, 'name') === workload.name && namespace === workload.namespace
    && (textAt(target, 'kind') || 'Deployment') === workload.kind;
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
