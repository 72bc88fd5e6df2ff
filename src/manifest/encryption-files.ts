import { Graph } from './graph';
import { Resource } from './resource';
import { ReadEntry, readEntries } from '../facts/encryption-document';

/** An encryption file of an API server among some objects, with as much as can be read of it. */
export interface EncryptionDocument {
  readonly resource: Resource;

  /** The file itself: without the empty metadata that every object has here. */
  readonly content: { readonly [field: string]: unknown };
  readonly entries: readonly ReadEntry[];
}

/** The encryption files among some objects, also those of a version that no API server reads. */
export function encryptionDocuments(graph: Graph): EncryptionDocument[] {
  return ['apiserver.config.k8s.io', ''].flatMap((group) => graph.ofKind(group, 'EncryptionConfiguration'))
    .map((resource) => {
      const { metadata, ...rest } = resource.object;
      const content = Object.keys(metadata ?? {}).length === 0 ? rest : resource.object;
      return { resource, content, entries: readEntries(content) };
    });
}
