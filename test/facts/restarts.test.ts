import {
  checksumAnnotationOf, endsInKustomizeHash, isAllAtOnce, ON_EVERY_NODE,
} from '../../src/facts/restarts';

test.each<[unknown, number, 'up' | 'down', boolean]>([
  ['100%', ON_EVERY_NODE, 'down', true], ['150%', 3, 'down', true], ['99%', 3, 'down', false], ['67%', 3, 'up', true],
  ['66%', 3, 'up', false], ['25%', ON_EVERY_NODE, 'up', false], ['%', 3, 'up', false], ['100', 1, 'up', false],
  ['100%', 1, 'up', false], ['100%', 0, 'up', false], [3, 3, 'up', true], [4, 3, 'down', true], [2, 3, 'up', false],
  [1, 1, 'up', false], [3, ON_EVERY_NODE, 'up', false], [undefined, 3, 'up', false], [{ value: 3 }, 3, 'up', false],
])('%j of %d pods, rounded %s, is all of them: %s', (amount, replicas, rounds, all) => {
  expect(isAllAtOnce(amount, replicas, rounds)).toBe(all);
});

test.each([
  ['db-th9dkf48dg', true], ['db-2h4k6m8t9g', true], ['db', false], ['db-production', false], ['db-5f3a9c21', false],
])('%s ends in a hash of kustomize: %s', (name, ends) => {
  expect(endsInKustomizeHash(name)).toBe(ends);
});

test.each([
  [{}, undefined],
  [{ 'checksum/db': 'x' }, 'checksum/db'],
  [{ 'example.com/sha256': 'x' }, 'example.com/sha256'],
])('the checksum of %j is %s', (annotations, name) => {
  expect(checksumAnnotationOf(annotations as { [name: string]: unknown })).toBe(name);
});
