import { readFileSync } from 'fs';
import { join } from 'path';
import { TEXTS } from './kubectl/texts';
import { ManifestFile } from '../../../src/audit/reading/manifest-file';
import { RuleLevel } from '../../../src/rules/finding';

interface Answer {
  readonly text: string;
  readonly documents: unknown[];
  readonly refused: boolean;
}

const ANSWERS: Answer[] = JSON.parse(readFileSync(join(__dirname, 'kubectl/answers.json'), 'utf8'));

/** What kubectl silently drops is reported. */
const DROPPED = 'silently drops everything';

const errorsOf = ({ problems }: ManifestFile) => problems.filter(({ level }) => level === RuleLevel.ERROR);

test('there is an answer of kubectl to every text', () => {
  expect(ANSWERS.map(({ text }) => text)).toEqual(TEXTS);
});

test('what kubectl refuses cannot be read, and nothing else', () => {
  const wrong = ANSWERS.filter(({ text, refused }) => {
    const errors = errorsOf(new ManifestFile('a.yaml', text));
    return refused ? errors.length === 0 : errors.some(({ message }) => !message.includes(DROPPED));
  });
  expect(wrong.map(({ text }) => text)).toEqual([]);
});

test('what kubectl takes has the values that it has there', () => {
  for (const { text, documents } of ANSWERS.filter(({ refused }) => !refused)) {
    expect({ text, documents: new ManifestFile('a.yaml', text).documents }).toEqual({ text, documents });
  }
});

test.each([
  ['an escape of YAML 1.2', 'a:\n  b: "\\/x"\n', '2:7', 'is not an escape of YAML 1.1'],
  ['half of a character', 'a: "\\ud83d\\ude00"\n', '1:5', 'surrogates'],
  ['a directive', '# x\n%YAML 1.2\n---\na: 1\n', '2:1', 'a line begins with %'],
  ['text behind ---', 'a: 1\n--- {b: 2}\n', '2:1', 'only a comment may follow ---'],
  ['text that begins with ---', 'a: 1\n---b: 2\n', '2:1', 'only a comment may follow ---'],
  ['a document behind ...', 'a: 1\n...\n# c\nb: 2\n', '4:1', DROPPED],
  ['a key further left', '  a: 1\nb: 2\n', '2:1', DROPPED],
  ['a control character in a comment', 'a: 1 # \u001b[2J\n', '1:8', 'a control character, which'],
  ['a line that a separator of Unicode ends', 'a: 1 # x\u2028b: {\n', '2:1', 'a value is expected'],
  ['a tab before a dash', 'a:\n-\tb\n', '2:2', 'a tab is used for indentation'],
  ['a long key', `a: 1\n${'k'.repeat(1025)}: 1\n`, '2:1', 'a key is longer than 1024 characters'],
  ['a tag that lies', 'a: !!int x\n', '1:4', 'a tag does not match the value after it'],
  ['an infinite number', 'a: .inf\n', '1:4', 'cannot represent'],
  ['YAML behind values of JSON', '{"a": 1}\n{"b": 2}\n---\nc: 3\n', '3:1', 'kubectl has read several JSON values'],
])('%s is told with its place', (_name, text, place, words) => {
  const errors = errorsOf(new ManifestFile('a.yaml', text));
  expect(errors.map(({ location }) => `${location!.line}:${location!.column}`)).toEqual([place]);
  expect(errors[0].message).toContain(words);
});

test('escapes of JSON are taken in JSON', () => {
  const file = new ManifestFile('a.json', '{"a": "\\/\\ud83d\\ude00"}\n{"a": "\\ud83d"}');
  expect(file.problems).toEqual([]);
  expect(file.documents).toEqual([{ a: '/😀' }, { a: '\ufffd' }]);
});

test('a line break of YAML 1.1 hides nothing behind a comment', () => {
  expect(new ManifestFile('a.yaml', 'a: 1 # x\u2028b: 2\u0085c: 3\n').documents).toEqual([{ a: 1, b: 2, c: 3 }]);
});

/** Large enough for anything that does not take time in proportion to the size never to end. */
const LARGE = 300_000;

test.each<[name: string, text: string]>([
  ['escapes in plain text', `k: [a${'\\"'.repeat(LARGE)}\n]\n`],
  ['quotes that do not end', 'a: "\n'.repeat(100_000)],
  ['quotes in a comment', `k: [a, # ${'"'.repeat(LARGE)}\n]\n`],
  [
    'brackets that are closed too far left',
    Array.from({ length: 50_000 }, (_, index) => `k${index}: [a,\n]\n`).join(''),
  ],
  ['one such list of many lines', `k: [\n${'a,\n'.repeat(LARGE)}]\n`],
  ['brackets', '['.repeat(LARGE)],
  ['braces', '{a: '.repeat(LARGE)],
  ['dashes', '- '.repeat(LARGE)],
  ['question marks', '? '.repeat(LARGE)],
  ['brackets that may be keys', `${'[a]'.repeat(LARGE)}: 1\n`],
  ['ends of documents', 'a: 1\n...\n'.repeat(LARGE)],
  ['separators', '---\n'.repeat(LARGE)],
  ['documents', '---\na: 1\n'.repeat(30_000)],
  ['documents that cannot be read', '---\n{"a:1}\n'.repeat(20_000)],
  ['directives', '%a\n---\n'.repeat(20_000)],
  ['values of JSON', '{"a":1}\n'.repeat(50_000)],
  ['comments before a document', `${'# x\n'.repeat(LARGE)}---\na: 1\n`],
  ['empty lines in text', `a: "x${'\n'.repeat(LARGE)}"\nb: |\n${'\n'.repeat(LARGE)}  x\n`],
  ['digits', `${'1'.repeat(LARGE)}: ${'1'.repeat(LARGE)}\n`],
  ['a long tag', `a: !${'x'.repeat(LARGE)} 1\n`],
  ['sources of a merge', `a: &a {x: 1}\nb: {<<: [${'{x: 1}, '.repeat(50_000)}*a]}\n`],
])('%s take no more time than their size asks for', (_name, text) => {
  const file = new ManifestFile('a.yaml', text);
  file.documents.slice(0, 1).forEach((_document, index) => file.locate(index, ['/a', '/b/x', '/k/3']));
  expect(file.documents.length + file.problems.length).toBeGreaterThanOrEqual(text.startsWith('---\n---') ? 0 : 1);
});

test('of keys that are there again and again, the first few are told, and how many more there are', () => {
  const { problems } = new ManifestFile('a.yaml', `a:\n${'  b: 1\n'.repeat(LARGE)}`);
  expect(problems.map(({ id, location }) => `${id} ${location!.line}`)).toEqual(
    Array.from({ length: 10 }, (_, index) => `duplicate-key ${index + 3}`),
  );
  expect(problems[9].message).toContain(`${LARGE - 11} more`);
});
