import { codesOf, END_OF_SOURCE, isBlank, isBlankOrEnd, isBreak, TAB } from './characters';
import { Chomping, ScalarStyle } from './events';
import { escapeLength } from './scalar-text';
import { SourceCursor, TAB_FAULT } from './source-cursor';
import { ScannedScalar } from './tokens';

const HASH = 0x23;
const COLON = 0x3a;
const QUOTE = 0x27;
const DOUBLE_QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Characters that end a plain scalar within brackets. */
const FLOW_INDICATORS = codesOf(',?[]{}');

/** Reads the quoted scalar whose first quote is at the cursor. */
export function scanQuoted(at: SourceCursor): ScannedScalar {
  const quote = at.code();
  const { line } = at;
  const start = at.position++;
  let escaped = false;
  for (;;) {
    const code = at.code();
    if (code === END_OF_SOURCE || (isBreak(code) && isBreakBeforeMarker(at))) {
      throw at.fault('the document ends inside a quoted string', start);
    }
    if (isBreak(code)) {
      continue;
    }
    if (code === BACKSLASH && quote === DOUBLE_QUOTE) {
      escaped = true;
      skipEscape(at);
    } else if (code !== quote) {
      at.skipCharacter(code);
    } else if (quote === QUOTE && at.code(1) === QUOTE) {
      escaped = true;
      at.position += 2;
    } else {
      break;
    }
  }
  const textEnd = at.position++;
  return {
    style: quote === QUOTE ? ScalarStyle.SINGLE_QUOTED : ScalarStyle.DOUBLE_QUOTED,
    end: at.position,
    textStart: start + 1,
    textEnd,
    verbatim: !escaped && line === at.line,
    indent: 0,
    chomping: Chomping.CLIP,
  };
}

/** Skips a line break. Returns whether the next line begins or ends a document. */
function isBreakBeforeMarker(at: SourceCursor): boolean {
  at.skipBreak();
  return at.atMarker();
}

function skipEscape(at: SourceCursor): void {
  if (isBreak(at.code(1))) {
    at.position++;
    return;
  }
  const length = escapeLength(at.source, at.position);
  if (typeof length === 'string') {
    throw at.fault(length);
  }
  at.position += length;
}

/** A plain scalar, and whether a line break follows it. */
export interface PlainScalar {
  readonly scalar: ScannedScalar;
  readonly broken: boolean;
}

/**
 * Reads the plain scalar at the cursor.
 *
 * @param indent minimum column of its continuation lines, outside of brackets
 */
export function scanPlain(at: SourceCursor, indent: number, inFlow: boolean): PlainScalar {
  const start = at.position;
  const { line } = at;
  let end = start;
  let endLine = line;
  let broken = false;
  while (!at.atMarker() && at.code() !== HASH) {
    const before = at.position;
    skipWord(at, inFlow);
    if (at.position > before) {
      end = at.position;
      endLine = at.line;
      broken = false;
    }
    if (!isBlankOrEnd(at.code()) || at.code() === END_OF_SOURCE) {
      break;
    }
    broken = skipBlanks(at, indent);
    if (!inFlow && at.column < indent) {
      break;
    }
  }
  const scalar: ScannedScalar = {
    style: ScalarStyle.PLAIN,
    end,
    textStart: start,
    textEnd: end,
    verbatim: line === endLine,
    indent: 0,
    chomping: Chomping.CLIP,
  };
  return { scalar, broken };
}

function skipWord(at: SourceCursor, inFlow: boolean): void {
  for (let code = at.code(); !isBlankOrEnd(code); code = at.code()) {
    if ((code === COLON && isBlankOrEnd(at.code(1))) || (inFlow && FLOW_INDICATORS.has(code))) {
      return;
    }
    at.skipCharacter(code);
  }
}

/** Skips blanks and line breaks. Returns whether there was a line break. */
function skipBlanks(at: SourceCursor, indent: number): boolean {
  let broken = false;
  for (let code = at.code(); isBlank(code) || isBreak(code); code = at.code()) {
    if (isBreak(code)) {
      at.skipBreak();
      broken = true;
    } else {
      if (broken && code === TAB && at.column < indent) {
        throw at.fault(TAB_FAULT);
      }
      at.position++;
    }
  }
  return broken;
}
