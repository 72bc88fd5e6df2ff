import { createHash } from 'crypto';
import { posix } from 'path';
import { named, quoted } from '../../redaction/quoted';
import { EncryptionFile } from '../encryption-file';
import { shellQuoted } from '../shell';

export const FOLDER = '/etc/kubernetes/enc';
export const FILE_NAME = 'encryption-config.yaml';
const KMS_V1_FLAG = { 'feature-gates': 'KMSv1=true' };
export const KMS_V1_NOTE = 'the wiring sets --feature-gates=KMSv1=true; where the API server already has the flag, ' +
  'add KMSv1=true to its list and not a second flag';

/** A folder of the host that the API server sees under the same path. */
export interface HostMount {
  readonly name: string;
  readonly path: string;
}

/** The encryption file on a control-plane host. */
export class HostFile {
  public readonly path: string;

  public constructor(public readonly folder: string) {
    const isNormal = posix.isAbsolute(folder) && posix.normalize(folder) === folder && !folder.endsWith('/');
    if (!isNormal || /[^-._/a-zA-Z0-9]/.test(folder)) {
      throw new Error(`got ${quoted(folder)} as the folder of the encryption file; it must be an absolute path to a ` +
        `dedicated directory, with no '..' and no trailing slash, as in ${FOLDER}`);
    }
    this.path = posix.join(folder, FILE_NAME);
  }

  public installCommands(): string[] {
    return ['sudo sh install.sh   # on every control-plane node, in the copied folder of this stage'];
  }

  public removeCommands(edit: string): string[] {
    return [
      `on every control-plane node, one after the other: ${edit}; wait until the API server is ready again`,
      `sudo rm ${this.path}   # on every control-plane node, once no API server has the flag`,
    ];
  }
}

/** Flags of kube-apiserver. The API server refuses the flag for reload without the flag for the file. */
export function flagsOf(hostFile: HostFile, file: EncryptionFile): { [name: string]: string } {
  return {
    'encryption-provider-config': hostFile.path,
    'encryption-provider-config-automatic-reload': 'true',
    ...file.needsKmsV1 ? KMS_V1_FLAG : {},
  };
}

/** A KMS provider of a file, and where its plugin listens. */
export interface KmsSocket {
  readonly provider: string;
  readonly path: string;
}

/** The KMS providers of a file, each once. */
export function kmsSocketsOf(file: EncryptionFile): KmsSocket[] {
  const providers = file._document().resources.flatMap((entry) =>
    entry.providers.flatMap(({ kms }) => kms ? [kms] : []));
  return [...new Map(providers.map((kms) => [kms.name, {
    provider: kms.name,
    path: decodeURIComponent(kms.endpoint.replace(/^unix:(\/\/)?/i, '')),
  }])).values()];
}

/** Paths of the sockets of the KMS plugins. */
export function socketsOf(file: EncryptionFile): string[] {
  return [...new Set(kmsSocketsOf(file).map(({ path }) => path))];
}

/** The folders of the file and of the sockets: a plugin that restarts creates a new socket in the same folder. */
export function mountsOf(hostFile: HostFile, file: EncryptionFile): HostMount[] {
  return [
    { name: 'encryption-config', path: hostFile.folder },
    ...mountable(file).filter((folder) => folder !== hostFile.folder)
      .map((path, index) => ({ name: index === 0 ? 'kms-plugin' : `kms-plugin-${index + 1}`, path })),
  ];
}

function socketFoldersOf(file: EncryptionFile): string[] {
  return [...new Set(socketsOf(file).map((socket) => posix.dirname(socket)))];
}

/** The folders of the sockets, each of which can be mounted. */
export function mountable(file: EncryptionFile): string[] {
  const abstract = socketsOf(file).find((socket) => !socket.startsWith('/'));
  if (abstract !== undefined) {
    throw new Error(
      `KMS socket ${quoted(abstract)} is not an absolute path, so no folder can be mounted for it; ` +
      'configure the plugin to listen on a socket file',
    );
  }
  const folders = socketFoldersOf(file);
  const wide = folders.find((folder) => ['/', '/run', '/var/run', '/etc', '/var', '/tmp'].includes(folder));
  if (wide !== undefined) {
    throw new Error(
      `the KMS socket is directly in ${named(wide)}, and mounting that folder would give the API server much else ` +
      'of the host; use a dedicated folder for the socket, as in /var/run/kmsplugin/socket.sock',
    );
  }
  const odd = folders.find((folder) => folder.includes(':'));
  if (odd !== undefined) {
    throw new Error(
      `the KMS socket is in ${quoted(odd)}, and a folder with ':' in its path cannot be mounted; ` +
      'configure the plugin to listen in another folder',
    );
  }
  return folders;
}

/** What API servers need for a file beyond what the previous file needed. */
export interface WiringDifference {
  readonly flags: { readonly [name: string]: string };
  /** Folders of sockets that were not mounted. */
  readonly mounts: readonly HostMount[];
}

/**
 * The difference between the wiring for two files. The names of its volumes come from their paths, and the wiring for a
 * whole file has none of them: they never clash with a volume that is there.
 */
export function wiringDifference(
  hostFile: HostFile | undefined,
  before: EncryptionFile,
  after: EncryptionFile,
): WiringDifference {
  const there = [...socketFoldersOf(before), hostFile?.folder];
  const isNew = (folder: string) => !there.includes(folder);
  return {
    flags: addedFlags(before, after),
    mounts: (socketFoldersOf(after).some(isNew) ? mountable(after) : []).filter(isNew).map((path) => ({
      name: `kms-plugin-${createHash('sha256').update(path).digest('hex').slice(0, 10)}`,
      path,
    })),
  };
}

export function addedFlags(before: EncryptionFile, after: EncryptionFile): { [name: string]: string } {
  return after.needsKmsV1 && !before.needsKmsV1 ? { ...KMS_V1_FLAG } : {};
}

export function isEmpty({ flags, mounts }: WiringDifference): boolean {
  return Object.keys(flags).length === 0 && mounts.length === 0;
}

/** What every host needs before an API server gets the flags, apart from the plugins. */
export function preparation(hostFile: HostFile, file: EncryptionFile): string[] {
  return [
    `on every control-plane node: the encryption file is ${hostFile.path}, owned by root, mode 0600, in a folder of ` +
    'mode 0700',
    ...file.needsKmsV1 ? [KMS_V1_NOTE] : [],
  ];
}

/** Steps that bring the plugins to every node, before anything of the API server is changed for them. */
export function pluginSteps(file: EncryptionFile, before?: EncryptionFile): string[] {
  const there = before ? kmsSocketsOf(before).map(({ provider }) => provider) : [];
  return kmsSocketsOf(file).filter(({ provider }) => !there.includes(provider)).flatMap(({ provider, path }) => [
    `on every control-plane node: run the KMS plugin of provider ${JSON.stringify(provider)} as a static pod or a ` +
    `service of the host, started before the API server, listening on ${JSON.stringify(path)}; every plugin uses the ` +
    'same key of the KMS',
    `sudo test -S ${shellQuoted(path)}   # on every control-plane node: the plugin listens`,
    `on every control-plane node: run the health check of the plugin for ${JSON.stringify(provider)}: it reaches the ` +
    'KMS, and may encrypt and decrypt with the key; continue only when all of them do',
  ]);
}

/** Folders of sockets that nothing needs any more once the previous file is gone. */
export function unusedFolders(before: EncryptionFile | undefined, after: EncryptionFile | undefined): string[] {
  const kept = after ? socketFoldersOf(after) : [];
  return before ? socketFoldersOf(before).filter((folder) => !kept.includes(folder)) : [];
}
