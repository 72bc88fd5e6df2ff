/** Colours of the terminal, or none. */
export class TextStyle {
  public constructor(private readonly colour: boolean) {}

  public strong(text: string): string {
    return this.paint(1, text);
  }

  public faint(text: string): string {
    return this.paint(2, text);
  }

  public bad(text: string): string {
    return this.paint(31, text);
  }

  public good(text: string): string {
    return this.paint(32, text);
  }

  public doubtful(text: string): string {
    return this.paint(33, text);
  }

  protected paint(code: number, text: string): string {
    return this.colour ? `\u001b[${code}m${text}\u001b[0m` : text;
  }
}

/** Wraps text between words and indents each line. */
export function wrap(text: string, width: number, indent: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, indent + line].join('\n');
}

/** A number and its noun: `1 finding`, `2 findings`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Length of the longest of some texts. There may be more texts than a call accepts arguments. */
export function longest(texts: readonly string[]): number {
  return texts.reduce((length, text) => Math.max(length, text.length), 0);
}
