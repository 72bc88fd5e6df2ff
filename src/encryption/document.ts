import { decodeBase64 } from '../facts/base64';

/** A key of a local provider, as the file has it. */
export interface KeyDocument {
  readonly name: string;
  readonly secret: string;
}

export interface KeysDocument {
  readonly keys: readonly KeyDocument[];
}

export interface KmsDocument {
  readonly apiVersion: string;
  readonly name: string;
  readonly endpoint: string;
  readonly timeout?: string;
  readonly cachesize?: number;
}

/** One element of `providers`: it has exactly one of the fields. */
export interface ProviderDocument {
  readonly aescbc?: KeysDocument;
  readonly aesgcm?: KeysDocument;
  readonly secretbox?: KeysDocument;
  readonly kms?: KmsDocument;
  readonly identity?: { readonly [none: string]: never };
}

export interface EntryDocument {
  readonly resources: readonly string[];
  readonly providers: readonly ProviderDocument[];
}

/** The content of the file, once it is known to be valid. */
export interface ConfigDocument {
  readonly apiVersion: string;
  readonly kind: string;
  readonly resources: readonly EntryDocument[];
}

export const API_VERSION = 'apiserver.config.k8s.io/v1';
export const KIND = 'EncryptionConfiguration';
export const LOCAL_KINDS = ['aescbc', 'aesgcm', 'secretbox'] as const;
export const IDENTITY: ProviderDocument = { identity: {} };

export function configDocument(entries: readonly EntryDocument[]): ConfigDocument {
  return { apiVersion: API_VERSION, kind: KIND, resources: entries };
}

/**
 * The bytes of a key, or undefined where its text is no base64. The API server skips line breaks, and takes bits at the end that
 * say nothing.
 */
export function keyBytes(secret: string): Buffer | undefined {
  return decodeBase64(secret);
}

/** A document whose keys are spelled in one way, so that the same bytes are the same text. */
export function normalized(document: ConfigDocument): ConfigDocument {
  return JSON.parse(JSON.stringify(document, (field, value) => field === 'secret' ? keyBytes(value)!.toString('base64') : value));
}

/** The keys in a document, each with the field that holds it. */
export function localKeysOf(document: ConfigDocument): { kind: string; key: KeyDocument }[] {
  return document.resources.flatMap((entry) => entry.providers.flatMap((provider) =>
    LOCAL_KINDS.flatMap((kind) => (provider[kind]?.keys ?? []).map((key) => ({ kind, key })))));
}

export function usesKmsV1(document: ConfigDocument): boolean {
  return document.resources.some((entry) => entry.providers.some((provider) => provider.kms?.apiVersion === 'v1'));
}
