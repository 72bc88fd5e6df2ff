const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Infinity] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, -Infinity] as const),
]);

/** First characters of the words in the list: most texts begin with others. */
const FIRST_OF_WORDS = new Set([...WORDS.keys()].map((word) => word.charAt(0)));

const FLOAT = /^(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const DECIMAL = /^(?:0|[1-9][0-9]*)$/;
const BASES: readonly (readonly [form: RegExp, prefix: string, digits: number])[] = [
  [/^0[xX][0-9a-fA-F]+$/, '0x', 2],
  [/^0[oO][0-7]+$/, '0o', 2],
  [/^0[bB][01]+$/, '0b', 2],
  [/^0[0-7]+$/, '0o', 1],
];

/**
 * Range of 64-bit integers in Go, signed and unsigned. Larger numbers are floats if they have an exponent or fraction,
 * else text.
 */
const LEAST_INTEGER = -(2n ** 63n);
const LARGEST_SIGNED = 2n ** 63n - 1n;
const LARGEST_INTEGER = 2n ** 64n - 1n;

/** Maximum digits of an integer that is parsed, with leading zeros: BigInt takes long for very many. */
const MOST_DIGITS = 1000;

/** Integers with up to so many digits are exact. */
const FEW_DIGITS = 15;

/**
 * The value that Kubernetes gives a plain scalar: YAML 1.1 with the `0o` of YAML 1.2. So `0400` and `0o400` are 256 and
 * `yes` is true, but `1:30` and dates are text.
 */
export function plainScalar(text: string): unknown {
  const first = text.charAt(0);
  const digits = first >= '0' && first <= '9';
  if (digits || first === '-' || first === '+') {
    return numberOf(text.replaceAll('_', '')) ?? (WORDS.has(text) ? WORDS.get(text) : text);
  }
  if (!FIRST_OF_WORDS.has(first)) {
    return text;
  }
  if (WORDS.has(text)) {
    return WORDS.get(text);
  }
  return first === '.' ? finiteFloat(text) ?? text : text;
}

/** Whether a plain scalar is an integer. */
export function isInteger(text: string): boolean {
  return integerOf(text.replaceAll('_', '')) !== undefined;
}

/**
 * The key that Kubernetes makes of a number: an integer in decimal, any other number as Go prints a 32-bit float.
 *
 * @returns undefined for an integer that is too large to be a key
 */
export function keyOfNumber(text: string, value: number): string | undefined {
  const integer = integerOf(text.replaceAll('_', ''));
  if (integer !== undefined) {
    return integer > LARGEST_SIGNED ? undefined : String(integer);
  }
  if (Number.isNaN(value)) {
    return '.nan';
  }
  const single = Math.fround(value);
  return Number.isFinite(single) ? shortest(single) : single < 0 ? '-.inf' : '.inf';
}

/** The power of ten from which on Go prints a number with an exponent. */
const EXPONENT_FROM = 6;

/** The shortest digits that identify a 32-bit float. */
function shortest(single: number): string {
  let digits = 1;
  while (Math.fround(Number(single.toPrecision(digits))) !== single) {
    digits++;
  }
  const [mantissa, exponent] = single.toExponential(digits - 1).split('e');
  const power = Number(exponent);
  if (power >= -4 && power < EXPONENT_FROM) {
    return String(Number(single.toPrecision(digits)));
  }
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

function finiteFloat(digits: string): number | undefined {
  const float = FLOAT.test(digits) ? Number(digits) : NaN;
  return Number.isFinite(float) ? float : undefined;
}

function numberOf(text: string): number | undefined {
  const signed = text.startsWith('-') || text.startsWith('+');
  const digits = signed ? text.slice(1) : text;
  const sign = text.startsWith('-') ? -1 : 1;
  if (digits.length <= FEW_DIGITS && DECIMAL.test(digits)) {
    return sign * Number(digits) + 0;
  }
  const integer = integerOf(text);
  if (integer !== undefined) {
    return Number(integer);
  }
  // `08` is not octal, so it is decimal.
  const float = finiteFloat(digits);
  return float === undefined ? undefined : sign * float;
}

/** An integer that fits into 64 bits. */
function integerOf(text: string): bigint | undefined {
  const negative = text.startsWith('-');
  const digits = negative || text.startsWith('+') ? text.slice(1) : text;
  const base = BASES.find(([form]) => form.test(digits));
  if (base === undefined && !DECIMAL.test(digits)) {
    return undefined;
  }
  if (digits.length > MOST_DIGITS) {
    return undefined;
  }
  const size = BigInt(base === undefined ? digits : base[1] + digits.slice(base[2]));
  const integer = negative ? -size : size;
  const signedAndLarge = text !== digits && integer > LARGEST_SIGNED;
  return integer < LEAST_INTEGER || integer > LARGEST_INTEGER || signedAndLarge ? undefined : integer;
}
