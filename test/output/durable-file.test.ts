import { execFileSync } from 'child_process';
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  closeSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  constants,
} from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { writeFile } from '../../src/output/durable-file';
import { writeFiles } from '../../src/output/durable-files';

const root = mkdtempSync(join(tmpdir(), 'strongbox-durable-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let number = 0;
const folder = () => {
  const path = join(root, String(number++));
  mkdirSync(path);
  return path;
};
const modeOf = (path: string) => (statSync(path).mode % 0o1000).toString(8);

describe('modes', () => {
  test('the file that is replaced keeps its own', () => {
    const path = join(folder(), 'a');
    writeFileSync(path, 'old');
    chmodSync(path, 0o640);
    writeFile('it', path, 'new');
    expect([readFileSync(path, 'utf8'), modeOf(path)]).toEqual(['new', '640']);
  });

  test('a new file gets what the umask leaves, and one with a mode gets that', () => {
    const path = folder();
    const umask = process.umask(0o027);
    try {
      writeFile('it', join(path, 'a'), 'x');
      writeFile('it', join(path, 'b', 'c'), 'x', { mode: 0o600, folderMode: 0o700 });
      expect([modeOf(join(path, 'a')), modeOf(join(path, 'b')), modeOf(join(path, 'b/c'))]).toEqual([
        '640',
        '700',
        '600',
      ]);
    } finally {
      process.umask(umask);
    }
  });

  test('a file of the same content gets its mode again', () => {
    const path = join(folder(), 'a');
    writeFileSync(path, 'x');
    chmodSync(path, 0o644);
    writeFile('it', path, 'x', { mode: 0o600, refusal: 'no' });
    expect(modeOf(path)).toBe('600');
  });
});

describe('links', () => {
  test('a symbolic link stays, and the file that it leads to is replaced, where that is', () => {
    const [here, there] = [folder(), folder()];
    writeFileSync(join(there, 'real'), 'old');
    symlinkSync(join(there, 'real'), join(here, 'link'));
    writeFile('it', join(here, 'link'), 'new');
    expect(lstatSync(join(here, 'link')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(there, 'real'), 'utf8')).toBe('new');
    expect([readdirSync(here), readdirSync(there)]).toEqual([['link'], ['real']]);
  });

  test('a symbolic link that leads nowhere yet leads to the file then', () => {
    const path = folder();
    symlinkSync('real', join(path, 'link'));
    writeFile('it', join(path, 'link'), 'new', { mode: 0o600, refusal: 'no' });
    expect(realpathSync(join(path, 'link'))).toBe(realpathSync(join(path, 'real')));
  });

  test('another name of the file keeps the old content', () => {
    const path = folder();
    writeFileSync(join(path, 'a'), 'old');
    linkSync(join(path, 'a'), join(path, 'b'));
    writeFile('it', join(path, 'a'), 'new');
    expect([readFileSync(join(path, 'a'), 'utf8'), readFileSync(join(path, 'b'), 'utf8')]).toEqual(['new', 'old']);
  });

  test('a set goes into the folder that a link leads to', () => {
    const [here, there] = [folder(), folder()];
    symlinkSync(there, join(here, 'link'));
    writeFiles('it', join(here, 'link'), new Map([['a/b', 'x']]), { refusal: 'no' });
    expect(readFileSync(join(there, 'a/b'), 'utf8')).toBe('x');
    expect(readdirSync(here)).toEqual(['link']);
  });
});

describe('what is not a regular file', () => {
  test('a pipe is written to as it is', () => {
    const path = join(folder(), 'fifo');
    execFileSync('mkfifo', [path]);
    const reader = openSync(path, constants.O_RDONLY + constants.O_NONBLOCK);
    writeFile('it', path, 'new');
    expect(readFileSync(reader, 'utf8')).toBe('new');
    closeSync(reader);
    expect(statSync(path).isFIFO()).toBe(true);
  });

  test('keys never go into one', () => {
    expect(() => writeFile('it', '/dev/null', 'x', { mode: 0o600 })).toThrow(
      'it is not written to "/dev/null": the path is not a regular file',
    );
    expect(() => writeFile('it', '/dev/null', 'x', { mode: 0o600, refusal: 'another file is there' })).toThrow(
      'it is not written to "/dev/null": another file is there',
    );
  });

  test('a device that is full is an error', () => {
    expect(() => writeFile('it', '/dev/full', 'x')).toThrow(
      'it is not written to "/dev/full": ENOSPC, no space left on device',
    );
  });

  test('a folder is an error', () => {
    expect(() => writeFile('it', folder(), 'x')).toThrow(/is not written to .*choose another path$/);
  });
});

test('a folder that cannot be made is an error, also where Node would try for ever', () => {
  expect(() => writeFile('it', '/proc/nowhere/a', 'x')).toThrow(
    'it is not written to "/proc/nowhere/a": ENOENT, no such file or directory',
  );
  expect(() => writeFile('it', '/dev/null/a', 'x')).toThrow(
    'it is not written to "/dev/null/a": ENOTDIR, not a directory',
  );
});

test('a long name is not a problem for its draft', () => {
  const path = join(folder(), 'a'.repeat(250));
  writeFile('it', path, 'x');
  expect(readFileSync(path, 'utf8')).toBe('x');
});

test('a set refuses a folder with another file, and writes nothing', () => {
  const path = folder();
  writeFileSync(join(path, 'b'), 'other');
  expect(() =>
    writeFiles(
      'it',
      path,
      new Map([
        ['a', 'x'],
        ['b', 'y'],
      ]),
      { refusal: 'another file is there' },
    ),
  ).toThrow('another file is there');
  expect(readdirSync(path)).toEqual(['b']);
});
