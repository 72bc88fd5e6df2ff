import { AREAS } from './areas';
import { interval, sampleOf } from './figures';
import { readArguments } from './run';

test('every area is run where none is named', () => {
  expect(readArguments([])).toEqual({ areas: Object.keys(AREAS), sample: undefined, seed: '1' });
});

test('areas and options are read in any order', () => {
  expect(readArguments(['--sample', '20', 'facts'])).toEqual({ areas: ['facts'], sample: 20, seed: '1' });
  expect(readArguments(['facts', '--seed', 'b', 'rules', '--loading', '--only', 'cel'])).toEqual(
    { areas: ['facts', 'rules'], sample: undefined, seed: 'b', only: 'cel', loading: true },
  );
});

test.each([
  [['fact'], /there is no area fact; there are facts, credentials/],
  [['--sample'], /--sample is undefined; give a number of changes/],
  [['--sample', 'many'], /--sample is "many"; give a number of changes/],
  [['--samples', '5'], /there is no area --samples, 5/],
])('%j is an error that says what is allowed', (args, message) => {
  expect(() => readArguments(args)).toThrow(message);
});

test('a sample is the same for the same seed, whatever the order, and another for another one', () => {
  const all = Array.from({ length: 200 }, (_none, index) => `change ${index}`);
  const sample = sampleOf(all, 20, 'a', (one) => one);
  expect(new Set(sample).size).toBe(20);
  expect(sampleOf([...all].reverse(), 20, 'a', (one) => one)).toEqual(sample);
  expect(sampleOf(all, 20, 'b', (one) => one)).not.toEqual(sample);
  expect(sampleOf(all, 500, 'a', (one) => one)).toHaveLength(200);
});

test('the interval is that of Wilson', () => {
  const { score, low, high } = interval(90, 100);
  expect(score).toBe(0.9);
  expect(low).toBeCloseTo(0.8256, 4);
  expect(high).toBeCloseTo(0.9448, 4);
  expect(interval(10, 10)).toMatchObject({ score: 1, high: 1 });
});
