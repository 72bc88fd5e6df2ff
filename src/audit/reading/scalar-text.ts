import { breakLength, breakText, hexDigit, isBlank, isBlankOrEnd, isBreak, SPACE } from './characters';
import { Chomping, ScalarEvent, ScalarStyle } from './events';
import { wellFormed } from '../../redaction/printable';

const BACKSLASH = 0x5c;
const QUOTE = 0x27;

/**
 * Escapes of YAML 1.1 that stand for one character. Unlike in YAML 1.2 and JSON, `\/` is not one of them, and `\'` is.
 */
const ESCAPES: ReadonlyMap<number, string> = new Map([
  ['0', '\0'], ['a', '\x07'], ['b', '\b'], ['t', '\t'], ['\t', '\t'], ['n', '\n'], ['v', '\v'], ['f', '\f'],
  ['r', '\r'],
  ['e', '\x1b'], [' ', ' '], ['"', '"'], ['\'', '\''], ['\\', '\\'], ['N', '\x85'], ['_', '\xa0'], ['L', '\u2028'],
  ['P', '\u2029'],
].map(([letter, text]) => [letter.charCodeAt(0), text]));

/** Number of hexadecimal digits after the letter of an escape. */
const DIGITS: ReadonlyMap<number, number> = new Map([['x', 2], ['u', 4], ['U', 8]].map(([letter, digits]) =>
  [(letter as string).charCodeAt(0), digits as number]));

const LARGEST_CODE_POINT = 0x10ffff;

/**
 * Length of the escape at a backslash, or why it is invalid.
 *
 * @returns the length, or the error
 */
export function escapeLength(source: string, backslash: number): number | string {
  const letter = source.charCodeAt(backslash + 1);
  if (ESCAPES.has(letter)) {
    return 2;
  }
  const digits = DIGITS.get(letter);
  if (digits === undefined) {
    return 'a backslash in double quotes is not an escape of YAML 1.1, which Kubernetes reads; double it, or use '
      + 'single quotes';
  }
  const code = codePoint(source, backslash + 2, digits);
  if (code < 0) {
    return 'an escape has too few hexadecimal digits';
  }
  return code > LARGEST_CODE_POINT || (code >= 0xd800 && code <= 0xdfff)
    ? 'an escape is not a valid character; YAML 1.1 does not accept surrogates, write \\U and eight digits'
    : 2 + digits;
}

/** The text of a scalar, before it is resolved to a number or a word. */
export function textOfScalar(source: string, event: ScalarEvent): string {
  const { textStart, textEnd, style } = event;
  if (event.verbatim) {
    return source.slice(textStart, textEnd);
  }
  switch (style) {
    case ScalarStyle.LITERAL:
    case ScalarStyle.FOLDED:
      return blockText(source, event);
    case ScalarStyle.JSON_STRING:
      // As Go reads it.
      return wellFormed(JSON.parse(`"${source.slice(textStart, textEnd)}"`) as string);
    default:
      return flowText(source, textStart, textEnd, style);
  }
}

/** The text of a plain or quoted scalar, with its lines folded. */
function flowText(source: string, start: number, end: number, style: ScalarStyle): string {
  const parts: string[] = [];
  let position = start;
  while (position < end) {
    const code = source.charCodeAt(position);
    if (isBlankOrEnd(code)) {
      position = addWhitespace(source, position, end, parts);
    } else if (style === ScalarStyle.SINGLE_QUOTED && code === QUOTE) {
      parts.push('\'');
      position += 2;
    } else if (style === ScalarStyle.DOUBLE_QUOTED && code === BACKSLASH) {
      position = addEscape(source, position, end, parts);
    } else {
      const from = position;
      position = endOfRun(source, position, end, style);
      parts.push(source.slice(from, position));
    }
  }
  return parts.join('');
}

