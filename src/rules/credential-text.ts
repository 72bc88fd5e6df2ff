import { findCredentialLines } from '../credentials/detector';

/** What credential a text has in it, in words with an article, and in which lines; undefined for none. */
export function credentialInText(text: string, name?: string): string | undefined {
  const found = findCredentialLines(text, name);
  if (found === undefined || !text.trimEnd().includes('\n')) {
    return found?.description;
  }
  const { description, lines } = found;
  return `${description} (${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')})`;
}
