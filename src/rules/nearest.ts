/** Most letters in which a misspelt word differs. */
const MISSPELT = 2;

/** Most words that are suggested. */
const OFFERED = 2;

/** Suggests the words nearest to one that does not exist; undefined where none is near. */
export function didYouMean(word: string, words: readonly string[]): string | undefined {
  const alike = nearest(word, words);
  return alike.length === 0 ? undefined : `did you mean ${alike.join(' or ')}`;
}

/** The words nearest to another one, best first. */
export function nearest(word: string, words: readonly string[]): string[] {
  const parts = word.toLowerCase().split('-').filter((part) => part.length > 3);
  const scored = words.map((other) => {
    const shared = parts.filter((part) => other.includes(part)).length;
    return { other, shared, distance: distanceBetween(word.toLowerCase(), other.toLowerCase()) };
  });
  const misspelt = scored.filter(({ distance }) => distance <= MISSPELT);
  const similar = scored.filter(({ other, shared, distance }) => shared > 0 || distance <= other.length / 4);
  const alike = (misspelt.length > 0 ? misspelt : similar)
    .sort((one, two) => two.shared - one.shared || one.distance - two.distance);
  return alike
    .filter(({ shared, distance }) => shared === alike[0].shared && distance === alike[0].distance)
    .slice(0, OFFERED)
    .map(({ other }) => other);
}

/** Levenshtein distance: letters to insert, delete or replace to turn one word into the other. */
export function distanceBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[to.length];
}
