import {
  changesObjects,
  generatedObjects,
  isAddress,
  isComponent,
  KustomizeUse,
  pathsOf,
} from '../../src/manifest/kustomize';

const NO_FILE = () => undefined;
const documents = (kustomization: object, read: (path: string) => Uint8Array | undefined = NO_FILE) =>
  generatedObjects(kustomization as never, read).map(({ document }) => document);

test('every file and folder that a kustomization names, and what for', () => {
  const paths = pathsOf({
    resources: ['a.yaml', '../base', 5],
    bases: ['../old'],
    components: ['../c'],
    patchesStrategicMerge: ['p.yaml', 'apiVersion: v1\nkind: Secret\n'],
    patches: [{ path: 'q.yaml' }, { patch: '- op: add' }],
    patchesJson6902: [{ path: 'r.json' }],
    replacements: [{ path: 's.yaml' }],
    openapi: { path: 'schema.json' },
    secretGenerator: [{ name: 's', files: ['tls.key', 'x=../y.txt'], envs: ['a.env'], env: 'b.env' }],
    configMapGenerator: [{ name: 'c', files: ['app.yaml'] }],
  });
  const of = (use: KustomizeUse) => paths.filter((each) => each.use === use).map(({ path }) => path);
  expect(of(KustomizeUse.RESOURCE)).toEqual(['a.yaml', '../base', '../old', '../c']);
  expect(of(KustomizeUse.PATCH)).toEqual(['p.yaml', 'q.yaml', 'r.json']);
  expect(of(KustomizeUse.OTHER)).toEqual([
    's.yaml',
    'schema.json',
    'tls.key',
    '../y.txt',
    'b.env',
    'a.env',
    'app.yaml',
  ]);
});

test.each([
  ['https://example.com/x.yaml', true],
  ['github.com/acme/app//deploy?ref=v1', true],
  ['git@example.com:acme/app', true],
  ['ssh://git@example.com/acme/app', true],
  ['example.com/acme/app?ref=main', true],
  ['../base', false],
  ['settings.yaml', false],
  ['v1.2/app.yaml', false],
])('%s is an address: %s', (path, expected) => {
  expect(isAddress(path)).toBe(expected);
});

test('what changes objects, and what is a component', () => {
  expect(changesObjects({ resources: ['a'], namespace: 'x', configMapGenerator: [{}] })).toBe(false);
  expect(changesObjects({ patches: [{ path: 'p.yaml' }] })).toBe(true);
  expect(changesObjects({ patches: [] })).toBe(false);
  expect([isComponent({ kind: 'Component' }), isComponent({})]).toEqual([true, false]);
});

describe('generators make', () => {
  test('objects of their literals, files and env files, as kustomize reads them', () => {
    const files: { readonly [path: string]: string } = {
      'a/tls.key': 'KEY',
      'x.env': '# note\n\nA=1\n B=two=2\r\nC="3" \n',
    };
    const read = (path: string) => (files[path] === undefined ? undefined : Buffer.from(files[path]));
    expect(
      documents(
        {
          secretGenerator: [
            { name: 's', type: 'Opaque', literals: ['p=v', 'q="w"'], files: ['a/tls.key', 'other=a/tls.key'] },
          ],
          configMapGenerator: [{ name: 'c', namespace: 'shop', envs: ['x.env'] }],
        },
        read,
      ),
    ).toEqual([
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 's' },
        type: 'Opaque',
        data: Object.fromEntries(
          Object.entries({ 'p': 'v', 'q': 'w', 'tls.key': 'KEY', 'other': 'KEY' }).map(([key, value]) => [
            key,
            Buffer.from(value).toString('base64'),
          ]),
        ),
      },
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'c', namespace: 'shop' },
        data: { A: '1', B: 'two=2', C: '"3" ' },
      },
    ]);
  });

  test('an object without keys beside one with keys where a line of an env file has no value', () => {
    const read = () => Buffer.from('A=1\nHOME\n');
    const made = documents({ configMapGenerator: [{ name: 'c', envs: ['x.env'] }] }, read);
    const head = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } };
    expect(made).toEqual([{ ...head, data: { A: '1' } }, head]);
  });

  test('binary data of a file that is not text', () => {
    expect(
      documents({ configMapGenerator: [{ name: 'c', files: ['logo.png'] }] }, () => Buffer.from([0xff, 0xfe])),
    ).toEqual([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, binaryData: { 'logo.png': '//4=' } }]);
  });

  test('an object without keys where the keys are not known, so that none is missed', () => {
    const head = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } };
    expect(documents({ secretGenerator: [{ name: 's', envs: ['gone.env'] }] })).toEqual([head]);
    expect(documents({ secretGenerator: [{ name: 's', envs: ['gone.env'], literals: ['a=b'] }] })).toEqual([
      { ...head, data: { a: 'Yg==' } },
      head,
    ]);
  });

  test('nothing of what is not a generator', () => {
    expect(documents({ secretGenerator: 'x', configMapGenerator: [null, {}, { name: '' }] })).toEqual([]);
  });

  test('and each key stands where it is written', () => {
    const [{ pointers }] = generatedObjects(
      { secretGenerator: [{ name: 's', literals: ['a/b=c'], files: ['f'] }] },
      () => Buffer.from('x'),
    );
    expect([...pointers]).toEqual([
      ['', '/secretGenerator/0'],
      ['/metadata/name', '/secretGenerator/0/name'],
      ['/data/a~1b', '/secretGenerator/0/literals/0'],
      ['/data/f', '/secretGenerator/0/files/0'],
    ]);
  });
});
