import { Graph } from './graph';
import { Container, Pod, Volume } from './pod';
import { at, Fields, fieldsOf, isFields, itemsOf, mappingsOf, textAt } from './read';
import { isSecretsStore } from './references';

/** The permissions that some files of a volume end up with, in the container. */
export interface FilePermissions {
  /** Permission bits of the files, 0 to 0o777. */
  readonly mode: number;

  /** Whether the volume's driver leaves the files to group root whatever `fsGroup` says. */
  readonly ignoresGroup: boolean;

  /** Whether a container can be counted on to read them. */
  readableBy(container: Container): boolean;
}

const DEFAULT_MODE = 0o644;

/** The permissions of the secret and configuration files of a volume, each once; none for a volume without any. */
export function permissionsOf(graph: Graph, pod: Pod, volume: Volume): FilePermissions[] {
  // Windows has no such modes, and without a pod's word on its system the node's is not known.
  if (textAt(pod.spec, 'os', 'name') === 'windows') {
    return [];
  }
  if (isSecretsStore(volume.spec)) {
    return [...new Set(storeModes(graph, pod, volume))].map((mode) => permissions(mode, true));
  }
  return [...new Set(volumeModes(volume.spec))].map((mode) => permissions(mode, false));
}

function permissions(mode: number, ignoresGroup: boolean): FilePermissions {
  return {
    mode,
    ignoresGroup,
    readableBy: (container) => mayRead(mode) || mayBeRoot(container)
      // With fsGroup the kubelet gives the files to that group and adds group-read to any mode.
      || (!ignoresGroup && typeof at(container.pod, 'securityContext', 'fsGroup') === 'number')
      || (mayRead(Math.floor(mode / 8)) && inRootGroup(container)),
  };
}

/** Whether the lowest octal digit of a mode has the bit for reading. */
function mayRead(mode: number): boolean {
  return mode % 8 >= 4;
}

function mayBeRoot(container: Container): boolean {
  const user = security(container, 'runAsUser');
  return typeof user === 'number' ? user === 0 : security(container, 'runAsNonRoot') !== true;
}

function inRootGroup(container: Container): boolean {
  return security(container, 'runAsGroup') === 0
    || itemsOf(at(container.pod, 'securityContext', 'supplementalGroups')).includes(0);
}

function security(container: Container, field: string): unknown {
  return at(container.spec, 'securityContext', field) ?? at(container.pod, 'securityContext', field);
}

function* volumeModes(volume: Fields): Generator<number> {
  for (const source of [volume.secret, volume.configMap]) {
    if (isFields(source)) {
      yield* fileModes(source, source.defaultMode);
    }
  }
  const projected = fieldsOf(volume.projected);
  for (const [source] of mappingsOf(projected.sources)) {
    for (const projection of [source.secret, source.configMap]) {
      if (isFields(projection)) {
        yield* fileModes(projection, projected.defaultMode);
      }
    }
  }
}

function* fileModes(source: Fields, defaultMode: unknown): Generator<number> {
  const general = typeof defaultMode === 'number' ? defaultMode : DEFAULT_MODE;
  const items = [...mappingsOf(source.items)];
  if (items.length === 0) {
    yield general;
  }
  for (const [item] of items) {
    yield typeof item.mode === 'number' ? item.mode : general;
  }
}

/** The modes that the class of a Secrets Store volume asks its provider for, where it asks for any. */
function storeModes(graph: Graph, pod: Pod, volume: Volume): number[] {
  const name = textAt(volume.spec, 'csi', 'volumeAttributes', 'secretProviderClass');
  return graph.find('SecretProviderClass', pod.resource.namespace, name).flatMap(({ resource }) => {
    const parameters = fieldsOf(at(resource?.object, 'spec', 'parameters'));
    return Object.values(parameters).flatMap((value) => (typeof value === 'string' ? filePermissionsIn(value) : []));
  });
}

/** `filePermission` of the Vault, AWS and Azure providers: octal digits in a YAML document within a string. */
function filePermissionsIn(text: string): number[] {
  return [...text.matchAll(/\bfilePermission"?\s*:\s*["']?(?:0o?)?([0-7]{3})\b/g)].map((match) => parseInt(match[1], 8));
}
