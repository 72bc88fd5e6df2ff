import { Graph } from './graph';
import { Container, Pod, Volume } from './pod';
import { at, Fields, fieldsOf, isFields, itemsOf, mappingsOf, textAt } from './read';
import { isSecretsStore } from './references';
import { storeObjectsOf } from './secret-provider-class';
import {
  asWritten, DEFAULT_FILE_MODE, fsGroupFor, ProcessIdentity, readsFile, sharedId, VolumeFileAccess, WantedFile,
} from '../facts/file-access';

/** The permissions that some files of a volume end up with, in the container. */
export interface FilePermissions extends VolumeFileAccess {
  /** Whether the volume's driver leaves the files to group root whatever `fsGroup` says. */
  readonly ignoresGroup: boolean;

  /** Whether a container may read them; where it depends on the user of the image, it may. */
  readableBy(container: Container): boolean;
}

/** The permissions of the secret and configuration files of a volume, each once; none for a volume without any. */
export function permissionsOf(graph: Graph, pod: Pod, volume: Volume): FilePermissions[] {
  // Windows has no such modes, and without a pod's word on its system the node's is not known.
  if (textAt(pod.spec, 'os', 'name') === 'windows') {
    return [];
  }
  const ignoresGroup = isSecretsStore(volume.spec);
  const files: OwnedFile[] = ignoresGroup
    ? storeModes(graph, pod, volume).map((mode) => ({ mode })) : [...filesIn(volume.spec, pod)];
  const fsGroup = ignoresGroup ? undefined : numberAt(pod.spec, 'securityContext', 'fsGroup');
  const different = new Map(files.map((file) => [`${file.mode} ${file.user}`, file]));
  return [...different.values()].map((file) => permissions({ ...file, fsGroup }, ignoresGroup));
}

function permissions(file: WantedFile, ignoresGroup: boolean): FilePermissions {
  const written = asWritten(file);
  return {
    ...written,
    ignoresGroup,
    readableBy: (container) => readsFile(written, identityOf(container)) !== 'no',
  };
}

/**
 * The fsGroup through which all containers of a pod read its files. Where a controller adds containers that the object
 * does not show, they run as the group of the pod.
 */
export function fsGroupOf(pod: Pod): number {
  const shown = pod.containers.filter(({ forOthers }) => forOthers !== true)
    .map((container) => asNumber(security(container, 'runAsGroup')));
  const isWhole = pod.kind.shows === 'whole' && pod.shape.isPodSpec;
  return fsGroupFor(isWhole ? shown : [...shown, numberAt(pod.spec, 'securityContext', 'runAsGroup')]);
}

function identityOf(container: Container): ProcessIdentity {
  const { pod } = container;
  const fsGroup = numberAt(pod, 'securityContext', 'fsGroup');
  const groups = itemsOf(at(pod, 'securityContext', 'supplementalGroups')).filter((group) => typeof group === 'number');
  return {
    user: asNumber(security(container, 'runAsUser')),
    nonRoot: security(container, 'runAsNonRoot') === true,
    group: asNumber(security(container, 'runAsGroup')),
    groups: fsGroup === undefined ? groups : [...groups, fsGroup],
  };
}

function security(container: Container, field: string): unknown {
  return at(container.spec, 'securityContext', field) ?? at(container.pod, 'securityContext', field);
}

function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  return asNumber(at(value, ...path));
}

function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** A file, and the user who is to own it. */
type OwnedFile = Pick<WantedFile, 'mode' | 'user'>;

function* filesIn(volume: Fields, pod: Pod): Generator<OwnedFile> {
  for (const source of [volume.secret, volume.configMap]) {
    if (isFields(source)) {
      yield* itemFiles(source, source);
    }
  }
  const projected = fieldsOf(volume.projected);
  for (const [source] of mappingsOf(projected.sources)) {
    for (const projection of [source.secret, source.configMap]) {
      if (isFields(projection)) {
        yield* itemFiles(projection, projected);
      }
    }
    for (const projection of [source.serviceAccountToken, source.podCertificate, source.clusterTrustBundle]) {
      if (isFields(projection)) {
        yield credentialFile(projection, projected, pod);
      }
    }
  }
}

/** The files of the keys of an object. */
function* itemFiles(source: Fields, defaults: Fields): Generator<OwnedFile> {
  const general = { mode: asNumber(defaults.defaultMode) ?? DEFAULT_FILE_MODE, user: asNumber(defaults.defaultUser) };
  const items = [...mappingsOf(source.items)];
  if (items.length === 0) {
    yield general;
  }
  for (const [item] of items) {
    yield { mode: asNumber(item.mode) ?? general.mode, user: asNumber(item.user) ?? general.user };
  }
}

/**
 * A token, a certificate or the certificates of authorities: with a user or an fsGroup the kubelet makes it 0600, and
 * it takes the user that all containers share where none is set.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/volume/projected/projected.go
 */
function credentialFile(projection: Fields, { defaultMode, defaultUser }: Fields, pod: Pod): OwnedFile {
  const user = asNumber(projection.user) ?? asNumber(defaultUser) ?? sharedUser(pod);
  const isPrivate = user !== undefined || numberAt(pod.spec, 'securityContext', 'fsGroup') !== undefined;
  return { mode: isPrivate ? 0o600 : asNumber(defaultMode) ?? DEFAULT_FILE_MODE, user };
}

/** The user that every container of a pod is told to run as. */
function sharedUser({ containers }: Pod): number | undefined {
  return sharedId(containers.map((container) => asNumber(security(container, 'runAsUser'))));
}

/** The modes that the class of a Secrets Store volume has its provider give, where that can be told. */
function storeModes(graph: Graph, pod: Pod, volume: Volume): number[] {
  const name = textAt(volume.spec, 'csi', 'volumeAttributes', 'secretProviderClass');
  return graph.find('SecretProviderClass', pod.resource.namespace, name).flatMap(({ resource }) => {
    const files = (resource && storeObjectsOf(resource)?.objects.flatMap((object) => object.files)) ?? [];
    return files.flatMap(({ mode }) => mode ?? []);
  });
}
