import { DocumentFault } from '../../facts/document-fault';
import { pathClashes } from '../../facts/file-paths';
import { isNameFilledInLater } from '../../facts/filled-in-later';
import {
  envFromFaults, mountFaults, repeated, securityContextFaults, variableFaults, volumeFaults,
} from '../../facts/pod-faults';
import { claimsMountedIn } from '../../manifest/claims';
import { Graph } from '../../manifest/graph';
import { Container, Pod } from '../../manifest/pod';
import { Fields, fieldsOf, mappingsOf, pointerTo, textAt, textOf } from '../../manifest/read';
import { kubeletFilesOf } from '../../manifest/volume-files';
import { quoted } from '../../redaction/quoted';
import { told } from '../../redaction/told';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const invalidPod: GraphRule = {
  id: 'invalid-pod',
  category: RuleCategory.USE,
  title: 'a pod with variables, volumes or mounts that Kubernetes refuses',
  rationale: 'The API server refuses a workload whose pods have an entry with two sources, a mount of a volume that is '
    + 'not there, two volumes of one name, or a path that leads out of the volume, and the release stops there. Of two '
    + 'keys that become the same file the kubelet keeps the last, and a file in the place of a directory keeps the pod '
    + 'in ContainerCreating. What another controller adds to the pods of its kind is not known, so that mounts are '
    + 'looked up in workloads that show their pods whole.',
  remediation: 'Correct the entry as the message says: one source for each, a volume for each mount, and a relative '
    + 'path for each file.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [
    kubernetes('Pod, volumes', 'reference/kubernetes-api/config-and-storage-resources/volume/'),
    kubernetes('Pod, containers', 'reference/kubernetes-api/workload-resources/pod-v1/#Container'),
  ],
  * check(graph: Graph): Iterable<Violation> {
    for (const pod of graph.pods) {
      for (const { pointer, message } of [...inContext(pod), ...inVolumes(graph, pod), ...inContainers(pod)]) {
        yield violation(pod.resource, pointer, message);
      }
    }
  },
};

interface Found {
  readonly pointer: string;
  readonly message: string;
}

/** In other descriptions of a pod, the field may be that of a container, or another one. */
function* inContext({ spec, pointer, shape }: Pod): Generator<Found> {
  const faults = shape.isPodSpec ? securityContextFaults(fieldsOf(spec.securityContext)) : [];
  yield* faultsAt(faults, pointerTo(pointer, 'securityContext'), 'the security context of the pod');
}

function* inVolumes(graph: Graph, pod: Pod): Generator<Found> {
  for (const volume of pod.volumes) {
    const name = `volume ${quoted(volume.name)}`;
    yield* faultsAt(volumeFaults(volume.spec), volume.pointer, name);
    const files = kubeletFilesOf(graph, pod, volume)?.files ?? [];
    for (const { one, other, how } of pathClashes(files.map(({ path }) => path))) {
      const clash = how === 'same' ? 'both become file' : 'cannot be in one directory: a file would be in the place of';
      const message = `${name}: ${files[one].what} and ${files[other].what} ${clash} ${quoted(files[one].path)}`;
      yield { pointer: files[other].pointer, message };
    }
  }
  for (const { index } of repeated(pod.volumes.map((volume) => volume.name))) {
    const { name, pointer } = pod.volumes[index];
    yield { pointer, message: `volume ${quoted(name)} is there twice; give one of them another name` };
  }
}

function* inContainers(pod: Pod): Generator<Found> {
  const volumes = volumesIn(pod);
  for (const container of pod.containers) {
    const who = `${container.noun} ${quoted(container.name)}`;
    const context = pod.shape.isPodSpec ? securityContextFaults(fieldsOf(container.spec.securityContext)) : [];
    yield* faultsAt(context, pointerTo(container.pointer, 'securityContext'), who);
    for (const [entry, pointer] of entriesOf(container, 'env')) {
      yield* faultsAt(variableFaults(entry), pointer, `${who}, variable ${quoted(textOf(entry.name))}`);
      yield* fileVariableFaults(pod, volumes, entry, pointer, who);
    }
    for (const [entry, pointer] of entriesOf(container, 'envFrom')) {
      yield* faultsAt(envFromFaults(entry), pointer, who);
    }
    yield* inMounts(container, volumes, who);
  }
}

function* inMounts(container: Container, volumes: ReadonlySet<string> | undefined, who: string): Generator<Found> {
  const mounts = [...entriesOf(container, 'volumeMounts')];
  for (const [mount, pointer] of mounts) {
    const name = textOf(mount.name);
    yield* faultsAt(mountFaults(mount), pointer, `${who}, mount ${quoted(textOf(mount.mountPath))}`);
    if (name !== '' && volumes?.has(name) === false) {
      yield {
        pointer: pointerTo(pointer, 'name'),
        message: `${who}, mount ${quoted(textOf(mount.mountPath))}: the pod has no volume ${quoted(name)}`,
      };
    }
  }
  for (const { index } of repeated(mounts.map(([mount]) => textOf(mount.mountPath)))) {
    const [mount, pointer] = mounts[index];
    const path = quoted(textOf(mount.mountPath));
    yield { pointer, message: `${who}, mount ${path}: another volume is mounted there as well` };
  }
}

function* fileVariableFaults(
  pod: Pod, volumes: ReadonlySet<string> | undefined, entry: Fields, pointer: string, who: string,
): Generator<Found> {
  const name = textAt(entry, 'valueFrom', 'fileKeyRef', 'volumeName');
  const variable = `${who}, variable ${quoted(textOf(entry.name))}`;
  const volume = pod.volumes.find((each) => each.name === name);
  if (name !== '' && volumes?.has(name) === false) {
    yield { pointer, message: `${variable}: the pod has no volume ${quoted(name)}` };
  } else if (name !== '' && volume !== undefined && volume.spec.emptyDir === undefined) {
    yield { pointer, message: `${variable}: is read from volume ${quoted(name)}, which is not an emptyDir` };
  }
}

function* entriesOf({ spec, pointer }: Container, list: string): Generator<[Fields, string]> {
  for (const [entry, index] of mappingsOf(spec[list])) {
    yield [entry, pointerTo(pointer, list, index)];
  }
}

/** Names of the volumes that the containers of a pod may mount; undefined where the object does not show all. */
function volumesIn(pod: Pod): ReadonlySet<string> | undefined {
  const isWhole = pod.kind.shows === 'whole' && pod.place.shape?.isPodSpec === true;
  return isWhole ? new Set([...pod.volumes.map(({ name }) => name), ...claimsMountedIn(pod)]) : undefined;
}

/** Faults of a part of a pod. What a tool fills in before the object is applied is not judged. */
function* faultsAt(faults: readonly DocumentFault[], pointer: string, name: string): Generator<Found> {
  for (const { at, text, given = [] } of faults) {
    if (!given.some((each) => typeof each === 'string' && isNameFilledInLater(each))) {
      yield { pointer: pointerTo(pointer, ...at), message: `${name}: ${told(text, given)}` };
    }
  }
}
