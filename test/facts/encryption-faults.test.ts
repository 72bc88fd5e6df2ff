import { testFaults } from './fault-table';
import { readEntries } from '../../src/facts/encryption-document';
import { encryptionFaults, missingVersionFaults } from '../../src/facts/encryption-faults';
import { socketFault } from '../../src/facts/encryption-kms';
import { splitResourceFaults } from '../../src/facts/encryption-resources';
import { PlainFields } from '../../src/facts/plain-fields';

type Row = [change: PlainFields, ...places: string[]];

const bytes = (count: number) => Buffer.alloc(count, 7).toString('base64');
const IDENTITY = { identity: {} };
const box = (...keys: unknown[]) => ({ secretbox: { keys } });
const one = { resources: ['secrets'], providers: [IDENTITY] };
const file = { apiVersion: 'apiserver.config.k8s.io/v1', kind: 'EncryptionConfiguration', resources: [one] };

/** Rows for one part of the file, which stands at the place. */
const rows = (
  wrap: (part: never) => PlainFields, place: string, table: [part: unknown, ...places: string[]][],
): Row[] =>
  table.map(([part, ...places]) => [wrap(part as never), ...places.map((each) => `${place}${each}`)]);
const providers = (provider: unknown) => ({ resources: [{ ...one, providers: [IDENTITY, provider] }] });
const PROVIDER = 'resources[0].providers[1]';
const names = (resources: unknown) => ({ resources: [{ ...one, resources }] });
const kms = { apiVersion: 'v2', name: 'k', endpoint: 'unix:///run/kms.sock' };

testFaults('an encryption file', encryptionFaults, file, [
  [{ apiVersion: 'v1' }, 'apiVersion'], [{ kind: 'x' }, 'kind'], [{ other: 1 }, ''],
  [{ resources: [] }, 'resources'], [{ resources: 7 }, 'resources'], [{ resources: ['x'] }, 'resources[0]'],
  [{ resources: [one, null] }, 'resources[1]'], [{ resources: [{ ...one, other: 1 }] }, 'resources[0]'],
  [{ resources: [{ ...one, providers: [] }] }, 'resources[0].providers'],
  ...rows(names, 'resources[0].resources', [
    [['secrets', 'configmaps']], [[], ''], ['secrets', ''], [['secrets', 7], ''], [['secrets', null], '[1]'],
    [['secrets', 'secrets.'], ''], [['secrets', '*.'], ''], [['secrets', '*.*'], ''], [['*.apps', 'secrets']],
    [['*.'], ...[]], [['*.*']], [['*.', '*.*'], ''],
    [['Secrets'], '[0]'], [['*'], '[0]'], [['serviceipallocations'], '[0]'], [['apiserveripinfo'], '[0]'],
    [['servicenodeportallocations'], '[0]'], [['events.events.k8s.io'], '[0]'], [['*.events.k8s.io'], '[0]'],
    [['a.extensions'], '[0]'], [['secrets.*'], '[0]'], [['a b'], '[0]'], [['-a'], '[0]'], [['a-'], '[0]'],
    [['a.-b'], '[0]'], [['a.b-'], '[0]'], [['a-b.c-d.e']], [['x*'], '[0]'], [['a.b*'], '[0]'], [['a'], ...[]],
    [['ab9.c']], [['a.b c'], '[0]'],
  ]),
  ...rows(providers, PROVIDER, [
    ['x', ''], [{}, ''], [{ other: {} }, ''], [{ ...IDENTITY, ...box({ name: 'a', secret: bytes(32) }) }, ''],
    [{ ...IDENTITY, other: 1 }, ''], [{ identity: null }, ''], [{ identity: 7 }, '.identity'],
    [{ identity: { a: 1 } }, '.identity'], [{ secretbox: 7 }, '.secretbox'],
    [box(), '.secretbox.keys'], [{ secretbox: { keys: {} } }, '.secretbox.keys'],
    [{ secretbox: { keys: [{ name: 'a', secret: bytes(32) }], other: 1 } }, '.secretbox'],
    [box({ name: 'a', secret: bytes(32) })], [box({ name: 'a', secret: bytes(31) }), '.secretbox.keys[0].secret'],
    [box({ name: 'a', secret: bytes(16) }), '.secretbox.keys[0].secret'], [box('a'), '.secretbox.keys[0]'],
    [box({ name: 'a', secret: bytes(32) }, { secret: bytes(32) }), '.secretbox.keys[1].name'],
    [box({ name: '', secret: bytes(32) }), '.secretbox.keys[0].name'],
    [box({ name: 7, secret: bytes(32) }), '.secretbox.keys[0].name'],
    [box({ name: 'a' }), '.secretbox.keys[0].secret'], [box({ name: 'a', secret: '' }), '.secretbox.keys[0].secret'],
    [box({ name: 'a', secret: 7 }), '.secretbox.keys[0].secret'],
    [box({ name: 'a', secret: 'not base64!' }), '.secretbox.keys[0].secret'],
    [box({ name: 'a', secret: bytes(32), other: 1 }), '.secretbox.keys[0]'],
    ...['aescbc', 'aesgcm'].flatMap((kind): [unknown, ...string[]][] => [
      ...[16, 24, 32].map((count): [unknown] => [{ [kind]: { keys: [{ name: 'a', secret: bytes(count) }] } }]),
      [{ [kind]: { keys: [{ name: 'a', secret: bytes(20) }] } }, `.${kind}.keys[0].secret`],
    ]),
  ]),
  ...rows((change: PlainFields) => providers({ kms: { ...kms, ...change } }), `${PROVIDER}.kms`, [
    [{}], [{ other: 1 }, ''], [{ apiVersion: 'v3' }, '.apiVersion'], [{ apiVersion: 'v1' }], [{ apiVersion: '' }],
    [{ apiVersion: null }], [{ name: '' }, '.name'], [{ name: null }, '.name'], [{ name: 7 }, '.name'],
    [{ name: 'a:b' }, '.name'], [{ name: 'a:b', apiVersion: 'v1' }],
    [{ timeout: '3s' }], [{ timeout: '0s' }, '.timeout'], [{ timeout: 3 }, '.timeout'], [{ timeout: null }],
    [{ cachesize: 1 }, '.cachesize'], [{ cachesize: null }],
    ...[1, -1, 2 ** 31 - 1, -(2 ** 31)].map((cachesize): [unknown] => [{ apiVersion: 'v1', cachesize }]),
    ...[0, 2 ** 31, -(2 ** 31) - 1, 1.5, '1'].map((cachesize): [unknown, string] =>
      [{ apiVersion: 'v1', cachesize }, '.cachesize']),
    ...['unix:///a', 'UNIX:///a', 'unix:a', 'unix:///a%20b', 'unix:///a?b%', 'unix:a%', 'unix:///a#b', 'unix:///a\u00e9']
      .map((endpoint): [unknown] => [{ endpoint }]),
    ...[
      '', null, 7, 'tcp://a', ':unix:///a', 'unix:///a\n', 'unix:///a\u007f', '/run/a', 'xunix:///a', '1unix:///a',
      'unix:///a%', 'unix:///a%2', 'unix:///a%2g', 'unix:///a#b%', 'unix:///a#b#%', 'unix://host/a', 'unix', 'u_x:///a',
      '_unix:///a',
    ].map((endpoint): [unknown, string] => [{ endpoint }, '.endpoint']),
  ]),
  [{ resources: [{ ...one, providers: [{ kms }, { kms: { ...kms, name: 'l' } }] }] }],
  [{ resources: [{ ...one, providers: [{ kms }, { kms }] }] }, 'resources[0].providers[1].kms.name'],
  [{ resources: [{ ...one, providers: [{ kms }] }, { ...one, resources: ['configmaps'], providers: [{ kms }] }] },
    'resources[1].providers[0].kms.name'],
  // Masked by an entry before it.
  [{ resources: [one, { ...one, resources: ['*.'] }] }],
  [
    { resources: [{ ...one, resources: ['*.'] }, { ...one, resources: ['a.apps', 'secrets'] }] },
    'resources[1].resources[1]',
  ],
  [{ resources: [{ ...one, resources: ['*.*'] }, { ...one, resources: ['a.apps'] }] }, 'resources[1].resources[0]'],
  // Only where all else is right.
  [{ kind: 'x', resources: [{ ...one, resources: ['*.*'] }, one] }, 'kind'],
]);

