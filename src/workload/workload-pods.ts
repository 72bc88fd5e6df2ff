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

/** A container, and the pod that it runs in. */
export interface Place {
  readonly pod: Pod;
  readonly container: Container;
}

/** Where a part of ours is, and the list that it is an item of. */
interface PartPlace {
  readonly there: string | undefined;
  readonly list?: string;
}

/** Finds the pods of one kind in documents of its objects. */
export class WorkloadPods {
  private readonly finder: PodFinder;

  /** The document that was read last, and its pods. */
  private last?: { readonly document: Fields; readonly pods: Pod[] };

  public constructor(
    private readonly kind: WorkloadKind,
  ) {
    this.finder = new PodFinder(kind.configured === undefined ? [] : [kind]);
  }

  /** The pods that have a place for volumes, in a document that does not change. */
  public in(document: Fields): Pod[] {
    if (this.last?.document !== document) {
      this.last = { document, pods: this.read(document) };
    }
    return this.last.pods;
  }

  /** Frees the document that was read last. */
  public release(): void {
    this.last = undefined;
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
  public volume(pod: Pod, volume: Fields & { readonly name: string }): Part {
    return this.part(volume, (document) => {
      const spec = specAt(document, pod);
      if (spec !== undefined) {
        const list = `${pod.pointer}/volumes`;
        return itemOf(list, spec.volumes, ({ name }) => name === volume.name);
      }
      const found = this.find(document, pod);
      return found && {
        there: found.volumes.find(({ name }) => name === volume.name)?.pointer,
        list: [found.pointer, ...found.shape.volumes[0].split('.')].join('/'),
      };
    });
  }

  /** A mount in a container. */
  public mount(place: Place, mount: Fields & { readonly name: string }): Part {
    return this.part(mount, (document) => {
      const found = this.findContainer(document, place);
      return found && itemOf(`${found.pointer}/volumeMounts`, found.spec.volumeMounts, (item) =>
        item.name === mount.name && item.mountPath === mount.mountPath);
    });
  }

  /** Fields of the description of a pod, or of a mapping in it. */
  public podFields(pod: Pod, fields: Fields, ...path: string[]): Part {
    return this.part(fields, (document) => {
      const isThere = specAt(document, pod) !== undefined || this.find(document, pod) !== undefined;
      return isThere ? { there: [pod.pointer, ...path].join('/') } : undefined;
    });
  }

  /** Labels or annotations of a pod. */
  public metadata(pod: Pod, field: 'labels' | 'annotations', texts: Fields): Part {
    return this.part(texts, (document) => {
      const found = specAt(document, pod) === undefined ? this.find(document, pod) : pod;
      return found && { there: `${found.metadataPointer}/${field}` };
    });
  }

  private part(fields: Fields, placeIn: (document: Fields) => PartPlace | undefined): Part {
    return {
      fields,
      find: (document) => {
        const there = placeIn(document)?.there;
        return there === undefined ? undefined : mappingAt(document, there);
      },
      make: (document) => {
        const place = placeIn(document);
        if (place?.list !== undefined) {
          return newItem(listAt(document, place.list));
        }
        return place?.there === undefined ? undefined : fieldsAt(document, place.there);
      },
    };
  }

  /** The pod in a document that may have changed since its pods were read. */
  private find(document: Fields, { pointer }: Pod): Pod | undefined {
    return this.read(document).find((pod) => pod.pointer === pointer);
  }

  private findContainer(document: Fields, { pod, container }: Place): Pick<Container, 'pointer' | 'spec'> | undefined {
    const { list, name } = container;
    const items = specAt(document, pod)?.[list];
    if (Array.isArray(items)) {
      const index = items.findIndex((item) => isFields(item) && textOf(item.name) === name);
      return index < 0 ? undefined : { pointer: `${pod.pointer}/${list}/${index}`, spec: fieldsOf(items[index]) };
    }
    const found = this.find(document, pod);
    return found && containersOf(found).find((each) => each.list === list && each.name === name);
  }
}

/**
 * The spec of a pod at its pointer, where that is all that makes the pod: undefined for kinds whose pods have to be
 * searched for.
 */
function specAt(document: Fields, { pointer, place }: Pod): Fields | undefined {
  return place.shape?.isPodSpec === true ? mappingAt(document, pointer) : undefined;
}

function itemOf(list: string, items: unknown, isIt: (item: Fields) => boolean): PartPlace {
  const index = itemsOf(items).findIndex((item) => isFields(item) && isIt(item));
  return { there: index < 0 ? undefined : `${list}/${index}`, list };
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
