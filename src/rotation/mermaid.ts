import { drawPicture, PictureLine, PictureNode } from './picture';
import { Plan } from './plan';
import { printable } from '../redaction/printable';

const ARROWS: { readonly [line in PictureLine]: string } = { follows: '-->', starts: '==>', never: '-.->' };

/**
 * The way of a value as a picture in the language of Mermaid: from its sources, by its copies, to its users. Users that
 * see a change only when they start are drawn with a thick line, those that never do with a broken one.
 */
export function mermaidOf(plan: Plan): string {
  const ids = new Map<PictureNode, string>();
  const lines: string[] = [];
  drawPicture(plan, {
    node: (node) => {
      ids.set(node, `n${ids.size}`);
      lines.push(`  ${ids.get(node)!}["${label(node.title)}"]`);
    },
    edge: ({ from, to, line, words }) => {
      const text = words === '' ? '' : `|"${label(words)}"|`;
      lines.push(`  ${ids.get(from)!} ${ARROWS[line]}${text} ${ids.get(to)!}`);
    },
  });
  return ['flowchart LR', ...lines].join('\n');
}

/** A text that ends no label and begins no tag: Mermaid reads entities by their numbers. */
function label(text: string): string {
  return printable(text).replace(/[^\w .,:/()-]/gu, (character) => `#${character.codePointAt(0)!};`);
}
