import { posix } from 'path';
import { EncryptionFile } from '../encryption-file';

export const FOLDER = '/etc/kubernetes/enc';
export const FILE_NAME = 'encryption-config.yaml';

/** A folder of the host that the API server sees under the same path. */
export interface HostMount {
  readonly name: string;
  readonly path: string;
}

/** The encryption file on a control-plane host. */
export class HostFile {
  public readonly path: string;

  public constructor(public readonly folder: string) {
    if (!posix.isAbsolute(folder) || posix.normalize(folder) !== folder || folder === '/' || folder.endsWith('/') || /[^-._/a-zA-Z0-9]/.test(folder)) {
      throw new Error(`got ${JSON.stringify(folder)} as the folder of the encryption file; give an absolute path of a folder of its own, without '..' and a slash at the end, as in ${FOLDER}`);
    }
    this.path = posix.join(folder, FILE_NAME);
  }

  public installCommands(): string[] {
    return ['sudo sh install.sh   # on every control-plane node, in the copied folder of this stage'];
  }

  public removeCommands(edit: string): string[] {
    return [`on every control-plane node, one after the other: ${edit}; wait until the API server is ready again`, `sudo rm ${this.path}   # on every control-plane node, once no API server has the flag`];
  }
}

/** Flags of kube-apiserver. The one for reload never comes without the one for the file, which the API server refuses. */
export function flagsOf(hostFile: HostFile, file: EncryptionFile): { [name: string]: string } {
  return {
    'encryption-provider-config': hostFile.path,
    'encryption-provider-config-automatic-reload': 'true',
    ...file.needsKmsV1 ? { 'feature-gates': 'KMSv1=true' } : {},
  };
}

/** Paths of the sockets of the KMS plugins. */
export function socketsOf(file: EncryptionFile): string[] {
  return [...new Set(file._document().resources.flatMap((entry) => entry.providers.flatMap((provider) =>
    provider.kms ? [decodeURIComponent(provider.kms.endpoint.replace(/^unix:(\/\/)?/i, ''))] : [])))];
}

/** The folder of the file, and the folders of the sockets: a plugin that restarts makes a new socket in the same folder. */
export function mountsOf(hostFile: HostFile, file: EncryptionFile): HostMount[] {
  const abstract = socketsOf(file).find((socket) => !socket.startsWith('/'));
  if (abstract !== undefined) {
    throw new Error(`KMS socket ${JSON.stringify(abstract)} is no absolute path, so no folder can be mounted for it; let the plugin listen on a socket file`);
  }
  const folders = [...new Set(socketsOf(file).map((socket) => posix.dirname(socket)))].filter((folder) => folder !== hostFile.folder);
  const wide = folders.find((folder) => ['/', '/run', '/var/run', '/etc', '/var', '/tmp'].includes(folder));
  if (wide !== undefined) {
    throw new Error(`the KMS socket lies directly in ${wide}, and mounting that folder would give the API server much else of the host; give the socket a folder of its own, as in /var/run/kmsplugin/socket.sock`);
  }
  return [
    { name: 'encryption-config', path: hostFile.folder },
    ...folders.map((path, index) => ({ name: index === 0 ? 'kms-plugin' : `kms-plugin-${index + 1}`, path })),
  ];
}

/** What every host needs before an API server gets the flags. */
export function preparation(hostFile: HostFile, file: EncryptionFile): string[] {
  return [
    `on every control-plane node: the encryption file is ${hostFile.path}, of root, mode 0600, in a folder of mode 0700`,
    ...socketsOf(file).map((socket) => `on every control-plane node: the KMS plugin runs (as a static pod or a service of the host, before the API server) and answers on ${socket}`),
    ...file.needsKmsV1 ? ['the wiring sets --feature-gates=KMSv1=true; where the API server has the flag already, add KMSv1=true to its list instead of a second flag'] : [],
  ];
}
