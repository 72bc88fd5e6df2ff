import { spawnSync } from 'child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { draftName, removeDeadDrafts } from '../../src/output/drafts';

const folder = mkdtempSync(join(tmpdir(), 'strongbox-drafts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Whether a draft stays that a process left, and is that old. */
function stays(name: string, ageSeconds = 0): boolean {
  const path = join(folder, name);
  writeFileSync(path, 'a key');
  const time = Date.now() / 1000 - ageSeconds;
  utimesSync(path, time, time);
  removeDeadDrafts(folder);
  const is = existsSync(path);
  rmSync(path, { force: true });
  return is;
}

const [, , host, pid] = draftName().split('-');
const of = (otherHost: string, otherPid: number | string, thread = 0) =>
  `.strongbox-draft-${otherHost}-${otherPid}-${thread}-0123456789ab`;

test('a name says whose it is, and never comes twice', () => {
  expect(pid).toBe(String(process.pid));
  expect(draftName()).not.toBe(draftName());
});

test('goes where its process has ended, also under the same number', () => {
  const ended = spawnSync(process.execPath, ['-e', '']).pid;
  expect(stays(of(host, ended))).toBe(false);
  expect(stays(of(host, process.pid))).toBe(false);
});

test('stays where another process or thread may be at work on it, for a minute', () => {
  for (const name of [of(host, process.ppid), of(host, process.pid, 7), of('00000000', 1)]) {
    expect(stays(name)).toBe(true);
    expect(stays(name, 61)).toBe(false);
  }
});

test('a draft that is a folder goes with all that is in it', () => {
  mkdirSync(join(folder, of(host, process.pid), 'stage'), { recursive: true });
  removeDeadDrafts(folder);
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  '.strongbox-draft',
  '.strongbox-draft-notes',
  '.encryption-config.yaml.swp',
  'strongbox-draft-00000000-1-0-0123456789ab',
  '.strongbox-draft-00000000-1-0-0123456789ab.bak',
])('what is not a draft of this library stays: %s', (name) => {
  expect(stays(name, 3600)).toBe(true);
});

test('a folder that does not exist has none', () => {
  expect(() => removeDeadDrafts(join(folder, 'none'))).not.toThrow();
});
