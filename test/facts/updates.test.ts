import { Answer } from '../../src/facts/answer';
import { holdsOld, isBySubPath, isOfSome, SeenAtStart } from '../../src/facts/updates';

const CHANGED = Date.parse('2026-03-02T10:15:00Z');
const after = (seconds: number) => CHANGED + seconds * 1000;

test.each<[string, SeenAtStart, Answer]>([
  ['a variable read before', { started: after(-1), isFile: false }, 'yes'],
  ['a variable read after', { started: after(1), isFile: false }, 'no'],
  ['a file of before', { started: after(-1), isFile: true }, 'yes'],
  ['a file soon after, of a pod of nobody knows when', { started: after(1), isFile: true }, 'unknown'],
  ['a file soon after, of a pod of before', { started: after(89), podCreated: after(-9), isFile: true }, 'unknown'],
  ['a file of a new pod', { started: after(3), podCreated: after(1), isFile: true }, 'no'],
  ['a file after the kubelet has synced', { started: after(90), podCreated: after(-9), isFile: true }, 'no'],
])('%s is old: %s', (_name, seen, expected) => {
  expect(holdsOld(seen, CHANGED)).toBe(expected);
});

test('an empty path is none', () => {
  expect([{}, { subPath: '' }, { subPath: 1 }, { subPath: 'a' }, { subPathExpr: '$(A)' }].map(isBySubPath))
    .toEqual([false, false, false, true, true]);
});

test.each<[object, string[] | undefined, boolean]>([
  [{ subPath: 'a' }, ['a', 'b'], true], [{ subPath: 'a' }, ['a/b'], true], [{ subPath: 'a' }, ['ab'], false],
  [{ subPath: 'a/b' }, ['a'], false], [{ subPath: 'a' }, undefined, true], [{ subPathExpr: '$(A)' }, ['a'], true],
])('a mount of %j has some of the files %j: %s', (mount, files, expected) => {
  expect(isOfSome(mount, files)).toBe(expected);
});
