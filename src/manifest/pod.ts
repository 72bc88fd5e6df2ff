import { Fields } from './read';
import { Resource } from './resource';
import { Place } from './ways';
import { ContainerList, PodShape } from '../facts/pod-shapes';
import { PodPlace, WorkloadKind } from '../facts/workload-kind';

/** A container of any kind. */
export interface Container {
  readonly spec: Fields;
  readonly pointer: string;
  readonly list: ContainerList;

  /** What it is called in a message: `container`, `init container`, `step`. */
  readonly noun: string;
  readonly name: string;

  /** Whether it does not run: what it says is added to other containers. */
  readonly forOthers?: boolean;

  /** The spec of the pod it runs in. */
  readonly pod: Fields;
}

/** A volume of a pod, and who mounts it. */
export interface Volume {
  readonly spec: Fields;
  readonly pointer: string;
  readonly name: string;
  readonly mounts: readonly VolumeMount[];
}

/** A volume in a container. */
export interface VolumeMount {
  readonly container: Container;
  readonly spec: Fields;
  readonly pointer: string;

  /** Whether only one path of the volume is mounted: a bind mount that never sees an update. */
  readonly bySubPath: boolean;
}

/** An object that a controller mounts, of which only the name is told. */
export interface MountedObject {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
  readonly pointer: string;
}

/** A pod in an object of any kind that has one. An object may have several. */
export interface Pod {
  readonly resource: Resource;

  /** The row of the table, and the place in it, that the pod was found by. */
  readonly kind: WorkloadKind;
  readonly place: PodPlace;

  /** How the pod is described there. */
  readonly shape: PodShape;

  /** The pod spec, or what a kind that describes its pods in another way comes to. */
  readonly spec: Fields;
  readonly pointer: string;

  /** Metadata of the pod itself: of the template, where there is one. */
  readonly metadata: Fields;
  readonly metadataPointer: string;

  /** Name of the service account it runs as; empty where the object does not tell. */
  readonly serviceAccount: string;

  /** Whether the account is decided here, and not at another place for all pods of the object together. */
  readonly decidesAccount: boolean;
  readonly containers: readonly Container[];

  /** The volumes that are described here. One that several pods share is with what they share. */
  readonly volumes: readonly Volume[];

  /** What is mounted by name, without a volume. */
  readonly mounted: readonly MountedObject[];

  /** The lists of image pull secrets. */
  readonly pullSecrets: readonly Place[];

  /** Pointers to texts that describe parts of the pod: what is said of such a part is at the text. */
  readonly texts: readonly string[];
}
