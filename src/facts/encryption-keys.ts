/**
 * Keys in the encryption file of an API server: how it reads them, and which protect nothing.
 *
 * @see https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/#providers
 */

import { decodeBase64 } from './base64';
import { DocumentFault } from './document-fault';
import { ReadEntry, ReadKey, providersFor, readKeys, resourcesOf, spelled } from './encryption-document';

/** Bytes of a good key. */
export const KEY_BYTES = 32;

/** Lengths of keys that the API server takes for AES. */
export const AES_KEY_LENGTHS: readonly number[] = [16, 24, 32];

/** The most writes with one key of AES-GCM, whose nonces are random. */
export const SAFE_GCM_WRITES = 200_000;

/** Why a provider of the file is weak. */
export const WEAK_PROVIDERS: ReadonlyMap<string, string> = new Map([
  ['aescbc', 'aescbc does not authenticate what it encrypts, and Kubernetes does not recommend it'],
  ['aesgcm', 'aesgcm needs a new key every 200 000 writes, and nothing here rotates it'],
]);

/** Fewest different bytes, and fewest different steps from byte to byte, of a key of 32 random bytes. */
const LEAST_DISTINCT = 17;
const PRINTABLE = /^[\x09\x0a\x0d\x20-\x7e]*$/;
const NAME = /^[A-Za-z0-9]([-._A-Za-z0-9]*[A-Za-z0-9])?$/;

/**
 * Why these bytes cannot be random, or undefined. Each check refuses a random key of 32 bytes less often than once in
 * a billion, and no answer says anything of the bytes.
 */
export function weaknessOf(key: Buffer): string | undefined {
  if (PRINTABLE.test(key.toString('latin1'))) {
    return 'is text: a passphrase, a placeholder or hexadecimal digits, not random bytes';
  }
  if (distinct(key) < LEAST_DISTINCT) {
    return 'repeats few byte values';
  }
  return distinct(differences(key)) < LEAST_DISTINCT ? 'counts in even steps' : undefined;
}

/** Why a key of a length that the API server takes should not be used, or undefined. */
export function weakKeyFault(key: Buffer): string | undefined {
  return key.length === KEY_BYTES ? weaknessOf(key) : `has ${key.length} bytes, not ${KEY_BYTES}`;
}

/** Whether a text can name a key: it stands in front of every object in etcd, and a colon ends it there. */
export function isKeyName(name: string): boolean {
  return NAME.test(name);
}

/** Whether a text is the base64 form of some key. */
export function isKeyInBase64(text: string): boolean {
  const bytes = decodeBase64(text);
  return bytes !== undefined && AES_KEY_LENGTHS.includes(bytes.length) && bytes.toString('base64') === text;
}

/** Whether a text may be a key: in base64 of either alphabet, with or without padding, or in hexadecimal digits. */
export function mayBeKey(text: string): boolean {
  const base64 = text.replace(/-/g, '+').replace(/_/g, '/').replace(/=+$/, '');
  return AES_KEY_LENGTHS.some((length) => base64.length === Math.ceil(length * 4 / 3)
    && Buffer.from(base64, 'base64').length === length)
    || (/^[0-9a-f]+$/i.test(text) && AES_KEY_LENGTHS.includes(text.length / 2));
}

/** Two keys of one name, one key of two names, and a key that a resource has twice. The API server refuses none. */
export function sharedKeyFaults(entries: readonly ReadEntry[]): DocumentFault[] {
  const keys = entries.flatMap((entry) => entry.providers.flatMap(readKeys));
  return [...clashes(keys), ...repeatedBytes(keys), ...repeatedNames(entries)];
}

/** Two different keys of one name: what one encrypted is given to the other to read. */
export function clashingKeyFaults(entries: readonly ReadEntry[]): DocumentFault[] {
  return clashes(entries.flatMap((entry) => entry.providers.flatMap(readKeys)));
}

function clashes(keys: readonly ReadKey[]): DocumentFault[] {
  const known = new Map<string, string>();
  return keys.flatMap((key): DocumentFault[] => {
    const mark = markOf(key);
    const before = known.get(mark);
    known.set(mark, spellingOf(key));
    return key.name === '' || before === undefined || before === spellingOf(key) ? [] : [{
      at: key.at,
      text: 'provider %s: two different keys are named %q; the API server picks keys by name, so what one encrypted '
        + 'the other cannot decrypt. Give every key a unique name',
      given: [key.kind, key.name],
    }];
  });
}

function repeatedBytes(keys: readonly ReadKey[]): DocumentFault[] {
  const owners = new Map<string, ReadKey>();
  return keys.flatMap((key): DocumentFault[] => {
    const spelling = spellingOf(key);
    const owner = owners.get(spelling);
    owners.set(spelling, owner ?? key);
    return spelling === '' || owner === undefined || markOf(owner) === markOf(key) ? [] : [{
      at: key.at,
      text: 'key %q of %s has the same bytes as key %q of %s; use every key under one name and with one algorithm: '
        + 'a rotation to the same bytes changes nothing',
      given: [key.name, key.kind, owner.name, owner.kind],
    }];
  });
}

/** A key that stands twice among the providers of a resource, in the words of the first resource that has it. */
function repeatedNames(entries: readonly ReadEntry[]): DocumentFault[] {
  const found = new Map<string, DocumentFault>();
  for (const resource of resourcesOf(entries)) {
    const seen = new Map<string, string>();
    for (const key of (providersFor(entries, resource) ?? []).flatMap(readKeys)) {
      const place = key.at.join('/');
      if (key.name !== '' && seen.get(markOf(key)) === spellingOf(key) && !found.has(place)) {
        found.set(place, {
          at: key.at,
          text: 'key %q of %s is given twice for %s; keep one of them',
          given: [key.name, key.kind, spelled(resource)],
        });
      }
      seen.set(markOf(key), spellingOf(key));
    }
  }
  return [...found.values()];
}

function markOf({ kind, name }: ReadKey): string {
  return `${kind}/${name}`;
}

/** The bytes of a key in one spelling; the text of one that has none. */
function spellingOf({ secret }: ReadKey): string {
  const text = typeof secret === 'string' ? secret : '';
  return decodeBase64(text)?.toString('base64') ?? text;
}

function distinct(bytes: Uint8Array): number {
  return new Set(bytes).size;
}

function differences(bytes: Buffer): Uint8Array {
  return Uint8Array.from(bytes.subarray(1), (byte, index) => byte - bytes[index]);
}
