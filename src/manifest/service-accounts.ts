import { Graph } from './graph';
import { Pod } from './pod';

/**
 * Whether a pod gets a token of its service account without a volume that asks for one: what the pod says, else
 * what the account says where the manifest has it, else yes, as the API server decides.
 */
export function mountsToken(graph: Graph, pod: Pod): boolean {
  const said = pod.spec.automountServiceAccountToken;
  if (typeof said === 'boolean') {
    return said;
  }
  return graph.serviceAccounts(pod.resource.namespace, pod.serviceAccount)
    .every(({ object }) => object.automountServiceAccountToken !== false);
}
