/**
 * What text of others may do to whoever looks at it, and what is put in its place. Names, paths, keys, reasons, words
 * of other programs: all of it may hold characters that move the cursor of a terminal, hide or turn text, and lines
 * that a build server obeys.
 */

/**
 * Characters that are not seen, or make others be seen elsewhere: controls of C0 and C1, marks and overrides of the
 * direction of writing, separators of lines, what has no width, halves of characters, tags.
 */
const UNPRINTABLE = [
  '\\u0000-\\u001f', '\\u007f-\\u009f', '\\u00ad', '\\u034f', '\\u061c', '\\u115f\\u1160',
  '\\u17b4\\u17b5', '\\u180b-\\u180f',
  '\\u200b-\\u200f', '\\u2028-\\u202e', '\\u2060-\\u206f', '\\u3164', '\\ufe00-\\ufe0f', '\\ufeff',
  '\\uffa0', '\\ufff0-\\ufffb',
  '\\ufffe\\uffff', '\\u{1bca0}-\\u{1bca3}', '\\u{1d173}-\\u{1d17a}', '\\u{e0000}-\\u{e0fff}', '\\p{Surrogate}',
].join('');

/** The first character of what GitHub, Azure Pipelines and TeamCity take for a command anywhere in a line. */
const COMMAND = '#(?=#(?:[vV][sS][oO]|[tT]eam[cC]ity)?\\[)';

/**
 * The first character of what is a command at the beginning of a line: of GitHub (`::`), GitLab (`section_start:`),
 * Travis and Buildkite (`---`). Blanks and colours before it make no difference.
 */
const COMMAND_OF_LINE = new RegExp(
  '^((?:[ \\t]|\\u001b\\[\\d+m)*)(?=::|section_(?:start|end):|travis_(?:fold|time):|(?:---|\\+{3}|~~~|\\^{3}) )(.)',
  'gmu',
);

const NOT_IN_LINE = new RegExp(`[${UNPRINTABLE}]|${COMMAND}`, 'gu');
const NOT_IN_TEXT = new RegExp(`(?!\\n)[${UNPRINTABLE}]|${COMMAND}`, 'gu');
const NOT_IN_COLOURED_TEXT = new RegExp(`(?!\\n|\\u001b\\[\\d{1,2}m)[${UNPRINTABLE}]|${COMMAND}`, 'gu');

/** A text of others as one line that shows all of it and does nothing: `till\u009b2J`. */
export function printable(text: string): string {
  return withoutLineCommands(text.replace(NOT_IN_LINE, escaped));
}

/**
 * A finished text of several lines: what {@link printable} has not been asked about shows and does nothing either.
 *
 * @param colour whether the text has colours of ours
 */
export function printableText(text: string, colour = false): string {
  return withoutLineCommands(text.replace(colour ? NOT_IN_COLOURED_TEXT : NOT_IN_TEXT, escaped));
}

/** A value as JSON in lines, which is read as it was, and prints as {@link printable} has it. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2).replace(NOT_IN_TEXT, escapedInJson)}\n`;
}

/** A text without halves of characters, which no file and no address holds. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

/** A character as its number: `\u001b`, `\u{e0041}`. */
export function escaped(character: string): string {
  const code = character.codePointAt(0)!;
  const digits = code.toString(16).padStart(4, '0');
  return code > 0xffff ? `\\u{${digits}}` : `\\u${digits}`;
}

function escapedInJson(character: string): string {
  return character.split('').map(escaped).join('');
}

function withoutLineCommands(text: string): string {
  return text.replace(COMMAND_OF_LINE, (_whole, before: string, first: string) => before + escaped(first));
}
