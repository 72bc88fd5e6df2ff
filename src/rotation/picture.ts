import { titleOf } from './names';
import { Plan, PlanUse } from './plan';
import { targetInWords } from './words';

/** Users that a picture shows; more of them nobody can read. */
const MOST = 40;

/** How a user sees a change: `starts` when it starts, `never` also where that is not known. */
export type PictureLine = 'follows' | 'starts' | 'never';

/** The parts of the way of a value, in their order. */
export type PictureColumn = 'place' | 'maker' | 'target' | 'copy' | 'user';

export interface PictureNode {
  readonly title: string;
  readonly column: PictureColumn;
}

export interface PictureEdge {
  readonly from: PictureNode;
  readonly to: PictureNode;
  readonly line: PictureLine;
  readonly words: string;
}

/** Draws a plan, node by node and edge by edge. A node comes before its edges. */
export interface PictureSink {
  node(node: PictureNode): void;
  edge(edge: PictureEdge): void;
}

/** The way of a value from its sources, by its copies, to its users. */
export function drawPicture(plan: Plan, sink: PictureSink): void {
  const nodes = new Map<string, PictureNode>();
  const edges = new Set<string>();
  const node = (title: string, column: PictureColumn): PictureNode => {
    const known = nodes.get(title);
    if (known !== undefined) {
      return known;
    }
    const made = { title, column };
    nodes.set(title, made);
    sink.node(made);
    return made;
  };
  const edge = (from: PictureNode, to: PictureNode, line: PictureLine, words = ''): void => {
    const id = [from.title, to.title, line, words].join('\n');
    if (!edges.has(id)) {
      edges.add(id);
      sink.edge({ from, to, line, words });
    }
  };
  const target = node(targetTitle(plan), 'target');
  for (const { by, place } of plan.sources) {
    const maker = by === undefined ? undefined : titleOf(by);
    if (place !== undefined && place !== target.title) {
      const from = node(place, 'place');
      edge(from, maker === undefined ? target : node(maker, 'maker'), 'follows');
    }
    if (maker !== undefined && maker !== target.title) {
      edge(node(maker, 'maker'), target, 'follows');
    }
  }
  for (const { what } of plan.copies) {
    edge(target, node(what, 'copy'), 'follows', 'copy');
  }
  for (const use of plan.uses.slice(0, MOST)) {
    edge(nodes.get(use.of) ?? target, node(titleOf(use.user), 'user'), lineOf(use));
  }
  if (plan.uses.length > MOST) {
    edge(target, node(`${plan.uses.length - MOST} more uses`, 'user'), 'follows');
  }
}

function targetTitle({ target }: Plan): string {
  return target.kind === 'store path' ? targetInWords({ ...target, key: undefined }) : titleOf(target);
}

function lineOf({ seen: { when } }: PlanUse): PictureLine {
  return when === 'start' || when === 'new-pod' ? 'starts' : when === 'never' || when === 'unknown' ? 'never'
    : 'follows';
}
