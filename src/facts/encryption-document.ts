/**
 * The file that an API server reads with `--encryption-provider-config`, and how it finds the providers of a resource.
 *
 * @see https://kubernetes.io/docs/reference/config-api/apiserver-config.v1/
 */

import { FieldPath } from './document-fault';
import { isSet, mappingOf, PlainFields } from './plain-fields';

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

/** Secrets, as the API server spells a resource and its group. */
export const SECRETS = 'secrets.';

export function configDocument(entries: readonly EntryDocument[]): ConfigDocument {
  return { apiVersion: API_VERSION, kind: KIND, resources: entries };
}

/** A provider of a file that may be invalid. */
export interface ReadProvider {
  /** The field that it was found under: `kms`, `identity`, or whatever the file has. */
  readonly kind: string;
  readonly settings: PlainFields;

  /** Where its settings stand. */
  readonly at: FieldPath;
}

/** A key of a file that may be invalid. */
export interface ReadKey {
  readonly kind: string;

  /** Empty where the file has none, or no text. */
  readonly name: string;
  readonly secret: unknown;
  readonly at: FieldPath;
}

/** An entry of a file that may be invalid. */
export interface ReadEntry {
  readonly at: FieldPath;
  readonly resources: readonly string[];
  readonly providers: readonly ReadProvider[];
}

/** The entries of a file, in order, with as much as can be read of each. */
export function readEntries(document: unknown): ReadEntry[] {
  return mapsIn(mappingOf(document)?.resources, ['resources']).map(({ fields, at }) => {
    const resources = Array.isArray(fields.resources) ? fields.resources : [];
    return {
      at,
      resources: resources.filter((resource): resource is string => typeof resource === 'string'),
      providers: mapsIn(fields.providers, [...at, 'providers']).flatMap(readProviders),
    };
  });
}

/** The keys of a provider that has its keys in the file. */
export function readKeys({ kind, settings, at }: ReadProvider): ReadKey[] {
  return mapsIn(settings.keys, [...at, 'keys']).map((key) => ({
    kind,
    name: typeof key.fields.name === 'string' ? key.fields.name : '',
    secret: key.fields.secret,
    at: key.at,
  }));
}

function readProviders({ fields, at }: MapInList): ReadProvider[] {
  return Object.entries(fields).filter(([, settings]) => isSet(settings))
    .map(([kind, settings]) => ({ kind, settings: mappingOf(settings) ?? {}, at: [...at, kind] }));
}

interface MapInList {
  readonly fields: PlainFields;
  readonly at: FieldPath;
}

function mapsIn(list: unknown, at: FieldPath): MapInList[] {
  return (Array.isArray(list) ? list : []).flatMap((item: unknown, index) => {
    const fields = mappingOf(item);
    return fields === undefined ? [] : [{ fields, at: [...at, index] }];
  });
}

/** How the file spells a resource and its group, in one spelling: `secrets.` for `secrets`. */
export function canonical(resource: string): string {
  return resource.includes('.') ? resource : `${resource}.`;
}

/** The usual spelling: `secrets` for `secrets.`. */
export function spelled(resource: string): string {
  return !isWildcard(resource) && resource.endsWith('.') ? resource.slice(0, -1) : resource;
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

/**
 * Where the API server looks for the providers of a resource, in its order.
 *
 * @see https://github.com/kubernetes/apiserver/blob/v0.37.2/pkg/server/options/encryptionconfig/config.go
 */
export function lookupsOf(resource: string): string[] {
  return [...new Set([resource, `*.${groupOf(resource)}`, '*.*'])];
}

/** The resources that some entries name, in one spelling, each once. */
export function resourcesOf(entries: readonly { readonly resources: readonly string[] }[]): string[] {
  return [...new Set(entries.flatMap((entry) => entry.resources.map(canonical)))];
}

/**
 * The providers of a resource, as the API server finds them: of the entries that have its name, else its group, else
 * `*.*`. Several entries of one name are joined, in the order of the file: the first provider of the first entry
 * writes. Undefined where no entry has any of the names, so that the resource is stored in plain text.
 *
 * @param resource canonical name of the resource or wildcard
 * @see https://github.com/kubernetes/apiserver/blob/v0.37.2/pkg/server/options/encryptionconfig/config.go
 */
export function providersFor<P>(
  entries: readonly { readonly resources: readonly string[]; readonly providers: readonly P[] }[], resource: string,
): P[] | undefined {
  for (const name of lookupsOf(resource)) {
    const found = entries.filter((entry) => entry.resources.map(canonical).includes(name));
    if (found.length > 0) {
      return found.flatMap((entry) => entry.providers);
    }
  }
  return undefined;
}
