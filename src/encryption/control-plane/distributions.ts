import { Yaml } from 'cdk8s';
import { EncryptionFile } from '../encryption-file';
import { ControlPlaneWiring } from './control-plane-wiring';
import {
  addedFlags, flagsOf, HostFile, isEmpty, mountsOf, pluginSteps, preparation, socketsOf, wiringDifference,
} from './host-file';
import { PRESENT_FOLDER, Rewiring } from './rewiring';
import { KOPS_API_SERVER_FOLDER, KOPS_UPDATED_ROLES } from '../../facts/distribution-mounts';
import { named } from '../../redaction/quoted';

const DROP_IN = '50-encryption.yaml';
const KOPS_FOLDER = `${KOPS_API_SERVER_FOLDER}/`;

/** k3s runs the API server in its own process, which sees the files of the host without mounts. */
export function k3sWiring(hostFile: HostFile, file: EncryptionFile): ControlPlaneWiring {
  return ControlPlaneWiring._of({
    file,
    ...DROP_INS.k3s(hostFile, file),
    holdsFile: false,
    pluginSteps: pluginSteps(file),
    steps: [
      ...preparation(hostFile, file),
      "no server has 'secrets-encryption': k3s would then manage another file beside this one",
      `on every server: put ${DROP_IN} into /etc/rancher/k3s/config.yaml.d/`,
      'on every server, one after the other: sudo systemctl restart k3s, and wait until it is ready',
    ],
  });
}

/** The whole drop-in: it replaces the one that is there, so that nothing is there twice. */
export function k3sRewiring(
  hostFile: HostFile, before: EncryptionFile, after: EncryptionFile, isFirst: boolean,
): Rewiring {
  if (!isFirst && Object.keys(addedFlags(before, after)).length === 0) return { texts: {}, steps: [] };
  return { ...DROP_INS.k3s(hostFile, after), steps: replaceDropIn(hostFile, 'k3s', 'k3s') };
}

export function rke2Rewiring(
  hostFile: HostFile, before: EncryptionFile, after: EncryptionFile, isFirst: boolean,
): Rewiring {
  if (!isFirst && isEmpty(wiringDifference(hostFile, before, after))) return { texts: {}, steps: [] };
  return { ...DROP_INS.rke2(hostFile, after), steps: replaceDropIn(hostFile, 'rke2', 'rke2-server') };
}

function replaceDropIn(hostFile: HostFile, folder: string, service: string): string[] {
  const path = `/etc/rancher/${folder}/config.yaml.d/${DROP_IN}`;
  return [
    `sudo cmp ${DROP_IN} ${path}   # on every server: where it prints nothing, skip the next two steps there`,
    `on every server: run install.sh of ${PRESENT_FOLDER} where ${hostFile.path} is missing, then replace ${path} ` +
    `with ${DROP_IN}`,
    `on every server, one after the other: sudo systemctl restart ${service}, and wait until it is ready`,
  ];
}

export function rke2Wiring(hostFile: HostFile, file: EncryptionFile): ControlPlaneWiring {
  return ControlPlaneWiring._of({
    file,
    ...DROP_INS.rke2(hostFile, file),
    holdsFile: false,
    pluginSteps: pluginSteps(file),
    steps: [
      ...preparation(hostFile, file),
      'the present file of the first rotation is a copy of ' +
      '/var/lib/rancher/rke2/server/cred/encryption-config.json: without it, what RKE2 encrypted is unreadable',
      `on every server: put ${DROP_IN} into /etc/rancher/rke2/config.yaml.d/`,
      'on every server, one after the other: sudo systemctl restart rke2-server, and wait until it is ready',
      "from then on, do not use 'rke2 secrets-encrypt': it rotates the file of RKE2, which API servers no longer read",
    ],
  });
}

/** @param option of the rolling update, where kOps does not see what changed */
export function kopsUpdate(option = ''): string[] {
  return [
    'kops update cluster --yes',
    `kops rolling-update cluster --instance-group-roles ${KOPS_UPDATED_ROLES}${option} --yes`,
  ];
}

export function kopsWiring(file: EncryptionFile): ControlPlaneWiring {
  const outside = socketsOf(file).find((socket) => !socket.startsWith(KOPS_FOLDER));
  if (outside !== undefined) {
    throw new Error(`kOps mounts only ${KOPS_FOLDER} into the API server, and the KMS socket ${named(outside)} is ` +
      `outside of it; configure the plugin to listen on unix://${KOPS_FOLDER}kms/socket.sock`);
  }
  return ControlPlaneWiring._of({
    file,
    texts: {
      'encryption-config.yaml': file._text(),
      'cluster-patch.yaml': Yaml.stringify({ spec: { encryptionConfig: true } }),
    },
    holdsFile: true,
    pluginSteps: pluginSteps(file),
    steps: [
      'kops create secret encryptionconfig -f encryption-config.yaml',
      'kops edit cluster   # merge cluster-patch.yaml',
      ...kopsUpdate(),
    ],
  });
}

const DROP_INS = {
  k3s: (hostFile: HostFile, file: EncryptionFile) => ({
    texts: { [DROP_IN]: Yaml.stringify({ 'kube-apiserver-arg+': args(hostFile, file) }) },
  }),
  rke2: (hostFile: HostFile, file: EncryptionFile) => ({
    texts: {
      [DROP_IN]: Yaml.stringify({
        'kube-apiserver-arg+': args(hostFile, file),
        'kube-apiserver-extra-mount+': mountsOf(hostFile, file).map(({ path }) => `${path}:${path}:ro`),
      }),
    },
  }),
};

function args(hostFile: HostFile, file: EncryptionFile): string[] {
  return Object.entries(flagsOf(hostFile, file)).map(([name, value]) => `${name}=${value}`);
}
