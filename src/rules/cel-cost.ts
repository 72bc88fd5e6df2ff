import { callOf, CelNode, isNode } from './cel-subset';

/** What an expression costs at admission, at most: in units of the API server's budget, and roughly. */

/** Units that one expression of a policy may cost. */
export const COST_LIMIT = 1_000_000;

/** Entries that each list of an object is taken to have. */
export const ENTRIES = 100;

/** Units of one word of a pattern or text that is searched. */
const WORD = 10;

const LOOPS = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

/** Values that an expression spells, by the variable of a walk over a list of one. */
type Known = ReadonlyMap<string, CelNode>;

/**
 * An upper bound of the cost of an expression for one item: a unit for each step, times the entries of each list that
 * is walked through. It errs upwards: a walk ends at the first entry that decides.
 *
 * @param ast the expression, parsed
 * @param entries entries that each list of the object has
 * @see https://github.com/kubernetes/apiserver/blob/v0.37.2/pkg/apis/cel/config.go
 */
export function estimatedCost(ast: unknown, entries = ENTRIES): number {
  return costOf(ast, entries, new Map());
}

function costOf(node: unknown, entries: number, known: Known): number {
  if (Array.isArray(node)) {
    return node.reduce<number>((sum, part) => sum + costOf(part, entries, known), 0);
  }
  if (!isNode(node)) {
    return 0;
  }
  const call = callOf(node);
  if (call?.receiver !== undefined && LOOPS.has(call.name)) {
    const walked = call.receiver;
    const [variable, ...rest] = call.args;
    const spelled = walked.op === 'list' ? walked.args as CelNode[] : [];
    // A variable hides one of the same name outside.
    const inside = new Map([...known].filter(([name]) => name !== variable.args));
    if (spelled.length === 1) {
      inside.set(String(variable.args), spelled[0]);
    }
    return costOf(walked, entries, known) + sizeOf(walked, entries, known) * (1 + costOf(rest, entries, inside));
  }
  const own = call?.name === 'matches' ? WORD
    : node.op === 'in' ? costOfSearch((node.args as CelNode[])[1], entries, known) : 1;
  return own + costOf(node.args, entries, known);
}

/** A list is walked through; a mapping that the expression spells is looked up. */
function costOfSearch(node: CelNode, entries: number, known: Known): number {
  return valueOf(node, known)?.op === 'map' ? 1 : sizeOf(node, entries, known);
}

function sizeOf(node: CelNode, entries: number, known: Known): number {
  const value = valueOf(node, known);
  if (value !== undefined) {
    return Math.max(1, (value.args as unknown[]).length);
  }
  const table = node.op === '[]' ? valueOf((node.args as CelNode[])[0], known) : undefined;
  return table?.op === 'map'
    ? Math.max(...(table.args as [CelNode, CelNode][]).map(([, entry]) => sizeOf(entry, entries, known)))
    : entries;
}

/** The list or mapping that the expression spells for a node. */
function valueOf(node: CelNode, known: Known): CelNode | undefined {
  const value = node.op === 'id' ? known.get(String(node.args)) : node;
  return value?.op === 'list' || value?.op === 'map' ? value : undefined;
}
