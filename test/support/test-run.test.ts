import { spawn, spawnSync } from 'child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { beginTestRun, endTestRun, locked, oncePerRun } from './test-run';

const before = process.env.STRONGBOX_TEST_RUN;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'strongbox-test-run-'));
});

afterEach(() => {
  process.env.STRONGBOX_TEST_RUN = before;
  rmSync(folder, { recursive: true });
});

test('the folder of a run is private, and gone at the end', () => {
  beginTestRun();
  const run = process.env.STRONGBOX_TEST_RUN!;
  // eslint-disable-next-line no-bitwise -- permission bits
  expect(statSync(run).mode & 0o777).toBe(0o700);
  writeFileSync(join(run, 'key'), '');
  endTestRun();
  expect(existsSync(run)).toBe(false);
});

test('work is done once in a run, and again when it failed', () => {
  process.env.STRONGBOX_TEST_RUN = folder;
  const works: string[] = [];
  const work = (target: string) => {
    works.push(target);
    writeFileSync(join(target, 'result'), String(works.length));
    if (works.length === 1) {
      throw new Error('broken');
    }
  };
  expect(() => oncePerRun('name', work)).toThrow('broken');
  expect([1, 2].map(() => readFileSync(join(oncePerRun('name', work), 'result'), 'utf8'))).toEqual(['2', '2']);
  expect(works).toHaveLength(2);
});

test('without the set-up of jest the error says what is missing', () => {
  process.env.STRONGBOX_TEST_RUN = '';
  expect(() => oncePerRun('name', () => undefined)).toThrow(/^STRONGBOX_TEST_RUN is not set: .*globalSetup$/);
});

test('a lock is waited for while its holder lives', () => {
  const lock = join(folder, 'lock');
  // The holder ends only once somebody looked at its lock for a while, which removes it.
  const holder = spawn(process.execPath, ['-e', `
    const fs = require('fs');
    fs.writeFileSync(${JSON.stringify(lock)}, String(process.pid));
    setTimeout(() => { fs.writeFileSync(${JSON.stringify(join(folder, 'released'))}, ''); fs.rmSync(${JSON.stringify(lock)}); }, 500);
  `], { stdio: 'ignore' });
  while (!existsSync(lock)) {
    spawnSync('sleep', ['0.05']);
  }
  expect(locked(lock, () => existsSync(join(folder, 'released')))).toBe(true);
  expect(existsSync(lock)).toBe(false);
  holder.kill();
});

test('the lock of a process that was killed holds nobody up', () => {
  const lock = join(folder, 'lock');
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(lock, String(pid));
  expect(locked(lock, () => 'done')).toBe('done');
});

test('a lock is given back when the work throws', () => {
  const lock = join(folder, 'lock');
  expect(() => locked(lock, () => { throw new Error('broken'); })).toThrow('broken');
  expect(existsSync(lock)).toBe(false);
});
