import { assemble } from './assemble';
import { ConfigDocument, EntryDocument } from '../../facts/encryption-document';
import { weakKeyFault } from '../../facts/encryption-keys';
import { Cipher, ciphersFor, ciphersOf, distinctCiphers, localKeysOf, namedResources } from '../ciphers';

/** What API servers do in a stage, resource by resource. */
export type Lists = ReadonlyMap<string, readonly Cipher[]>;

/** The way from one document to another; an absent document is an API server without the flag. */
export interface Plan {
  /** Every API server reads old and new, and writes as before; undefined where it does so already. */
  readonly read?: readonly EntryDocument[];
  /** Every API server writes as the target says, and still reads old and new; undefined where it does so already. */
  readonly write?: readonly EntryDocument[];
  /** Resources with objects to write again. */
  readonly rewrite: readonly string[];
  /** Whether something that is readable on the way is not in the target. */
  readonly retires: boolean;
}

/**
 * Plans the stages.
 *
 * Why they are safe: stored objects are readable to the present document. In the first step all servers write what they wrote
 * before, and only reading grows. In the second all servers have the grown reading, so it does not matter which of the two
 * writers a server has. Once all objects are written again, the wanted writer is the only one left, and the target reads it.
 */
export function planOf(where: string, present: ConfigDocument | undefined, target: ConfigDocument | undefined): Plan {
  const resources = [...new Set([...namedResources(present), ...namedResources(target)])];
  const settings = new Map((target?.resources ?? []).flatMap((entry) => ciphersOf(entry.providers)).map((cipher) => [cipher.mark, cipher]));
  const lists = (order: (before: Cipher[], after: Cipher[]) => Cipher[]): Lists => new Map(resources.map((resource) => [
    resource,
    distinctCiphers(order(ciphersFor(present, resource), ciphersFor(target, resource))).map((cipher) => settings.get(cipher.mark) ?? cipher),
  ]));
  const before = lists((old) => old);
  const after = lists((_, wanted) => wanted);
  const reading = lists((old, wanted) => [...old, ...wanted]);
  const writing = lists((old, wanted) => [...wanted, ...old]);
  const grows = !same(before, reading);
  const turns = resources.some((resource) => before.get(resource)![0].mark !== after.get(resource)![0].mark);
  const loses = (resource: string) => before.get(resource)!.some((cipher) => !after.get(resource)!.some((kept) => kept.mark === cipher.mark));
  return {
    read: grows ? assemble(where, reading) : undefined,
    write: turns ? assemble(where, writing) : undefined,
    rewrite: resources.filter((resource) => loses(resource) || before.get(resource)![0].mark !== after.get(resource)![0].mark),
    retires: resources.some(loses),
  };
}

/** Whether two documents make API servers read and write alike. */
export function behavesLike(left: ConfigDocument | undefined, right: ConfigDocument | undefined): boolean {
  const resources = [...new Set([...namedResources(left), ...namedResources(right)])];
  const lists = (document: ConfigDocument | undefined): Lists => new Map(resources.map((resource) => [resource, ciphersFor(document, resource)]));
  return same(lists(left), lists(right));
}

/** The order of readers makes no difference, and which cipher writes does. */
function same(left: Lists, right: Lists): boolean {
  return [...left].every(([resource, ciphers]) => {
    const others = right.get(resource)!;
    return ciphers[0].mark === others[0].mark && ciphers.length === others.length &&
      ciphers.every((cipher) => others.some((other) => other.mark === cipher.mark));
  });
}

/** Why no order of stages leads to the target: marks that would mean two things, keys of two names, new keys that are weak. */
export function contradictions(present: ConfigDocument | undefined, target: ConfigDocument | undefined): string[] {
  return [...newWeakKeys(present, target), ...present && target ? clashes(present, target) : []];
}

/** Keys of the target that the cluster does not have yet, and should not get. */
function newWeakKeys(present: ConfigDocument | undefined, target: ConfigDocument | undefined): string[] {
  const known = new Set(present ? localKeysOf(present).map(({ key }) => key.secret) : []);
  return target ? localKeysOf(target).filter(({ key }) => !known.has(key.secret)).flatMap(({ kind, key }) => {
    const weakness = weakKeyFault(Buffer.from(key.secret, 'base64'));
    return weakness === undefined ? [] : [`key ${key.name} of ${kind} is new and ${weakness}; make one with EncryptionKey.generate`];
  }) : [];
}

function clashes(present: ConfigDocument, target: ConfigDocument): string[] {
  const allOf = (document: ConfigDocument) => document.resources.flatMap((entry) => ciphersOf(entry.providers));
  const old = new Map(allOf(present).map((cipher) => [cipher.mark, cipher]));
  const problems = new Set<string>();
  for (const { mark, provider } of allOf(target)) {
    const known = old.get(mark)?.provider;
    if (known?.kms && known.kms.endpoint !== provider.kms!.endpoint) {
      problems.add(`KMS provider ${known.kms.name} has another endpoint in the present file; a plugin with another key needs another name, or nobody can tell what it encrypted`);
    } else if (known && !known.kms && JSON.stringify(known) !== JSON.stringify(provider)) {
      problems.add(`the key marked ${mark} has other bytes in the present file, and objects in etcd say only the name; give the new key a name that the cluster never had`);
    }
  }
  const bytes = new Map(localKeysOf(present).map(({ kind, key }) => [key.secret, `${key.name} of ${kind}`]));
  for (const { kind, key } of localKeysOf(target)) {
    const owner = bytes.get(key.secret);
    if (owner !== undefined && owner !== `${key.name} of ${kind}`) {
      problems.add(`key ${key.name} of ${kind} has the same bytes as key ${owner} of the present file; whoever has the old key would have the new one, so make a new one`);
    }
  }
  return [...problems];
}

/**
 * What goes wrong when one document replaces another in one step: what servers with the one write and servers with the other
 * cannot read, in the API server's words.
 */
export function directSwapProblems(present: ConfigDocument | undefined, target: ConfigDocument | undefined): string[] {
  const resources = [...new Set([...namedResources(present), ...namedResources(target)])];
  return resources.flatMap((resource) => {
    const old = ciphersFor(present, resource);
    const wanted = ciphersFor(target, resource);
    const missing = (from: Cipher[], to: Cipher[]) => from.filter((cipher) => !to.some((other) => other.mark === cipher.mark));
    return [
      ...missing(old, wanted).map((cipher) => `${resource}: stored as ${show(cipher)}, an API server with the new file says ${complaint(cipher, wanted)}`),
      ...missing(wanted.slice(0, 1), old).map((cipher) => `${resource}: written as ${show(cipher)}, an API server that still has the old file says ${complaint(cipher, old)}`),
    ];
  });
}

function show(cipher: Cipher): string {
  return cipher.mark === '' ? 'plaintext' : cipher.mark;
}

function complaint(cipher: Cipher, readers: readonly Cipher[]): string {
  if (cipher.mark === '') return '"no matching prefix found"';
  const kind = cipher.mark.split(':')[2];
  if (kind !== 'kms' && readers.some((reader) => reader.mark.startsWith(`k8s:enc:${kind}:`))) {
    return `"no matching key was found for the provided ${kind === 'secretbox' ? 'Secretbox' : 'AES'} transformer"`;
  }
  return readers.some((reader) => reader.mark === '') && readers.length === 1 ? '"identity transformer tried to read encrypted data"' : '"no matching prefix found"';
}
