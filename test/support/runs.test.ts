import { fuzzRuns, runs } from './runs';

const before = { ...process.env };

beforeEach(() => {
  process.env = { ...before, CI: '', STRONGBOX_FUZZ_RUNS: '' };
});

afterEach(() => {
  process.env = before;
});

test.each([
  ['true', 1000],
  ['1', 1000],
  ['', 10],
  ['false', 10],
  ['0', 10],
])('with CI=%s a property tries %i cases', (value, expected) => {
  process.env.CI = value;
  expect(runs(10, 1000)).toBe(expected);
});

test('without CI a property tries the few cases', () => {
  delete process.env.CI;
  expect(runs(10, 1000)).toBe(10);
  expect(fuzzRuns()).toBe(500);
});

test('STRONGBOX_FUZZ_RUNS says the number of cases, in CI too', () => {
  process.env.STRONGBOX_FUZZ_RUNS = '7';
  process.env.CI = 'true';
  expect(fuzzRuns()).toBe(7);
});
