import * as fc from 'fast-check';
import {
  canonicalGoDuration,
  goDuration,
  goSeconds,
  isPositiveGoDuration,
  secondsInWords,
} from '../../src/facts/durations';

test.each([
  [0, '0s', '0s'], [1, '0.001s', '0.001s'], [1500, '1.5s', '1.5s'], [3000, '3s', '3s'], [60_000, '1m', '1m0s'],
  [5_400_000, '90m', '1h30m0s'], [3_600_000, '1h', '1h0m0s'], [3_661_000, '3661s', '1h1m1s'],
])('%d ms is %s, and %s as Go writes it', (milliseconds, short, canonical) => {
  expect(goDuration(milliseconds)).toBe(short);
  expect(canonicalGoDuration(milliseconds)).toBe(canonical);
});

test.each(['1ns', '1.5h', '.5s', '1.s', '+1m', '1h0.1ns', '9223372036s', '1µs', '1μs'])(
  '%s is a positive duration',
  (text) => {
    expect(isPositiveGoDuration(text)).toBe(true);
  },
);

test.each<[unknown]>([['0s'], ['-1s'], ['0.1ns'], ['3'], [''], ['1d'], ['1 s'], ['9223372037s'], [3], [null]])(
  '%j is not a positive duration', (value) => {
    expect(isPositiveGoDuration(value)).toBe(false);
  },
);

test('whatever is written is read', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 1e10 }), (milliseconds) => {
    expect([goDuration(milliseconds), canonicalGoDuration(milliseconds)].every(isPositiveGoDuration)).toBe(true);
  }));
});

test.each<[unknown, number | undefined]>([
  ['0', 0], ['90s', 90], ['1h30m', 5400], ['1h0m0s', 3600], ['1.5h', 5400], ['500ms', 0.5], ['.5m', 30], ['-1m', -60],
  ['', undefined], ['90', undefined], ['1d', undefined], ['1h 30m', undefined], ['{{ .interval }}', undefined],
  [3600, undefined], [undefined, undefined],
])('Go reads %j as %s seconds', (duration, seconds) => {
  expect(goSeconds(duration)).toBe(seconds);
});

test.each([
  [0, '0 s'], [90, '90 s'], [120, '120 s'], [121, '3 min'], [210, '4 min'], [3600, '1 h'], [5400, '1 h 30 min'],
  [86_400, '1 d'], [90_060, '1 d 1 h 1 min'],
])('%s seconds are "%s", never fewer than they are', (seconds, words) => {
  expect(secondsInWords(seconds)).toBe(words);
});
