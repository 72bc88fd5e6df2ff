import { execFileSync } from 'child_process';
import { readFileSync } from 'fs';
import { join, resolve } from 'path';
import { proseOf, proseOfPage, proseOfProgram } from './support/prose';
import { PublicName, publicTypes } from '../projenrc/public-api';

const root = resolve(__dirname, '..');
const page = readFileSync(join(root, 'docs/contributing/glossary.md'), 'utf8');

/** What a pattern captures in a column of the tables of a section. */
function cellsOf(section: string, column: number, pattern: RegExp): string[] {
  const text = page.split(/^## /m).find((part) => part.startsWith(`${section}\n`))!;
  const cells = text.split('\n').filter((line) => line.startsWith('| ')).map((line) => line.split('|')[column]);
  return cells.flatMap((cell) => [...cell.matchAll(pattern)].map(([, found]) => found));
}

const WORDS = /`(\w+)`/g;
const NOT_TO_USE = 'Words to use, and not to use';

/** A name in words: `VaultCsiSecretObject` is vault, csi, secret, object. */
function split(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[ _]+/)
    .map((word) => word.toLowerCase());
}

const ALLOWED = new Set(cellsOf('Words of public names', 1, WORDS));
const FORBIDDEN = cellsOf(NOT_TO_USE, 2, WORDS).map(split);

/** Phrases that prose does without. */
const PHRASES = cellsOf(NOT_TO_USE, 3, /"([^"]+)"/g);
const PHRASE = new RegExp(`\\b(?:${PHRASES.join('|')})\\b`, 'i');

/** What contains a phrase and is fine. */
const FINE = /\bthere (?:is|are|was) no\b|\b(?:is|are|was) no (?:longer|more)\b/gi;

/** Files whose prose is read. Not among them: generated pages on rules, and the glossary, which has the phrases. */
const READ = [
  '*.md', 'docs/*.md', 'docs/contributing/*.md', 'docs/decisions/*.md', 'examples/*/README.md',
  'src/**/*.ts', 'projenrc/*.ts', '.projenrc.ts', 'bench/**/*.ts', 'examples/**/*.ts', 'examples/**/*.js',
  'test/**/*.ts',
];
const NOT_READ = ['API.md', 'docs/contributing/glossary.md', 'docs/contributing/readings.md', 'test/glossary.test.ts'];

function phraseIn(text: string): string | undefined {
  return PHRASE.exec(text.replace(FINE, ''))?.[0];
}

/** A file without what may stand within a phrase: most files need no parser then. */
function roughly(text: string): string {
  return text.replace(/['"`]\s*\+\s*['"`]|\n\s*(?:\*|\/\/)?/g, ' ').replace(/\s+/g, ' ');
}

function filesRead(): string[] {
  const tracked = execFileSync('git', ['ls-files', '--', ...READ.map((pattern) => `:(glob)${pattern}`)], {
    cwd: root, encoding: 'utf8',
  });
  return tracked.split('\n').filter((file) => file !== '' && !NOT_READ.includes(file));
}

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

test('prose has no phrase that is not to be used', () => {
  expect(PHRASES).toEqual(expect.arrayContaining(['asked', 'anew', 'is no', 'of its own']));
  const files = filesRead();
  expect(files.length).toBeGreaterThan(100);
  const suspects = files.filter((file) => phraseIn(roughly(readFileSync(join(root, file), 'utf8'))) !== undefined);
  const found = suspects.flatMap((file) => proseOf(join(root, file)).flatMap(({ line, text }) => {
    const phrase = phraseIn(text);
    return phrase === undefined ? [] : [`${file}:${line}: "${phrase}"`];
  }));
  expect(found).toEqual([]);
});

test('a phrase is found in pages, comments and strings, also over lines, and not in code', () => {
  const found = (prose: readonly { readonly line: number; readonly text: string }[]) =>
    prose.flatMap(({ line, text }) => (phraseIn(text) === undefined ? [] : [line]));
  const paragraphs = 'Fine\n\nIt is no key.\n\n```\nis no\n```\n\n`is no` code; there is no key\n';
  expect(found(proseOfPage(paragraphs))).toEqual([3]);
  const program = [
    'const a = `starts ${by} itself`;',
    '/** It starts by', ' * itself. */',
    "const b = 'starts by ' + 'itself';",
    '// It is no longer there. It is', '// no key.',
    'const c = "there is no key";',
  ].join('\n');
  expect(found(proseOfProgram('a.ts', program))).toEqual([2, 4, 5]);
});
