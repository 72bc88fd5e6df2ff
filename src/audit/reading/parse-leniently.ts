import { Event, EVENT_ID, parseEvents, YAMLException } from 'js-yaml';

/** How deep a document may be nested. The API server has nothing that is a tenth as deep. */
const DEPTH = 256;

/** Lines that are set right in one document, each by parsing it once more. */
const REPAIRS = 100;

/**
 * The events of a YAML stream, with offsets into the source.
 *
 * YAML wants every line of a `[…]` or `{…}` to stand deeper than the key that it belongs to, and this parser insists. The one in Kubernetes
 * does not, and much is written with the closing bracket below its key. Such a line is read as if it went on behind the one before it,
 * which leaves every offset as it is.
 */
export function parseLeniently(source: string): Event[] {
  let text = source;
  for (let repairs = 0; ; repairs++) {
    try {
      const events = parseEvents(text, { maxDepth: DEPTH });
      return repairs === 0 ? events : events.map((event) => foldedIn(source, event));
    } catch (error) {
      const repaired = repairs < REPAIRS && isOutdented(error) ? joinedBefore(text, error.mark!.position) : undefined;
      if (repaired === undefined) {
        throw error;
      }
      text = repaired;
    }
  }
}

function isOutdented(error: unknown): error is YAMLException {
  return error instanceof YAMLException && error.reason === 'deficient indentation' && error.mark !== undefined;
}

/** The text with blanks in place of the line break before the line of a position, and of the comment that it ends. */
function joinedBefore(text: string, position: number): string | undefined {
  const end = text.lastIndexOf('\n', position - 1);
  if (end < 0) {
    return undefined;
  }
  const start = text.lastIndexOf('\n', end - 1) + 1;
  const kept = start + lengthWithoutComment(text.slice(start, end));
  return text.slice(0, kept) + ' '.repeat(end + 1 - kept) + text.slice(end + 1);
}

function lengthWithoutComment(line: string): number {
  const match = /^(?:"(?:\\.|[^"\\])*"|'[^']*'|(?<=\S)#|[^#])*/.exec(line)![0];
  return match.trimEnd().length;
}

/** A value that goes over several lines of the source is no plain stretch of it, although it was parsed from one line. */
function foldedIn(source: string, event: Event): Event {
  return event.type === EVENT_ID.SCALAR && event.fast && event.valueStart >= 0 && source.slice(event.valueStart, event.valueEnd).includes('\n')
    ? { ...event, fast: false }
    : event;
}
