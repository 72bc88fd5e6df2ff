import { CARRIAGE_RETURN, hexDigit, LINE_FEED, SPACE, TAB } from './characters';
import { Chomping, DEPTH, Event, EventType, ScalarStyle, TOO_DEEP } from './events';
import { ReadingFault } from './reading-fault';

const WORD = /true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const NO_JSON = 'it is not JSON';
const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const LETTER_U = 0x75;
const ESCAPES = new Set([...'"\\/bfnrtu'].map((letter) => letter.charCodeAt(0)));

/**
 * Reads the JSON value at the beginning of a source, as Go does, into the same events as YAML.
 *
 * @returns the events, and the offset at which the value ends
 * @throws ReadingFault when there is no JSON value
 */
export function parseJson(source: string): { readonly events: Event[]; readonly end: number } {
  const parser = new JsonParser(source);
  return { events: parser.events, end: parser.end };
}

/** Offset at which JSON white space ends. */
export function skipJsonSpace(source: string, start: number): number {
  let position = start;
  while (isJsonSpace(source.charCodeAt(position))) {
    position++;
  }
  return position;
}

function isJsonSpace(code: number): boolean {
  return code === SPACE || code === LINE_FEED || code === CARRIAGE_RETURN || code === TAB;
}

class JsonParser {
  public readonly events: Event[] = [];
  private position = 0;
  private depth = 0;

  public constructor(private readonly source: string) {
    this.value();
  }

  public get end(): number {
    return this.position;
  }

  private value(): void {
    this.position = skipJsonSpace(this.source, this.position);
    switch (this.source.charAt(this.position)) {
      case '{':
        this.collection(EventType.MAPPING, '}', () => this.entry());
        break;
      case '[':
        this.collection(EventType.SEQUENCE, ']', () => this.value());
        break;
      case '"':
        this.text();
        break;
      default:
        this.word();
    }
  }

  private collection(type: EventType.MAPPING | EventType.SEQUENCE, close: string, item: () => void): void {
    if (++this.depth > DEPTH) {
      throw new ReadingFault(TOO_DEEP, this.position);
    }
    const start = this.position++;
    this.events.push({ type, start, end: this.position, anchor: undefined, tag: undefined });
    for (let first = true; !this.skip(close); first = false) {
      if (!first) {
        this.expect(',');
      }
      item();
    }
    this.events.push({ type: EventType.END });
    this.depth--;
  }

  private entry(): void {
    this.position = skipJsonSpace(this.source, this.position);
    this.text();
    this.expect(':');
    this.value();
  }

  private text(): void {
    const start = this.position;
    if (this.source.charCodeAt(start) !== QUOTE) {
      throw this.fault();
    }
    let verbatim = true;
    this.position++;
    for (let code = this.code(); code !== QUOTE; code = this.code()) {
      if (code === BACKSLASH) {
        verbatim = false;
        this.skipEscape();
      } else if (code >= SPACE) {
        this.position++;
      } else {
        // A control character, or NaN past the end of the source.
        throw this.fault();
      }
    }
    this.scalar(start, ++this.position, ScalarStyle.JSON_STRING, 1, verbatim);
  }

  private skipEscape(): void {
    const letter = this.source.charCodeAt(this.position + 1);
    if (!ESCAPES.has(letter)) {
      throw this.fault();
    }
    this.position += 2;
    for (let digits = letter === LETTER_U ? 4 : 0; digits > 0; digits--) {
      if (hexDigit(this.code()) < 0) {
        throw this.fault();
      }
      this.position++;
    }
  }

  private word(): void {
    WORD.lastIndex = this.position;
    const found = WORD.exec(this.source);
    if (found === null) {
      throw this.fault();
    }
    const start = this.position;
    this.position += found[0].length;
    this.scalar(start, this.position, ScalarStyle.JSON_WORD, 0, true);
  }

  private scalar(start: number, end: number, style: ScalarStyle, quote: number, verbatim: boolean): void {
    this.events.push({
      type: EventType.SCALAR,
      start,
      end,
      anchor: undefined,
      tag: undefined,
      style,
      textStart: start + quote,
      textEnd: end - quote,
      verbatim,
      indent: 0,
      chomping: Chomping.CLIP,
    });
  }

  private skip(character: string): boolean {
    this.position = skipJsonSpace(this.source, this.position);
    const found = this.source.charAt(this.position) === character;
    this.position += found ? 1 : 0;
    return found;
  }

  private expect(character: string): void {
    if (!this.skip(character)) {
      throw this.fault();
    }
  }

  private code(): number {
    return this.source.charCodeAt(this.position);
  }

  private fault(): ReadingFault {
    return new ReadingFault(NO_JSON, this.position);
  }
}
