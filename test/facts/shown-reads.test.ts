import { clockAhead } from '../../src/facts/node-state';
import { directoryTime, filesReadAt } from '../../src/facts/shown-reads';

test.each<[string, number | undefined]>([
  ['..2026_05_02_10_00_01.123456789', Date.parse('2026-05-02T10:00:01Z')],
  ['..data', undefined],
  ['2026_05_02_10_00_01.1', undefined],
  ['', undefined],
])('the directory %s of a volume was written at %s', (name, expected) => {
  expect(directoryTime(name)).toBe(expected);
});

test('a program shows the files of each object that it has read', () => {
  const shown = 'Secret/db=..2026_05_02_10_00_01.1, ConfigMap/db=..2026_05_02_11_00_00.1';
  expect(filesReadAt(shown, 'Secret', 'db')).toBe(Date.parse('2026-05-02T10:00:01Z'));
  expect(filesReadAt(shown, 'Secret', 'd')).toBeUndefined();
  expect(filesReadAt('', 'Secret', 'db')).toBeUndefined();
});

test.each<[number, number]>([[0, 0], [1999, 0], [2000, 4000], [60_000, 62_000], [-60_000, 0]])(
  'a heartbeat that is %s ms ahead has a clock that is at most %s ms ahead',
  (difference, expected) => {
    expect(clockAhead({ byNode: 1000 + difference, byServer: 1000 })).toBe(expected);
  },
);
