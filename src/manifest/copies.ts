import { Graph } from './graph';
import { Container, Pod, Volume } from './pod';
import { at, mappingsOf, pointerTo, textAt, textOf, textsOf } from './read';
import { isStatic, Reference } from './references';
import { copiesInto, isInMemory } from '../facts/file-copies';

/** A Secret or ConfigMap that an init container writes into another volume, where nothing updates it. */
export interface Copy {
  readonly reference: Reference;

  /** The init container. */
  readonly by: Container;
  readonly volume: Volume;

  /** Who reads the copy. */
  readonly readers: readonly CopyReader[];
}

export interface CopyReader {
  readonly container: Container;

  /** The mount, or the variable that is read from a file. */
  readonly pointer: string;
}

/**
 * What the init containers of a pod copy, as far as the manifest shows it: into a volume of which variables are read,
 * or by a command that names both.
 */
export function copiesIn(graph: Graph, pod: Pod): Copy[] {
  const writers = pod.containers.filter(endsBefore);
  const targets = writers.length === 0 ? [] : pod.volumes.filter(({ spec }) => isWritable(spec));
  return targets.flatMap((volume) => {
    const variables = variablesFrom(pod, volume);
    return writers.flatMap((by) => {
      const directories = mountPathsOf(volume, by);
      const copied = directories.length === 0 ? [] : graph.referencesOf(pod).filter((reference) =>
        isRead(reference, by) && (variables.length > 0 || isCopied(reference, by, directories)));
      return copied.map((reference) => ({ reference, by, volume, readers: [...variables, ...mountersOf(volume, by)] }));
    });
  });
}

/** The references of a pod to Secrets whose change its containers never see: by variable, by subPath, or by a copy. */
export function fixedSecretsOf(graph: Graph, pod: Pod): Reference[] {
  const copied = new Set(copiesIn(graph, pod).map(({ reference }) => reference));
  return graph.secretsOf(pod).filter((reference) => isStatic(reference) || copied.has(reference));
}

/** Whether an init container ends before the containers after it start: one that restarts for ever is a sidecar. */
export function endsBefore({ list, spec }: Container): boolean {
  return list === 'initContainers' && spec.restartPolicy !== 'Always';
}

/** The volumes into which an init container may write what other containers read, whatever its program does. */
export function volumesLeftBy(pod: Pod, by: Container): Volume[] {
  return pod.volumes.filter((volume) => isWritable(volume.spec) && mountPathsOf(volume, by).length > 0
    && (mountersOf(volume, by).length > 0 || variablesFrom(pod, volume).length > 0));
}

/** Where a volume keeps what is written into it; undefined where it is memory, or nothing can be written. */
export function diskOf({ spec }: Volume): string | undefined {
  if (spec.emptyDir !== undefined) {
    return isInMemory(textAt(spec.emptyDir, 'medium')) ? undefined : 'an emptyDir without medium Memory';
  }
  return spec.persistentVolumeClaim !== undefined || spec.ephemeral !== undefined ? 'a persistent volume'
    : spec.hostPath !== undefined ? 'a folder of the node' : undefined;
}

function isWritable(volume: Volume['spec']): boolean {
  return ['emptyDir', 'persistentVolumeClaim', 'ephemeral', 'hostPath'].some((field) => volume[field] !== undefined);
}

/** The variables of a pod that are read from files of a volume. */
function variablesFrom({ containers }: Pod, volume: Volume): CopyReader[] {
  return containers.flatMap((container) =>
    [...mappingsOf(container.spec.env)]
      .filter(([entry]) => textAt(entry, 'valueFrom', 'fileKeyRef', 'volumeName') === volume.name && volume.name !== '')
      .map(([, index]) => ({
        container,
        pointer: pointerTo(container.pointer, 'env', index, 'valueFrom', 'fileKeyRef'),
      })),
  );
}

function mountPathsOf({ mounts }: Volume, container: Container): string[] {
  return mounts.filter((mount) => mount.container === container && mount.spec.readOnly !== true)
    .map(({ spec }) => textOf(spec.mountPath));
}

function mountersOf({ mounts }: Volume, by: Container): CopyReader[] {
  return mounts.filter((mount) => mount.container !== by && mount.container.list !== 'initContainers');
}

/** Whether a container has what a reference names, in a variable or in files. */
function isRead({ container, mounts }: Reference, by: Container): boolean {
  return container === by || mounts.some((mount) => mount.container === by);
}

function isCopied({ container, mounts, pointer }: Reference, by: Container, directories: readonly string[]): boolean {
  const source = {
    paths: mounts.filter((mount) => mount.container === by).map(({ spec }) => textOf(spec.mountPath)),
    variables: container === by ? namesOfVariables(by, pointer) : [],
    fillsVariables: container === by,
  };
  const words = [...textsOf(by.spec.command), ...textsOf(by.spec.args)];
  return directories.some((directory) => copiesInto(words, source, directory));
}

/** Name of the variable that a reference is of; those of an `envFrom` are not known. */
function namesOfVariables({ spec, pointer }: Container, ofReference: string): string[] {
  const [, index] = /^\/env\/(\d+)\//.exec(ofReference.slice(pointer.length)) ?? [];
  const name = index === undefined || !Array.isArray(spec.env) ? '' : textOf(at(spec.env[Number(index)], 'name'));
  return name === '' ? [] : [name];
}
