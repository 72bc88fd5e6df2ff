import { END_OF_SOURCE, isBlank, isBreak, SPACE, TAB } from './characters';
import { Chomping, ScalarStyle } from './events';
import { SourceCursor, TAB_FAULT } from './source-cursor';
import { ScannedScalar } from './tokens';

const BAR = 0x7c;
const HASH = 0x23;
const ZERO = 0x30;

/**
 * Reads the block scalar whose indicator, `|` or `>`, is at the cursor.
 *
 * @param outer column of the collection that contains it; -1 for none
 */
export function scanBlock(at: SourceCursor, outer: number): ScannedScalar {
  const style = at.code() === BAR ? ScalarStyle.LITERAL : ScalarStyle.FOLDED;
  at.position++;
  const { chomping, increment } = header(at);
  const textStart = at.position;
  const indent = skipIndentation(at, increment === 0 ? 0 : Math.max(outer, 0) + increment, outer);
  let textEnd = at.position - at.column;
  while (at.column === indent && at.code() !== END_OF_SOURCE) {
    at.skipLine();
    at.skipBreak();
    skipIndentation(at, indent, outer);
    textEnd = at.position - at.column;
  }
  return { style, end: textEnd, textStart, textEnd, verbatim: false, indent, chomping };
}

function header(at: SourceCursor): { readonly chomping: Chomping; readonly increment: number } {
  let chomping = chompingIndicator(at);
  const digit = at.code() - ZERO;
  const hasDigit = digit >= 0 && digit <= 9;
  if (hasDigit) {
    if (digit === 0) {
      throw at.fault('a block scalar cannot have an indentation indicator of 0');
    }
    at.position++;
    chomping ??= chompingIndicator(at);
  }
  while (isBlank(at.code())) {
    at.position++;
  }
  if (at.code() === HASH) {
    at.skipLine();
  }
  if (!isBreak(at.code())) {
    throw at.fault('the text of a block scalar must begin on the line after | or >');
  }
  at.skipBreak();
  return { chomping: chomping ?? Chomping.CLIP, increment: hasDigit ? digit : 0 };
}

function chompingIndicator(at: SourceCursor): Chomping | undefined {
  const character = at.source.charAt(at.position);
  if (character !== '+' && character !== '-') {
    return undefined;
  }
  at.position++;
  return character === '+' ? Chomping.KEEP : Chomping.STRIP;
}

/**
 * Skips empty lines and the indentation of the first line with text.
 *
 * @param known indentation of the block; 0 when its first lines determine it
 * @returns the indentation
 */
function skipIndentation(at: SourceCursor, known: number, outer: number): number {
  let deepest = 0;
  for (;;) {
    while ((known === 0 || at.column < known) && at.code() === SPACE) {
      at.position++;
    }
    deepest = Math.max(deepest, at.column);
    if ((known === 0 || at.column < known) && at.code() === TAB) {
      throw at.fault(TAB_FAULT);
    }
    if (!isBreak(at.code())) {
      return known === 0 ? Math.max(deepest, outer + 1, 1) : known;
    }
    at.skipBreak();
  }
}
