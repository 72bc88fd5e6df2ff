import { Yaml } from 'cdk8s';
import { EncryptionFile } from '../encryption-file';
import { shellQuoted } from '../shell';
import { ControlPlaneWiring } from './control-plane-wiring';
import {
  flagsOf, HostFile, HostMount, isEmpty, KMS_V1_NOTE, mountsOf, pluginSteps, preparation, WiringDifference,
} from './host-file';
import { PRESENT_FOLDER, Rewiring } from './rewiring';

export const PATCH_FILE = 'kube-apiserver-patch.yaml';
/** Beside the folder of manifests and not in it, so that the kubelet sees the whole file at once. */
const DRAFT = '/etc/kubernetes/kube-apiserver.after.yaml';
const MANIFEST = '/etc/kubernetes/manifests/kube-apiserver.yaml';

export function staticPodWiring(hostFile: HostFile, file: EncryptionFile): ControlPlaneWiring {
  return ControlPlaneWiring._of({
    file,
    texts: { [PATCH_FILE]: podPatch(flagsOf(hostFile, file), mountsOf(hostFile, file)) },
    holdsFile: false,
    pluginSteps: pluginSteps(file),
    steps: [...preparation(hostFile, file), ...patchCommands(flagsOf(hostFile, file), mountsOf(hostFile, file))],
  });
}

/** What to add to running API servers. */
export function staticPodRewiring(difference: WiringDifference): Rewiring {
  if (isEmpty(difference)) {
    return { texts: {}, steps: [] };
  }
  const { flags, mounts } = difference;
  return {
    texts: { [PATCH_FILE]: podPatch(flags, mounts) },
    steps: [...Object.keys(flags).length > 0 ? [KMS_V1_NOTE] : [], ...patchCommands(flags, mounts)],
  };
}

/** A step that makes API servers read the file from our path, if they read another one. */
export function samePath(hostFile: HostFile): string[] {
  return [
    `sudo grep -F -e --encryption-provider-config= ${MANIFEST}   # on every control-plane node: prints the path ` +
    `${hostFile.path}; where it prints another path, run install.sh of ${PRESENT_FOLDER} there first, then change ` +
    `the flag, and add the volume of ${hostFile.folder} and its mount, one node after the other`,
  ];
}

/** A JSON patch, since a merge would replace the command of the container. */
export function podPatch(flags: { readonly [name: string]: string }, mounts: readonly HostMount[]): string {
  const add = (path: string, value: unknown) => ({ op: 'add', path, value });
  const container = '/spec/containers/0';
  return Yaml.stringify([
    ...Object.entries(flags).map(([name, value]) => add(`${container}/command/-`, `--${name}=${value}`)),
    ...mounts.map(({ name, path }) => add(`${container}/volumeMounts/-`, { name, mountPath: path, readOnly: true })),
    ...mounts.map(({ name, path }) => add('/spec/volumes/-', { name, hostPath: { path, type: 'DirectoryOrCreate' } })),
  ]);
}

/** A pod with the same flag, volume or mount twice does not start, so the first command looks for them. */
export function patchCommands(flags: { readonly [name: string]: string }, mounts: readonly HostMount[]): string[] {
  const wanted = [...Object.keys(flags).map((name) => `--${name}=`), ...mounts.map(({ path }) => path)];
  const patterns = wanted.map((text) => `-e ${shellQuoted(text)}`).join(' ');
  return [
    `sudo grep -nF ${patterns} ${MANIFEST}   # on every control-plane node: prints nothing; what it prints is ` +
    `already wired: remove it from ${PATCH_FILE} first`,
    `on every control-plane node, one after the other: sudo cp ${MANIFEST} /root/kube-apiserver.before.yaml`,
    'sudo sh -c \'umask 077 && kubectl patch --local --filename /root/kube-apiserver.before.yaml --type json ' +
    `--patch-file ${PATCH_FILE} --output yaml > ${DRAFT}'`,
    `sudo mv ${DRAFT} ${MANIFEST}   # the kubelet restarts the API server; wait until it is ready, then go to the ` +
    'next node',
  ];
}

/** Steps that remove mounts that nothing needs any more. */
export function unmountSteps(folders: readonly string[]): string[] {
  return folders.map((folder) =>
    `${MANIFEST}: remove the volume of ${JSON.stringify(folder)} and its mount, one node after the other`);
}
