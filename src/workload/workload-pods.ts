import { Part } from './amended-object';
import { fieldsAt, listAt, mappingAt, MutableFields } from './document';
import { WorkloadKind } from '../facts/workload-kind';
import { Container, Pod } from '../manifest/pod';
import { PodFinder } from '../manifest/pods';
import { Fields, fieldsOf, isFields, itemsOf, mappingsOf, textOf } from '../manifest/read';
import { resourcesOf } from '../manifest/resource';

/** A container of a workload, by what tells it from the others of its object. */
export interface ContainerName {
  /** JSON pointer to the description of the pod that it runs in. */
  readonly pod: string;
  readonly list: string;
  readonly name: string;
}

/** Where a part of ours is, and the list that it is an item of. */
interface PartPlace {
  readonly there: string | undefined;
  readonly list?: string;
}

/** Finds the pods of one kind in documents of its objects. */
export class WorkloadPods {
  private readonly finder: PodFinder;
  private known = new WeakMap<Fields, Pod[]>();

  public constructor(
    private readonly kind: WorkloadKind,
  ) {
    this.finder = new PodFinder(kind.configured === undefined ? [] : [kind]);
  }

  /** Forgets the pods of documents, which may have changed. */
  public forget(): void {
    this.known = new WeakMap();
  }

  /** The pods that have a place for volumes. */
  public in(document: Fields): Pod[] {
    const known = this.known.get(document) ?? this.read(document);
    this.known.set(document, known);
    return known;
  }

  private read(document: Fields): Pod[] {
    return resourcesOf([document])
      .flatMap((resource) => this.finder.podsOf(resource))
      .filter(({ place, shape }) => shape.volumes.length > 0 && place !== this.kind.shared);
  }

  /** Whether an object describes containers, although none of them has a place for volumes. */
  public hasOnlyContainers(document: Fields): boolean {
    return this.in(document).length === 0
      && resourcesOf([document]).some((resource) => this.finder.podsOf(resource).length > 0);
  }

  /** A volume of a pod. */
  public volume(pod: string, volume: Fields & { readonly name: string }): Part {
    return this.part(volume, (document) => this.find(document, pod), (found) => ({
      there: found.volumes.find(({ name }) => name === volume.name)?.pointer,
      list: [found.pointer, ...found.shape.volumes[0].split('.')].join('/'),
    }));
  }

  /** A mount in a container. */
  public mount(container: ContainerName, mount: Fields & { readonly name: string }): Part {
    return this.part(mount, (document) => this.findContainer(document, container), (found) => {
      const list = `${found.pointer}/volumeMounts`;
      const index = itemsOf(found.spec.volumeMounts).findIndex((item) =>
        isFields(item) && item.name === mount.name && item.mountPath === mount.mountPath);
      return { there: index < 0 ? undefined : `${list}/${index}`, list };
    });
  }

  /** Fields of the description of a pod, or of a mapping in it. */
  public podFields(pod: string, fields: Fields, ...path: string[]): Part {
    return this.part(fields, (document) => this.find(document, pod), ({ pointer }) =>
      ({ there: [pointer, ...path].join('/') }));
  }

  /** Labels or annotations of a pod. */
  public metadata(pod: string, field: 'labels' | 'annotations', texts: Fields): Part {
    return this.part(texts, (document) => this.find(document, pod), ({ metadataPointer }) =>
      ({ there: `${metadataPointer}/${field}` }));
  }

  private part<T>(
    fields: Fields, owner: (document: Fields) => T | undefined, placeIn: (found: T) => PartPlace,
  ): Part {
    const placeOf = (document: Fields) => {
      const found = owner(document);
      return found && placeIn(found);
    };
    return {
      fields,
      find: (document) => {
        const there = placeOf(document)?.there;
        return there === undefined ? undefined : mappingAt(document, there);
      },
      make: (document) => {
        const place = placeOf(document);
        if (place?.list !== undefined) {
          return newItem(listAt(document, place.list));
        }
        return place?.there === undefined ? undefined : fieldsAt(document, place.there);
      },
    };
  }

  private find(document: Fields, pod: string): Pod | undefined {
    return this.in(document).find(({ pointer }) => pointer === pod);
  }

  private findContainer(document: Fields, { pod, list, name }: ContainerName): Container | undefined {
    const found = this.find(document, pod);
    return found && containersOf(found).find((container) => container.list === list && container.name === name);
  }
}

/** Fields of an object at a way that starts at its root. */
export function objectFields(way: string, fields: Fields): Part {
  const pointer = `/${way.split('.').join('/')}`;
  return {
    fields,
    find: (document) => mappingAt(document, pointer),
    make: (document) => fieldsAt(document, pointer),
  };
}

/** The containers of a pod that run, and that a volume can be mounted in. */
export function containersOf({ containers, texts }: Pod): Container[] {
  return containers.filter(({ forOthers, list, pointer }) => forOthers !== true && list !== 'ephemeralContainers'
    && !texts.some((text) => pointer.startsWith(`${text}/`)));
}

/** The mounts of a container. */
export function mountsOf(container: Fields | undefined): Fields[] {
  return [...mappingsOf(container?.volumeMounts)].map(([mount]) => mount);
}

/** The volumes that a pod itself describes. */
export function volumesIn(pod: Pod | undefined): Fields[] {
  return pod?.volumes.map(({ spec }) => spec) ?? [];
}

/** Names of the volumes of a pod, and of those that its containers expect. */
export function volumeNames(pod: Pod): string[] {
  const mounted = pod.containers.flatMap(({ spec }) => mountsOf(spec));
  return [...volumesIn(pod), ...mounted].map(({ name }) => textOf(name));
}

/** User and group that a security context gives to processes. */
export function identityIn(spec: Fields): { readonly user?: number; readonly group?: number } {
  const { runAsUser, runAsGroup } = fieldsOf(spec.securityContext);
  return { user: numberOf(runAsUser), group: numberOf(runAsGroup) };
}

/** The number that a value is. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function newItem(list: unknown[]): MutableFields {
  const item: MutableFields = {};
  list.push(item);
  return item;
}
