import { Yaml } from 'cdk8s';
import { EncryptionFile } from '../encryption-file';
import { ControlPlaneWiring } from './control-plane-wiring';
import { flagsOf, HostFile, mountsOf, preparation } from './host-file';
import { podPatch, PATCH_FILE, patchCommands } from './static-pod';

/** Versions of kubeadm's configuration. */
export enum KubeadmApiVersion {
  /** Extra arguments are a map: kubeadm 1.22 to 1.35. */
  V1BETA3 = 'v1beta3',
  /** Extra arguments are a list: kubeadm 1.31 and later. */
  V1BETA4 = 'v1beta4',
}

export function kubeadmWiring(hostFile: HostFile, file: EncryptionFile, version: KubeadmApiVersion): ControlPlaneWiring {
  const flags = flagsOf(hostFile, file);
  const configuration = {
    apiVersion: `kubeadm.k8s.io/${version}`,
    kind: 'ClusterConfiguration',
    apiServer: {
      extraArgs: version === KubeadmApiVersion.V1BETA3 ? flags : Object.entries(flags).map(([name, value]) => ({ name, value })),
      extraVolumes: mountsOf(hostFile, file).map(({ name, path }) => ({ name, hostPath: path, mountPath: path, readOnly: true, pathType: 'DirectoryOrCreate' })),
    },
  };
  return ControlPlaneWiring._of({
    file,
    texts: { 'kubeadm.yaml': Yaml.stringify(configuration), [PATCH_FILE]: podPatch(hostFile, file) },
    holdsFile: false,
    steps: [
      ...preparation(hostFile, file),
      'put the content of kubeadm.yaml into the ConfigMap kubeadm-config of kube-system, so that upgrades and new nodes keep it',
      ...patchCommands(),
    ],
  });
}
