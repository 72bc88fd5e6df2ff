import { CARRIAGE_RETURN, LINE_FEED } from './characters';

/** Offsets at which the lines of a text begin, to convert an offset to a line and a column. */
export class Lines {
  private readonly starts: number[] = [0];

  public constructor(text: string) {
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code === LINE_FEED || (code === CARRIAGE_RETURN && text.charCodeAt(index + 1) !== LINE_FEED)) {
        this.starts.push(index + 1);
      }
    }
  }

  /** Line and column of an offset, both counted from 1. */
  public at(offset: number): { readonly line: number; readonly column: number } {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.starts[middle] <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return { line: low + 1, column: offset - this.starts[low] + 1 };
  }
}
