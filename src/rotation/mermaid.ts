import { titleOf } from './names';
import { Plan, PlanUse } from './plan';
import { targetInWords } from './words';
import { printable } from '../redaction/printable';

/** Users that a picture shows; more of them nobody can read. */
const MOST = 40;

/**
 * The way of a value as a picture in the language of Mermaid: from its sources, by its copies, to its users. Users that
 * see a change only when they start are drawn with a thick line, those that never do with a broken one.
 */
export function mermaidOf(plan: Plan): string {
  const nodes = new Map<string, string>();
  const lines: string[] = [];
  const node = (title: string): string => {
    let id = nodes.get(title);
    if (id === undefined) {
      id = `n${nodes.size}`;
      nodes.set(title, id);
      lines.push(`  ${id}["${label(title)}"]`);
    }
    return id;
  };
  const edge = (from: string, to: string, arrow: string, words = ''): void => {
    const line = `  ${node(from)} ${arrow}${words === '' ? '' : `|"${label(words)}"|`} ${node(to)}`;
    if (!lines.includes(line)) {
      lines.push(line);
    }
  };
  const target = targetTitle(plan);
  node(target);
  for (const { by, place } of plan.sources) {
    const maker = by === undefined ? undefined : titleOf(by);
    if (place !== undefined && place !== target) {
      edge(place, maker ?? target, '-->');
    }
    if (maker !== undefined && maker !== target) {
      edge(maker, target, '-->');
    }
  }
  for (const { what } of plan.copies) {
    edge(target, what, '-->', 'copy');
  }
  const shown = plan.uses.slice(0, MOST);
  for (const use of shown) {
    const from = nodes.has(use.of) ? use.of : target;
    edge(from, titleOf(use.user), arrowOf(use));
  }
  if (plan.uses.length > MOST) {
    edge(target, `${plan.uses.length - MOST} more uses`, '-->');
  }
  return ['flowchart LR', ...lines].join('\n');
}

function targetTitle({ target }: Plan): string {
  return target.kind === 'store path' ? targetInWords({ ...target, key: undefined }) : titleOf(target);
}

function arrowOf({ seen: { when } }: PlanUse): string {
  return when === 'start' || when === 'new-pod' ? '==>' : when === 'never' || when === 'unknown' ? '-.->' : '-->';
}

/** A text that ends no label and begins no tag: Mermaid reads entities by their numbers. */
function label(text: string): string {
  return printable(text).replace(/[^\w .,:/()-]/gu, (character) => `#${character.codePointAt(0)!};`);
}
