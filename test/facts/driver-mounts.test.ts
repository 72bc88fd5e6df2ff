import { fetchedSince, isSyncedByDriver, NotedMount, versionsSince } from '../../src/facts/driver-mounts';

const CHANGED = 1_000_000;
const mount = (more: Partial<NotedMount>): NotedMount => ({ created: 0, written: 0, versions: 'a\n1', ...more });

describe('versions from after a change', () => {
  test.each<[string, Partial<NotedMount>, string[]]>([
    ['of a mount that was noted long after it', { written: CHANGED + 30_000 }, ['a\n1']],
    ['of a mount that was noted sooner', { written: CHANGED + 29_000 }, []],
    ['of a new pod', { podCreated: CHANGED + 1000 }, ['a\n1']],
    ['of a pod of the same second', { podCreated: CHANGED }, []],
    ['of a mount without versions', { written: CHANGED + 30_000, versions: '' }, []],
  ])('%s', (_, given, expected) => {
    expect([...versionsSince([mount(given)], CHANGED)]).toEqual(expected);
  });
});

describe('files of a mount', () => {
  const since = new Set(['a\n2']);
  test.each<[string, Partial<NotedMount>, ReturnType<typeof fetchedSince>]>([
    ['noted before the change', { written: CHANGED - 1000 }, 'never'],
    ['noted in its second', { written: CHANGED, versions: 'a\n2' }, 'close'],
    ['noted soon after it, with other versions', { written: CHANGED + 10_000 }, 'close'],
    ['noted soon after it, with versions of it', { written: CHANGED + 10_000, versions: 'a\n2' }, CHANGED + 10_000],
    [
      'made soon after it, with versions of it',
      { created: CHANGED + 10_000, written: CHANGED + 10_000, versions: 'a\n2' },
      'close',
    ],
    ['noted long after it', { written: CHANGED + 30_000 }, CHANGED + 30_000],
  ])('%s', (_, given, expected) => {
    expect(fetchedSince(mount(given), CHANGED, since)).toBe(expected);
  });
});

test('a Secret is a copy of the driver by its label', () => {
  expect(isSyncedByDriver({ 'secrets-store.csi.k8s.io/managed': 'true' })).toBe(true);
  expect(isSyncedByDriver({ 'secrets-store.csi.k8s.io/managed': 'false' })).toBe(false);
  expect(isSyncedByDriver({})).toBe(false);
});
