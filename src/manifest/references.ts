import { Container, Pod, VolumeMount } from './pod';
import { at, Fields, fieldsOf, isFields, itemsOf, mappingsOf, pointerTo, textAt, textOf } from './read';
import { Resource } from './resource';
import { SECRETS_STORE_DRIVERS } from '../facts/secrets-store';
import { isOfSome } from '../facts/updates';

/** How one object uses another. */
export enum ReferenceUse {
  /** One key becomes an environment variable, read when the container starts. */
  ENV = 'env',
  /** Every key becomes an environment variable. */
  ENV_FROM = 'envFrom',
  /** A volume. */
  VOLUME = 'volume',
  /** One source of a projected volume. */
  PROJECTED = 'projected',
  /** A SecretProviderClass in a CSI volume. */
  CSI = 'csi',
  /** Handed to a volume's driver by the kubelet; no container sees it. */
  DRIVER = 'driver',
  /** Used by the kubelet to pull images. */
  IMAGE_PULL = 'imagePull',
  /** Read by a controller or an operator. */
  CONTROLLER = 'controller',
}

/** The kinds of object that are looked up by name. */
export type ReferencedKind = 'Secret' | 'ConfigMap' | 'SecretProviderClass';

const GROUPS: { readonly [kind in ReferencedKind]: string } = {
  Secret: '',
  ConfigMap: '',
  SecretProviderClass: 'secrets-store.csi.x-k8s.io',
};

/** The kind by which an object is looked up; undefined for objects of other kinds, and those without a name. */
export function referencedKindOf({ group, kind, name }: Resource): ReferencedKind | undefined {
  return Object.hasOwn(GROUPS, kind) && GROUPS[kind as ReferencedKind] === group && name !== ''
    ? kind as ReferencedKind : undefined;
}

/** One place in one object that names another object. */
export interface Reference {
  readonly from: Resource;
  readonly pointer: string;
  readonly use: ReferenceUse;
  readonly kind: ReferencedKind;
  readonly name: string;

  /** Namespace the name is looked up in: that of the object which names it, unless it says another one. */
  readonly namespace: string;

  /** The keys it needs; none when it takes what there is. Each with its own place. */
  readonly keys: readonly ReferencedKey[];

  /** Whether the pod starts without it. */
  readonly optional: boolean;

  /** The pod that uses it, where a pod does. */
  readonly pod?: Pod;

  /** The container, for an environment variable. */
  readonly container?: Container;

  /** Who mounts the volume, for one. */
  readonly mounts: readonly VolumeMount[];

  /** Paths of its files in the volume; undefined where they are not known, as those of all keys. */
  readonly files?: readonly string[];
}

export interface ReferencedKey {
  readonly key: string;
  readonly pointer: string;
}

/** The mounts by a path in the volume. All sources of a volume share one list of mounts. */
const bySubPath = new WeakMap<readonly VolumeMount[], readonly VolumeMount[]>();

/** Whether a running container never sees a change of what it refers to. */
export function isStatic(reference: Reference): boolean {
  return isVariable(reference) || staticMountsOf(reference).length > 0;
}

/** Whether what is referred to becomes environment variables. */
export function isVariable({ use }: Reference): boolean {
  return use === ReferenceUse.ENV || use === ReferenceUse.ENV_FROM;
}

/** The mounts by subPath that have files of what is referred to. */
export function staticMountsOf({ mounts, files }: Reference): readonly VolumeMount[] {
  const known = bySubPath.get(mounts) ?? mounts.filter((mount) => mount.bySubPath);
  bySubPath.set(mounts, known);
  return files === undefined ? known : known.filter(({ spec }) => isOfSome(spec, files));
}

interface ReferenceParts {
  readonly use: ReferenceUse;
  readonly kind: ReferencedKind;
  readonly name: unknown;
  readonly pointer: string;
  readonly namespace?: unknown;
  readonly keys?: readonly ReferencedKey[];
  readonly optional?: unknown;
  readonly container?: Container;
  readonly mounts?: readonly VolumeMount[];
  readonly files?: readonly string[];
}

/** Every Secret, ConfigMap and SecretProviderClass that a pod names. */
export function* podReferences(pod: Pod): Generator<Reference> {
  for (const container of pod.containers) {
    for (const parts of environmentReferences(container)) {
      yield* referenceFrom(pod.resource, parts, pod);
    }
  }
  for (const volume of pod.volumes) {
    for (const parts of volumeReferences(volume.spec, volume.pointer)) {
      yield* referenceFrom(pod.resource, { ...parts, mounts: volume.mounts }, pod);
    }
  }
  for (const { kind, name, pointer } of pod.mounted) {
    yield* referenceFrom(pod.resource, { use: ReferenceUse.VOLUME, kind, name, pointer }, pod);
  }
  for (const { value, pointer } of pod.pullSecrets) {
    yield* pullSecrets(pod.resource, value, pointer, pod);
  }
}

/** Image pull secrets of a pod or of a ServiceAccount. */
export function* pullSecrets(from: Resource, list: unknown, pointer: string, pod?: Pod): Generator<Reference> {
  for (const [index, item] of itemsOf(list).entries()) {
    // Some operators have the names alone.
    const name = isFields(item) ? item.name : item;
    const place = pointerTo(pointer, index);
    yield* referenceFrom(from, { use: ReferenceUse.IMAGE_PULL, kind: 'Secret', name, pointer: place }, pod);
  }
}