test.each([[undefined], [null], [7], ['x'], [[]]])('%j is not an encryption file', (document) => {
  expect(encryptionFaults(document)).toHaveLength(1);
});

test.each<[provider: PlainFields, isPlain: boolean]>([
  [IDENTITY, true], [box({ name: 'a', secret: bytes(32) }), false], [{ kms }, false],
])('a mask of %j stores in plain text: %s', (provider, isPlain) => {
  const masked = { ...file, resources: [{ resources: ['*.*'], providers: [provider] }, one] };
  const [{ text, given }] = encryptionFaults(masked);
  expect(text.includes('plain text')).toBe(isPlain);
  expect(given).toEqual(['secrets', '*.*']);
});

test.each<[PlainFields, string[]]>([
  [{ kms }, []], [{ kms: { ...kms, apiVersion: 'v1' } }, []], [{ kms: { ...kms, apiVersion: '' } }, ['apiVersion']],
  [{ kms: { name: 'k' } }, ['apiVersion']], [{ secretbox: {} }, []],
])('%j has no version: %j', (provider, expected) => {
  const found = missingVersionFaults({ ...file, resources: [{ ...one, providers: [provider] }] });
  expect(found.map(({ at }) => at.at(-1))).toEqual(expected);
});

test('a resource in several entries is told at each but the first', () => {
  const resources = [one, { ...one, resources: ['configmaps'] }, { ...one, resources: ['pods', 'secrets.'] }, one];
  const found = splitResourceFaults(readEntries({ ...file, resources }));
  expect(found.map(({ at }) => at.join('.'))).toEqual(['resources.2.resources.1', 'resources.3.resources.0']);
  expect(found.map(({ text }) => /entry (\d) and in entry (\d)/.exec(text)?.slice(1)))
    .toEqual([['0', '2'], ['2', '3']]);
  expect(found.map(({ given }) => given)).toEqual([['secrets'], ['secrets']]);
});

test.each<[endpoint: string, isPlain: boolean]>([
  ['unix:///run/a.sock', true], ['unix:///@a', false], ['unix:///a@b', true], ['unix:////a', false],
  ['unix:///', false],
  ['unix:///a b', false], ['unix:///a?b', false], ['unix:///a#b', false], ['unix:///a%20', false], ['unix://a', false],
  ['x unix:///a', false], ['unix:///?', false],
])('%j is the path of a socket: %s', (endpoint, isPlain) => {
  expect(socketFault(endpoint) === undefined).toBe(isPlain);
});
