import { sourceOf } from './characters';
import { Event } from './events';
import { parseJson, skipJsonSpace } from './json-parser';
import { ReadingFault } from './reading-fault';
import { parseYaml } from './yaml-parser';

/** A range of a text. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A range that holds one document. */
export interface DocumentStretch extends Stretch {
  readonly format: 'json' | 'yaml';
}

/** A document of a stream, or why it cannot be read. */
export interface StreamPart {
  readonly stretch: DocumentStretch;

  /** The text that offsets refer to. */
  readonly source: string;

  /** Events of the root node; empty when there is none. */
  readonly events: readonly Event[];
  readonly faults: readonly ReadingFault[];
}

const DROPPED = 'Kubernetes silently drops everything from here to the next ---, since the document has ended before; '
  + 'begin a document with ---, and indent all of its keys equally';
const TEXT_BEHIND_MARKER = 'only a comment may follow --- on its line, or kubectl refuses the file';
const MIXED =
  'kubectl has read several JSON values before this and accepts no YAML after them; begin the first one with ---';

const MARKER = '---';
const BLANKS_OF_LINE = /[^\S\n]*\n?/y;

/**
 * The documents of a text as `kubectl` finds them: JSON values one after the other if the text begins with one, and
 * YAML from the first that is not JSON. YAML is split before each line that begins with `---`. Unlike `kubectl`,
 * reading continues after a document that cannot be read.
 */
export function* readStream(text: string, mayBeJson: boolean): Generator<StreamPart> {
  let start = 0;
  if (mayBeJson && text.charAt(skipJsonSpace(text, 0)) === '{') {
    let count = 0;
    for (let json = jsonAt(text, start); json !== undefined; json = jsonAt(text, start)) {
      yield json;
      start = json.stretch.end;
      count++;
    }
    const rest = skipJsonSpace(text, start);
    if (rest === text.length) {
      return;
    }
    if (count > 1) {
      yield faulty({ start: rest, end: text.length, format: 'yaml' }, new ReadingFault(MIXED, 0));
    }
    BLANKS_OF_LINE.lastIndex = start;
    start += BLANKS_OF_LINE.exec(text)![0].length;
  }
  for (const stretch of yamlStretches(text, start)) {
    yield stretch.reason === undefined
      ? yamlPart(text, stretch)
      : faulty({ ...stretch, format: 'yaml' }, new ReadingFault(stretch.reason, 0));
  }
}

/** Reads a document again that has been read before. */
export function readAgain(
  text: string, { start, end, format }: DocumentStretch,
): Pick<StreamPart, 'source' | 'events'> {
  const source = sourceOf(text.slice(start, end));
  return { source, events: format === 'json' ? parseJson(source).events : parseYaml(source).events };
}

/** Reads a JSON value; undefined when there is none. */
function jsonAt(text: string, from: number): StreamPart | undefined {
  const start = skipJsonSpace(text, from);
  try {
    const { events, end } = parseJson(text.slice(start));
    const stretch: DocumentStretch = { start, end: start + end, format: 'json' };
    return { stretch, source: text.slice(start, stretch.end), events, faults: [] };
  } catch (error) {
    if (error instanceof ReadingFault) {
      return undefined;
    }
    throw error;
  }
}

function yamlPart(text: string, { start, end }: Stretch): StreamPart {
  const stretch: DocumentStretch = { start, end, format: 'yaml' };
  const source = sourceOf(text.slice(start, end));
  try {
    const { events, dropped } = parseYaml(source);
    return { stretch, source, events, faults: dropped === undefined ? [] : [new ReadingFault(DROPPED, dropped)] };
  } catch (error) {
    if (error instanceof ReadingFault) {
      return faulty(stretch, error);
    }
    throw error;
  }
}

function faulty(stretch: DocumentStretch, fault: ReadingFault): StreamPart {
  return { stretch, source: '', events: [], faults: [fault] };
}

/**
 * The text between the lines that begin with `---`. Such a line belongs to the document after it when no document comes
 * before it.
 */
function* yamlStretches(text: string, from: number): Generator<Stretch & { readonly reason?: string }> {
  for (let start = from; start < text.length;) {
    const atMarker = text.startsWith(MARKER, start);
    const reason = atMarker ? faultOfMarker(text, start) : undefined;
    const next = nextMarker(text, atMarker ? start + 1 : start);
    const end = next === -1 ? text.length : next;
    if (end > start) {
      yield { start, end, reason };
    }
    // A marker followed by text is read as the beginning of a document that cannot be read.
    start = next === -1 || faultOfMarker(text, next) !== undefined ? end : endOfLine(text, next);
  }
}

function nextMarker(text: string, from: number): number {
  const found = text.indexOf(`\n${MARKER}`, Math.max(0, from - 1));
  return found === -1 ? -1 : found + 1;
}

function faultOfMarker(text: string, marker: number): string | undefined {
  const behind = text.slice(marker + MARKER.length, endOfLine(text, marker)).trim();
  return behind === '' || behind.startsWith('#') ? undefined : TEXT_BEHIND_MARKER;
}

function endOfLine(text: string, from: number): number {
  const found = text.indexOf('\n', from);
  return found === -1 ? text.length : found + 1;
}
