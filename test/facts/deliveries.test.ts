import { DELIVERY_WORDS, expandedIn, SEEN } from '../../src/facts/deliveries';

test.each([
  ['postgres://app:$(DB_PASSWORD)@db', ['DB_PASSWORD']],
  ['$(A)$(B)', ['A', 'B']],
  ['$$(A)', []],
  ['$$$(A)', ['A']],
  ['$A ${B}', []],
])('Kubernetes expands of %s: %j', (text, names) => {
  expect(expandedIn(text)).toEqual(names);
});

test('every way has words and a time', () => {
  expect(Object.keys(DELIVERY_WORDS).sort()).toEqual(Object.keys(SEEN).sort());
  expect(Object.values(SEEN).filter(({ when, seconds }) => (when === 'within') !== (seconds !== undefined))).toEqual([]);
});
