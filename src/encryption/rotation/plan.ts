import { assemble } from './assemble';
import { ConfigDocument, EntryDocument } from '../../facts/encryption-document';
import { weakKeyFault } from '../../facts/encryption-keys';
import { Cipher, ciphersFor, ciphersOf, distinctCiphers, localKeysOf, namedResources } from '../ciphers';

/** What API servers do in a stage, resource by resource. */
export type Lists = ReadonlyMap<string, readonly Cipher[]>;

/** The stages from one document to another; an absent document is an API server without the flag. */
export interface Plan {
  /** Every API server reads old and new, and writes as before; undefined where it does so already. */
  readonly read?: readonly EntryDocument[];
  /** Every API server writes as in the target, and still reads old and new; undefined where it does so already. */
  readonly write?: readonly EntryDocument[];
  /** Resources with objects to write again. */
  readonly rewrite: readonly string[];
  /** Whether something that is readable in a stage is not in the target. */
  readonly retires: boolean;
}

/**
 * Plans the stages.
 *
 * Why they are safe: the present document reads every stored object. In the first step all servers write what they
 * wrote before, and only reading grows. In the second all servers have the grown reading, so it does not matter which
 * of the two writers a server has. Once all objects are written again, only the writer of the target is left, and the
 * target reads it.
 */
export function planOf(where: string, present?: ConfigDocument, target?: ConfigDocument): Plan {
  const resources = [...new Set([...namedResources(present), ...namedResources(target)])];
  const settings = new Map((target?.resources ?? []).flatMap((entry) => ciphersOf(entry.providers))
    .map((cipher) => [cipher.mark, cipher]));
  const lists = (order: (old: Cipher[], target: Cipher[]) => Cipher[]): Lists => new Map(resources.map((resource) => {
    const ciphers = distinctCiphers(order(ciphersFor(present, resource), ciphersFor(target, resource)));
    return [resource, ciphers.map((cipher) => settings.get(cipher.mark) ?? cipher)];
  }));
  const before = lists((old) => old);
  const after = lists((_, wanted) => wanted);
  const reading = lists((old, wanted) => [...old, ...wanted]);
  const writing = lists((old, wanted) => [...wanted, ...old]);
  const changes = (resource: string) => before.get(resource)![0].mark !== after.get(resource)![0].mark;
  const loses = (resource: string) =>
    before.get(resource)!.some((cipher) => !after.get(resource)!.some((kept) => kept.mark === cipher.mark));
  return {
    read: same(before, reading) ? undefined : assemble(where, reading),
    write: resources.some(changes) ? assemble(where, writing) : undefined,
    rewrite: resources.filter((resource) => loses(resource) || changes(resource)),
    retires: resources.some(loses),
  };
}

/** Whether two documents make API servers read and write alike. */
export function behavesLike(left: ConfigDocument | undefined, right: ConfigDocument | undefined): boolean {
  const resources = [...new Set([...namedResources(left), ...namedResources(right)])];
  const lists = (document: ConfigDocument | undefined): Lists =>
    new Map(resources.map((resource) => [resource, ciphersFor(document, resource)]));
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

/** Why no order of stages leads to the target: marks that would mean two things, keys of two names, new weak keys. */
export function contradictions(present?: ConfigDocument, target?: ConfigDocument): string[] {
  return [...newWeakKeys(present, target), ...present && target ? clashes(present, target) : []];
}

/** Keys of the target that the cluster does not have yet, and should not get. */
function newWeakKeys(present?: ConfigDocument, target?: ConfigDocument): string[] {
  const known = new Set(present ? localKeysOf(present).map(({ key }) => key.secret) : []);
  const added = target ? localKeysOf(target).filter(({ key }) => !known.has(key.secret)) : [];
  return added.flatMap(({ kind, key }) => {
    const weakness = weakKeyFault(Buffer.from(key.secret, 'base64'));
    return weakness === undefined ? [] : [
      `key ${key.name} of ${kind} is new and ${weakness}; generate a key with EncryptionKey.generate`,
    ];
  });
}

function clashes(present: ConfigDocument, target: ConfigDocument): string[] {
  const allOf = (document: ConfigDocument) => document.resources.flatMap((entry) => ciphersOf(entry.providers));
  const old = new Map(allOf(present).map((cipher) => [cipher.mark, cipher]));
  const problems = new Set<string>();
  for (const { mark, provider } of allOf(target)) {
    const known = old.get(mark)?.provider;
    if (known?.kms && known.kms.endpoint !== provider.kms!.endpoint) {
      problems.add(`KMS provider ${known.kms.name} has another endpoint in the present file; give a plugin with ` +
        'another key another name: the name alone tells which plugin encrypted an object');
    } else if (known && !known.kms && JSON.stringify(known) !== JSON.stringify(provider)) {
      problems.add(`the key marked ${mark} has other bytes in the present file, and objects in etcd hold only the ` +
        'name; give the new key a name that the cluster never had');
    }
  }
  const owners = new Map(localKeysOf(present).map(({ kind, key }) => [key.secret, `${key.name} of ${kind}`]));
  for (const { kind, key } of localKeysOf(target)) {
    const owner = owners.get(key.secret);
    if (owner !== undefined && owner !== `${key.name} of ${kind}`) {
      problems.add(`key ${key.name} of ${kind} has the same bytes as key ${owner} of the present file, so whoever ` +
        'has the old key has the new one; generate a new key');
    }
  }
  return [...problems];
}

/**
 * What goes wrong when one document replaces another in one step: what servers with one of them write and servers with
 * the other cannot read, in the words of the API server.
 */
export function directSwapProblems(present?: ConfigDocument, target?: ConfigDocument): string[] {
  const resources = [...new Set([...namedResources(present), ...namedResources(target)])];
  return resources.flatMap((resource) => {
    const old = ciphersFor(present, resource);
    const wanted = ciphersFor(target, resource);
    return [
      ...missingIn(wanted, old).map((cipher) => `${resource}: stored as ${show(cipher)}, an API server with the new ` +
        `file says ${complaint(cipher, wanted)}`),
      ...missingIn(old, wanted.slice(0, 1)).map((cipher) => `${resource}: written as ${show(cipher)}, an API server ` +
        `that still has the old file says ${complaint(cipher, old)}`),
    ];
  });
}

function missingIn(readers: readonly Cipher[], ciphers: readonly Cipher[]): Cipher[] {
  return ciphers.filter((cipher) => !readers.some((reader) => reader.mark === cipher.mark));
}

function show(cipher: Cipher): string {
  return cipher.mark === '' ? 'plaintext' : cipher.mark;
}

function complaint(cipher: Cipher, readers: readonly Cipher[]): string {
  const noPrefix = '"no matching prefix found"';
  if (cipher.mark === '') {
    return noPrefix;
  }
  const kind = cipher.mark.split(':')[2];
  if (kind !== 'kms' && readers.some((reader) => reader.mark.startsWith(`k8s:enc:${kind}:`))) {
    return `"no matching key was found for the provided ${kind === 'secretbox' ? 'Secretbox' : 'AES'} transformer"`;
  }
  return readers.length === 1 && readers[0].mark === '' ? '"identity transformer tried to read encrypted data"'
    : noPrefix;
}
