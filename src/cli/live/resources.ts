import { WorkloadKind } from '../../facts/workload-kind';
import { WORKLOAD_KINDS } from '../../facts/workload-kinds';

/** Namespaced resources to read beside pods and workloads, by their `kubectl` names. */
const NAMESPACED: readonly string[] = [
  'secrets',
  'configmaps',
  'serviceaccounts',
  'roles.rbac.authorization.k8s.io',
  'rolebindings.rbac.authorization.k8s.io',
  'ingresses.networking.k8s.io',
  'gateways.gateway.networking.k8s.io',
  'secretproviderclasses.secrets-store.csi.x-k8s.io',
  'externalsecrets.external-secrets.io',
  'secretstores.external-secrets.io',
  'pushsecrets.external-secrets.io',
  'sealedsecrets.bitnami.com',
  'vaultstaticsecrets.secrets.hashicorp.com',
  'vaultdynamicsecrets.secrets.hashicorp.com',
  'vaultpkisecrets.secrets.hashicorp.com',
  'vaultauths.secrets.hashicorp.com',
  'vaultconnections.secrets.hashicorp.com',
  'certificates.cert-manager.io',
  'issuers.cert-manager.io',
];

/** Cluster-scoped resources to read. */
const CLUSTER_WIDE: readonly string[] = [
  'clusterroles.rbac.authorization.k8s.io',
  'clusterrolebindings.rbac.authorization.k8s.io',
  'persistentvolumes',
  'clusterexternalsecrets.external-secrets.io',
  'clustersecretstores.external-secrets.io',
  'clusterissuers.cert-manager.io',
];

/**
 * Every resource whose objects the graph reads.
 *
 * @param further kinds with pods from the configuration
 */
export function resourcesToRead(clusterWide: boolean, further: readonly WorkloadKind[] = []): string[] {
  const workloads = [...WORKLOAD_KINDS, ...further].filter((kind) => clusterWide || kind.clusterWide !== true)
    .map(({ groups: [group], resource }) => (group === '' ? resource : `${resource}.${group}`));
  return [...new Set([...workloads, ...NAMESPACED, ...(clusterWide ? CLUSTER_WIDE : [])])];
}
