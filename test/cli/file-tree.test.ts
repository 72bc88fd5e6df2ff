import { execFileSync } from 'child_process';
import { createServer } from 'net';
import { join } from 'path';
import { CLEAN, CREDENTIAL } from './command';
import { folders, read, told } from './reading';

/** The module itself, whose functions can be replaced. */
const fs = jest.requireActual<typeof import('fs')>('fs');
const folder = folders();
afterEach(() => jest.restoreAllMocks());

describe('links', () => {
  test('to a folder elsewhere are followed, and what is reached twice is read once', async () => {
    folder({ 'tree/a.yaml': CLEAN, 'elsewhere/bad.yaml': CREDENTIAL, 'elsewhere/deep/c.yaml': CLEAN });
    fs.symlinkSync('../elsewhere', 'tree/linked');
    fs.symlinkSync('../elsewhere/bad.yaml', 'tree/z.yaml');
    fs.symlinkSync('../tree', 'elsewhere/back');
    expect(told(await read(['tree']))).toEqual({
      files: ['tree/a.yaml', 'tree/linked/bad.yaml', 'tree/linked/deep/c.yaml'],
      problems: [],
    });
  });

  test('in a circle end, without a problem since everything is read', async () => {
    folder({ 'tree/sub/a.yaml': CLEAN });
    fs.symlinkSync('..', 'tree/sub/up');
    fs.symlinkSync('.', 'tree/self');
    expect(told(await read(['tree']))).toEqual({ files: ['tree/sub/a.yaml'], problems: [] });
  });

  test('to a folder above are not followed, and said', async () => {
    folder({ 'outer/other.yaml': CLEAN, 'outer/tree/a.yaml': CLEAN });
    fs.symlinkSync('..', 'outer/tree/up');
    expect(told(await read(['outer/tree']))).toEqual({
      files: ['outer/tree/a.yaml'],
      problems: [
        'outer/tree/up: it links to a parent of the folder that is read, and was not followed; name that parent '
          + 'folder, or add the link to exclude in the config file',
      ],
    });
  });

  test('that lead nowhere, or to themselves, are said where they may be a manifest or a folder', async () => {
    folder({ 'tree/a.yaml': CLEAN });
    for (const name of ['gone.yaml', 'submodule', 'readme.md']) {
      fs.symlinkSync('nowhere', join('tree', name));
    }
    fs.symlinkSync('itself.json', 'tree/itself.json');
    expect(told(await read(['tree'])).problems).toEqual([
      'tree/gone.yaml: it is a broken link',
      'tree/itself.json: it cannot be read: its links form a loop (ELOOP)',
      'tree/submodule: it is a broken link',
    ]);
  });
});

test('names that are not UTF-8 are read, and shown with their bytes', async () => {
  const root = folder({ 'a.yaml': CLEAN });
  fs.mkdirSync(Buffer.concat([Buffer.from(`${root}/d`), Buffer.from([0xff])]));
  fs.writeFileSync(
    Buffer.concat([Buffer.from(`${root}/d`), Buffer.from([0xff]), Buffer.from('/ü.yaml')]),
    CREDENTIAL,
  );
  fs.writeFileSync(
    Buffer.concat([Buffer.from(`${root}/bad-`), Buffer.from([0xfe]), Buffer.from('.yaml')]),
    CREDENTIAL,
  );
  expect(told(await read(['.']))).toEqual({ files: ['a.yaml', 'bad-\\xfe.yaml', 'd\\xff/ü.yaml'], problems: [] });
});

