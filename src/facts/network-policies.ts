/** How policies of the network plugins select pods and name the API server. */

/**
 * The Service by which pods reach the API server. It has no selector: its endpoints are the addresses of the API
 * servers.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/
 */
export const API_SERVER_SERVICE = { name: 'kubernetes', namespace: 'default' } as const;

/**
 * Labels of the pods of an API server that runs in its own cluster: kubeadm, RKE2 and kind set the first one, kOps and
 * Talos the second. They are on the network of the host, whose pods most plugins do not select, but some do.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-and-hostnetwork-pods
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/cmd/kubeadm/app/util/staticpod/utils.go
 */
export const API_SERVER_PODS = [
  { key: 'component', value: 'kube-apiserver' },
  { key: 'k8s-app', value: 'kube-apiserver' },
] as const;

/** The port of DNS, to which every pod needs a way. */
export const DNS_PORT = 53;

/**
 * The entity by which Cilium knows the API server, within the cluster or outside, by the endpoints of its Service.
 *
 * @see https://docs.cilium.io/en/stable/security/policy/layer3/#access-to-from-kube-apiserver
 */
export const CILIUM_API_SERVER = 'kube-apiserver';

/**
 * Tiers of Calico in which a policy cannot only take something away. In `default` a policy that matches nothing denies,
 * and one that allows ends the evaluation before the NetworkPolicies of Kubernetes, which are there too; the other ones
 * come after `default`.
 *
 * Tried on 2026-11-28 with the code of Calico at 87c15906f20c (2026-08-22), built without a kernel: its validator, its
 * calculation graph and the checker of its policies. In a tier before `default`, a policy of ours denies the endpoints
 * of the Service and the addresses given, also where a NetworkPolicy allows all. DNS, pods, nodes, other addresses, and
 * pods with the label stay as they were; a NetworkPolicy that allows only DNS still holds. The address of the Service
 * is not denied, since packets are translated before policies see them. Releases with tiers are not published as Go
 * modules, so no test builds them.
 *
 * @see https://docs.tigera.io/calico/latest/network-policy/policy-tiers/tiered-policy
 */
export const LATE_CALICO_TIERS: readonly string[] = ['default', 'baselineadminnetworkpolicy', 'kube-baseline'];
