/** Shortest line that may continue on the next one; encoders break at 64 or 76. */
const SHORTEST_BROKEN_LINE = 56;

/** Fewest characters of base64 that are worth decoding: no credential of a known shape is shorter. */
const SHORTEST_RUN = 20;

/** A stretch of base64 in a text. */
export interface Base64Run {
  /** Where it begins, as an index into the text. */
  readonly offset: number;
  /** The encoded text, without line breaks. */
  readonly encoded: string;
}

/**
 * What the text decodes to, one character a byte. Both alphabets are read, padding or not; other characters are
 * skipped.
 */
export function decodeLoosely(encoded: string): string {
  return Buffer.from(encoded, 'base64').toString('latin1');
}

/**
 * Every stretch of base64 in the text, in order; lines that an encoder broke are joined. Each character is read a
 * bounded number of times.
 */
export function* base64Runs(text: string): Generator<Base64Run> {
  for (let offset = nextRun(text, 0); offset >= 0;) {
    const parts: string[] = [];
    let end = offset;
    let lineStart: number | undefined = offset;
    while (lineStart !== undefined) {
      end = endOfLine(text, lineStart);
      parts.push(text.slice(lineStart, end));
      lineStart = end - lineStart >= SHORTEST_BROKEN_LINE ? startOfContinuation(text, end) : undefined;
    }
    yield { offset, encoded: parts.join('') };
    offset = nextRun(text, end);
  }
}

/**
 * Where the next stretch begins, or -1. It is read from the end of the shortest one backwards, since a character that
 * is none of base64 rules out every place before it: most of a text is never read.
 */
function nextRun(text: string, from: number): number {
  let start = from;
  while (start + SHORTEST_RUN <= text.length) {
    let at = start + SHORTEST_RUN - 1;
    while (at >= start && isBase64Code(text.charCodeAt(at))) {
      at--;
    }
    if (at < start) {
      return start;
    }
    start = at + 1;
  }
  return -1;
}

function endOfLine(text: string, start: number): number {
  let end = start;
  while (end < text.length && isBase64Code(text.charCodeAt(end))) {
    end++;
  }
  return end;
}

/**
 * Where the next line of the same stretch begins: after one line break, plain or escaped, and up to 32 blanks of
 * indentation. A line with anything else in it, such as the name of the next setting, is not a part of the stretch.
 */
function startOfContinuation(text: string, end: number): number | undefined {
  const gap = /^(?:\r?\n|\\r\\n|\\n)[ \t]{0,32}(?=[A-Za-z0-9+/_-]{2})/.exec(text.slice(end, end + 42));
  if (gap === null) {
    return undefined;
  }
  const start = end + gap[0].length;
  const next = endOfLine(text, start);
  return next === text.length || /[=\s"'\\]/.test(text[next]) ? start : undefined;
}

function isBase64Code(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39)
    || code === 0x2b || code === 0x2f || code === 0x2d || code === 0x5f;
}

/** Bytes at the beginning that are looked at to tell text from other data. */
const SAMPLE = 48;

/** Share of printable ASCII from which decoded bytes count as text. Random bytes have 0.38 of it. */
const TEXT_SHARE = 0.75;

/**
 * The text that a stretch of base64 holds, or nothing when it holds other data.
 *
 * The stretch may have swallowed a word before it, as in `path/` or `name-`. So all four alignments are tried, and the
 * one that reads most like text is taken: one, so that nested layers cost a sum and not a product.
 */
export function decodedText(encoded: string): string | undefined {
  let best = { skip: 0, share: 0 };
  for (let skip = 0; skip < 4; skip++) {
    const share = printableShare(decodeLoosely(encoded.slice(skip, skip + SAMPLE * 2)));
    if (share > best.share) {
      best = { skip, share };
    }
  }
  if (best.share < TEXT_SHARE) {
    return undefined;
  }
  return withoutUtf16(decodeLoosely(encoded.slice(best.skip)));
}

function printableShare(binary: string): number {
  const sample = withoutUtf16(binary.slice(0, SAMPLE));
  const printable = sample.match(/[\t\n\r\x20-\x7e]/g);
  return printable === null ? 0 : printable.length / sample.length;
}

/** ASCII that was encoded as UTF-16 has a zero byte in every character. */
function withoutUtf16(binary: string): string {
  return /^(?:\xff\xfe)?(?:[\t\n\r\x20-\x7e]\0){4}/.test(binary) ? binary.replace(/\0/g, '') : binary;
}
