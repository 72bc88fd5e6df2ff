import { execFileSync } from 'child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ApiObject, Testing } from 'cdk8s';
import { VersionedConfigMap, VersionedConfigMapProps } from '../../src';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'config-'));
});

afterEach(() => rmSync(root, { recursive: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(root, name);
  writeFileSync(path, content);
  return path;
}

function make(props: VersionedConfigMapProps): { name: string; data?: object; binaryData?: object } {
  const config = new VersionedConfigMap(Testing.chart(), 'Config', props);
  const { data, binaryData } = ApiObject.of(config).toJson();
  return { name: config.name, data, binaryData };
}

describe('files', () => {
  test('text goes into data byte for byte, anything else into binaryData', () => {
    const bytes = Buffer.from([0x89, 0x50, 0xff]);
    const { data, binaryData } = make({
      files: {
        text: file('a', '\ufeffgr\u00fc\u00dfe\r\n'),
        empty: file('b', ''),
        image: file('c', bytes),
        zero: file('d', 'a\0b'),
        latin: file('e', Buffer.from('gr\u00fc\u00dfe', 'latin1')),
      },
    });
    expect(data).toEqual({ text: '\ufeffgr\u00fc\u00dfe\r\n', empty: '' });
    expect(binaryData).toEqual({
      image: bytes.toString('base64'),
      zero: 'YQBi',
      latin: Buffer.from('gr\u00fc\u00dfe', 'latin1').toString('base64'),
    });
  });

  test('content from a file and in place is the same content', () => {
    expect(make({ files: { a: file('x', 'one') } }).name).toBe(make({ data: { a: 'one' } }).name);
    expect(make({ files: { a: file('x', 'one') } }).name).not.toBe(make({ files: { a: file('x', 'one\n') } }).name);
  });

  test('a named symbolic link is followed', () => {
    symlinkSync(file('x', 'one'), join(root, 'link'));
    expect(make({ files: { a: join(root, 'link') } }).data).toEqual({ a: 'one' });
  });

  test('a missing file is an error that names construct, file and key', () => {
    expect(() => make({ files: { a: join(root, 'none') } })).toThrow(
      `test/Config: file ${JSON.stringify(join(root, 'none'))} for key "a" cannot be read: ENOENT`,
    );
  });

  test('a folder is an error that says where folders go', () => {
    expect(() => make({ files: { a: root } })).toThrow(
      /for key "a" is not a regular file; give a folder in `folders`$/,
    );
  });

  test('a device is an error', () => {
    expect(() => make({ files: { a: '/dev/null' } })).toThrow(/for key "a" is not a regular file$/);
  });

  test('a file beyond the limit is refused unread', () => {
    const big = file('big', '');
    truncateSync(big, 2 ** 40);
    expect(() => make({ files: { a: big } })).toThrow(
      /have 1099511627776 bytes, and the API server takes at most 1048576; the biggest are a \(1099511627776 bytes\)/,
    );
  });

  test('keys are checked, and may not be given twice', () => {
    const one = file('x', 'one');
    expect(() => make({ files: { 'a/b': one } })).toThrow(/"a\/b" is not a valid key/);
    expect(() => make({ files: { a: one }, data: { a: 'two' } })).toThrow(/key "a" is given twice/);
  });

  test('a credential in a file is refused', () => {
    const path = file('app.env', `DB_PASSWORD=${['hun', 'ter2'].join('')}\n`);
    expect(() => make({ files: { env: path } })).toThrow(
      /key "env" has a literal value under a name that says it is a password/,
    );
  });
});

describe('folders', () => {
  test('every file becomes an entry, in any order of the file system', () => {
    for (const name of ['b.txt', 'a.txt', '.hidden', 'C.txt']) file(name, name);
    const { data } = make({ folders: [{ path: root }] });
    expect(Object.keys(data!)).toEqual(['.hidden', 'C.txt', 'a.txt', 'b.txt']);
  });

  test('what operating systems leave behind is not content', () => {
    file('a', '1');
    const { name } = make({ folders: [{ path: root }] });
    for (const leftover of ['.DS_Store', 'Thumbs.db', 'desktop.ini']) file(leftover, 'x');
    expect(make({ folders: [{ path: root }] }).name).toBe(name);
  });

  test('a prefix keeps folders apart', () => {
    file('a', '1');
    mkdirSync(join(root, 'sub'));
    file('sub/a', '2');
    expect(
      make({
        folders: [
          { path: root, exclude: ['sub'] },
          { path: join(root, 'sub'), keyPrefix: 'sub.' },
        ],
      }).data,
    ).toEqual({ 'a': '1', 'sub.a': '2' });
    expect(() => make({ folders: [{ path: root, exclude: ['sub'] }, { path: join(root, 'sub') }] })).toThrow(
      /key "a" is given twice/,
    );
  });

  test.each([
    [['*.md'], ['a.txt', 'b.txt', 'xmd']],
    [['?.txt'], ['README.md', 'xmd']],
    [['a.txt', 'x*'], ['README.md', 'b.txt']],
    [['*.txt*', 'A.TXT', 'nothing'], ['README.md', 'xmd']],
    [['.txt', 'txt', '[ab].txt', '(a|b).txt'], ['README.md', 'a.txt', 'b.txt', 'xmd']],
  ])('exclude %j leaves %j', (exclude, left) => {
    for (const name of ['a.txt', 'b.txt', 'README.md', 'xmd']) file(name, name);
    expect(Object.keys(make({ folders: [{ path: root, exclude }] }).data!)).toEqual(left);
  });

  test('a folder in the folder is an error, unless excluded', () => {
    file('a', '1');
    mkdirSync(join(root, 'sub'));
    expect(() => make({ folders: [{ path: root }] })).toThrow(
      /has a folder "sub" in it, and keys cannot hold a path; give it as a separate folder with a `keyPrefix`/,
    );
    expect(make({ folders: [{ path: root, exclude: ['sub'] }] }).data).toEqual({ a: '1' });
  });

  test('a symbolic link in the folder is an error, unless excluded', () => {
    file('a', '1');
    symlinkSync('/etc/hostname', join(root, 'link'));
    expect(() => make({ folders: [{ path: root }] })).toThrow(
      /has "link" in it, which is a symbolic link; name the file itself in `files`, or leave it out/,
    );
    expect(make({ folders: [{ path: root, exclude: ['link'] }] }).data).toEqual({ a: '1' });
  });

  test('anything else that is not a regular file is an error', () => {
    execFileSync('mkfifo', [join(root, 'pipe')]);
    expect(() => make({ folders: [{ path: root }] })).toThrow(
      /has "pipe" in it, which is not a regular file; name the file itself/,
    );
  });

  test('an empty folder is an error, and so is one of which nothing is left', () => {
    expect(() => make({ folders: [{ path: root }] })).toThrow(
      `test/Config: folder ${JSON.stringify(root)} has no files`,
    );
    file('a', '1');
    expect(() => make({ folders: [{ path: root, exclude: ['*'] }] })).toThrow(
      /has no files but those that `exclude` leaves out$/,
    );
  });

  test('a missing folder, and a file in its place, are errors', () => {
    expect(() => make({ folders: [{ path: join(root, 'none') }] })).toThrow(/folder ".*none" cannot be read: ENOENT/);
    expect(() => make({ folders: [{ path: file('a', '1') }] })).toThrow(/cannot be read: ENOTDIR/);
  });

  test('a file name that is not a valid key is an error', () => {
    file('a b', '1');
    expect(() => make({ folders: [{ path: root }] })).toThrow(/"a b" is not a valid key/);
  });

  // A superuser may read everything.
  (process.getuid?.() === 0 ? test.skip : test)('an unreadable file is an error', () => {
    chmodSync(file('a', '1'), 0);
    expect(() => make({ folders: [{ path: root }] })).toThrow(/for key "a" cannot be read: EACCES/);
  });
});

describe('envFiles', () => {
  test('each line is an entry of text, beside other content, and the name is that of the same `data`', () => {
    const envFiles = [file('a.env', '# note\nLOG_LEVEL=info\n GREETING="hi" \n')];
    const made = make({ data: { other: '1' }, envFiles });
    expect(made.data).toEqual({ LOG_LEVEL: 'info', GREETING: '"hi" ', other: '1' });
    expect(made.name).toBe(make({ data: { other: '1', LOG_LEVEL: 'info', GREETING: '"hi" ' } }).name);
    expect(new VersionedConfigMap(Testing.chart(), 'C', { envFiles }).envValue('LOG_LEVEL')).toBeDefined();
  });

  test('a key in two files is an error, unless they are merged: then the later file wins', () => {
    const envFiles = [file('base.env', 'A=1\nB=1\n'), file('production.env', 'B=2\nC=2\n')];
    expect(() => make({ envFiles })).toThrow(
      `test/Config: env file ${JSON.stringify(envFiles[1])}: line 1 sets the key "B", which line 2 of `
        + `${JSON.stringify(envFiles[0])} sets; leave one of them out, or set \`mergeEnvFiles\` to let a later file`,
    );
    expect(make({ envFiles, mergeEnvFiles: true }).data).toEqual({ A: '1', B: '2', C: '2' });
    expect(make({ envFiles: [...envFiles].reverse(), mergeEnvFiles: true }).data).toEqual({ A: '1', B: '1', C: '2' });
  });

  test('merging does not extend to one file, to `data`, or to a file that is given twice', () => {
    const mergeEnvFiles = true;
    const one = file('one.env', 'A=1\n');
    expect(() => make({ envFiles: [file('twice.env', 'A=1\nA=2\n')], mergeEnvFiles })).toThrow(
      /: line 2 sets the key of line 1 again/,
    );
    expect(() => make({ envFiles: [one], data: { A: '2' }, mergeEnvFiles })).toThrow('key "A" is given twice');
    expect(() => make({ envFiles: [one, one], mergeEnvFiles })).toThrow(/one\.env" is given twice/);
  });

  test('a wrong line is an error with its number and without its text', () => {
    expect(() => make({ envFiles: [file('a.env', 'A=1\nexport B=tr0ub4dor\n')] })).toThrow(
      /^test\/Config: env file ".*a\.env": line 2 has a key that is not valid: [^]*; leave `export` out$/,
    );
    expect(() => make({ envFiles: [file('a.env', 'HOME\n')] })).toThrow(/: line 1 has no `=`/);
    expect(() => make({ envFiles: [file('a.env', '__proto__=1\n')] })).toThrow('cdk8s cannot write it');
  });

  test('a credential is refused as in `data`, with line and file, and may have a reason', () => {
    const envFiles = [file('a.env', '# note\nLOG=1\nDB_PASSWORD="tr0ub4dor-Vx71qZ"\n')];
    expect(() => make({ envFiles })).toThrow(/key "DB_PASSWORD" has .*\(line 3 of ".*a\.env"\) in it/);
    expect(() => make({ envFiles })).not.toThrow(/tr0ub4dor/);
    expect(make({ envFiles, allowCredentials: { DB_PASSWORD: 'password of the public demo' } }).data).toHaveProperty(
      'DB_PASSWORD', '"tr0ub4dor-Vx71qZ"',
    );
  });

  test('files that are missing, folders, too large or without an entry are errors', () => {
    expect(() => make({ envFiles: [join(root, 'none')] })).toThrow(/env file ".*none" cannot be read: ENOENT/);
    expect(() => make({ envFiles: [root] })).toThrow('is not a regular file; name each env file');
    truncateSync(file('big', ''), 2 ** 30);
    expect(() => make({ envFiles: [join(root, 'big')] })).toThrow('has more than 1048576 bytes');
    expect(() => make({ envFiles: [file('c.env', '# nothing\n')] })).toThrow('`files`, `folders` or `envFiles`');
  });
});
