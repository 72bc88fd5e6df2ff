import { isAllAtOnce, reloaderAutomatic, reloaderNames } from '../../src/facts/restarts';

test.each<[unknown, unknown, boolean]>([
  ['100%', undefined, true], ['150%', 3, true], ['99%', 3, false], ['25%', undefined, false], ['%', 3, false],
  ['100', 1, false], [3, 3, true], [4, 3, true], [2, 3, false], [1, 1, false], [3, undefined, false],
  [undefined, 3, false], [{ value: 3 }, 3, false],
])('%j of %j pods is all of them: %s', (amount, replicas, all) => {
  expect(isAllAtOnce(amount, replicas)).toBe(all);
});

test('Reloader is told by annotations of its own', () => {
  expect(reloaderNames('configmap')).toBe('configmap.reloader.stakater.com/reload');
  expect(reloaderAutomatic('secret')).toEqual([
    'reloader.stakater.com/auto', 'reloader.stakater.com/search', 'secret.reloader.stakater.com/auto',
  ]);
});
