import { differing, verifiedPage } from '../cluster/support/verified';

const file = (title: string, versions: string, ...results: string[]) => ({
  title, versions, claims: results.map((result, index) => ({ claim: `claim ${index}`, how: 'a request', result })),
});
const rows = (page: string) =>
  page.split('\n').filter((line) => line.startsWith('| claim ') && !line.includes('tried by'));

test('a claim is one row, which names releases only where they differ', () => {
  const page = verifiedPage('', [file('A', '1.37', 'holds', 'refused'), file('A', '1.28', 'holds', 'taken')]);
  expect(page).toContain('Tried with 1.28; 1.37.');
  expect(rows(page)).toEqual([
    '| claim 0 | a request | holds |',
    '| claim 1 | a request | refused (1.37); taken (1.28) |',
  ]);
});

test('a suite that did not run keeps its section, and one that ran has only what it found now', () => {
  const first = verifiedPage('', [file('Node', 'runc 1', 'holds'), file('Access', '1.36', 'holds', 'holds')]);
  const second = verifiedPage(first, [file('Access', '1.37', 'holds')]);
  expect(rows(second)).toEqual(['| claim 0 | a request | holds |', '| claim 0 | a request | holds |']);
  expect(second).not.toContain('1.36');
  expect(second).toContain('Tried with runc 1.');
  expect(verifiedPage(second, [])).toBe(second);
});

test('a result of several lines with a pipe stays one cell', () => {
  expect(rows(verifiedPage('', [file('A', '1.37', 'it says:\n a | b')]))).toEqual([
    '| claim 0 | a request | it says: a \\| b |',
  ]);
});

describe('a page is compared with what was found', () => {
  const newestOnly = (version: string, ...results: string[]) => ({
    ...file('A', version, ...results),
    newestOnly: true,
  });
  const ofBoth = [newestOnly('1.28', 'holds', 'taken'), newestOnly('1.37', 'holds', 'refused')];
  const page = verifiedPage('', [...ofBoth, file('B', '1.28', 'holds'), file('B', '1.37', 'holds')]);

  test('whole: each section has to be what would be written', () => {
    expect(differing(page, ofBoth, true)).toEqual([]);
    expect(differing(page, [ofBoth[1], file('B', '1.37', 'holds')], true)).toEqual(['A', 'B']);
  });

  test('in part: a suite that is the same in every release may have run with the newest only', () => {
    expect(differing(page, [newestOnly('1.37', 'holds', 'refused')], false)).toEqual([]);
    expect(differing(page, [file('B', '1.37', 'holds')], false)).toEqual(['B']);
  });

  test.each<[string, string[]]>([
    ['another result', ['holds', 'crashed']],
    ['a claim more', ['holds', 'refused', 'holds']],
    ['a claim less', ['holds']],
  ])('in part: %s is seen', (_what, results) => {
    expect(differing(page, [newestOnly('1.37', ...results)], false)).toEqual(['A']);
  });

  test('a suite without a section is seen', () => {
    expect(differing(page, [file('C', '1.37', 'holds')], false)).toEqual(['C']);
    expect(differing('', [newestOnly('1.37', 'holds')], false)).toEqual(['A']);
  });
});
