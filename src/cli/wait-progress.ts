import { warn } from '../output/standard-error';
import { printable } from '../redaction/printable';
import { Judgement } from '../rotation/holders/judgement';
import { changeInWords, holderInWords, summaryOf, unknownInWords } from '../rotation/holders/text';

/** Shows what is left of a wait: in one line on a terminal, and elsewhere by a line for each change. */
export class WaitProgress {
  private known = new Set<string>();
  private isDrawn = false;

  public constructor(
    private readonly stream: { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown },
  ) {}

  public show(judgement: Judgement): void {
    if (this.stream.isTTY === true) {
      this.isDrawn = true;
      this.stream.write(`\r\u001b[K${printable(summaryOf(judgement)).slice(0, (this.stream.columns ?? 100) - 1)}`);
      return;
    }
    const lines = new Set([
      ...judgement.changes.filter(({ waitsFor }) => waitsFor !== undefined).map(changeInWords),
      // That the same container is held for another reason, or until another time, is not reported.
      ...judgement.holders.map((holder) => holderInWords({ ...holder, until: undefined })),
      ...judgement.unknowns.map(unknownInWords),
    ]);
    const gone = [...this.known].filter((line) => !lines.has(line)).map((line) => `- ${line}`);
    const come = [...lines].filter((line) => !this.known.has(line)).map((line) => `+ ${line}`);
    [...gone, ...come].forEach((line) => warn(`${printable(line)}\n`));
    this.known = lines;
  }

  /** Removes the line. */
  public clear(): void {
    if (this.isDrawn) {
      this.stream.write('\r\u001b[K');
    }
  }
}
