import * as fc from 'fast-check';
import { anyToken, DRAWN_TOKENS } from './token-samples';
import { TELLING_PARTS, TELLING_WORDS } from '../../src/credentials/placeholders';
import { findVendorToken, TOKEN_PATTERNS } from '../../src/credentials/token-patterns';
import { SHAPES_LEFT_OUT, TOKEN_SHAPES, withoutLookAround } from '../../src/credentials/token-shapes';
import { re2 } from '../../src/rules/re2';
import { runs } from '../support/runs';

test('every shape of the table is one of RE2', () => {
  expect(SHAPES_LEFT_OUT).toEqual([]);
  expect(TOKEN_SHAPES.map(({ kind }) => kind)).toEqual(TOKEN_PATTERNS.map(({ kind }) => kind));
  TOKEN_SHAPES.forEach(({ pattern }) => expect(pattern).not.toMatch(/\(\?[<=!]/));
});

/** What stands beside a token: the characters that a look-around is about, and others. */
const beside = fc.oneof(
  fc.constantFrom('', ' ', '-', '_', 'a', 'Z', '0', '\\n', '\\', '\n', '=', '/', '+', '.', '~', ':', '"', 'é', '%'),
  fc.string({ maxLength: 3 }),
);

/** A text with a token in it, of which now and then a character is missing or another one. */
const textsWith = (token: fc.Arbitrary<string>) =>
  fc.tuple(
    beside, token, beside, fc.constantFrom('whole', 'whole', 'cut', 'other'), fc.nat(), fc.string({ maxLength: 1 }),
  ).map(([before, text, after, change, at, character]) => {
    const place = at % Math.max(text.length, 1);
    const changed = change === 'whole' ? text
      : `${text.slice(0, place)}${change === 'other' ? character : ''}${text.slice(place + 1)}`;
    return `${before}${changed}${after}`;
  });

test.each(DRAWN_TOKENS.map(([pattern, texts], index) => [`${pattern.kind}, ${index}`, index, texts] as const))(
  '%s: the shape of RE2 is found in the same texts as the pattern',
  (_, index, texts) => {
    const { expression } = TOKEN_PATTERNS[index];
    const shape = re2(TOKEN_SHAPES[index].pattern);
    const found = new Set<boolean>();
    fc.assert(fc.property(fc.oneof(textsWith(texts), textsWith(anyToken)), (text) => {
      expression.lastIndex = 0;
      const expected = expression.test(text);
      found.add(expected);
      expect([text, shape.test(text)]).toEqual([text, expected]);
    }), { numRuns: runs(60, 2000), seed: 20261128 });
    expect(found).toEqual(new Set([true, false]));
  },
);

test.each(DRAWN_TOKENS.map(([pattern, texts], index) => [`${pattern.kind}, ${index}`, pattern, texts] as const))(
  '%s: nearly every text of the shape is found, with and without dashes in it',
  (_, { expression }, texts) => {
    const some = fc.sample(texts, { numRuns: 200, seed: 20261128 });
    const plain = some.map((text) => text.replace(/[-_]/g, 'k')).filter((text) => text.search(expression) >= 0);
    const drawn = [...some, ...plain];
    const missed = drawn.filter((text) => findVendorToken(text) === undefined);
    expect(missed.length).toBeLessThan(drawn.length / 10);
  },
);

describe('look-around', () => {
  test.each([
    ['(?<![\\w-])a', '(?:^|[^\\w-])a'],
    ['(?<=[a-f]{3})x', '(?:[a-f]{3})x'],
    ['(?:(?<!\\d)|(?<=\\\\n))a', '(?:(?:^|[^\\d])|(?:\\\\n))a'],
    ['a(b)(?![A-Z])', 'a(?:b)(?:[^A-Z]|$)'],
    ['(?:a(?!\\d)|b)', '(?:a(?:[^\\d]|$)|b)'],
    ['[(?<!]a\\(', '[(?<!]a\\('],
  ])('%s is %s', (source, expected) => {
    expect(withoutLookAround(source)).toBe(expected);
  });

  test.each([
    'a(?<!b)c', 'a(?<=b)c', 'a(?![b])c', '(?:a|(?![b])c)', '(?=a)b', 'a(?=[b])', '(?<![^b])c', '(?!ab)', 'x(?!a|b)',
  ])('%s has no other form', (source) => {
    expect(withoutLookAround(source)).toBeUndefined();
  });
});

test('each telling word has one of the parts in it, whatever stands in its alternatives', () => {
  for (const word of TELLING_WORDS) {
    const fixed = word.replace(/\(\?:[^()]*(?:\([^()]*\)[^()]*)*\)\??/g, '\n').replace(/.\?/g, '\n').split('\n');
    expect([word, fixed.some((part) => TELLING_PARTS.some((telling) => part.includes(telling)))]).toEqual([word, true]);
  }
});
