import {
  clockAhead, NODE_GRACE_SECONDS, NODE_LEASE_NAMESPACE, NODE_RETURN_SECONDS, NODE_START_SECONDS, OUT_OF_SERVICE_TAINT,
} from '../../facts/node-state';
import { Graph } from '../../manifest/graph';
import { at, mappingsOf, textAt } from '../../manifest/read';
import { Resource } from '../../manifest/resource';
import { createdAt, timeOf, writtenAt } from '../../manifest/running';

/** What is known of a node. Times are in milliseconds, on the clock of the API server. */
export interface NodeState {
  readonly name: string;

  /** `no` also for one that has just come back. `off`: somebody states that it is switched off. */
  readonly answers: 'yes' | 'no' | 'off';

  /** Since when it does not answer. */
  readonly silentSince?: number;

  /** The last moment at which it was heard of. */
  readonly heard: number;

  /** How far its clock is ahead at most; undefined where no heartbeat shows it. */
  readonly ahead?: number;
}

/**
 * The nodes of a cluster by name; undefined where they were not read.
 *
 * @param off nodes that somebody states to be switched off
 */
export function nodesOf(
  graph: Graph, now: number, off: readonly string[] = [],
): ReadonlyMap<string, NodeState> | undefined {
  const nodes = graph.ofKind('', 'Node');
  const leases = new Map(graph.ofKind('coordination.k8s.io', 'Lease')
    .filter(({ namespace }) => namespace === NODE_LEASE_NAMESPACE)
    .map((lease) => [lease.name, lease]));
  return nodes.length === 0
    ? undefined
    : new Map(nodes.map((node) => [node.name, nodeState(node, leases.get(node.name), now, off.includes(node.name))]));
}

function nodeState(node: Resource, lease: Resource | undefined, now: number, off: boolean): NodeState {
  const ready = [...mappingsOf(at(node.object, 'status', 'conditions'))]
    .map(([condition]) => condition).find(({ type }) => type === 'Ready');
  const tainted = [...mappingsOf(at(node.object, 'spec', 'taints'))].some(([{ key }]) => key === OUT_OF_SERVICE_TAINT);
  const leased = lease === undefined ? undefined : writtenAt(lease);
  // A kubelet that is not ready for another reason still answers, and tells so itself.
  const silent = ready === undefined || ready.status === 'Unknown'
    || (leased !== undefined && now - leased > NODE_GRACE_SECONDS * 1000)
    || isBack(node, timeOf(ready.lastTransitionTime), now);
  const heard = leased ?? (silent ? Number.NEGATIVE_INFINITY : now - NODE_GRACE_SECONDS * 1000);
  return {
    name: node.name,
    answers: off || tainted ? 'off' : silent ? 'no' : 'yes',
    ...(silent ? { silentSince: timeOf(ready?.lastTransitionTime) } : {}),
    heard,
    ...aheadOf(node, lease),
  };
}

/** Whether a node has just come back, so that what was deleted meanwhile may still run; a new node has nothing. */
function isBack(node: Resource, ready: number | undefined, now: number): boolean {
  const created = createdAt(node);
  return ready !== undefined && created !== undefined && now - ready < NODE_RETURN_SECONDS * 1000
    && ready - created > NODE_START_SECONDS * 1000;
}

/** The largest difference that the heartbeats show. */
function aheadOf(node: Resource, lease: Resource | undefined): { readonly ahead?: number } {
  const byNode = [...mappingsOf(at(node.object, 'status', 'conditions'))]
    .flatMap(([condition]) => timeOf(condition.lastHeartbeatTime) ?? []);
  const ofKubelet = writtenAt(node, ({ manager, subresource }) => manager === 'kubelet' && subresource === 'status');
  const renewed = lease === undefined ? undefined : timeOf(textAt(lease.object, 'spec', 'renewTime'));
  const leased = lease === undefined ? undefined : writtenAt(lease);
  const found = [
    ...(byNode.length === 0 || ofKubelet === undefined
      ? []
      : [clockAhead({ byNode: byNode.reduce((one, other) => Math.max(one, other)), byServer: ofKubelet })]),
    ...(renewed === undefined || leased === undefined ? [] : [clockAhead({ byNode: renewed, byServer: leased })]),
  ];
  return found.length === 0 ? {} : { ahead: Math.max(...found) };
}
