import { markupText } from './markup';
import { drawPicture, PictureColumn, PictureEdge, PictureNode } from './picture';
import { Plan } from './plan';

/** Sizes, in the units of the picture. */
const BOX = { width: 230, height: 40 };
const GAP = { column: 70, row: 14 };
const MARGIN = 8;

/** Width below which its texts cannot be read; a page that is narrower scrolls. */
const LEAST_WIDTH = 560;

/** Characters of a text that fit into a box, of a wide font too. */
const FITS = 28;

/** How many rows a short column is lower than the top at most, so that it is in view beside a long one. */
const LOWEST_ROW = 4;

const COLUMNS: readonly PictureColumn[] = ['place', 'maker', 'target', 'copy', 'user'];

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The way of a value as a picture that a browser shows without a script: columns from its sources to its users. */
export function svgOf(plan: Plan): string {
  const nodes: PictureNode[] = [];
  const edges: PictureEdge[] = [];
  drawPicture(plan, { node: (node) => nodes.push(node), edge: (edge) => edges.push(edge) });
  const columns = COLUMNS.map((name) => nodes.filter(({ column }) => column === name))
    .filter((column) => column.length > 0);
  const rows = Math.max(...columns.map((column) => column.length));
  const height = 2 * MARGIN + rows * BOX.height + (rows - 1) * GAP.row;
  const places = new Map<PictureNode, Point>();
  columns.forEach((column, index) => {
    const free = height - column.length * BOX.height - (column.length - 1) * GAP.row;
    const top = Math.min(free / 2, MARGIN + LOWEST_ROW * (BOX.height + GAP.row));
    column.forEach((node, row) => places.set(node, {
      x: MARGIN + index * (BOX.width + GAP.column), y: top + row * (BOX.height + GAP.row),
    }));
  });
  const width = 2 * MARGIN + columns.length * BOX.width + (columns.length - 1) * GAP.column;
  return [
    `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" `
      + `style="min-width: ${Math.min(width, LEAST_WIDTH)}px" `
      + 'aria-label="The way of the value from its sources to its users">',
    '<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" '
      + 'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>',
    ...edges.map((edge) => edgeOf(edge, places.get(edge.from)!, places.get(edge.to)!)),
    ...nodes.map((node) => boxOf(node, places.get(node)!)),
    '</svg>',
  ].join('\n');
}

/** A line from box to box; one that leads back, or beside, leaves and enters at the side that is nearer. */
function edgeOf({ line }: PictureEdge, from: Point, to: Point): string {
  const begin = { x: from.x + BOX.width, y: from.y + BOX.height / 2 };
  const isForward = to.x > from.x;
  const end = { x: isForward ? to.x : to.x + BOX.width, y: to.y + BOX.height / 2 };
  const bend = GAP.column / 2;
  const last = isForward ? end.x - bend : end.x + bend;
  return `<path class="${line}" d="M${begin.x} ${begin.y}C${begin.x + bend} ${begin.y} ${last} ${end.y} `
    + `${end.x} ${end.y}" marker-end="url(#head)"/>`;
}

function boxOf({ title, column }: PictureNode, { x, y }: Point): string {
  const space = title.indexOf(' ');
  const hasKind = column !== 'place' && /^[A-Z]\w* /.test(title);
  const [kind, name] = hasKind ? [title.slice(0, space), title.slice(space + 1)] : ['', title];
  const middle = x + BOX.width / 2;
  const texts = kind === ''
    ? [text(name, middle, y + 25)]
    : [text(kind, middle, y + 16, ' class="kind"'), text(name, middle, y + 31)];
  return `<g class="${column}"><title>${markupText(title)}</title>`
    + `<rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="5"/>${texts.join('')}</g>`;
}

function text(content: string, x: number, y: number, attributes = ''): string {
  const characters = [...content];
  // Names that begin alike differ at the end.
  const half = Math.floor(FITS / 2);
  const shown = characters.length > FITS
    ? `${characters.slice(0, half).join('')}…${characters.slice(1 - half).join('')}` : content;
  return `<text x="${x}" y="${y}"${attributes}>${markupText(shown)}</text>`;
}
