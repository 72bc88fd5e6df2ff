import { at, Fields, fieldsOf, isFields, mappingsOf, pointerTo, textAt, textOf } from './read';
import { Resource } from './resource';

/** A kind of object that has a pod in it, and where. */
export interface PodKind {
  readonly groups: readonly string[];
  readonly kind: string;

  /** Plural name of the resource, as admission and RBAC call it. */
  readonly resource: string;

  /** Fields that lead to what has the pod's `metadata` and `spec`. */
  readonly template: readonly string[];
}

/** Every kind that carries a pod spec, and Argo's Rollout, which stands for a Deployment. */
export const POD_KINDS: readonly PodKind[] = [
  { groups: [''], kind: 'Pod', resource: 'pods', template: [] },
  { groups: [''], kind: 'PodTemplate', resource: 'podtemplates', template: ['template'] },
  { groups: [''], kind: 'ReplicationController', resource: 'replicationcontrollers', template: ['spec', 'template'] },
  { groups: ['apps', 'extensions'], kind: 'Deployment', resource: 'deployments', template: ['spec', 'template'] },
  { groups: ['apps', 'extensions'], kind: 'DaemonSet', resource: 'daemonsets', template: ['spec', 'template'] },
  { groups: ['apps', 'extensions'], kind: 'ReplicaSet', resource: 'replicasets', template: ['spec', 'template'] },
  { groups: ['apps'], kind: 'StatefulSet', resource: 'statefulsets', template: ['spec', 'template'] },
  { groups: ['argoproj.io'], kind: 'Rollout', resource: 'rollouts', template: ['spec', 'template'] },
  { groups: ['batch'], kind: 'Job', resource: 'jobs', template: ['spec', 'template'] },
  { groups: ['batch'], kind: 'CronJob', resource: 'cronjobs', template: ['spec', 'jobTemplate', 'spec', 'template'] },
];

/** The fields of a pod spec that hold containers. */
export const CONTAINER_LISTS = ['containers', 'initContainers', 'ephemeralContainers'] as const;

/** A container of any kind. */
export interface Container {
  readonly spec: Fields;
  readonly pointer: string;
  readonly list: (typeof CONTAINER_LISTS)[number];
  readonly name: string;
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

/** The pod in an object of any kind that has one. */
export interface Pod {
  readonly resource: Resource;
  readonly spec: Fields;
  readonly pointer: string;

  /** Metadata of the pod itself: of the template, where there is one. */
  readonly metadata: Fields;

  /** Name of the service account it runs as. */
  readonly serviceAccount: string;
  readonly containers: readonly Container[];
  readonly volumes: readonly Volume[];
}

const KINDS = new Map(POD_KINDS.flatMap((pod) => pod.groups.map((group) => [`${group}/${pod.kind}`, pod])));

/** The pod of an object, if its kind has one and the manifest says anything of it. */
export function podOf(resource: Resource): Pod | undefined {
  const kind = KINDS.get(`${resource.group}/${resource.kind}`);
  const template = kind && at(resource.object, ...kind.template);
  if (kind === undefined || !isFields(template) || !isFields(template.spec)) {
    return undefined;
  }
  const spec = template.spec;
  const pointer = pointerTo(resource.pointer, ...kind.template, 'spec');
  const containers = containersOf(spec, pointer);
  return {
    resource,
    spec,
    pointer,
    metadata: fieldsOf(template.metadata),
    serviceAccount: textOf(spec.serviceAccountName) || textOf(spec.serviceAccount) || 'default',
    containers,
    volumes: volumesOf(spec, pointer, containers),
  };
}

function containersOf(spec: Fields, pointer: string): Container[] {
  return CONTAINER_LISTS.flatMap((list) => [...mappingsOf(spec[list])].map(([container, index]) => ({
    spec: container,
    pointer: `${pointer}/${list}/${index}`,
    list,
    name: textOf(container.name),
  })));
}

function volumesOf(spec: Fields, pointer: string, containers: readonly Container[]): Volume[] {
  const mounts = new Map<string, VolumeMount[]>();
  for (const container of containers) {
    for (const [mount, index] of mappingsOf(container.spec.volumeMounts)) {
      const name = textOf(mount.name);
      const list = mounts.get(name) ?? [];
      mounts.set(name, list);
      list.push({
        container,
        spec: mount,
        pointer: `${container.pointer}/volumeMounts/${index}`,
        bySubPath: textAt(mount, 'subPath') !== '' || textAt(mount, 'subPathExpr') !== '',
      });
    }
  }
  return [...mappingsOf(spec.volumes)].map(([volume, index]) => ({
    spec: volume,
    pointer: `${pointer}/volumes/${index}`,
    name: textOf(volume.name),
    mounts: mounts.get(textOf(volume.name)) ?? [],
  }));
}
