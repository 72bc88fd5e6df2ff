const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Infinity] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, -Infinity] as const),
]);

/** What a word that is in the list may begin with: most texts begin with something else. */
const FIRST_OF_WORDS = new Set([...WORDS.keys()].map((word) => word.charAt(0)));

const FLOAT = /^(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const DECIMAL = /^(?:0|[1-9][0-9]*)$/;
const BASES: readonly (readonly [form: RegExp, base: number, prefix: number])[] = [
  [/^0[xX][0-9a-fA-F]+$/, 16, 2],
  [/^0[oO][0-7]+$/, 8, 2],
  [/^0[bB][01]+$/, 2, 2],
  [/^0[0-7]+$/, 8, 1],
];

/**
 * What Kubernetes makes of a plain scalar: YAML 1.1 with the `0o` of YAML 1.2. So `0400` and `0o400` are 256 and
 * `yes` is true, but `1:30` is text, and so is a date.
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
  return first === '.' && FLOAT.test(text) ? Number(text) : text;
}

function numberOf(text: string): number | undefined {
  const signed = text.startsWith('-') || text.startsWith('+');
  const digits = signed ? text.slice(1) : text;
  const sign = text.startsWith('-') ? -1 : 1;
  if (DECIMAL.test(digits)) {
    return sign * Number(digits) + 0;
  }
  for (const [form, base, prefix] of BASES) {
    if (form.test(digits)) {
      return sign * parseInt(digits.slice(prefix), base);
    }
  }
  // `08` is no octal number, so it is a decimal one.
  const float = FLOAT.test(digits) ? Number(digits) : NaN;
  return Number.isFinite(float) ? sign * float : undefined;
}
