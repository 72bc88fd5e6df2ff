import { isAllAtOnce, ON_EVERY_NODE, reloaderAutomatic, reloaderNames } from '../../src/facts/restarts';

test.each<[unknown, number, 'up' | 'down', boolean]>([
  ['100%', ON_EVERY_NODE, 'down', true], ['150%', 3, 'down', true], ['99%', 3, 'down', false], ['67%', 3, 'up', true],
  ['66%', 3, 'up', false], ['25%', ON_EVERY_NODE, 'up', false], ['%', 3, 'up', false], ['100', 1, 'up', false],
  ['100%', 1, 'up', false], ['100%', 0, 'up', false], [3, 3, 'up', true], [4, 3, 'down', true], [2, 3, 'up', false],
  [1, 1, 'up', false], [3, ON_EVERY_NODE, 'up', false], [undefined, 3, 'up', false], [{ value: 3 }, 3, 'up', false],
])('%j of %d pods, rounded %s, is all of them: %s', (amount, replicas, rounds, all) => {
  expect(isAllAtOnce(amount, replicas, rounds)).toBe(all);
});

test('Reloader is told by annotations of its own', () => {
  expect(reloaderNames('configmap')).toBe('configmap.reloader.stakater.com/reload');
  expect(reloaderAutomatic('secret')).toEqual([
    'reloader.stakater.com/auto', 'reloader.stakater.com/search', 'secret.reloader.stakater.com/auto',
  ]);
});
