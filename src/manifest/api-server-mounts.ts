import { Container, Pod } from './pod';
import { at, Fields, fieldsOf, isFields, itemsOf, mappingsOf, textAt, textOf } from './read';
import { isInImage, isWithin, normalPath } from '../facts/api-server-flags';
import { FOLDERS_OF_KUBEADM, KUBEADM_CERTIFICATES } from '../facts/kubeadm';

/** What is seen at a path of a container. */
export enum Seen {
  /** Nothing is mounted there, and the image has nothing there. */
  NOTHING,
  /** A folder, where a file should be. */
  FOLDER,
  /** A volume that nothing else writes to: it is empty. */
  EMPTY,
  /** A volume whose files are named, and this is not one of them. */
  ANOTHER_FILE,
  /** Something, or nobody can tell. */
  SOMETHING,
}

/** What an API server sees at an absolute path. */
export type ApiServerMounts = (path: string) => Seen;

interface Mounted {
  readonly folder: string;
  readonly see: (rest: string) => Seen;
}

/** What a container sees. */
export function apiServerMounts(pod: Pod, container: Container): ApiServerMounts {
  const volumes = new Map([...mappingsOf(pod.spec.volumes)].map(([volume]) => [textOf(volume.name), volume]));
  const mounts = [...mappingsOf(container.spec.volumeMounts)].flatMap(([mount]): Mounted[] => {
    const folder = textOf(mount.mountPath);
    const volume = volumes.get(textOf(mount.name));
    return folder === '' ? [] : [{
      folder: normalPath(folder),
      see: (rest) => volume === undefined ? Seen.SOMETHING : seenIn(pod, container, volume, mount, rest),
    }];
  });
  return (path) => seenAt(mounts, path);
}

/** What the API server of a `ClusterConfiguration` sees: kubeadm mounts the folders that it needs itself. */
export function kubeadmMounts(configuration: Fields): ApiServerMounts {
  const etcd = ['caFile', 'certFile', 'keyFile'].map((field) => textAt(configuration, 'etcd', 'external', field))
    .filter((file) => file !== '').map((file) => file.slice(0, file.lastIndexOf('/')));
  const folders = [textOf(configuration.certificatesDir) || KUBEADM_CERTIFICATES, ...FOLDERS_OF_KUBEADM, ...etcd];
  const extra = [...mappingsOf(at(configuration, 'apiServer', 'extraVolumes'))].map(([volume]): Mounted => ({
    folder: normalPath(textOf(volume.mountPath)),
    see: (rest) => seenOnHost(textOf(volume.pathType), rest),
  }));
  const own = folders.map((folder): Mounted => ({ folder: normalPath(folder), see: () => Seen.SOMETHING }));
  return (path) => seenAt([...own, ...extra], path);
}

/** The deepest mount hides what is below it. */
function seenAt(mounts: readonly Mounted[], path: string): Seen {
  const [deepest] = mounts.filter(({ folder }) => isWithin(path, folder))
    .sort((one, other) => other.folder.length - one.folder.length);
  if (deepest === undefined) {
    return isInImage(path) ? Seen.SOMETHING : Seen.NOTHING;
  }
  return deepest.see(path.slice(deepest.folder.length).replace(/^\//, ''));
}

function seenIn(pod: Pod, container: Container, volume: Fields, mount: Fields, rest: string): Seen {
  const subPath = textOf(mount.subPath);
  if (isFields(volume.hostPath)) {
    return subPath === '' ? seenOnHost(textOf(volume.hostPath.type), rest) : Seen.SOMETHING;
  }
  const inVolume = [subPath, rest].filter((part) => part !== '').join('/');
  if (isFields(volume.emptyDir)) {
    return isMountedElsewhere(pod, container, textOf(volume.name)) ? Seen.SOMETHING : Seen.EMPTY;
  }
  const files = textOf(mount.subPathExpr) === '' ? filesOf(volume) : undefined;
  if (files === undefined || files.includes(inVolume)) {
    return Seen.SOMETHING;
  }
  return inVolume === '' || files.some((file) => isWithin(`/${file}`, `/${inVolume}`))
    ? Seen.FOLDER : Seen.ANOTHER_FILE;
}

/** By the type of a path on the host, which the kubelet checks or makes before the container starts. */
function seenOnHost(type: string, rest: string): Seen {
  if (rest === '') {
    return ['Directory', 'DirectoryOrCreate'].includes(type) ? Seen.FOLDER : Seen.SOMETHING;
  }
  return ['', 'Directory', 'DirectoryOrCreate'].includes(type) ? Seen.SOMETHING : Seen.NOTHING;
}

/** The files of a volume, where all of them are named. */
function filesOf(volume: Fields): string[] | undefined {
  if (isFields(volume.projected)) {
    const parts = itemsOf(volume.projected.sources).map((source) =>
      Object.values(fieldsOf(source)).map((part) => itemFiles(fieldsOf(part))));
    const files = parts.flat();
    return files.length > 0 && files.every((part) => part !== undefined) ? files.flat() as string[] : undefined;
  }
  return ['secret', 'configMap'].map((kind) => volume[kind]).filter(isFields).map(itemFiles)[0];
}

function itemFiles(source: Fields): string[] | undefined {
  const items = [...mappingsOf(source.items)].map(([item]) => textOf(item.path));
  if (items.length > 0) {
    return items;
  }
  return textOf(source.path) === '' ? undefined : [textOf(source.path)];
}

function isMountedElsewhere(pod: Pod, container: Container, name: string): boolean {
  return pod.containers.some((other) => other !== container && other.pointer !== container.pointer
    && [...mappingsOf(other.spec.volumeMounts)].some(([mount]) => textOf(mount.name) === name));
}
