import { isBySubPath, isOfSome } from '../../src/facts/updates';

test('an empty path is none', () => {
  expect([{}, { subPath: '' }, { subPath: 1 }, { subPath: 'a' }, { subPathExpr: '$(A)' }].map(isBySubPath))
    .toEqual([false, false, false, true, true]);
});

test.each<[object, string[] | undefined, boolean]>([
  [{ subPath: 'a' }, ['a', 'b'], true], [{ subPath: 'a' }, ['a/b'], true], [{ subPath: 'a' }, ['ab'], false],
  [{ subPath: 'a/b' }, ['a'], false],
  [{ subPath: './a/' }, ['a'], true], [{ subPath: 'b//a' }, ['b/a'], true], [{ subPath: '.' }, ['a'], true],
  [{ subPath: '' }, ['a'], true], [{ subPath: 'a' }, undefined, true], [{ subPathExpr: '$(A)' }, ['a'], true],
])('a mount of %j has some of the files %j: %s', (mount, files, expected) => {
  expect(isOfSome(mount, files)).toBe(expected);
});
