import { PREFIX, REPLACED } from './cel-functions';
import { re2 } from './re2';

/**
 * The part of CEL that a rule may use: what the API server and our evaluator both have, with the same result for every
 * object that the API server takes. See docs/decisions/0013-cel-subset.md.
 */

/** Most characters of an expression. */
export const LONGEST = 5000;

/** A node of a parsed expression. */
export interface CelNode {
  readonly op: string;
  readonly args: unknown;
  readonly start: number;
  readonly end: number;
}

/** Functions by the number of their arguments, beside the value that they are called on. */
const METHODS: Readonly<Record<string, number>> = {
  all: 2,
  exists: 2,
  exists_one: 2,
  map: 2,
  filter: 2,
  size: 0,
  contains: 1,
  startsWith: 1,
  endsWith: 1,
  matches: 1,
  lowerAscii: 0,
  upperAscii: 0,
  trim: 0,
  split: 1,
  join: 1,
};
const GLOBALS: Readonly<Record<string, number>> = { has: 1, size: 1, int: 1, string: 1, dyn: 1 };

const ALL_FUNCTIONS = [...new Set([...Object.keys(GLOBALS), ...Object.keys(METHODS)])];

/** Operators with the same result on both sides, whatever they are applied to. */
const OPERATORS = new Set([
  'id', 'value', '.', '[]', 'list', 'map', '&&', '||', '!_', '==', '!=', '<', '<=', '>', '>=', 'in', '?:',
]);

/** Operators on numbers. A number of a manifest is a double to our evaluator and an int to Kubernetes. */
const ARITHMETIC = new Set(['+', '-', '*', '/', '%', '-_']);

const TEXTS = new Set(['string', 'join', 'lowerAscii', 'upperAscii', 'trim']);
const LISTS = new Set(['map', 'filter', 'split']);

/**
 * Refuses what is not in the subset.
 *
 * @throws Error when the expression uses something else; the message says what to use
 */
export function refuseOutside(expression: string, ast: unknown): void {
  if (expression.length > LONGEST) {
    throw new Error(`an expression has ${expression.length} characters; it may have ${LONGEST}: split the rule`);
  }
  if (expression.includes(PREFIX)) {
    throw new Error(`no name in an expression may contain ${PREFIX}`);
  }
  nodesOf(ast).forEach(refuseNode);
}

/**
 * The expression as our evaluator gets it, with functions that do what those of Kubernetes do.
 *
 * @param ast the expression, parsed
 */
export function withReplaced(expression: string, ast: unknown): string {
  const places = nodesOf(ast).flatMap((node) => placeOfName(expression, node));
  return places.sort((one, other) => other - one)
    .reduce((text, place) => `${text.slice(0, place)}${PREFIX}${text.slice(place)}`, expression);
}

/** All nodes, from the outside in. */
export function nodesOf(value: unknown): CelNode[] {
  if (Array.isArray(value)) {
    return value.flatMap(nodesOf);
  }
  return isNode(value) ? [value, ...nodesOf(value.args)] : [];
}

/** A call of a function. */
export interface CelCall {
  readonly name: string;

  /** The value that it is called on, for a method. */
  readonly receiver?: CelNode;
  readonly args: readonly CelNode[];
}

/** The call that a node is; undefined for another node. */
export function callOf({ op, args }: CelNode): CelCall | undefined {
  const parts = args as unknown[];
  switch (op) {
    case 'call':
      return { name: String(parts[0]), args: parts[1] as CelNode[] };
    case 'rcall':
      return { name: String(parts[0]), receiver: parts[1] as CelNode, args: parts[2] as CelNode[] };
    default:
      return undefined;
  }
}

export function isNode(value: unknown): value is CelNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}

function refuseNode(node: CelNode): void {
  const call = callOf(node);
  if (call !== undefined) {
    refuseCall(call);
  } else if (node.op === 'value') {
    refuseLiteral(node.args);
  } else if (ARITHMETIC.has(node.op)) {
    refuseArithmetic(node);
  } else if (!OPERATORS.has(node.op)) {
    throw new Error(`the operator ${node.op} does not exist in both Kubernetes and this library`);
  }
  if (node.op === '==' || node.op === '!=') {
    refuseNull(node.args as CelNode[]);
  }
}

function refuseCall({ name, receiver, args }: CelCall): void {
  const known = receiver === undefined ? GLOBALS : METHODS;
  if (!Object.hasOwn(known, name)) {
    throw new Error(`function '${name}' does not exist in both Kubernetes and this library; use one of `
      + ALL_FUNCTIONS.join(', '));
  }
  if (args.length !== known[name]) {
    throw new Error(`function '${name}' takes ${known[name]} arguments here, got ${args.length}`);
  }
  if (name === 'matches') {
    if (args[0].op !== 'value' || typeof args[0].args !== 'string') {
      throw new Error('matches() takes a pattern that is written in the expression, not one of a field');
    }
    re2(args[0].args);
  }
}

function refuseLiteral(value: unknown): void {
  if (typeof value === 'number') {
    throw new Error('a number with a point does not compare with the ints of Kubernetes; use ints');
  }
  if (typeof value === 'object' && value !== null) {
    throw new Error('literals of bytes and of unsigned numbers do not exist in manifests; use texts and ints');
  }
}

function refuseArithmetic({ op, args }: CelNode): void {
  const operands = Array.isArray(args) ? args as CelNode[] : [args as CelNode];
  const joins = op === '+' && operands.some((operand) => isText(operand) || isList(operand));
  if (!joins && !operands.every(isInt)) {
    throw new Error(`${op[0]} takes ints: put int() around what is not a number in the expression; `
      + 'numbers of a manifest are doubles to this library and ints to Kubernetes');
  }
}

/** `verbs: null` is a list to the type checker of Kubernetes, and a null is not a list. */
function refuseNull(operands: readonly CelNode[]): void {
  const isNull = (node: CelNode) => node.op === 'value' && node.args === null;
  const other = operands.find((node) => !isNull(node));
  if (operands.some(isNull) && other !== undefined && callOf(other)?.name !== 'dyn') {
    throw new Error('a comparison with null needs dyn() around the other side, as in dyn(self.rules) != null');
  }
}

function isInt(node: CelNode): boolean {
  const parts = node.args as CelNode[];
  return (node.op === 'value' && typeof node.args === 'bigint')
    || ['int', 'size'].includes(callOf(node)?.name ?? '')
    || (ARITHMETIC.has(node.op) && (Array.isArray(node.args) ? parts : [node.args as CelNode]).every(isInt))
    || (node.op === '?:' && parts.slice(1).every(isInt));
}

function isText(node: CelNode): boolean {
  return (node.op === 'value' && typeof node.args === 'string')
    || TEXTS.has(callOf(node)?.name ?? '')
    || (node.op === '+' && (node.args as CelNode[]).some(isText))
    || (node.op === '?:' && (node.args as CelNode[]).slice(1).every(isText));
}

function isList(node: CelNode): boolean {
  return node.op === 'list' || LISTS.has(callOf(node)?.name ?? '')
    || (node.op === '+' && (node.args as CelNode[]).some(isList));
}

/** Where the name of a call is that is replaced. */
function placeOfName(expression: string, node: CelNode): number[] {
  const call = callOf(node);
  if (call === undefined || !REPLACED.has(call.name)) {
    return [];
  }
  const from = call.receiver?.end ?? node.start;
  const found = new RegExp(`^[\\s).]*(?=${call.name}\\s*\\()`).exec(expression.slice(from));
  if (found === null) {
    throw new Error(`write ${call.name}( in one piece, without a comment before it`);
  }
  return [from + found[0].length];
}
