import { Resource } from '../manifest/resource';

const ITEM = /\/items\/\d+/y;

/** Finds the object that contains a place in a document: the document itself, or an item of a `List`. */
export class ResourcesByPlace {
  private readonly resources = new Map<string, Resource>();

  public constructor(resources: readonly Resource[]) {
    for (const resource of resources) {
      this.resources.set(`${resource.objectIndex}${resource.pointer}`, resource);
    }
  }

  public find(
    { objectIndex, pointer }: { readonly objectIndex: number; readonly pointer: string },
  ): Resource | undefined {
    // A List is not an object, so the shortest pointer that leads to an object leads to the only one.
    for (let length = 0; ;) {
      const resource = this.resources.get(`${objectIndex}${pointer.slice(0, length)}`);
      ITEM.lastIndex = length;
      if (resource !== undefined || !ITEM.test(pointer)) {
        return resource;
      }
      length = ITEM.lastIndex;
    }
  }
}
