import { breakLength, isBlankOrEnd, isBreakOrEnd, isHighSurrogate } from './characters';
import { ReadingFault } from './reading-fault';

const DASH = 0x2d;
const DOT = 0x2e;
const BYTE_ORDER_MARK = 0xfeff;

/** What is wrong with a tab at the beginning of a line. */
export const TAB_FAULT = 'a tab stands where the indentation goes on, which takes spaces alone';

/** A place in a source, with the line and the column that it is in. Columns are counted in characters. */
export class SourceCursor {
  public position = 0;
  public line = 0;

  /** Where the line begins; further right by one for each character before the position that has two halves. */
  private lineStart = 0;

  /** Characters so far that have two halves. */
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

  /** How many characters there are before. */
  public get index(): number {
    return this.position - this.wide;
  }

  public code(ahead = 0): number {
    return this.source.charCodeAt(this.position + ahead);
  }

  /** To the end of the line. */
  public skipLine(): void {
    while (!isBreakOrEnd(this.code())) {
      this.position++;
    }
  }

  /** Behind the line break that is here. */
  public skipBreak(): void {
    this.position += breakLength(this.source, this.position);
    this.line++;
    this.lineStart = this.position;
  }

  /** A character of a value. */
  public skipCharacter(code: number): void {
    this.position++;
    if (isHighSurrogate(code)) {
      this.lineStart++;
      this.wide++;
    }
  }

  /** Whether a line begins here that begins or ends a document. */
  public atMarker(): boolean {
    const code = this.code();
    return (code === DASH || code === DOT) && this.column === 0
      && this.code(1) === code && this.code(2) === code && isBlankOrEnd(this.code(3));
  }

  public fault(reason: string, offset = this.position): ReadingFault {
    return new ReadingFault(reason, offset);
  }
}
