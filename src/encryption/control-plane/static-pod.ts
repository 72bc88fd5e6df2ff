import { Yaml } from 'cdk8s';
import { EncryptionFile } from '../encryption-file';
import { ControlPlaneWiring } from './control-plane-wiring';
import { flagsOf, HostFile, mountsOf, preparation } from './host-file';

export const PATCH_FILE = 'kube-apiserver-patch.yaml';
/** Beside the folder of manifests and not in it, so that the kubelet sees the whole file at once. */
const DRAFT = '/etc/kubernetes/kube-apiserver.after.yaml';
const MANIFEST = '/etc/kubernetes/manifests/kube-apiserver.yaml';

export function staticPodWiring(hostFile: HostFile, file: EncryptionFile): ControlPlaneWiring {
  return ControlPlaneWiring._of({
    file,
    texts: { [PATCH_FILE]: podPatch(hostFile, file) },
    holdsFile: false,
    steps: [...preparation(hostFile, file), ...patchCommands()],
  });
}

/** A JSON patch, since a merge would replace the command of the container. */
export function podPatch(hostFile: HostFile, file: EncryptionFile): string {
  const add = (path: string, value: unknown) => ({ op: 'add', path, value });
  const mounts = mountsOf(hostFile, file);
  return Yaml.stringify([
    ...Object.entries(flagsOf(hostFile, file)).map(([name, value]) => add('/spec/containers/0/command/-', `--${name}=${value}`)),
    ...mounts.map(({ name, path }) => add('/spec/containers/0/volumeMounts/-', { name, mountPath: path, readOnly: true })),
    ...mounts.map(({ name, path }) => add('/spec/volumes/-', { name, hostPath: { path, type: 'DirectoryOrCreate' } })),
  ]);
}

export function patchCommands(): string[] {
  return [
    `on every control-plane node, one after the other: sudo cp ${MANIFEST} /root/kube-apiserver.before.yaml`,
    `sudo sh -c 'umask 077 && kubectl patch --local --filename /root/kube-apiserver.before.yaml --type json --patch-file ${PATCH_FILE} --output yaml > ${DRAFT}'`,
    `sudo mv ${DRAFT} ${MANIFEST}   # the kubelet restarts the API server; wait until it is ready, then go to the next node`,
  ];
}
