import { decodeBase64 } from '../facts/base64';
import {
  ConfigDocument, EntryDocument, IDENTITY, KeyDocument, LOCAL_KINDS, ProviderDocument, providersFor, resourcesOf,
} from '../facts/encryption-document';

/**
 * One way to write and read an object: a single key, a KMS provider, or plaintext. The mark is the prefix of the stored
 * object, by which the API server finds the way to read it.
 */
export interface Cipher {
  readonly mark: string;
  readonly provider: ProviderDocument;
}

export const PLAINTEXT: Cipher = { mark: '', provider: IDENTITY };

/** The ciphers of a list of providers: the first one writes, all of them read. */
export function ciphersOf(providers: readonly ProviderDocument[]): Cipher[] {
  return providers.flatMap((provider): Cipher[] => {
    if (provider.kms) {
      return [{ mark: `k8s:enc:kms:${provider.kms.apiVersion}:${provider.kms.name}:`, provider }];
    }
    const kind = LOCAL_KINDS.find((local) => provider[local]);
    return kind === undefined ? [PLAINTEXT] : provider[kind]!.keys.map((key) => keyCipher(kind, key));
  });
}

/** The way to write with one key of the file. */
export function keyCipher(kind: typeof LOCAL_KINDS[number], key: KeyDocument): Cipher {
  return { mark: `k8s:enc:${kind}:v1:${key.name}:`, provider: { [kind]: { keys: [key] } } };
}

/** The local provider that a cipher is of; none for a KMS and plaintext. */
export function localKindOf({ provider }: Cipher): typeof LOCAL_KINDS[number] | undefined {
  return LOCAL_KINDS.find((kind) => provider[kind]);
}

/**
 * The providers of a list of ciphers: those of one kind share a provider, where the first of them stands. Two providers
 * of a kind would work too, but the API server then reports an error in its metrics for each read that the first one
 * has no key for.
 */
export function providersOf(ciphers: readonly Cipher[]): ProviderDocument[] {
  const providers: ProviderDocument[] = [];
  for (const cipher of ciphers) {
    const kind = localKindOf(cipher);
    const index = kind ? providers.findIndex((other) => other[kind]) : -1;
    if (kind && index >= 0) {
      providers[index] = { [kind]: { keys: [...providers[index][kind]!.keys, ...cipher.provider[kind]!.keys] } };
    } else {
      providers.push(cipher.provider);
    }
  }
  return providers;
}

/** Each cipher once, the first time it comes. */
export function distinctCiphers(ciphers: readonly Cipher[]): Cipher[] {
  return ciphers.filter((cipher, index) => ciphers.findIndex((other) => other.mark === cipher.mark) === index);
}

/** The resources that a document names, in one spelling, each once; none for an API server without the flag. */
export function namedResources(document: ConfigDocument | undefined): string[] {
  return resourcesOf(document?.resources ?? []);
}

/**
 * The ciphers of a resource under a document; plaintext where nothing names it.
 *
 * @param document the document, or none for an API server without the flag
 * @param resource canonical name of the resource or wildcard
 */
export function ciphersFor(document: ConfigDocument | undefined, resource: string): Cipher[] {
  const providers = providersFor<ProviderDocument>(document?.resources ?? [], resource);
  return providers === undefined ? [PLAINTEXT] : distinctCiphers(ciphersOf(providers));
}

/** A document whose keys are spelled in one way, so that the same bytes are the same text. */
export function normalized(document: ConfigDocument): ConfigDocument {
  return JSON.parse(JSON.stringify(
    document, (field, value) => field === 'secret' ? decodeBase64(value)!.toString('base64') : value,
  ));
}

/** The keys in a document, each with the provider that it is of. */
export function localKeysOf(document: ConfigDocument): { readonly kind: string; readonly key: KeyDocument }[] {
  return providersIn(document.resources).flatMap((provider) =>
    LOCAL_KINDS.flatMap((kind) => (provider[kind]?.keys ?? []).map((key) => ({ kind, key }))));
}

export function usesKmsV1(document: ConfigDocument): boolean {
  return providersIn(document.resources).some((provider) => provider.kms?.apiVersion === 'v1');
}

function providersIn(entries: readonly EntryDocument[]): ProviderDocument[] {
  return entries.flatMap((entry) => entry.providers);
}
