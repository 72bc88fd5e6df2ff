/**
 * Regular expressions as Kubernetes reads them (RE2), for the part of the syntax that JavaScript can express as well.
 *
 * @see https://github.com/google/re2/wiki/Syntax
 */

/** Most repetitions that RE2 takes. */
const MOST_REPETITIONS = 1000;

/** Characters that a backslash may make literal. */
const PUNCTUATION = /^[\\^$.|?*+()[\]{}/"'#%&,:;<=>@`~!-]$/;

/** Escapes with the same meaning in both. */
const SAME = 'dDwWbBntrfv';

/** The blanks of `\s` in RE2; JavaScript has more. */
const BLANKS = '\\t\\n\\f\\r ';

/**
 * Compiles a pattern of RE2. It is matched anywhere in a text, by characters and not by halves of them.
 *
 * @throws Error when the pattern is not valid, or uses what RE2 or JavaScript does not have
 */
export function re2(pattern: string): RegExp {
  let translated = '';
  for (let index = 0; index < pattern.length;) {
    const part = partAt(pattern, index);
    translated += part.translated;
    index += part.length;
  }
  try {
    return new RegExp(translated, 'u');
  } catch {
    throw new Error('the pattern is not a valid regular expression');
  }
}

interface Part {
  readonly length: number;
  readonly translated: string;
}

function partAt(pattern: string, index: number): Part {
  const rest = pattern.slice(index);
  switch (rest[0]) {
    case '\\':
      return escapeIn(rest[1], false);
    case '.':
      return { length: 1, translated: '[^\\n]' };
    case '[':
      return classAt(rest);
    case '(':
      if (rest[1] === '?' && rest[2] !== ':') {
        throw new Error('the pattern has a group with (?…: only (?:…) exists in both Kubernetes (RE2) and this '
          + 'library');
      }
      break;
    case '{':
      return repetition(rest);
    case ']':
    case '}':
      throw new Error(`the pattern has a ${rest[0]} without a backslash`);
  }
  return { length: 1, translated: rest[0] };
}

function escapeIn(character: string | undefined, inClass: boolean): Part {
  if (character === 's' || character === 'S') {
    if (character === 'S' && inClass) {
      throw new Error('the pattern has \\S in brackets; use [^\\s]');
    }
    const blanks = inClass ? BLANKS : `[${character === 'S' ? '^' : ''}${BLANKS}]`;
    return { length: 2, translated: blanks };
  }
  if (character !== undefined && SAME.includes(character) && !(inClass && 'bB'.includes(character))) {
    return { length: 2, translated: `\\${character}` };
  }
  if (character !== undefined && PUNCTUATION.test(character)) {
    const needsEscape = inClass ? '\\]^[-' : '\\^$.|?*+()[]{}/';
    return { length: 2, translated: needsEscape.includes(character) ? `\\${character}` : character };
  }
  throw new Error(`the pattern uses \\${character ?? ''}, which Kubernetes (RE2) and this library do not both have`);
}

function classAt(text: string): Part {
  let length = text[1] === '^' ? 2 : 1;
  let translated = text.slice(0, length);
  if (text[length] === ']') {
    throw new Error('the pattern has a ] at the beginning of brackets; put a backslash before it');
  }
  while (text[length] !== ']') {
    if (length >= text.length) {
      throw new Error('the pattern has a [ without its ]');
    }
    if (text[length] === '[') {
      throw new Error('the pattern has a [ in brackets; put a backslash before it, and list characters instead of a '
        + 'class');
    }
    const part = text[length] === '\\' ? escapeIn(text[length + 1], true) : { length: 1, translated: text[length] };
    translated += part.translated;
    length += part.length;
  }
  return { length: length + 1, translated: `${translated}]` };
}

function repetition(text: string): Part {
  const [found, least, most] = /^\{(\d+)(?:,(\d*))?\}/.exec(text) ?? [];
  if (found === undefined || Math.max(Number(least), Number(most ?? 0)) > MOST_REPETITIONS) {
    throw new Error(`the pattern has a { that is not a repetition of at most ${MOST_REPETITIONS}; put a backslash `
      + 'before it');
  }
  return { length: found.length, translated: found };
}
