/**
 * Protection against text of others: names, paths, keys, reasons and output of other programs may contain characters
 * that move the cursor of a terminal or hide or reorder text, and lines that a build server executes as commands.
 */

/**
 * Characters that are invisible or change where others appear: C0 and C1 controls, direction marks and overrides, line
 * separators, zero-width characters, unpaired surrogates, tags.
 */
const UNPRINTABLE = [
  '\\u0000-\\u001f', '\\u007f-\\u009f', '\\u00ad', '\\u034f', '\\u061c', '\\u115f\\u1160',
  '\\u17b4\\u17b5', '\\u180b-\\u180f',
  '\\u200b-\\u200f', '\\u2028-\\u202e', '\\u2060-\\u206f', '\\u3164', '\\ufe00-\\ufe0f', '\\ufeff',
  '\\uffa0', '\\ufff0-\\ufffb',
  '\\ufffe\\uffff', '\\u{1bca0}-\\u{1bca3}', '\\u{1d173}-\\u{1d17a}', '\\u{e0000}-\\u{e0fff}', '\\p{Surrogate}',
].join('');

/** First character of what GitHub, Azure Pipelines and TeamCity read as a command anywhere in a line. */
const COMMAND = '#(?=#(?:[vV][sS][oO]|[tT]eam[cC]ity)?\\[)';

/**
 * First character of a command at the beginning of a line: of GitHub (`::`), GitLab (`section_start:`), Travis and
 * Buildkite (`---`). Blanks and colours before it make no difference.
 */
const COMMAND_OF_LINE = new RegExp(
  '^((?:[ \\t]|\\u001b\\[\\d+m)*)(?=::|section_(?:start|end):|travis_(?:fold|time):|(?:---|\\+{3}|~~~|\\^{3}) )(.)',
  'gmu',
);

const NOT_IN_LINE = new RegExp(`[${UNPRINTABLE}]|${COMMAND}`, 'gu');
const NOT_IN_TEXT = new RegExp(`(?!\\n)[${UNPRINTABLE}]|${COMMAND}`, 'gu');
const NOT_IN_COLOURED_TEXT = new RegExp(`(?!\\n|\\u001b\\[\\d{1,2}m)[${UNPRINTABLE}]|${COMMAND}`, 'gu');

/** A text of others as one harmless line that shows all of it: `till\u009b2J`. */
export function printable(text: string): string {
  return withoutLineCommands(text.replace(NOT_IN_LINE, escaped));
}

/**
 * A finished text of several lines, made harmless where {@link printable} was not applied.
 *
 * @param colour whether the text contains our colours
 */
export function printableText(text: string, colour = false): string {
  return withoutLineCommands(text.replace(colour ? NOT_IN_COLOURED_TEXT : NOT_IN_TEXT, escaped));
}

/** A value as indented JSON that parses to the same value and is harmless like a text of {@link printable}. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2).replace(NOT_IN_TEXT, escapedInJson)}\n`;
}

/** A text without unpaired surrogates, which files and URLs cannot contain. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

/** A character as an escape: `\u001b`, `\u{e0041}`. */
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
