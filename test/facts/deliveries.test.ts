import { DELIVERY_WORDS, SEEN } from '../../src/facts/deliveries';

test('every way has words and a time', () => {
  expect(Object.keys(DELIVERY_WORDS).sort()).toEqual(Object.keys(SEEN).sort());
  expect(Object.values(SEEN).filter(({ when, seconds }) => (when === 'within') !== (seconds !== undefined))).toEqual(
    [],
  );
});
