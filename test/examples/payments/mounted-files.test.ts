import fs from 'fs';
import { join } from 'path';
import { inspect } from 'util';
import { FakeClock } from './fake-clock';
import { KubeletVolume } from './kubelet-volume';
import { MountedFiles, Snapshot } from '../../../examples/payments/service/mounted-files.js';

jest.setTimeout(30_000); // a busy machine; nothing here waits for time to pass

const FILES = ['database/username', 'database/password'];
const POLL = 10_000;
const SETTLE = 50;
const contents = (username: string, password: string) => ({
  'database/username': username,
  'database/password': password,
});

let volume: KubeletVolume;
let clock: FakeClock;
let notice: () => void;
let mounted: MountedFiles;
let changes: Snapshot[];
let problems: Error[];

function mount(options: Partial<ConstructorParameters<typeof MountedFiles>[0]> = {}): MountedFiles {
  changes = [];
  problems = [];
  mounted = new MountedFiles({
    folder: volume.folder,
    files: FILES,
    pollMs: POLL,
    settleMs: SETTLE,
    clock,
    watch: (_folder, listener) => {
      notice = listener;
      return { close: () => {}, on: () => undefined };
    },
    ...options,
  });
  mounted.on('change', (snapshot) => changes.push(snapshot));
  mounted.on('problem', (error) => problems.push(error));
  return mounted;
}

beforeEach(() => {
  volume = new KubeletVolume(contents('app', 'first'));
  clock = new FakeClock();
});

afterEach(() => {
  mounted.stop();
  volume.remove();
  jest.restoreAllMocks();
});

test('start gives the files as they are', () => {
  const snapshot = mount().start();
  expect([snapshot.text('database/username'), snapshot.text('database/password')]).toEqual(['app', 'first']);
});

test('one line break at the end of a file is not part of the value; others, and spaces, are', () => {
  volume.write(contents('app\r\n', ' two\nlines \n'));
  const snapshot = mount().start();
  expect([snapshot.text('database/username'), snapshot.text('database/password')]).toEqual(['app', ' two\nlines ']);
});

test('an optional file is read where it exists, from the same generation, and a change of it is a change', async () => {
  const optional = ['database/previous-password'];
  expect(mount({ optional }).start().has(optional[0])).toBe(false);
  volume.write({ ...contents('app', 'first'), [optional[0]]: 'zeroth' });
  await clock.advance(POLL);
  expect(changes.map((snapshot) => snapshot.text(optional[0]))).toEqual(['zeroth']);
  volume.write(contents('app', 'first'));
  await clock.advance(POLL);
  expect(changes.map((snapshot) => snapshot.has(optional[0]))).toEqual([true, false]);
});

test('a swap is seen once its notices have settled, and is told once', async () => {
  mount().start();
  volume.write(contents('app', 'second'));
  notice();
  notice();
  await clock.advance(SETTLE - 1);
  expect(changes).toEqual([]);
  notice();
  await clock.advance(SETTLE);
  expect(changes.map((snapshot) => snapshot.text('database/password'))).toEqual(['second']);
  await clock.advance(10 * POLL);
  expect(changes).toHaveLength(1);
});

test('a swap is seen by polling where no notice comes', async () => {
  mount().start();
  volume.write(contents('app', 'second'));
  await clock.advance(POLL);
  expect(changes.map((snapshot) => snapshot.text('database/password'))).toEqual(['second']);
});

test('where the folder cannot be watched, that is said, and polling goes on', async () => {
  mount({ watch: () => { throw Object.assign(new Error('no inotify left'), { code: 'ENOSPC' }); } }).start();
  expect(problems.map((error) => error.message)).toEqual(['no inotify left']);
  volume.write(contents('app', 'second'));
  await clock.advance(POLL);
  expect(changes).toHaveLength(1);
});

test('the kernel tells of a swap: a watch on the folder outlives any number of them', async () => {
  // Polling would take ten minutes: what is seen here was told.
  mount({ clock: undefined, watch: undefined, pollMs: 600_000, settleMs: 1 }).start();
  for (const password of ['second', 'third', 'fourth']) {
    const change = new Promise<Snapshot>((resolve) => mounted.once('change', resolve));
    volume.write(contents('app', password));
    expect((await change).text('database/password')).toBe(password);
  }
});

test('of several quick swaps, the last one is what is told', async () => {
  mount().start();
  for (const password of ['second', 'third', 'fourth']) {
    volume.write(contents('app', password));
    notice();
    await clock.advance(SETTLE - 1);
  }
  await clock.advance(SETTLE);
  expect(changes.map((snapshot) => snapshot.text('database/password'))).toEqual(['fourth']);
});

test('a swap back to the same content is not a change', async () => {
  mount().start();
  volume.write(contents('app', 'second'));
  volume.write(contents('app', 'first'));
  await clock.advance(POLL);
  expect(changes).toEqual([]);
  expect(problems).toEqual([]);
});

