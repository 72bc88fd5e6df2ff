import { ConfigDocument, IDENTITY, LOCAL_KINDS, ProviderDocument } from './document';

/**
 * One way to write and read an object: a single key, a KMS provider, or plaintext. The mark is what stands in front of the
 * stored object, and by it the API server finds the way to read it.
 */
export interface Cipher {
  readonly mark: string;
  readonly provider: ProviderDocument;
}

export const PLAINTEXT: Cipher = { mark: '', provider: IDENTITY };

/** The ciphers of a list of providers: the first one writes, all of them read. */
export function ciphersOf(providers: readonly ProviderDocument[]): Cipher[] {
  return providers.flatMap((provider): Cipher[] => {
    if (provider.kms) return [{ mark: `k8s:enc:kms:${provider.kms.apiVersion}:${provider.kms.name}:`, provider }];
    const kind = LOCAL_KINDS.find((local) => provider[local]);
    if (!kind) return [PLAINTEXT];
    return provider[kind]!.keys.map((key) => ({ mark: `k8s:enc:${kind}:v1:${key.name}:`, provider: { [kind]: { keys: [key] } } }));
  });
}

/**
 * The providers of a list of ciphers: those of one kind share a provider, where the first of them stands. Two providers of a
 * kind would do too, but the API server then counts an error for each read that the first one has no key for.
 */
export function providersOf(ciphers: readonly Cipher[]): ProviderDocument[] {
  const providers: ProviderDocument[] = [];
  for (const { provider } of ciphers) {
    const kind = LOCAL_KINDS.find((local) => provider[local]);
    const index = kind ? providers.findIndex((other) => other[kind]) : -1;
    if (kind && index >= 0) {
      providers[index] = { [kind]: { keys: [...providers[index][kind]!.keys, ...provider[kind]!.keys] } };
    } else {
      providers.push(provider);
    }
  }
  return providers;
}

/** Each cipher once, the first time it comes. */
export function distinctCiphers(ciphers: readonly Cipher[]): Cipher[] {
  return ciphers.filter((cipher, index) => ciphers.findIndex((other) => other.mark === cipher.mark) === index);
}

/** How the file spells a resource and its group, in one spelling: `secrets.` for `secrets`. */
export function canonical(resource: string): string {
  return resource.includes('.') ? resource : `${resource}.`;
}

export function groupOf(resource: string): string {
  return resource.slice(resource.indexOf('.') + 1);
}

export function nameOf(resource: string): string {
  return resource.slice(0, resource.indexOf('.'));
}

export function isWildcard(resource: string): boolean {
  return nameOf(resource) === '*';
}

/** Where the API server looks for the providers of a resource, in its order. */
export function lookupsOf(resource: string): string[] {
  return [...new Set([resource, `*.${groupOf(resource)}`, '*.*'])];
}

/** The resources that a document names, in one spelling, each once. */
export function resourcesOf(document: ConfigDocument | undefined): string[] {
  return [...new Set((document?.resources ?? []).flatMap((entry) => entry.resources.map(canonical)))];
}

/**
 * The ciphers of a resource under a document, as the API server finds them: by its name, else by its group, else by `*.*`,
 * else plaintext. Several entries of one name are joined.
 *
 * @param document the document, or none for an API server without the flag
 * @param resource canonical name of the resource or wildcard
 */
export function ciphersFor(document: ConfigDocument | undefined, resource: string): Cipher[] {
  for (const name of lookupsOf(resource)) {
    const entries = (document?.resources ?? []).filter((entry) => entry.resources.map(canonical).includes(name));
    if (entries.length > 0) return distinctCiphers(ciphersOf(entries.flatMap((entry) => entry.providers)));
  }
  return [PLAINTEXT];
}
