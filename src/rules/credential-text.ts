import { CredentialFinding, CredentialLines, findCredentialLines } from '../credentials/detector';
import { findCredentialInTemplate } from '../credentials/templates';
import { wordsOf } from '../manifest/pointers';
import { Resource } from '../manifest/resource';

/** What credential a text has in it, in words with an article, and in which lines; undefined for none. */
export function credentialInText(text: string, name?: string): string | undefined {
  return described(text, findCredentialLines(text, name));
}

/** As {@link credentialInText}, for a template of Go. */
export function templateCredential(text: string, name?: string): string | undefined {
  const found: CredentialFinding | undefined = findCredentialInTemplate(text, name);
  return described(text, found && { ...found, ...findCredentialLines(text) });
}

function described(text: string, found: CredentialFinding & Partial<CredentialLines> | undefined): string | undefined {
  if (found?.lines === undefined || !text.trimEnd().includes('\n')) {
    return found?.description;
  }
  const { description, lines } = found;
  return `${description} (${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')})`;
}

/** A place in an object, in words for a message: `spec.template.data.url`. */
export function placeIn(resource: Resource, pointer: string): string {
  return wordsOf(pointer.slice(resource.pointer.length));
}
