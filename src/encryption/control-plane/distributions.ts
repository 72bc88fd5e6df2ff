import { Yaml } from 'cdk8s';
import { EncryptionFile } from '../encryption-file';
import { ControlPlaneWiring } from './control-plane-wiring';
import { flagsOf, HostFile, mountsOf, preparation, socketsOf } from './host-file';

const DROP_IN = '50-encryption.yaml';
const KOPS_FOLDER = '/srv/kubernetes/';

/** k3s runs the API server in its own process, which sees the host's files without mounts. */
export function k3sWiring(hostFile: HostFile, file: EncryptionFile): ControlPlaneWiring {
  return ControlPlaneWiring._of({
    file,
    texts: { [DROP_IN]: Yaml.stringify({ 'kube-apiserver-arg+': args(hostFile, file) }) },
    holdsFile: false,
    steps: [
      ...preparation(hostFile, file),
      "no server has 'secrets-encryption': k3s would then manage a file of its own, beside this one",
      `on every server: put ${DROP_IN} into /etc/rancher/k3s/config.yaml.d/`,
      'on every server, one after the other: sudo systemctl restart k3s, and wait until it is ready',
    ],
  });
}

export function rke2Wiring(hostFile: HostFile, file: EncryptionFile): ControlPlaneWiring {
  const mounts = mountsOf(hostFile, file).map(({ path }) => `${path}:${path}:ro`);
  return ControlPlaneWiring._of({
    file,
    texts: { [DROP_IN]: Yaml.stringify({ 'kube-apiserver-arg+': args(hostFile, file), 'kube-apiserver-extra-mount+': mounts }) },
    holdsFile: false,
    steps: [
      ...preparation(hostFile, file),
      'the present file of the first rotation is a copy of /var/lib/rancher/rke2/server/cred/encryption-config.json: what RKE2 encrypted with it stays unreadable without it',
      `on every server: put ${DROP_IN} into /etc/rancher/rke2/config.yaml.d/`,
      'on every server, one after the other: sudo systemctl restart rke2-server, and wait until it is ready',
      "from then on, no 'rke2 secrets-encrypt': it rotates RKE2's own file, which no API server reads any more",
    ],
  });
}

export function kopsWiring(file: EncryptionFile): ControlPlaneWiring {
  const outside = socketsOf(file).find((socket) => !socket.startsWith(KOPS_FOLDER));
  if (outside !== undefined) {
    throw new Error(`kOps mounts no further folders into the API server, and the KMS socket ${outside} is outside ${KOPS_FOLDER}, which it mounts; let the plugin listen on unix://${KOPS_FOLDER}kms/socket.sock`);
  }
  return ControlPlaneWiring._of({
    file,
    texts: {
      'encryption-config.yaml': file._text(),
      'cluster-patch.yaml': Yaml.stringify({ spec: { encryptionConfig: true } }),
    },
    holdsFile: true,
    steps: [
      ...socketsOf(file).map((socket) => `every control-plane node runs the KMS plugin on ${socket}`),
      'kops create secret encryptionconfig -f encryption-config.yaml',
      'kops edit cluster   # merge cluster-patch.yaml',
      'kops update cluster --yes',
      'kops rolling-update cluster --instance-group-roles control-plane --yes',
    ],
  });
}

function args(hostFile: HostFile, file: EncryptionFile): string[] {
  return Object.entries(flagsOf(hostFile, file)).map(([name, value]) => `${name}=${value}`);
}
