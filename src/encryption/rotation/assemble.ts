import { EntryDocument, groupOf, isWildcard, lookupsOf, spelled } from '../../facts/encryption-document';
import { named, quoted } from '../../redaction/quoted';
import { Cipher, PLAINTEXT, providersOf } from '../ciphers';

interface Group {
  readonly resources: string[];
  readonly ciphers: readonly Cipher[];
}

/**
 * The entries that give each resource its ciphers: the first writes, the others read. There are as few entries as
 * possible, in an order in which no wildcard masks a later entry.
 *
 * @param where named in errors
 * @param lists ciphers by canonical name of a resource or wildcard
 */
export function assemble(where: string, lists: ReadonlyMap<string, readonly Cipher[]>): EntryDocument[] {
  const groups = groupsOf(lists);
  const shared = new Set(marksOf(groups, (cipher) => cipher.provider.kms !== undefined)
    .filter((mark) => groups.filter((group) => has(group, mark)).length > 1));
  const sharing = groups.filter((group) => group.ciphers.some((cipher) => shared.has(cipher.mark)));
  const wildcard = sharing.flatMap((group) => group.resources).find(isWildcard);
  if (wildcard !== undefined) {
    throw unwritable(where, [...shared][0], wildcard);
  }
  const rest = groups.filter((group) => !sharing.includes(group));
  const exact = rest.filter((group) => !group.resources.some(isWildcard));
  const masking = maskOrder(rest.filter((group) => group.resources.some(isWildcard)));
  // To keep one wildcard from masking another's entry, a group may have come apart, and its KMS provider with it.
  const torn = masking.find((group, index) => masking.slice(0, index).some((other) => other.ciphers === group.ciphers)
    && group.ciphers.some((cipher) => cipher.provider.kms));
  if (torn) {
    throw unwritable(where, torn.ciphers.find((cipher) => cipher.provider.kms)!.mark, torn.resources[0]);
  }
  return [...exact.map(entryOf), ...joinedEntries(where, sharing, shared), ...masking.map(entryOf)];
}

/**
 * A KMS provider may stand only once in a file. Resources that share one, but not the rest of their lists, get it in a
 * dedicated entry: the API server joins the entries of a resource in the order of the file.
 */
function joinedEntries(where: string, groups: readonly Group[], shared: ReadonlySet<string>): EntryDocument[] {
  const parts = groups.map((group) => ({
    sharedFirst: shared.has(group.ciphers[0].mark),
    entry: { resources: group.resources, ciphers: group.ciphers.filter((cipher) => !shared.has(cipher.mark)) },
  })).filter(({ entry }) => entry.ciphers.length > 0);
  const kms = orderOfShared(where, groups, shared).map((mark): Group => {
    const users = groups.filter((group) => has(group, mark));
    const cipher = users[0].ciphers.find((one) => one.mark === mark)!;
    return { resources: users.flatMap((group) => group.resources), ciphers: [cipher] };
  });
  const head = parts.filter((part) => !part.sharedFirst).map((part) => part.entry);
  const tail = parts.filter((part) => part.sharedFirst).map((part) => part.entry);
  return [...head, ...kms, ...tail].map(entryOf);
}

/** The shared providers in an order in which each comes before those that only read where it writes. */
function orderOfShared(where: string, groups: readonly Group[], shared: ReadonlySet<string>): string[] {
  const waiting = [...shared];
  const order: string[] = [];
  while (waiting.length > 0) {
    const next = waiting.find((mark) => !groups.some((group) => {
      const first = group.ciphers[0].mark;
      return has(group, mark) && first !== mark && waiting.includes(first);
    }));
    if (next === undefined) {
      throw unwritable(where, waiting[0], groups[0].resources[0]);
    }
    waiting.splice(waiting.indexOf(next), 1);
    order.push(next);
  }
  return order;
}

function groupsOf(lists: ReadonlyMap<string, readonly Cipher[]>): Group[] {
  const groups = new Map<string, Group>();
  for (const [resource, ciphers] of lists) {
    if (sameCiphers(ciphers, fallback(resource, lists))) {
      continue;
    }
    // '*.*' overlaps every other name of a list.
    const key = JSON.stringify([resource === '*.*', ciphers.map((cipher) => cipher.mark)]);
    const group = groups.get(key);
    if (group) {
      group.resources.push(resource);
    } else {
      groups.set(key, { resources: [resource], ciphers });
    }
  }
  return [...groups.values()];
}

/** What a resource would get if it were not named. */
function fallback(resource: string, lists: ReadonlyMap<string, readonly Cipher[]>): readonly Cipher[] {
  const name = lookupsOf(resource).slice(1).find((lookup) => lists.has(lookup));
  return name === undefined ? [PLAINTEXT] : lists.get(name)!;
}

/** Groups with wildcards, each before those that would mask it; split by width where two mask each other. */
function maskOrder(groups: readonly Group[]): Group[] {
  const waiting = [...groups];
  const order: Group[] = [];
  while (waiting.length > 0) {
    const next = waiting.find((group) => !waiting.some((other) => other !== group && masks(group, other)));
    if (!next) {
      return [...order, ...byWidth(waiting)];
    }
    waiting.splice(waiting.indexOf(next), 1);
    order.push(next);
  }
  return order;
}

function masks(group: Group, other: Group): boolean {
  return group.resources.some((wildcard) => isWildcard(wildcard) &&
    other.resources.some((resource) => wildcard === '*.*' || groupOf(resource) === groupOf(wildcard)));
}

function byWidth(groups: readonly Group[]): Group[] {
  const width = (resource: string) => resource === '*.*' ? 2 : isWildcard(resource) ? 1 : 0;
  const ofWidth = (wanted: number) => (group: Group) =>
    ({ ...group, resources: group.resources.filter((resource) => width(resource) === wanted) });
  return [0, 1, 2].flatMap((wanted) => groups.map(ofWidth(wanted)))
    .filter((group) => group.resources.length > 0);
}

function entryOf(group: Group): EntryDocument {
  return { resources: group.resources.map(spelled), providers: providersOf(group.ciphers) };
}

export function sameCiphers(left: readonly Cipher[], right: readonly Cipher[]): boolean {
  return left.length === right.length && left.every((cipher, index) => cipher.mark === right[index].mark);
}

function marksOf(groups: readonly Group[], wanted: (cipher: Cipher) => boolean): string[] {
  return [...new Set(groups.flatMap((group) => group.ciphers.filter(wanted).map((cipher) => cipher.mark)))];
}

function has(group: Group, mark: string): boolean {
  return group.ciphers.some((cipher) => cipher.mark === mark);
}

function unwritable(where: string, mark: string, resource: string): Error {
  const name = mark.split(':').slice(4).join(':').replace(/:$/, '');
  return new Error(
    `${where}: an intermediate stage needs KMS provider ${named(name)} in two entries, one of them for ` +
    `${quoted(spelled(resource))}, but the API server allows the name of a KMS provider only once in a file; keep ` +
    'entries that have a KMS provider as they are, and give further resources a provider of another name, which may ' +
    'use the same socket',
  );
}