describe('what cannot be read is said, and the rest is read', () => {
  const denied = (path: string) =>
    Object.assign(new Error(`EACCES: permission denied, open '${path}'`), { code: 'EACCES' });

  /** Denies some paths, as to somebody who is not root. */
  function deny(method: 'readdirSync' | 'readFileSync' | 'statSync', path: string): void {
    const original = fs[method] as (...args: unknown[]) => unknown;
    jest.spyOn(fs, method).mockImplementation(((...args: unknown[]) => {
      if (String(args[0]) === path) {
        throw denied(path);
      }
      return original(...args);
    }) as never);
  }

  test.each([
    ['a folder', 'readdirSync', 'tree/closed', ['tree/a.yaml', 'tree/z.yaml']],
    ['a file', 'readFileSync', 'tree/a.yaml', ['tree/closed/b.yaml', 'tree/z.yaml']],
    ['an entry of a folder', 'statSync', 'tree/z.yaml', ['tree/a.yaml', 'tree/closed/b.yaml']],
    ['the folder that is named', 'readdirSync', 'tree', []],
    ['the path that is named', 'statSync', 'tree', []],
  ] as const)('%s', async (_name, method, path, files) => {
    folder({ 'tree/a.yaml': CLEAN, 'tree/closed/b.yaml': CLEAN, 'tree/z.yaml': CLEAN });
    deny(method, path);
    expect(told(await read(['tree']))).toEqual({
      files,
      problems: [`${path}: it cannot be read: permission denied (EACCES)`],
    });
  });

  test('of a folder and a file that are really closed to us', async () => {
    const root = folder({ 'tree/a.yaml': CLEAN, 'tree/closed/b.yaml': CLEAN, 'tree/z.yaml': CLEAN });
    fs.chmodSync(root, 0o755);
    fs.chmodSync('tree/closed', 0);
    fs.chmodSync('tree/z.yaml', 0);
    const isRoot = process.geteuid!() === 0;
    if (isRoot) {
      process.seteuid!(65534);
    }
    try {
      expect(told(await read(['tree']))).toEqual({
        files: ['tree/a.yaml'],
        problems: ['tree/closed', 'tree/z.yaml'].map(
          (path) => `${path}: it cannot be read: permission denied (EACCES)`,
        ),
      });
    } finally {
      if (isRoot) {
        process.seteuid!(0);
      }
      fs.chmodSync('tree/closed', 0o755);
    }
  });

  test('a named pipe and a socket', async () => {
    const root = folder({ 'tree/a.yaml': CLEAN });
    execFileSync('mkfifo', [join(root, 'tree/pipe.yaml'), join(root, 'tree/pipe')]);
    const server = createServer().listen(join(root, 'tree/socket.json'));
    await new Promise((resolve) => server.once('listening', resolve));
    expect(told(await read(['tree']))).toEqual({
      files: ['tree/a.yaml'],
      problems: [
        'tree/pipe.yaml: it is a named pipe and not a file; to read it, name it on the command line',
        'tree/socket.json: it is a socket and not a file; to read it, name it on the command line',
      ],
    });
    await new Promise((resolve) => server.close(resolve));
  });

  test('a path that is there and cannot be followed', async () => {
    folder();
    fs.symlinkSync('loop', 'loop');
    expect(told(await read(['loop'])).problems).toEqual([
      'loop: it cannot be read: its links form a loop (ELOOP)',
    ]);
  });
});

describe('an apiVersion is seen however it is written', () => {
  test.each([
    ['with an escape of YAML', '"api\\u0056ersion": v1\nkind: ConfigMap\n'],
    ['with an escape of one byte', '"\\x61piVersion": v1\nkind: ConfigMap\n'],
    ['with a long escape', '"\\U00000061piVersion": v1\nkind: ConfigMap\n'],
    ['in JSON', '{"\\u0061piVersion":"v1","kind":"ConfigMap"}'],
    ['over two lines', '? "api\\\n  Version"\n: v1\nkind: ConfigMap\n'],
    ['in base64', '!!binary YXBpVmVyc2lvbg==: v1\nkind: ConfigMap\n'],
    ['in a document that cannot be read', '"api\\u0056ersion": v1\nkind: [\n'],
    ['behind a directive', '%TAG ! tag:yaml.org,2002:\n---\n!binary YXBpVmVyc2lvbg==: v1\nkind: ConfigMap\n'],
  ])('%s', async (_name, text) => {
    folder({ 'hidden.yaml': text });
    expect(told(await read(['.'])).files).toEqual(['hidden.yaml']);
  });

  test('and escapes elsewhere make no manifest', async () => {
    folder({ 'values.yaml': 'a: "\\u0041"\n', 'broken.json': '{ // "\\u0041"\n' });
    expect(await read(['.'])).toMatchObject({ withoutObjects: ['broken.json', 'values.yaml'], problems: [] });
  });
});

test('what is called like a manifest but for its ending is named, and so is what holds no object', async () => {
  folder({
    'a.yaml': CLEAN,
    'b.yaml.tpl': '',
    'c.yml.gz': '',
    'd.yaml~': '',
    'e.json.bak': '',
    'f.txt': '',
    'g.jsonnet': '',
    'values.yaml': 'a: 1\n',
  });
  expect(await read(['.'])).toMatchObject({
    otherEndings: ['b.yaml.tpl', 'c.yml.gz', 'd.yaml~', 'e.json.bak'],
    withoutObjects: ['values.yaml'],
  });
});

test('a path in a command that is suggested is one word of a shell', async () => {
  folder({ "it's mine/Chart.yaml": '', "it's mine/templates/x": '' });
  expect(told(await read(['.'])).problems).toEqual([
    "it's mine: it is a Helm chart, and its templates are not YAML yet; render it: "
      + "helm template 'it'\\''s mine' | strongbox audit -",
  ]);
});

test('paths that are checked separately are separate environments', async () => {
  folder({ 'dev/a.yaml': CLEAN, 'prod/a.yaml': CLEAN });
  const { environments } = await read(['dev', 'prod'], { separate: true });
  expect(environments.map(({ name, inputs }) => [name, inputs.map(({ file }) => file)])).toEqual([
    ['dev', ['dev/a.yaml']],
    ['prod', ['prod/a.yaml']],
  ]);
});
