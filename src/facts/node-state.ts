/**
 * What a Node and its Lease tell of its kubelet: whether it answers, when it was heard of the last time, and how far
 * its clock is ahead. Times are in milliseconds.
 */

/** A time that the kubelet wrote by its clock, and the time at which the API server took it by its own. */
export interface Heartbeat {
  readonly byNode: number;
  readonly byServer: number;
}

/** Times are whole seconds, and a request takes some: less than this is not a difference of clocks. */
const NOISE_MS = 2000;

/**
 * How far the clock of a node is ahead of that of the API server at most, as one heartbeat shows it. A clock that is
 * behind makes containers look older than they are, which never ends a wait too early.
 */
export function clockAhead({ byNode, byServer }: Heartbeat): number {
  const difference = byNode - byServer;
  return difference < NOISE_MS ? 0 : difference + NOISE_MS;
}

/**
 * The taint by which somebody states that a node is switched off, so that nothing on it runs.
 *
 * @see https://kubernetes.io/docs/concepts/cluster-administration/node-shutdown/#non-graceful-node-shutdown
 */
export const OUT_OF_SERVICE_TAINT = 'node.kubernetes.io/out-of-service';

/** Where the Leases of nodes are, which a kubelet renews every 10 seconds; each has the name of its node. */
export const NODE_LEASE_NAMESPACE = 'kube-node-lease';

/**
 * How long the node controller waits for a heartbeat before it notes that a node does not answer.
 *
 * @see https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/
 */
export const NODE_GRACE_SECONDS = 50;

/**
 * How long a kubelet that answers again may take to end what was deleted while it did not: the usual grace period of
 * pods, and twice as much.
 */
export const NODE_RETURN_SECONDS = 90;

/** How long after the registration of a node it may become ready for the first time. */
export const NODE_START_SECONDS = 600;
