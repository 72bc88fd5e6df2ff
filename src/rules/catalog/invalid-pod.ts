import { containerFaults, missingFaults } from '../../facts/container-faults';
import { DocumentFault } from '../../facts/document-fault';
import { pathClashes } from '../../facts/file-paths';
import { isNameFilledInLater } from '../../facts/filled-in-later';
import { isSet } from '../../facts/plain-fields';
import {
  deviceFaults, envFromFaults, mountFaults, repeated, unknownSourceFaults, variableFaults, volumeFaults,
} from '../../facts/pod-faults';
import {
  isCompleteWorkload, missingInPodSpec, podSpecFaults, securityContextFaults,
} from '../../facts/pod-spec-faults';
import { claimsMountedIn } from '../../manifest/claims';
import { Graph } from '../../manifest/graph';
import { Container, Pod } from '../../manifest/pod';
import { at, Fields, fieldsOf, mappingsOf, pointerTo, textAt, textOf } from '../../manifest/read';
import { kubeletFilesOf } from '../../manifest/volume-files';
import { quoted } from '../../redaction/quoted';
import { told } from '../../redaction/told';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const invalidPod: GraphRule = {
  id: 'invalid-pod',
  category: RuleCategory.USE,
  title: 'a pod that Kubernetes refuses',
  rationale: 'The API server refuses a workload whose pods have an entry with two sources or none, a mount or a device '
    + 'of a volume that is not there, two containers, volumes or ports of one name, a path that leads out of the '
    + 'volume, or a restartPolicy that their kind does not have, and the release stops there. Of two keys that become '
    + 'the same file the kubelet keeps the last, and a file in the place of a directory keeps the pod in '
    + 'ContainerCreating. What another controller adds to the pods of its kind is not known, so mounts are looked up '
    + 'in workloads that show their pods whole. What is missing is reported in complete objects alone, not in patches.',
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
      for (const { pointer, message } of [...inSpec(pod), ...inVolumes(graph, pod), ...inContainers(pod)]) {
        yield violation(pod.resource, pointer, message);
      }
    }
  },
};

interface Found {
  readonly pointer: string;
  readonly message: string;
}

/** What is wrong with the pod itself, and with its containers beside what they mount and read. */
function* inSpec(pod: Pod): Generator<Found> {
  if (!isPodSpec(pod)) {
    return;
  }
  const { resource: { group, kind, object }, spec, pointer } = pod;
  const groupKind = `${group}/${kind}`;
  const isComplete = pod.kind.shows === 'whole' && isCompleteWorkload(object, spec, groupKind);
  yield* faultsAt(podSpecFaults(spec, groupKind), pointer, 'the pod');
  const context = securityContextFaults(fieldsOf(spec.securityContext));
  yield* faultsAt(context, pointerTo(pointer, 'securityContext'), 'the security context of the pod');
  yield* isComplete ? faultsAt(missingInPodSpec(spec, groupKind), pointer, '') : [];
  for (const container of pod.containers) {
    const who = whoIs(container);
    yield* faultsAt(containerFaults(container.spec, container.list), container.pointer, who);
    yield* isComplete ? faultsAt(missingFaults(container.spec, pod.shape.completes), container.pointer, who) : [];
  }
  for (const { index } of repeated(pod.containers.map((container) => textOf(container.spec.name)))) {
    const { name, pointer: place } = pod.containers[index];
    yield { pointer: place, message: `${whoIs(pod.containers[index])}: another container is called ${quoted(name)}` };
  }
}

/** Whether the pod is described by a pod spec, with the fields that Kubernetes reads. */
function isPodSpec(pod: Pod): boolean {
  return pod.shape.isPodSpec;
}

function whoIs(container: Container): string {
  return `${container.noun} ${quoted(container.name)}`;
}

