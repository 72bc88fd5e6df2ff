import { createHash } from 'crypto';

/** A part of a whole, with the bounds between which the true part is in 19 of 20 samples (Wilson). */
export function interval(noticed: number, tried: number): { score: number; low: number; high: number } {
  const z = 1.96;
  const score = noticed / tried;
  const middle = (score + z * z / (2 * tried)) / (1 + z * z / tried);
  const half = z * Math.sqrt(score * (1 - score) / tried + z * z / (4 * tried * tried)) / (1 + z * z / tried);
  return { score, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** As many as named, at random; the same for the same seed, whatever the order of the list. */
export function sampleOf<T>(all: readonly T[], count: number, seed: string, keyOf: (one: T) => string): T[] {
  const drawn = all.map((one) => ({ one, at: hashOf([seed, keyOf(one)]) }));
  return drawn.sort((a, b) => (a.at < b.at ? -1 : 1)).slice(0, count).map(({ one }) => one);
}

export function hashOf(texts: readonly string[]): string {
  return createHash('sha256').update(texts.join('\0')).digest('hex');
}
