import { Container, MountedObject, Pod, Volume, VolumeMount } from './pod';
import { patchIn } from './pod-patch';
import { at, Fields, fieldsOf, isFields, mappingsOf, pointerTo, textOf } from './read';
import { Resource } from './resource';
import { follow, Place } from './ways';
import { DEFAULT_ACCOUNT } from '../facts/account-token';
import { CONTAINER_LISTS, ContainerPlace, PodShape, shapeOf } from '../facts/pod-shapes';
import { isBySubPath } from '../facts/updates';
import { PodPlace, WorkloadKind } from '../facts/workload-kind';
import { byGroupAndKind, WORKLOAD_KINDS } from '../facts/workload-kinds';

/** Finds the pods in the objects of every kind that has them. */
export class PodFinder {
  private readonly kinds: ReadonlyMap<string, readonly WorkloadKind[]>;

  /** @param further rows beside those of the table */
  public constructor(further: readonly WorkloadKind[] = []) {
    this.kinds = further.length === 0 ? BY_GROUP_AND_KIND : byGroupAndKind([...WORKLOAD_KINDS, ...further]);
  }

  /** Whether objects of a kind have pods. */
  public knows(group: string, kind: string): boolean {
    return this.kinds.has(`${group}/${kind}`);
  }

  /** The pods of an object, if its kind has any and the manifest says something of them. */
  public podsOf(resource: Resource): Pod[] {
    return (this.kinds.get(`${resource.group}/${resource.kind}`) ?? []).flatMap((kind) => podsIn(resource, kind));
  }
}

const BY_GROUP_AND_KIND = byGroupAndKind(WORKLOAD_KINDS);

/** What an object says of a pod, as its kind says it. */
interface Draft {
  readonly place: PodPlace;
  readonly shape: PodShape;
  readonly metadata: Fields;
  readonly metadataPointer: string;
  readonly spec: Fields;
  readonly pointer: string;

  /** Parts of a pod spec that the description has as text, to be merged into it. */
  readonly patches: readonly Place<Fields>[];
  readonly volumes: readonly Place<Fields>[];
}

function podsIn(resource: Resource, kind: WorkloadKind): Pod[] {
  const drafts = kind.pods.flatMap((place) => draftsAt(resource, place));
  const [shared] = kind.shared === undefined ? [] : draftsAt(resource, kind.shared);
  const common = shared && {
    draft: shared,
    volumes: new Map(shared.volumes.map(({ value }) => [textOf(value.name), value])),
  };
  const pods = drafts.map((draft) => podFrom(resource, kind, draft, common));
  return shared === undefined ? pods : [...pods, sharedPod(resource, kind, shared, pods)];
}

function draftsAt(resource: Resource, place: PodPlace): Draft[] {
  const drafts: Draft[] = [];
  for (const { value, pointer } of follow(resource.object, resource.pointer, place.way)) {
    const shape = place.shape ?? (isFields(value) ? shapeOf(value) : undefined);
    const [found] = shape === undefined ? [] : follow(value, pointer, shape.spec);
    if (shape !== undefined && found !== undefined && isFields(found.value) && makesPod(shape, found.value)) {
      drafts.push(draftFrom(place, shape, { value, pointer }, { value: found.value, pointer: found.pointer }));
    }
  }
  return drafts;
}

function draftFrom(
  place: PodPlace, shape: PodShape, described: Place, { value: spec, pointer }: Place<Fields>,
): Draft {
  const metadata = shape.metadata?.split('.') ?? ['metadata'];
  const patch = shape.patch === undefined ? undefined : patchIn(spec[shape.patch]);
  const patches = patch === undefined ? [] : [{ value: patch, pointer: pointerTo(pointer, shape.patch!) }];
  const ways = shape.volumes.flatMap((way) => follow(spec, pointer, `${way}.*`));
  const patched = patches.flatMap((part) => follow(part.value, part.pointer, 'volumes.*'));
  return {
    place,
    shape,
    metadata: shape.metadata === undefined ? {} : fieldsOf(at(described.value, ...metadata)),
    metadataPointer: pointerTo(described.pointer, ...metadata),
    spec,
    pointer,
    patches,
    volumes: [...ways, ...patched].filter((volume): volume is Place<Fields> => isFields(volume.value)),
  };
}

function makesPod({ needsOneOf }: PodShape, spec: Fields): boolean {
  return needsOneOf === undefined || needsOneOf.some((field) => spec[field] !== undefined);
}

/** What pods of an object share. */
interface Common {
  readonly draft: Draft;
  readonly volumes: ReadonlyMap<string, Fields>;
}

function podFrom(resource: Resource, kind: WorkloadKind, draft: Draft, common?: Common): Pod {
  const { place, shape, pointer, metadata, metadataPointer } = draft;
  const found = containersIn(draft);
  const own = podFieldsOf(draft);
  const spec = shape.isPodSpec ? draft.spec : {
    ...common && podFieldsOf(common.draft),
    ...own,
    ...containerLists(found),
    volumes: visibleVolumes(draft, found, common),
  };
  const containers = found.map((container) => ({ ...container, pod: spec }));
  const mounts = new Map<string, VolumeMount[]>();
  addMounts(mounts, containers);
  return {
    resource,
    kind,
    place,
    shape,
    spec,
    pointer,
    metadata,
    metadataPointer,
    serviceAccount: accountIn(spec) || ((common?.draft ?? draft).shape.account === 'default' ? DEFAULT_ACCOUNT : ''),
    decidesAccount: common === undefined || accountIn(own) !== '' || own.automountServiceAccountToken !== undefined,
    containers,
    volumes: volumesOf(draft, mounts),
    mounted: mountedIn(draft),
    texts: draft.patches.map((patch) => patch.pointer),
    pullSecrets: shape.fields.flatMap((way) =>
      follow(draft.spec, pointer, way === '' ? 'imagePullSecrets' : `${way}.imagePullSecrets`)),
  };
}

