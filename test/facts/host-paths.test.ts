import { secretPlacesAt } from '../../src/facts/host-paths';

test.each([
  '/',
  '/etc',
  '/var/lib',
  '/var/lib/etcd',
  '/var/lib/etcd/member',
  '/etc/kubernetes/enc',
  '/var/lib/kubelet',
  '/var/lib/kubelet/pods/',
  '//var/./lib/x/../etcd',
  '/run',
  '/var/run',
  '/var/run/docker.sock',
  '/run/containerd',
  '/proc',
  'C:\\',
  'c:\\var\\lib\\kubelet\\pods',
  '\\\\.\\pipe\\docker_engine',
  '/root',
  '/var/lib/rancher',
  '/etc/kubernetes/pki/ca.key',
  '/etc/kubernetes/pki',
  '/var/lib/kubelet/pki/kubelet-client-current.pem',
])('%s leads to secrets', (path) => {
  expect(secretPlacesAt(path)).not.toEqual([]);
});

test.each([
  '/sys',
  '/dev',
  '/lib/modules',
  '/etc/ssl/certs',
  '/etc/localtime',
  '/etc/machine-id',
  '/var/log',
  '/run/udev',
  '/var/lib/kubelet/plugins',
  '/var/lib/kubelet/plugins_registry',
  '/var/lib/kubelet/device-plugins',
  '/run/xtables.lock',
  '/var/lib/etcdish',
  '/opt/cni/bin',
  '/run/systemd',
  '/tmp',
  'C:\\k',
  '/etc/kubernetes/pki/ca.crt',
  '/etc/kubernetes/pki/etcd/ca.crt',
  '/etc/ssh/ssh_host_ed25519_key.pub',
])('%s does not', (path) => {
  expect(secretPlacesAt(path)).toEqual([]);
});
