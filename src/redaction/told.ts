import { named, quoted, WORD } from './quoted';

/**
 * A text with the things that it is about, each as an error may repeat it: `%q` as `quoted` has it, `%s` as `named`
 * has it, `%w` as it is where it is a word, and else by its length.
 *
 * @param text the text, with a verb for each thing
 * @param given the things, in order
 */
export function told(text: string, given: readonly unknown[] = []): string {
  let next = 0;
  return text.replace(/%[qsw]/g, (verb) => {
    const value = given[next++];
    if (verb === '%w') {
      return wordOf(value);
    }
    return verb === '%s' && typeof value === 'string' ? named(value) : quoted(value);
  });
}

/** Whether a text is a word that may be repeated as it is. */
export function isPlainWord(text: string): boolean {
  return quoted(text, WORD) === `"${text}"`;
}

function wordOf(value: unknown): string {
  const text = String(value);
  return isPlainWord(text) ? text : `<text of ${text.length} characters>`;
}
