import { Yaml } from 'cdk8s';
import { EncryptionFile } from '../encryption-file';
import { ControlPlaneWiring } from './control-plane-wiring';
import {
  flagsOf, HostFile, HostMount, isEmpty, mountsOf, pluginSteps, preparation, WiringDifference,
} from './host-file';
import { Rewiring } from './rewiring';
import { podPatch, PATCH_FILE, patchCommands, staticPodRewiring } from './static-pod';

/** Versions of kubeadm's configuration. */
export enum KubeadmApiVersion {
  /** Extra arguments are a map: kubeadm 1.22 to 1.36. */
  V1BETA3 = 'v1beta3',
  /** Extra arguments are a list: kubeadm 1.31 and later. */
  V1BETA4 = 'v1beta4',
  /** As `V1BETA4`: kubeadm 1.37 and later. */
  V1 = 'v1',
}

const CONFIGURATION_FILE = 'kubeadm.yaml';

export function kubeadmWiring(
  hostFile: HostFile, file: EncryptionFile, version: KubeadmApiVersion,
): ControlPlaneWiring {
  const [flags, mounts] = [flagsOf(hostFile, file), mountsOf(hostFile, file)];
  return ControlPlaneWiring._of({
    file,
    texts: { [CONFIGURATION_FILE]: configuration(version, flags, mounts), [PATCH_FILE]: podPatch(flags, mounts) },
    holdsFile: false,
    pluginSteps: pluginSteps(file),
    steps: [
      ...preparation(hostFile, file),
      `merge ${CONFIGURATION_FILE} into the ConfigMap kubeadm-config of kube-system: upgrades and new nodes then ` +
      'keep it',
      ...patchCommands(flags, mounts),
    ],
  });
}

export function kubeadmRewiring(version: KubeadmApiVersion, difference: WiringDifference): Rewiring {
  const { texts, steps } = staticPodRewiring(difference);
  if (isEmpty(difference)) {
    return { texts, steps };
  }
  return {
    texts: { [CONFIGURATION_FILE]: configuration(version, difference.flags, difference.mounts), ...texts },
    steps: [
      `add the items of ${CONFIGURATION_FILE} to the lists in the ConfigMap kubeadm-config of kube-system, without ` +
      'removing or repeating any: upgrades and new nodes then keep them',
      ...steps,
    ],
  };
}

/** What kubeadm gives to API servers that it makes. */
export function configuration(
  version: KubeadmApiVersion,
  flags: { readonly [name: string]: string },
  mounts: readonly HostMount[],
): string {
  const list = Object.entries(flags).map(([name, value]) => ({ name, value }));
  const args = version === KubeadmApiVersion.V1BETA3 ? flags : list;
  return Yaml.stringify({
    apiVersion: `kubeadm.k8s.io/${version}`,
    kind: 'ClusterConfiguration',
    apiServer: {
      ...Object.keys(flags).length > 0 ? { extraArgs: args } : {},
      ...mounts.length > 0 ? {
        extraVolumes: mounts.map(({ name, path }) => ({
          name, hostPath: path, mountPath: path, readOnly: true, pathType: 'DirectoryOrCreate',
        })),
      } : {},
    },
  });
}
