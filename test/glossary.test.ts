import { readFileSync } from 'fs';
import { join, resolve } from 'path';
import { PublicName, publicTypes } from '../projenrc/public-api';

const root = resolve(__dirname, '..');
const page = readFileSync(join(root, 'docs/contributing/glossary.md'), 'utf8');

/** The words in backticks of a column of the tables of a section. */
function wordsOf(section: string, column: number): string[] {
  const text = page.split(/^## /m).find((part) => part.startsWith(`${section}\n`))!;
  const cells = text.split('\n').filter((line) => line.startsWith('| ')).map((line) => line.split('|')[column]);
  return cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, word]) => word));
}

/** A name in words: `VaultCsiSecretObject` is vault, csi, secret, object. */
function split(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[ _]+/)
    .map((word) => word.toLowerCase());
}

const ALLOWED = new Set(wordsOf('Words of public names', 1));
const FORBIDDEN = wordsOf('Words to use, and not to use', 2).map(split);

const isAllowed = (word: string) => ALLOWED.has(word) || (word.endsWith('s') && ALLOWED.has(word.slice(0, -1)));

function hasForbiddenWord(name: string): boolean {
  const text = ` ${split(name).join(' ')} `;
  return FORBIDDEN.some((words) => text.includes(` ${words.join(' ')} `));
}

/** The words that are not in the glossary, each with the first name that has it. */
function unknownWords(names: readonly PublicName[]): string[] {
  const found = new Map<string, string>();
  for (const { path, name } of names) {
    for (const word of split(name).filter((each) => !isAllowed(each) && !found.has(each))) {
      found.set(word, path);
    }
  }
  return [...found].map(([word, path]) =>
    `"${word}" of ${path}: use a word of docs/contributing/glossary.md, or add this one there with its meaning`);
}

const names = publicTypes(root).flatMap((type) => type.names);

test('public names are made of the words of the glossary', () => {
  expect(names.length).toBeGreaterThan(1000);
  expect(unknownWords(names)).toEqual([]);
});

test('no public name has a word that is not to be used', () => {
  expect(FORBIDDEN).toEqual(expect.arrayContaining([['wish'], ['way', 'back'], ['asked'], ['mend'], ['anew']]));
  expect(names.filter(({ name }) => hasForbiddenWord(name)).map(({ path }) => path)).toEqual([]);
});

test('every word of the glossary is in a public name, in its singular or plural', () => {
  const used = new Set(names.flatMap(({ name }) => split(name)));
  expect([...ALLOWED].filter((word) => !used.has(word) && !used.has(`${word}s`))).toEqual([]);
});

test('a word that is not there is found, with the name that has it', () => {
  expect(unknownWords([{ path: 'Audit.frobnicateRules', name: 'frobnicateRules' }])).toEqual([
    '"frobnicate" of Audit.frobnicateRules: use a word of docs/contributing/glossary.md, '
      + 'or add this one there with its meaning',
  ]);
  expect(hasForbiddenWord('wayBackFile')).toBe(true);
  expect(hasForbiddenWord('gateway')).toBe(false);
});
