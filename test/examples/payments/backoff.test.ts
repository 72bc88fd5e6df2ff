import fc from 'fast-check';
import { FakeClock, seededRandom } from './fake-clock';
import { backoffMs, sleep } from '../../../examples/payments/shared/backoff.js';

test('a delay is never negative, and never above the bound of its attempt or the cap', () => {
  const drawn01 = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(
      fc.nat(2_000),
      fc.integer({ min: 1, max: 1_000 }),
      fc.integer({ min: 1, max: 100_000 }),
      drawn01,
      (attempt, baseMs, capMs, drawn) => {
        const delay = backoffMs(attempt, { baseMs, capMs, random: () => drawn });
        return delay >= 0 && delay <= capMs && delay <= baseMs * 2 ** attempt;
      },
    ),
  );
});

test('the bound doubles with each attempt up to the cap', () => {
  const bounds = [0, 1, 2, 3, 4, 5, 6].map((attempt) =>
    backoffMs(attempt, { baseMs: 100, capMs: 2_000, random: () => 1 }),
  );
  expect(bounds).toEqual([100, 200, 400, 800, 1_600, 2_000, 2_000]);
});

test('replicas that failed together come back spread over the entire bound', () => {
  const random = seededRandom(7);
  const quarters = [0, 0, 0, 0];
  for (let replica = 0; replica < 1_000; replica += 1) {
    quarters[Math.floor(backoffMs(3, { baseMs: 100, capMs: 30_000, random }) / 200)] += 1;
  }
  quarters.forEach((replicas) => expect(replicas).toBeGreaterThan(200));
});

test('a sleep ends with its time, or with its signal, and leaves nothing behind', async () => {
  const clock = new FakeClock();
  const ended: string[] = [];
  const signal = new AbortController();
  void sleep(100, clock).then(() => ended.push('time'));
  void sleep(1_000, clock, signal.signal).then(() => ended.push('signal'));
  await clock.advance(100);
  expect(ended).toEqual(['time']);
  signal.abort();
  await clock.advance(0);
  expect(ended).toEqual(['time', 'signal']);
  await sleep(1_000, clock, signal.signal);
  expect(clock.waiting).toBe(0);
});