function endOfRun(source: string, from: number, end: number, style: ScalarStyle): number {
  for (let position = from; position < end; position++) {
    const code = source.charCodeAt(position);
    if (isBlankOrEnd(code) || (code === QUOTE && style === ScalarStyle.SINGLE_QUOTED)
      || (code === BACKSLASH && style === ScalarStyle.DOUBLE_QUOTED)) {
      return position;
    }
  }
  return end;
}

/** The blanks at a position, or what a line break among them is folded to. */
function addWhitespace(source: string, start: number, end: number, parts: string[]): number {
  let position = start;
  while (position < end && isBlank(source.charCodeAt(position))) {
    position++;
  }
  if (position >= end || !isBreak(source.charCodeAt(position))) {
    parts.push(source.slice(start, position));
    return position;
  }
  const first = breakText(source, position);
  const [behind, others] = skipLines(source, position + breakLength(source, position), end);
  parts.push(first === '\n' ? others || ' ' : first + others);
  return behind;
}

/** Position at which the text continues after blanks and line breaks, and the line breaks before it. */
function skipLines(source: string, start: number, end: number): [position: number, breaks: string] {
  let position = start;
  let breaks = '';
  while (position < end) {
    const code = source.charCodeAt(position);
    if (isBreak(code)) {
      breaks += breakText(source, position);
      position += breakLength(source, position);
    } else if (isBlank(code)) {
      position++;
    } else {
      break;
    }
  }
  return [position, breaks];
}

function addEscape(source: string, backslash: number, end: number, parts: string[]): number {
  const letter = source.charCodeAt(backslash + 1);
  if (isBreak(letter)) {
    const [behind, breaks] = skipLines(source, backslash + 1 + breakLength(source, backslash + 1), end);
    parts.push(breaks);
    return behind;
  }
  const digits = DIGITS.get(letter);
  if (digits === undefined) {
    parts.push(ESCAPES.get(letter)!);
    return backslash + 2;
  }
  parts.push(String.fromCodePoint(codePoint(source, backslash + 2, digits)));
  return backslash + 2 + digits;
}

/** The value of some hexadecimal digits, or -1 when one of them is invalid. */
function codePoint(source: string, start: number, digits: number): number {
  let code = 0;
  for (let index = start; index < start + digits; index++) {
    const digit = hexDigit(source.charCodeAt(index));
    if (digit < 0) {
      return -1;
    }
    code = code * 16 + digit;
  }
  return code;
}

/** The text of a literal or folded block scalar. */
function blockText(source: string, { textStart, textEnd, indent, chomping, style }: ScalarEvent): string {
  const parts: string[] = [];
  let lastBreak = '';
  let emptyLines = '';
  let blankBefore = false;
  for (let position = textStart; position < textEnd;) {
    let column = 0;
    while (column < indent && source.charCodeAt(position + column) === SPACE) {
      column++;
    }
    const start = position + column;
    const first = source.charCodeAt(start);
    if (isBreak(first)) {
      emptyLines += breakText(source, start);
      position = start + breakLength(source, start);
      continue;
    }
    const blank = isBlank(first);
    const folds = style === ScalarStyle.FOLDED && !blankBefore && !blank && lastBreak === '\n';
    parts.push(folds ? (emptyLines === '' ? ' ' : '') : lastBreak, emptyLines);
    const end = endOfLine(source, start);
    parts.push(source.slice(start, end));
    lastBreak = breakText(source, end);
    emptyLines = '';
    blankBefore = blank;
    position = end + breakLength(source, end);
  }
  if (chomping !== Chomping.STRIP) {
    parts.push(lastBreak);
  }
  if (chomping === Chomping.KEEP) {
    parts.push(emptyLines);
  }
  return parts.join('');
}

/** The line break that ends a line; a source always ends with one. */
function endOfLine(source: string, start: number): number {
  let position = start;
  while (!isBreak(source.charCodeAt(position))) {
    position++;
  }
  return position;
}
