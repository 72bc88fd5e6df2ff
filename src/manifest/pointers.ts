/** The keys of a JSON pointer. */
export function keysIn(pointer: string): string[] {
  return pointer.split('/').slice(1).map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
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

/** The keys of a JSON pointer in words for a message: `spec.template.data.url`. */
export function wordsOf(pointer: string): string {
  return keysIn(pointer)
    .map((key, index) => (/^\d+$/.test(key) ? `[${key}]` : index === 0 ? key : `.${key}`)).join('');
}
