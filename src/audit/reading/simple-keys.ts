import { ReadingFault } from './reading-fault';
import { SourceCursor } from './source-cursor';
import { SimpleKey } from './tokens';

/** Maximum characters from the beginning of a key to its colon. */
const LONGEST_KEY = 1024;

/** Candidates for keys: the latest one at each level of brackets. */
export class SimpleKeys {
  private readonly levels: (SimpleKey | undefined)[] = [undefined];

  public constructor(private readonly at: SourceCursor) {}

  /** Whether the cursor is inside brackets. */
  public get inFlow(): boolean {
    return this.levels.length > 1;
  }

  public get latest(): SimpleKey | undefined {
    return this.levels[this.levels.length - 1];
  }

  public openBracket(): void {
    this.levels.push(undefined);
  }

  public closeBracket(): void {
    this.drop();
    if (this.inFlow) {
      this.levels.pop();
    }
  }

  /**
   * Records that the token at the cursor may be a key.
   *
   * @param indent column of the collection that contains it
   * @param number number of tokens before it
   */
  public save(indent: number, number: number): SimpleKey {
    this.drop();
    const { at } = this;
    const key: SimpleKey = {
      possible: true,
      required: !this.inFlow && indent === at.column,
      start: at.position,
      column: at.column,
      line: at.line,
      index: at.index,
      number,
    };
    this.levels[this.levels.length - 1] = key;
    return key;
  }

  /** Records that the latest candidate is not a key. */
  public drop(): void {
    const key = this.latest;
    if (key !== undefined) {
      this.ruleOut(key);
      this.levels[this.levels.length - 1] = undefined;
    }
  }

  /** Whether a colon at or after the cursor makes a candidate a key. */
  public mayBecome(key: SimpleKey | undefined): key is SimpleKey {
    if (key === undefined || !key.possible) {
      return false;
    }
    if (key.line < this.at.line || key.index + LONGEST_KEY < this.at.index) {
      this.ruleOut(key);
      return false;
    }
    return true;
  }

  private ruleOut(key: SimpleKey): void {
    if (key.possible && key.required) {
      throw new ReadingFault(this.at.line === key.line && this.at.index > key.index + LONGEST_KEY
        ? `a key is longer than ${LONGEST_KEY} characters`
        : 'a key has no colon after it on its line', key.start);
    }
    key.possible = false;
  }
}
