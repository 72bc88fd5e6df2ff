import { Graph } from './graph';
import { Fields, isFields, mappingsOf, textsOf } from './read';
import { Resource } from './resource';

/** One entry of an EncryptionConfiguration: some resources, and how they are stored. */
export interface EncryptionEntry {
  readonly document: Resource;
  readonly pointer: string;
  readonly resources: readonly string[];
  readonly providers: readonly EncryptionProvider[];
}

/** One provider of an entry: the first one writes, all of them read. */
export interface EncryptionProvider {
  /** `identity`, `aescbc`, `aesgcm`, `secretbox` or `kms`, or whatever the file says. */
  readonly type: string;
  readonly settings: Fields;

  /** Of the provider's settings. */
  readonly pointer: string;
}

/** A key of a local provider. */
export interface EncryptionKey {
  readonly provider: EncryptionProvider;
  readonly pointer: string;
  readonly fields: Fields;
}

/** The EncryptionConfiguration documents among some objects. */
export function encryptionDocuments(graph: Graph): readonly Resource[] {
  return graph.ofKind('apiserver.config.k8s.io', 'EncryptionConfiguration');
}

/** The entries of a document, in order. */
export function encryptionEntries(document: Resource): EncryptionEntry[] {
  return [...mappingsOf(document.object.resources)].map(([entry, index]) => {
    const pointer = `${document.pointer}/resources/${index}`;
    return { document, pointer, resources: textsOf(entry.resources), providers: [...providersOf(entry, pointer)] };
  });
}

function* providersOf(entry: Fields, pointer: string): Generator<EncryptionProvider> {
  for (const [provider, index] of mappingsOf(entry.providers)) {
    for (const [type, settings] of Object.entries(provider)) {
      yield { type, settings: isFields(settings) ? settings : {}, pointer: `${pointer}/providers/${index}/${type}` };
    }
  }
}

/** How the API server looks an entry for Secrets up: by the exact name, then the group, then everything. */
const SECRETS = [['secrets', 'secrets.'], ['*.'], ['*.*']];

/** The entry that decides how Secrets are stored, if any does. */
export function secretsEntry(entries: readonly EncryptionEntry[]): EncryptionEntry | undefined {
  for (const names of SECRETS) {
    const found = entries.find((entry) => entry.resources.some((resource) => names.includes(resource)));
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** The keys in a document, of every provider that keeps its keys there. */
export function encryptionKeys(entries: readonly Pick<EncryptionEntry, 'providers'>[]): EncryptionKey[] {
  return entries.flatMap((entry) => entry.providers).flatMap((provider) => [...mappingsOf(provider.settings.keys)]
    .map(([fields, index]) => ({ provider, pointer: `${provider.pointer}/keys/${index}`, fields })));
}