/** What the pods of an object share, as a separate pod that has no containers but those that go into each of them. */
function sharedPod(resource: Resource, kind: WorkloadKind, draft: Draft, pods: readonly Pod[]): Pod {
  const pod = podFrom(resource, kind, draft);
  const mounts = new Map<string, VolumeMount[]>();
  addMounts(mounts, pod.containers);
  for (const { containers, volumes } of pods) {
    addMounts(mounts, containers, new Set(volumes.map(({ name }) => name)));
  }
  return {
    ...pod,
    decidesAccount: pods.length === 0 || pods.some(({ decidesAccount }) => !decidesAccount),
    volumes: volumesOf(draft, mounts),
  };
}

/** Fields of a pod spec that kinds with another shape have too, beside containers and volumes. */
const POD_FIELDS = [
  'serviceAccountName', 'serviceAccount', 'automountServiceAccountToken', 'securityContext', 'imagePullSecrets',
  'hostNetwork', 'hostPID', 'hostIPC', 'hostUsers', 'hostAliases', 'nodeSelector', 'tolerations', 'affinity',
  'priorityClassName', 'runtimeClassName', 'schedulerName', 'dnsPolicy', 'dnsConfig', 'enableServiceLinks',
  'shareProcessNamespace', 'os',
];

function containerLists(containers: readonly Omit<Container, 'pod'>[]): Fields {
  return Object.fromEntries(CONTAINER_LISTS.map((list) =>
    [list, containers.filter((each) => each.list === list).map(({ spec }) => spec)]));
}

function podFieldsOf({ spec, pointer, shape }: Draft): Fields {
  const found: { [field: string]: unknown } = {};
  for (const place of shape.fields.flatMap((way) => follow(spec, pointer, way))) {
    const part = fieldsOf(place.value);
    for (const field of POD_FIELDS) {
      if (part[field] !== undefined) {
        found[field] = part[field];
      }
    }
  }
  return found;
}

/** The volumes that the containers may mount. Of those that pods share, a pod gets the ones that it mounts. */
function visibleVolumes(draft: Draft, containers: readonly { readonly spec: Fields }[], common?: Common): Fields[] {
  const own = new Map(draft.volumes.map(({ value }) => [textOf(value.name), value]));
  const mounts = containers.flatMap(({ spec }) => [...mappingsOf(spec.volumeMounts)]);
  const mounted = new Set(mounts.map(([mount]) => textOf(mount.name)));
  const shared = [...mounted].filter((name) => !own.has(name)).map((name) => common?.volumes.get(name));
  return [...draft.volumes.map(({ value }) => value), ...shared.filter((volume) => volume !== undefined)];
}

function accountIn(spec: Fields): string {
  return textOf(spec.serviceAccountName) || textOf(spec.serviceAccount);
}

function containersIn({ spec, pointer, shape, patches }: Draft): Omit<Container, 'pod'>[] {
  const found: Omit<Container, 'pod'>[] = [];
  for (const place of shape.containers) {
    const defaults = place.defaults === undefined
      ? undefined : at(spec, ...place.defaults.split('.'), 'securityContext');
    for (const container of follow(spec, pointer, place.way)) {
      if (isFields(container.value)) {
        found.push(containerAt(withDefaults(container.value, defaults), container.pointer, place));
      }
    }
  }
  for (const patch of patches) {
    for (const list of CONTAINER_LISTS) {
      for (const [container, index] of mappingsOf(patch.value[list])) {
        found.push(containerAt(container, `${patch.pointer}/${list}/${index}`, { list, noun: 'patched container' }));
      }
    }
  }
  return found;
}

function containerAt(
  spec: Fields, pointer: string, { list, noun, name, forOthers }: Omit<ContainerPlace, 'way'>,
): Omit<Container, 'pod'> {
  return { spec, pointer, list, noun, name: textOf(spec.name) || (name ?? ''), ...forOthers && { forOthers } };
}

function withDefaults(container: Fields, defaults: unknown): Fields {
  return isFields(defaults)
    ? { ...container, securityContext: { ...defaults, ...fieldsOf(container.securityContext) } } : container;
}

/** Adds who mounts which volume, by its name, but for volumes that are others of the same name. */
function addMounts(
  mounts: Map<string, VolumeMount[]>, containers: readonly Container[], others: ReadonlySet<string> = new Set(),
): void {
  for (const container of containers) {
    for (const [mount, index] of mappingsOf(container.spec.volumeMounts)) {
      const name = textOf(mount.name);
      if (others.has(name)) {
        continue;
      }
      const list = mounts.get(name) ?? [];
      mounts.set(name, list);
      list.push({
        container,
        spec: mount,
        pointer: `${container.pointer}/volumeMounts/${index}`,
        bySubPath: isBySubPath(mount),
      });
    }
  }
}

function volumesOf({ volumes }: Draft, mounts: ReadonlyMap<string, readonly VolumeMount[]>): Volume[] {
  return volumes.map(({ value: spec, pointer }) => {
    const name = textOf(spec.name);
    return { spec, pointer, name, mounts: mounts.get(name) ?? [] };
  });
}

function mountedIn({ spec, pointer, shape }: Draft): MountedObject[] {
  return shape.mounted.flatMap(({ way, kind }) => follow(spec, pointer, way).map((place) =>
    ({ kind, name: textOf(isFields(place.value) ? place.value.name : place.value), pointer: place.pointer })));
}
