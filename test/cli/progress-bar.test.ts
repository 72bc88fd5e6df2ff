import { ProgressBar } from '../../src/cli/progress-bar';

let now: number;
let written: string[];
const terminal = { isTTY: true, write: (text: string) => written.push(text) };

beforeEach(() => {
  now = 1_000_000;
  written = [];
  jest.spyOn(Date, 'now').mockImplementation(() => now);
});
afterEach(() => jest.restoreAllMocks());

test('nothing is shown within the first seconds', () => {
  const bar = new ProgressBar(terminal);
  now += 2900;
  bar.show({ phase: 'reading', done: 1, total: 2 });
  bar.clear();
  expect(written).toEqual([]);
});

test('what takes longer shows how far it is, and leaves no trace', () => {
  const bar = new ProgressBar(terminal);
  now += 3000;
  bar.show({ phase: 'reading', done: 1, total: 4 });
  now += 50;
  bar.show({ phase: 'reading', done: 2, total: 4 });
  now += 100;
  bar.show({ phase: 'judging', done: 0, total: 0 });
  bar.clear();
  expect(written).toEqual([
    `\r\u001b[Kreading [${'#'.repeat(6)}${'.'.repeat(18)}] 25 %`,
    `\r\u001b[Kchecking [${'#'.repeat(24)}] 100 %`,
    '\r\u001b[K',
  ]);
});

test('only a terminal is written to', () => {
  const bar = new ProgressBar({ ...terminal, isTTY: false });
  now += 60_000;
  bar.show({ phase: 'reading', done: 1, total: 4 });
  bar.clear();
  expect(written).toEqual([]);
});
