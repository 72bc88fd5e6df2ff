export const TAB = 0x09;
export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
export const SPACE = 0x20;

/** Line breaks of YAML 1.1 beside those of ASCII. YAML 1.2 and editors treat them as ordinary characters. */
const NEXT_LINE = 0x85;
const LINE_SEPARATOR = 0x2028;
const PARAGRAPH_SEPARATOR = 0x2029;

/** Code after the last character of a source. */
export const END_OF_SOURCE = 0;

/**
 * A text in the form that the scanner reads: the last line ends with a line break, and {@link END_OF_SOURCE} follows,
 * so that no position needs a check of the length.
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

/** Length of the line break at a position. */
export function breakLength(source: string, position: number): number {
  return source.charCodeAt(position) === CARRIAGE_RETURN && source.charCodeAt(position + 1) === LINE_FEED ? 2 : 1;
}

/** The value of the line break at a position: a line feed, except for the two Unicode separators. */
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

/** Whether a code unit is the first of a surrogate pair. */
export function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

/** The codes of the characters of a text. */
export function codesOf(text: string): ReadonlySet<number> {
  return new Set([...text].map((character) => character.charCodeAt(0)));
}
