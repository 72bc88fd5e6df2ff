import { AuditProgress } from '../audit/audit-subject';

/** Time before the bar appears. */
const PATIENCE_MS = 3000;
const REDRAW_MS = 100;
const CELLS = 24;

const WORDS: { readonly [phase in AuditProgress['phase']]: string } = {
  reading: 'reading',
  judging: 'checking',
  locating: 'finding the lines',
};

/** Shows the progress of an audit on a terminal, once it takes more than a few seconds. */
export class ProgressBar {
  private readonly start = Date.now();
  private drawn = 0;

  public constructor(private readonly stream: { readonly isTTY?: boolean; write(text: string): unknown }) {}

  /** Draws the bar. */
  public readonly show = ({ phase, done, total }: AuditProgress): void => {
    const now = Date.now();
    if (this.stream.isTTY !== true || now - this.start < PATIENCE_MS || now - this.drawn < REDRAW_MS) {
      return;
    }
    this.drawn = now;
    const share = total === 0 ? 1 : done / total;
    const full = Math.round(share * CELLS);
    this.stream.write(
      `\r\u001b[K${WORDS[phase]} [${'#'.repeat(full)}${'.'.repeat(CELLS - full)}] ${Math.floor(share * 100)} %`,
    );
  };

  /** Removes the bar from the line. */
  public clear(): void {
    if (this.drawn > 0) {
      this.stream.write('\r\u001b[K');
    }
  }
}