function* inVolumes(graph: Graph, pod: Pod): Generator<Found> {
  for (const volume of pod.volumes) {
    const name = `volume ${quoted(volume.name)}`;
    yield* faultsAt(volumeFaults(volume.spec), volume.pointer, name);
    yield* isPodSpec(pod) ? faultsAt(unknownSourceFaults(volume.spec), volume.pointer, name) : [];
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
    const who = whoIs(container);
    const context = isPodSpec(pod) ? securityContextFaults(fieldsOf(container.spec.securityContext)) : [];
    yield* faultsAt(context, pointerTo(container.pointer, 'securityContext'), who);
    for (const [entry, pointer] of entriesOf(container, 'env')) {
      yield* faultsAt(variableFaults(entry), pointer, `${who}, variable ${quoted(textOf(entry.name))}`);
      yield* fileVariableFaults(pod, volumes, entry, pointer, who);
    }
    for (const [entry, pointer] of entriesOf(container, 'envFrom')) {
      yield* faultsAt(envFromFaults(entry), pointer, who);
    }
    yield* inMounts(container, volumes, who);
    yield* inDevices(pod, container, volumes, who);
  }
}

function* inMounts(container: Container, volumes: ReadonlySet<string> | undefined, who: string): Generator<Found> {
  const mounts = [...entriesOf(container, 'volumeMounts')];
  for (const [mount, pointer] of mounts) {
    const name = textOf(mount.name);
    const where = `${who}, mount ${quoted(textOf(mount.mountPath))}`;
    yield* faultsAt(mountFaults(mount), pointer, where);
    if (mount.mountPropagation === 'Bidirectional' && at(container.spec, 'securityContext', 'privileged') !== true) {
      const message = `${where}: mountPropagation Bidirectional is for privileged containers alone`;
      yield { pointer: pointerTo(pointer, 'mountPropagation'), message };
    }
    if (name !== '' && volumes?.has(name) === false) {
      yield {
        pointer: pointerTo(pointer, 'name'),
        message: `${where}: the pod has no volume ${quoted(name)}`,
      };
    }
  }
  for (const { index } of repeated(mounts.map(([mount]) => textOf(mount.mountPath)))) {
    const [mount, pointer] = mounts[index];
    const path = quoted(textOf(mount.mountPath));
    yield { pointer, message: `${who}, mount ${path}: another volume is mounted there as well` };
  }
}

/** What block devices a container gets, which are volumes without a file system. */
function* inDevices(
  pod: Pod, container: Container, volumes: ReadonlySet<string> | undefined, who: string,
): Generator<Found> {
  const devices = [...entriesOf(container, 'volumeDevices')];
  const mounts = [...entriesOf(container, 'volumeMounts')].map(([mount]) => mount);
  for (const [device, pointer] of devices) {
    const name = textOf(device.name);
    const path = textOf(device.devicePath);
    const where = `${who}, device ${quoted(path)}`;
    const volume = pod.volumes.find((each) => each.name === name);
    yield* faultsAt(deviceFaults(device), pointer, where);
    if (name !== '' && volumes?.has(name) === false) {
      yield { pointer: pointerTo(pointer, 'name'), message: `${where}: the pod has no volume ${quoted(name)}` };
    } else if (volume !== undefined && !isSet(volume.spec.persistentVolumeClaim) && !isSet(volume.spec.ephemeral)) {
      const message = `${where}: volume ${quoted(name)} is not a block device: only a claim can be one; mount it`;
      yield { pointer: pointerTo(pointer, 'name'), message };
    }
    if (mounts.some((mount) => textOf(mount.name) === name && name !== '')) {
      const message = `${where}: volume ${quoted(name)} is mounted as well; leave one of them out`;
      yield { pointer: pointerTo(pointer, 'name'), message };
    }
    if (mounts.some((mount) => textOf(mount.mountPath) === path && path !== '')) {
      yield { pointer: pointerTo(pointer, 'devicePath'), message: `${where}: a volume is mounted there as well` };
    }
  }
  for (const field of ['name', 'devicePath']) {
    for (const { index } of repeated(devices.map(([device]) => textOf(device[field])))) {
      const [device, pointer] = devices[index];
      const message = `${who}, device ${quoted(textOf(device.devicePath))}: another device has the same ${field}`;
      yield { pointer: pointerTo(pointer, field), message };
    }
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
  for (const { at: place, text, given = [] } of faults) {
    if (!given.some((each) => typeof each === 'string' && isNameFilledInLater(each))) {
      const words = told(text, given);
      yield { pointer: pointerTo(pointer, ...place), message: name === '' ? words : `${name}: ${words}` };
    }
  }
}
