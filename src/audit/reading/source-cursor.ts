import { breakLength, isBlankOrEnd, isBreakOrEnd, isHighSurrogate } from './characters';
import { ReadingFault } from './reading-fault';

const DASH = 0x2d;
const DOT = 0x2e;
const BYTE_ORDER_MARK = 0xfeff;

/** Error for a tab within the indentation of a line. */
export const TAB_FAULT = 'a tab is used for indentation; YAML allows only spaces there';

/** A position in a source, with its line and column. Columns count characters. */
export class SourceCursor {
  public position = 0;
  public line = 0;

  /** Offset at which the line begins, moved right by one for each surrogate pair before the position. */
  private lineStart = 0;

  /** Surrogate pairs before the position. */
  private wide = 0;

  public constructor(public readonly source: string) {
    if (this.code() === BYTE_ORDER_MARK) {
      this.position = 1;
      this.lineStart = 1;
    }
  }

  public get column(): number {
    return this.position - this.lineStart;
  }

  /** Number of characters before the position. */
  public get index(): number {
    return this.position - this.wide;
  }

  public code(ahead = 0): number {
    return this.source.charCodeAt(this.position + ahead);
  }

  /** Moves to the end of the line. */
  public skipLine(): void {
    while (!isBreakOrEnd(this.code())) {
      this.position++;
    }
  }

  /** Moves past the line break at the position. */
  public skipBreak(): void {
    this.position += breakLength(this.source, this.position);
    this.line++;
    this.lineStart = this.position;
  }

  /** Moves past a character of a value. */
  public skipCharacter(code: number): void {
    this.position++;
    if (isHighSurrogate(code)) {
      this.lineStart++;
      this.wide++;
    }
  }

  /** Whether a document marker (`---` or `...`) begins here. */
  public atMarker(): boolean {
    const code = this.code();
    return (code === DASH || code === DOT) && this.column === 0
      && this.code(1) === code && this.code(2) === code && isBlankOrEnd(this.code(3));
  }

  public fault(reason: string, offset = this.position): ReadingFault {
    return new ReadingFault(reason, offset);
  }
}
