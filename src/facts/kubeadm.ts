/**
 * What kubeadm makes of the configuration of a cluster.
 *
 * @see https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/cmd/kubeadm/app/phases/controlplane/volumes.go
 */

/** A kind that holds the configuration of a cluster, and where. */
export interface ClusterConfigurationPlace {
  readonly group: string;
  readonly kind: string;
  readonly path: readonly string[];
}

/** kubeadm itself, and the kinds of Cluster API that give it its configuration. */
export const CLUSTER_CONFIGURATIONS: readonly ClusterConfigurationPlace[] = [
  { group: 'kubeadm.k8s.io', kind: 'ClusterConfiguration', path: [] },
  { group: 'bootstrap.cluster.x-k8s.io', kind: 'KubeadmConfig', path: ['spec', 'clusterConfiguration'] },
  {
    group: 'bootstrap.cluster.x-k8s.io',
    kind: 'KubeadmConfigTemplate',
    path: ['spec', 'template', 'spec', 'clusterConfiguration'],
  },
  {
    group: 'controlplane.cluster.x-k8s.io',
    kind: 'KubeadmControlPlane',
    path: ['spec', 'kubeadmConfigSpec', 'clusterConfiguration'],
  },
  {
    group: 'controlplane.cluster.x-k8s.io',
    kind: 'KubeadmControlPlaneTemplate',
    path: ['spec', 'template', 'spec', 'kubeadmConfigSpec', 'clusterConfiguration'],
  },
];

/** Folders that it mounts into every API server where the host has them, but for that of its certificates. */
export const FOLDERS_OF_KUBEADM: readonly string[] = [
  '/etc/ssl/certs', '/etc/pki/ca-trust', '/etc/pki/tls/certs', '/etc/ca-certificates', '/usr/share/ca-certificates',
  '/usr/local/share/ca-certificates',
];

/** Where it keeps certificates, unless `certificatesDir` is set. */
export const KUBEADM_CERTIFICATES = '/etc/kubernetes/pki';
