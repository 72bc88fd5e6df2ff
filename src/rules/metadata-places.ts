import { Graph } from '../manifest/graph';
import { Fields, fieldsOf, pointerTo } from '../manifest/read';
import { Resource } from '../manifest/resource';
import { follow } from '../manifest/ways';

/** Metadata of what workloads make beside pods. */
const FURTHER = ['spec.jobTemplate.metadata', 'spec.volumeClaimTemplates.*.metadata'];

/** The metadata of an object, of its pods, and of what it makes beside them, each once, by its pointer. */
export function metadataIn(graph: Graph, resource: Resource): ReadonlyMap<string, Fields> {
  const places = new Map<string, Fields>();
  const add = (pointer: string, metadata: unknown) => places.set(pointer, fieldsOf(metadata));
  add(pointerTo(resource.pointer, 'metadata'), resource.object.metadata);
  for (const { metadata, metadataPointer } of graph.podsIn(resource)) {
    add(metadataPointer, metadata);
  }
  for (const way of FURTHER) {
    for (const { value, pointer } of follow(resource.object, resource.pointer, way)) {
      add(pointer, value);
    }
  }
  return places;
}
