export const TAB = 0x09;
export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
export const SPACE = 0x20;

/** Line breaks of YAML 1.1 beside those of ASCII. YAML 1.2 and editors take them for characters like others. */
const NEXT_LINE = 0x85;
const LINE_SEPARATOR = 0x2028;
const PARAGRAPH_SEPARATOR = 0x2029;

/** What stands behind the last character of a source. */
export const END_OF_SOURCE = 0;

/**
 * A text as it is read: its last line ends too, and {@link END_OF_SOURCE} follows, so that no place in it needs a look
 * at its length.
 */
export function sourceOf(text: string): string {
  return text.endsWith('\n') ? `${text}\0` : `${text}\n\0`;
}

export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

export function isBreak(code: number): boolean {
  return (code <= CARRIAGE_RETURN || code >= NEXT_LINE) && isAnyBreak(code);
}

function isAnyBreak(code: number): boolean {
  return code === LINE_FEED || code === CARRIAGE_RETURN || code === NEXT_LINE
    || code === LINE_SEPARATOR || code === PARAGRAPH_SEPARATOR;
}

export function isBreakOrEnd(code: number): boolean {
  return isBreak(code) || code === END_OF_SOURCE;
}

export function isBlankOrEnd(code: number): boolean {
  return (code <= SPACE || code >= NEXT_LINE) && (isBlank(code) || isBreakOrEnd(code));
}

/** How long the line break at a position is, which is there. */
export function breakLength(source: string, position: number): number {
  return source.charCodeAt(position) === CARRIAGE_RETURN && source.charCodeAt(position + 1) === LINE_FEED ? 2 : 1;
}

/** What the line break at a position is in a value: a line feed, but for the two separators of Unicode. */
export function breakText(source: string, position: number): string {
  const code = source.charCodeAt(position);
  return code === LINE_SEPARATOR || code === PARAGRAPH_SEPARATOR ? source.charAt(position) : '\n';
}

/** The value of a hexadecimal digit, or -1. */
export function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) {
    return code - 0x30;
  }
  const upper = code >= 0x61 ? code - 0x20 : code;
  return upper >= 0x41 && upper <= 0x46 ? upper - 0x41 + 10 : -1;
}

/** The first of two halves of a character outside of the basic plane. */
export function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

/** The codes of the characters of a text. */
export function codesOf(text: string): ReadonlySet<number> {
  return new Set([...text].map((character) => character.charCodeAt(0)));
}
