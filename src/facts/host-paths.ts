import { isWithin, normalPath } from './api-server-flags';

/** A place of a node that holds keys, tokens or Secrets. */
export interface NodePlace {
  readonly path: string;

  /** What is there, or what whoever reaches it gets. */
  readonly holds: string;
}

const PLACES: readonly (readonly [holds: string, ...paths: readonly string[]])[] = [
  ['keys and kubeconfigs of the control plane and the kubelet', '/etc/kubernetes'],
  ['every Secret of the cluster, in the data of etcd', '/var/lib/etcd', '/var/lib/etcd-backup'],
  ['Secrets and tokens of all pods of the node', '/var/lib/kubelet/pods'],
  [
    'the key of the kubelet', '/var/lib/kubelet/pki', '/var/lib/kubelet/kubeconfig',
    '/var/lib/kubelet/bootstrap-kubeconfig',
  ],
  ['passwords of registries', '/var/lib/kubelet/config.json', '/root/.docker'],
  [
    'keys, and the data of etcd or its substitute',
    '/var/lib/rancher/k3s/server', '/var/lib/rancher/rke2/server', '/etc/rancher', '/var/lib/k0s/pki',
    '/var/lib/k0s/etcd',
    '/var/snap/microk8s', '/var/lib/minikube/certs', '/var/lib/minikube/etcd', '/etc/etcd', '/etc/ssl/etcd',
    '/var/lib/embedded-etcd',
  ],
  [
    'control over all containers of the node, and so their Secrets',
    '/run/containerd/containerd.sock', '/run/docker.sock', '/run/crio/crio.sock', '/run/cri-dockerd.sock',
    '/run/dockershim.sock', '/run/podman/podman.sock', '/run/k3s/containerd/containerd.sock',
    '//./pipe/docker_engine', '//./pipe/containerd-containerd',
  ],
  [
    'variables and files of all containers of the node',
    '/var/lib/docker/containers', '/var/lib/docker/overlay2',
    '/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs',
    '/run/containerd/io.containerd.runtime.v2.task', '/run/containerd/io.containerd.grpc.v1.cri',
    '/var/lib/containers/storage', '/run/containers/storage', '/var/lib/rancher/k3s/agent/containerd',
  ],
  ['variables, memory and files of all processes of the node', '/proc'],
  ['keys to log in', '/root/.ssh', '/root/.kube', '/etc/ssh'],
];

/**
 * Where nodes keep what is secret. Not listed: places of plugins below /var/lib/kubelet, certificates of authorities,
 * logs.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 * @see https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
 * @see https://kubernetes.io/docs/setup/best-practices/certificates/
 * @see https://kubernetes.io/docs/setup/production-environment/container-runtimes/
 */
export const SECRET_PLACES: readonly NodePlace[] = PLACES.flatMap(([holds, ...paths]) =>
  paths.map((path) => ({ path, holds })));

/** A file of a certificate or public key, as kubeadm and OpenSSH name them; `.pem` often contains the key as well. */
export const PUBLIC_FILE = /[^/]\.(?:crt|pub)$/;

/** The places with secrets that a path of a node is, is in, or has in it; none for a file of a certificate. */
export function secretPlacesAt(hostPath: string): NodePlace[] {
  const path = pathOnNode(hostPath);
  if (PUBLIC_FILE.test(path)) {
    return [];
  }
  return SECRET_PLACES.filter((place) => isWithin(place.path, path) || isWithin(path, place.path));
}

/** A path as this file writes it: Windows has letters of drives, other slashes, and takes upper case for lower case. */
function pathOnNode(path: string): string {
  const isPipe = /^[\\/]{2}\.[\\/]/.test(path);
  if (isPipe) {
    return path.replaceAll('\\', '/').toLowerCase();
  }
  const isOfWindows = /^[a-z]:/i.test(path) || path.startsWith('\\');
  const plain = isOfWindows ? path.slice(path.indexOf(':') + 1).replaceAll('\\', '/').toLowerCase() : path;
  // `/var/run` is a link to `/run`.
  return normalPath(plain).replace(/^\/var\/run(?=\/|$)/, '/run');
}