/** Swaps the volume right before the reading of a file, as the kubelet may. */
function swapBeforeReading(file: string, swaps: { [path: string]: string }[], options = {}): void {
  const read = fs.readFileSync;
  jest.spyOn(fs, 'readFileSync').mockImplementation(((path: string, ...rest: unknown[]) => {
    if (String(path).endsWith(file)) {
      const next = swaps.shift();
      if (next) volume.write(next, options);
    }
    return (read as any)(path, ...rest);
  }) as typeof fs.readFileSync);
}

test('a swap between two files gives both of the new generation, never one of each', () => {
  swapBeforeReading('database/password', [contents('app2', 'second')]);
  const snapshot = mount().start();
  expect([snapshot.text('database/username'), snapshot.text('database/password')]).toEqual(['app2', 'second']);
});

test('the old generation is not taken, even where its folder is still there', () => {
  swapBeforeReading('database/password', [contents('app2', 'second')], { removeOld: false });
  const snapshot = mount().start();
  expect([snapshot.text('database/username'), snapshot.text('database/password')]).toEqual(['app2', 'second']);
});

test('a volume that changes with every read is given up on for now, and read at the next look', async () => {
  mount().start();
  volume.write(contents('app', 'second'));
  swapBeforeReading('database/password', Array.from({ length: 5 }, (_, index) => contents('app', `swap ${index}`)));
  await clock.advance(POLL);
  expect(changes).toEqual([]);
  expect(problems.map((error) => error.message)).toEqual([
    expect.stringContaining('changed 5 times while it was read'),
  ]);
  await clock.advance(POLL);
  expect(changes.map((snapshot) => snapshot.text('database/password'))).toEqual(['swap 4']);
});

test('a file that is gone keeps the last snapshot in use, and is read when it is back', async () => {
  mount().start();
  volume.write({ 'database/username': 'app' });
  await clock.advance(2 * POLL);
  expect(changes).toEqual([]);
  expect(problems.map((error: NodeJS.ErrnoException) => error.code)).toEqual(['ENOENT', 'ENOENT']);
  volume.write(contents('app', 'second'));
  await clock.advance(POLL);
  expect(changes.map((snapshot) => snapshot.text('database/password'))).toEqual(['second']);
});

test('a file that is missing at the start is an error then', () => {
  volume.write({ 'database/username': 'app' });
  expect(() => mount().start()).toThrow('ENOENT');
});

test('a subPath mount never changes: it is bound to the file of the first generation', async () => {
  // A bind mount of one file goes to its inode, which a hard link does as well.
  const bound = fs.mkdtempSync(join(volume.folder, '..bound-'));
  fs.mkdirSync(join(bound, 'database'));
  for (const file of FILES) fs.linkSync(fs.realpathSync(join(volume.folder, file)), join(bound, file));
  mount({ folder: bound }).start();
  volume.write(contents('app', 'second'));
  await clock.advance(100 * POLL);
  expect(changes).toEqual([]);
  expect(fs.readFileSync(join(volume.folder, 'database/password'), 'utf8')).toBe('second');
  expect(fs.readFileSync(join(bound, 'database/password'), 'utf8')).toBe('first');
});

test('plain files, as on a developer\'s machine, are followed by polling', async () => {
  const plain = fs.mkdtempSync(join(volume.folder, '..plain-'));
  fs.mkdirSync(join(plain, 'database'));
  const write = (password: string) =>
    Object.entries(contents('app', password)).forEach(([file, text]) => fs.writeFileSync(join(plain, file), text));
  write('first');
  mount({ folder: plain }).start();
  write('second');
  await clock.advance(POLL);
  expect(changes.map((snapshot) => [snapshot.text('database/password'), snapshot.version]))
    .toEqual([['second', 'read-2']]);
});

test('a change comes with the snapshot before: its changed files are known by name, optional ones too', async () => {
  mount({ optional: ['database/previous-password'] }).start();
  const said: string[][] = [];
  mounted.on('change', (snapshot, before) => said.push(snapshot.changedSince(before)));
  volume.write(contents('app', 'second'));
  await clock.advance(POLL);
  volume.write({ ...contents('app', 'second'), 'database/previous-password': 'first' });
  await clock.advance(POLL);
  volume.write(contents('app', 'third'));
  await clock.advance(POLL);
  expect(said).toEqual([
    ['database/password'], ['database/previous-password'], ['database/password', 'database/previous-password'],
  ]);
});

test('stop leaves no timer', () => {
  mount().start();
  notice();
  mounted.stop();
  expect(clock.waiting).toBe(0);
});

test('a snapshot shows the directory that it was read from, and nothing that is made of its contents', () => {
  const snapshot = mount().start();
  expect(snapshot.version).toBe('..2026_11_24_09_30_00.1');
  const other = new KubeletVolume(contents('app', 'second'));
  try {
    expect(mount({ folder: other.folder }).start().version).toBe(snapshot.version);
  } finally {
    other.remove();
  }
  for (const shown of [inspect(snapshot, { depth: 9, showHidden: true }), JSON.stringify(snapshot), String(snapshot)]) {
    expect(shown).not.toMatch(/first|app/);
  }
});

test('a file that was not requested is an error', () => {
  expect(() => mount().start().text('gateway/key')).toThrow('gateway/key is not one of the requested files');
});
