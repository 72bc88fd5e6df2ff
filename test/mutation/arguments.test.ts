import { AREAS } from './areas';
import { readArguments, sampleOf } from './run';

test('every area is run where none is named', () => {
  expect(readArguments([])).toEqual({ areas: Object.keys(AREAS), sample: undefined });
});

test('areas and the size of a sample are read in any order', () => {
  expect(readArguments(['--sample', '20', 'facts'])).toEqual({ areas: ['facts'], sample: 20 });
  expect(readArguments(['facts', 'rules', '--sample', '5'])).toEqual({ areas: ['facts', 'rules'], sample: 5 });
});

test.each([
  [['fact'], /there is no area fact; there are facts, credentials/],
  [['--sample'], /--sample is undefined; give a number of lines/],
  [['--sample', 'many'], /--sample is "many"; give a number of lines/],
])('%j is an error that says what is allowed', (args, message) => {
  expect(() => readArguments(args)).toThrow(message);
});

test('a sample has as many lines as were named, of several files', () => {
  const sample = sampleOf('src/facts', 20);
  expect(sample).toHaveLength(20);
  expect(new Set(sample.map((place) => place.split(':')[0])).size).toBeGreaterThan(3);
});
