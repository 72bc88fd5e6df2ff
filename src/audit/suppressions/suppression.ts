import { findCredential } from '../../credentials/detector';
import { quoted } from '../../redaction/quoted';
import { FindingPath } from '../finding-path';

/** What a suppression says in words. */
export interface StatedSuppression {
  readonly reason: string;

  /** Last day on which it holds, as `YYYY-MM-DD`, in UTC. */
  readonly expires?: string;

  /** The one place it is about: names on the way to it, or a JSON pointer. */
  readonly at?: string;
}

/** Somebody's word that findings of a rule do not count. */
export interface Suppression extends StatedSuppression {
  readonly ruleId: string;

  /** Whether it is an `annotation` of the object or stands at a `construct`. */
  readonly origin: 'annotation' | 'construct';

  /** Index of the document and JSON pointer to the annotation in it. */
  readonly annotation?: { readonly objectIndex: number; readonly pointer: string };

  /** Path of the construct that it stands at. */
  readonly constructPath?: string;
}

/** What is said of a reason that would carry a value into every report. */
export const VALUE_IN_REASON = 'its reason has a value in it that looks like a credential, and would be in every ' +
  'report; say why without the value';

/** A last day that somebody wrote into a reason, where none is read. */
const DAY_IN_REASON = /\(\s*until\b|\buntil\b\W*(?:\d{4}[-/.]|20\d{2}(?:\d{4})?\b|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}\b)/i;

/**
 * What is wrong with a reason, a day or a place; undefined where nothing is.
 *
 * @param dayGoes what to do with a last day that is among the words of the reason
 */
export function suppressionFault({ reason, expires, at }: StatedSuppression, dayGoes: string): string | undefined {
  if (!/\p{L}/u.test(reason)) {
    return 'it has no reason; say in a few words why the finding is acceptable here';
  }
  if (expires !== undefined && !isDay(expires)) {
    return `its last day is ${quoted(expires)}, which is no day of the calendar; write it like 2027-01-31`;
  }
  if (findCredential(reason) !== undefined) {
    return VALUE_IN_REASON;
  }
  if (DAY_IN_REASON.test(reason)) {
    return `the last day in its reason would never come, since it is not read there; ${dayGoes}`;
  }
  return at === '' ? 'the place it is about is empty; name a container, a variable, a volume or a key, or leave it out' : undefined;
}

function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/**
 * Whether a suppression is about a place: its names are among those on the way there, in their order, or its pointer
 * leads there.
 */
export function isAbout(at: string | undefined, { names, path, pointer }: FindingPath): boolean {
  if (at === undefined) {
    return true;
  }
  const isPointer = at.startsWith('/') && [pointer, path].some((place) => place === at || place.startsWith(`${at}/`));
  return isPointer || leadsThrough(at, names);
}

/**
 * Whether words with slashes between them are names of a list, in its order. A name may have slashes itself, as the
 * path of a mount.
 */
function leadsThrough(words: string, names: readonly string[]): boolean {
  return names.some((name, index) => [name, name.replace(/^\//, '')].some((word) =>
    words === word || (words.startsWith(`${word}/`) && leadsThrough(words.slice(word.length + 1), names.slice(index + 1)))));
}

/** Names on the way to a finding, above which not all ways to write its place are listed. */
const MOST_NAMES = 6;

/**
 * Every way to write a place that is about a finding, or undefined where there are too many. The same places as {@link
 * isAbout} takes.
 */
export function placesMeaning({ names, path, pointer }: FindingPath): ReadonlySet<string | undefined> | undefined {
  if (names.length > MOST_NAMES) {
    return undefined;
  }
  const places = new Set<string | undefined>([undefined]);
  for (const place of [path, pointer]) {
    for (let end = place.length; end > 0; end = place.lastIndexOf('/', end - 1)) {
      places.add(place.slice(0, end));
    }
  }
  let ways: string[] = [];
  for (const name of [...names].reverse()) {
    const words = [...new Set([name, name.replace(/^\//, '')])];
    ways = [...ways, ...words, ...words.flatMap((word) => ways.map((way) => `${word}/${way}`))];
  }
  ways.forEach((way) => places.add(way));
  return places;
}
