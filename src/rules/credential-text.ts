import { CredentialFinding, CredentialLines, findCredentialLines } from '../credentials/detector';
import { findCredentialInTemplate } from '../credentials/templates';
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

/** The last key of a JSON pointer. */
export function keyIn(pointer: string): string {
  return keysIn(pointer).at(-1) ?? '';
}

/** Fields that hold a text whose name is the key above. */
const UNNAMED: ReadonlySet<string> = new Set(['text', 'value', 'literal', 'content']);

/** What a text is called: its key, or the key above where the key only says that it is a text. */
export function nameOfText(pointer: string): string | undefined {
  const keys = keysIn(pointer);
  const key = keys.at(-1) ?? '';
  return UNNAMED.has(key) ? nameAbove(keys) : key;
}

/** An item of a list has no name. */
function nameAbove(keys: readonly string[]): string | undefined {
  const above = keys.at(-2) ?? '';
  return above === '' || /^\d+$/.test(above) ? undefined : above;
}

/** A place in an object, in words for a message: `spec.template.data.url`. */
export function placeIn(resource: Resource, pointer: string): string {
  return keysIn(pointer.slice(resource.pointer.length))
    .map((key, index) => (/^\d+$/.test(key) ? `[${key}]` : index === 0 ? key : `.${key}`)).join('');
}

function keysIn(pointer: string): string[] {
  return pointer.split('/').slice(1).map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}
