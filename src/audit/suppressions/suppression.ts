import { findCredential } from '../../credentials/detector';
import { isDay } from '../../facts/days';
import { quoted } from '../../redaction/quoted';
import { FindingPath } from '../finding-path';

/** The parts of a suppression that users write. */
export interface StatedSuppression {
  readonly reason: string;

  /** Last day on which it applies, as `YYYY-MM-DD`, in UTC. */
  readonly expires?: string;

  /** The one place that it applies to: names on the way to it, or a JSON pointer. */
  readonly at?: string;
}

/** A decision that findings of a rule are acceptable. */
export interface Suppression extends StatedSuppression {
  readonly ruleId: string;

  /** An `annotation` of the object, or a `construct`. */
  readonly origin: 'annotation' | 'construct';

  /** Index of the document, and JSON pointer to the annotation in it. */
  readonly annotation?: { readonly objectIndex: number; readonly pointer: string };

  /** Path of the construct that declares it. */
  readonly constructPath?: string;

  /**
   * Whether a construct wrote the reason for one of its decisions: it is not reported when nothing needs it, or when
   * the preset does not allow it.
   */
  readonly isImplied?: boolean;
}

/** Error for a reason that would put a value into every report. */
export const VALUE_IN_REASON =
  'its reason contains a value that looks like a credential, which every report would show; give the reason without '
    + 'the value';

/** An expiry date in a reason, where it has no effect. */
const DAY_IN_REASON = /\(\s*until\b|\buntil\b\W*(?:\d{4}[-/.]|20\d{2}(?:\d{4})?\b|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}\b)/i;

/**
 * What is wrong with a reason, a date or a place; undefined when nothing is.
 *
 * @param dayGoes where an expiry date in the reason belongs
 */
export function suppressionFault({ reason, expires, at }: StatedSuppression, dayGoes: string): string | undefined {
  if (!/\p{L}/u.test(reason)) {
    return 'it has no reason; describe in a few words why the finding is acceptable here';
  }
  if (expires !== undefined && !isDay(expires)) {
    return `its expiry date is ${quoted(expires)}, which is not a valid date; write it like 2027-01-31`;
  }
  if (findCredential(reason) !== undefined) {
    return VALUE_IN_REASON;
  }
  if (DAY_IN_REASON.test(reason)) {
    return `its reason contains an expiry date, which has no effect there; ${dayGoes}`;
  }
  return at === '' ? 'its place is empty; name a container, a variable, a volume or a key, or leave it out' : undefined;
}

/**
 * Whether a suppression matches a place: its names are on the way there, in their order, or its pointer leads there.
 */
export function isAbout(at: string | undefined, { names, path, pointer }: FindingPath): boolean {
  if (at === undefined) {
    return true;
  }
  const isPointer = at.startsWith('/') && [pointer, path].some((place) => place === at || place.startsWith(`${at}/`));
  return isPointer || leadsThrough(at, names);
}

/**
 * Whether words with slashes between them are names of a list, in its order. A name may contain slashes itself, as the
 * path of a mount.
 */
function leadsThrough(words: string, names: readonly string[]): boolean {
  return names.some((name, index) => [name, name.replace(/^\//, '')].some((word) =>
    words === word
      || (words.startsWith(`${word}/`) && leadsThrough(words.slice(word.length + 1), names.slice(index + 1)))));
}

/** Number of names on the way to a finding above which not all ways to write its place are listed. */
const MOST_NAMES = 6;

/**
 * Every way to write a place that matches a finding, or undefined when there are too many. Covers the same places as
 * {@link isAbout}.
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
