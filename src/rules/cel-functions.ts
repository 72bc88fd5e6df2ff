import { re2 } from './re2';

/**
 * Functions of CEL that our evaluator has otherwise than Kubernetes, done here as Kubernetes does them. An expression
 * that was checked calls these in the place of the evaluator's: the prefix takes the place of nothing else, since no
 * name may begin with it.
 */
export const PREFIX = 'k8s_';

/** What is used of the evaluator to register a function. */
export interface FunctionRegistry {
  registerFunction(signature: string, handler: (...args: any[]) => unknown): unknown;
}

/** Blanks that `trim()` of Kubernetes takes away, which are those of Go; JavaScript has others. */
const BLANK = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const BLANKS_AROUND = new RegExp(`^${BLANK}+|${BLANK}+$`, 'g');

const LARGEST = 2n ** 63n - 1n;

type Replacement = readonly [parameters: string, result: string, handler: (...args: any[]) => unknown];

const FUNCTIONS: Readonly<Record<string, Replacement>> = {
  'string.matches': ['string', 'bool', (text: string, pattern: string) => compiled(pattern).test(text)],
  'string.lowerAscii': ['', 'string', (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())],
  'string.upperAscii': ['', 'string', (text: string) => text.replace(/[a-z]/g, (letter) => letter.toUpperCase())],
  'string.trim': ['', 'string', (text: string) => text.replace(BLANKS_AROUND, '')],
  'string.split': ['string', 'list', (text: string, by: string) => (by === '' ? [...text] : text.split(by))],
};

/** Names of the functions that are replaced. */
export const REPLACED: ReadonlySet<string> =
  new Set([...Object.keys(FUNCTIONS).map((name) => name.split('.')[1]), 'int']);

export function registerFunctions(environment: FunctionRegistry): void {
  for (const [name, [parameters, result, handler]] of Object.entries(FUNCTIONS)) {
    const [receiver, method] = name.split('.');
    environment.registerFunction(`${receiver}.${PREFIX}${method}(${parameters}): ${result}`, handler);
  }
  for (const type of ['int', 'double', 'string']) {
    environment.registerFunction(`${PREFIX}int(${type}): int`, toInt);
  }
}

const patterns = new Map<string, RegExp>();

function compiled(pattern: string): RegExp {
  let expression = patterns.get(pattern);
  if (expression === undefined) {
    expression = re2(pattern);
    patterns.set(pattern, expression);
  }
  return expression;
}

/** An int of 64 bits, of a text in decimal digits, or of a number without what is behind its point. */
function toInt(value: bigint | number | string): bigint {
  const isNumber = typeof value === 'string' ? /^[+-]?\d+$/.test(value) : Number.isFinite(Number(value));
  const int = isNumber ? BigInt(typeof value === 'number' ? Math.trunc(value) : value) : undefined;
  if (int === undefined || int > LARGEST || int < -LARGEST - 1n) {
    throw new Error('int() cannot convert the value');
  }
  return int;
}
