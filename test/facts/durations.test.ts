import * as fc from 'fast-check';
import { canonicalGoDuration, goDuration, isPositiveGoDuration } from '../../src/facts/durations';

test.each([
  [0, '0s', '0s'], [1, '0.001s', '0.001s'], [1500, '1.5s', '1.5s'], [3000, '3s', '3s'], [60_000, '1m', '1m0s'],
  [5_400_000, '90m', '1h30m0s'], [3_600_000, '1h', '1h0m0s'], [3_661_000, '3661s', '1h1m1s'],
])('%d ms is %s, and %s as Go writes it', (milliseconds, short, canonical) => {
  expect(goDuration(milliseconds)).toBe(short);
  expect(canonicalGoDuration(milliseconds)).toBe(canonical);
});

test.each(['1ns', '1.5h', '.5s', '1.s', '+1m', '1h0.1ns', '9223372036s', '1µs', '1μs'])('%s is a positive duration', (text) => {
  expect(isPositiveGoDuration(text)).toBe(true);
});

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
