import { printable } from '../redaction/printable';

const ENTITIES: { readonly [character: string]: string } = {
  '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;',
};

/** A text of others as one line of HTML or SVG in which nothing is markup, also in an attribute. */
export function markupText(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => ENTITIES[character]);
}