/** A reference that a controller follows; nothing when it names nothing. */
export function* controllerReference(
  from: Resource, kind: ReferencedKind, name: unknown, pointer: string, more: Partial<ReferenceParts> = {},
): Generator<Reference> {
  yield* referenceFrom(from, { use: ReferenceUse.CONTROLLER, kind, name, pointer, ...more });
}

function* environmentReferences(container: Container): Generator<ReferenceParts> {
  for (const [entry, index] of mappingsOf(container.spec.env)) {
    if (!isFields(entry.valueFrom)) {
      continue;
    }
    for (const [field, kind] of [['secretKeyRef', 'Secret'], ['configMapKeyRef', 'ConfigMap']] as const) {
      const source = fieldsOf(entry.valueFrom[field]);
      const pointer = `${container.pointer}/env/${index}/valueFrom/${field}`;
      const key = textOf(source.key);
      const keys = key === '' ? [] : [{ key, pointer: `${pointer}/key` }];
      yield { use: ReferenceUse.ENV, kind, name: source.name, pointer, keys, optional: source.optional, container };
    }
  }
  for (const [entry, index] of mappingsOf(container.spec.envFrom)) {
    for (const [field, kind] of [['secretRef', 'Secret'], ['configMapRef', 'ConfigMap']] as const) {
      const source = fieldsOf(entry[field]);
      const pointer = `${container.pointer}/envFrom/${index}/${field}`;
      yield { use: ReferenceUse.ENV_FROM, kind, name: source.name, pointer, optional: source.optional, container };
    }
  }
}

/** Volume sources that hand a Secret to a driver, and the field that names it. */
const DRIVER_SECRETS: readonly (readonly [source: string, field: string])[] = [
  ['csi', 'nodePublishSecretRef'],
  ['flexVolume', 'secretRef'],
  ['cephfs', 'secretRef'],
  ['rbd', 'secretRef'],
  ['iscsi', 'secretRef'],
  ['scaleIO', 'secretRef'],
  ['storageos', 'secretRef'],
];

function* volumeReferences(volume: Fields, pointer: string): Generator<ReferenceParts> {
  if (isFields(volume.secret)) {
    yield fileReference(ReferenceUse.VOLUME, 'Secret', volume.secret, volume.secret.secretName, `${pointer}/secret`);
  }
  if (isFields(volume.configMap)) {
    yield fileReference(
      ReferenceUse.VOLUME,
      'ConfigMap',
      volume.configMap,
      volume.configMap.name,
      `${pointer}/configMap`,
    );
  }
  for (const [source, index] of mappingsOf(at(volume, 'projected', 'sources'))) {
    for (const [field, kind] of [['secret', 'Secret'], ['configMap', 'ConfigMap']] as const) {
      const projection = fieldsOf(source[field]);
      yield fileReference(
        ReferenceUse.PROJECTED,
        kind,
        projection,
        projection.name,
        `${pointer}/projected/sources/${index}/${field}`,
      );
    }
  }
  if (isSecretsStore(volume)) {
    const path = ['csi', 'volumeAttributes', 'secretProviderClass'];
    yield {
      use: ReferenceUse.CSI,
      kind: 'SecretProviderClass',
      name: at(volume, ...path),
      pointer: pointerTo(pointer, ...path),
    };
  }
  for (const [source, field] of DRIVER_SECRETS) {
    if (isFields(volume[source])) {
      yield {
        use: ReferenceUse.DRIVER,
        kind: 'Secret',
        name: at(volume, source, field, 'name'),
        pointer: `${pointer}/${source}/${field}`,
      };
    }
  }
  if (isFields(volume.azureFile)) {
    yield {
      use: ReferenceUse.DRIVER,
      kind: 'Secret',
      name: volume.azureFile.secretName,
      pointer: `${pointer}/azureFile/secretName`,
    };
  }
}

/** Name of the SecretProviderClass that a volume mounts; empty for a volume of another kind. */
export function providerClassIn(volume: Fields): string {
  return isSecretsStore(volume) ? textAt(volume, 'csi', 'volumeAttributes', 'secretProviderClass') : '';
}

/** Whether a volume is one of the Secrets Store CSI driver, or of the build of it that GKE manages. */
export function isSecretsStore(volume: Fields): boolean {
  return SECRETS_STORE_DRIVERS.includes(textAt(volume, 'csi', 'driver'));
}

function fileReference(
  use: ReferenceUse,
  kind: ReferencedKind,
  source: Fields,
  name: unknown,
  pointer: string,
): ReferenceParts {
  return {
    use, kind, name, pointer, keys: itemKeys(source, pointer), optional: source.optional, files: itemPaths(source),
  };
}

/** Paths of the files of a volume that names its keys; undefined for one that has all. */
function itemPaths({ items }: Fields): string[] | undefined {
  const paths = [...mappingsOf(items)].map(([item]) => textOf(item.path));
  return paths.length === 0 ? undefined : paths;
}

function itemKeys(source: Fields, pointer: string): ReferencedKey[] {
  return [...mappingsOf(source.items)]
    .filter(([item]) => textOf(item.key) !== '')
    .map(([item, index]) => ({ key: textOf(item.key), pointer: `${pointer}/items/${index}/key` }));
}

function* referenceFrom(from: Resource, parts: ReferenceParts, pod?: Pod): Generator<Reference> {
  const name = textOf(parts.name);
  if (name === '') {
    return;
  }
  yield {
    from,
    pointer: parts.pointer,
    use: parts.use,
    kind: parts.kind,
    name,
    namespace: textOf(parts.namespace) || from.namespace,
    keys: parts.keys ?? [],
    optional: parts.optional === true,
    pod,
    container: parts.container,
    mounts: parts.mounts ?? [],
    files: parts.files,
  };
}
