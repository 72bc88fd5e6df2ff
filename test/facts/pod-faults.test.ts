import { testFaults } from './fault-table';
import { filePathFault, pathClashes, untidyPathFault } from '../../src/facts/file-paths';
import { imageReferenceFault } from '../../src/facts/image-references';
import { PlainFields } from '../../src/facts/plain-fields';
import { bundleNameFault, certificateLifeFault, signerFault } from '../../src/facts/pod-certificates';
import { envFromFaults, mountFaults, repeated, variableFaults, volumeFaults } from '../../src/facts/pod-faults';
import { securityContextFaults } from '../../src/facts/pod-spec-faults';

type Row = [change: PlainFields, ...places: string[]];

const key = { name: 'db', key: 'password' };
testFaults('a variable', variableFaults, { name: 'PASSWORD' }, [
  [{ name: '' }, ''], [{ name: undefined }, ''], [{ name: null }, ''], [{ name: 'a=b' }, 'name'],
  [{ name: 'a\n' }, 'name'], [{ name: 'é' }, 'name'], [{ name: ' a<>~!' }], [{ name: '\u007f' }, 'name'],
  [{ value: 'x' }], [{ value: 'x', valueFrom: { secretKeyRef: key } }, ''],
  [{ value: '', valueFrom: { secretKeyRef: key } }],
  [{ valueFrom: { secretKeyRef: key, fieldRef: {} } }, 'valueFrom'], [{ valueFrom: {} }, 'valueFrom'],
  [{ valueFrom: { other: {} } }, 'valueFrom'], [{ valueFrom: { secretKeyRef: key, fieldRef: null } }],
  ...['secretKeyRef', 'configMapKeyRef'].flatMap((source): Row[] => [
    [{ valueFrom: { [source]: key } }],
    [{ valueFrom: { [source]: { key: 'a' } } }, `valueFrom.${source}`],
    [{ valueFrom: { [source]: { name: 'a' } } }, `valueFrom.${source}`],
    [{ valueFrom: { [source]: { name: 'a', key: '' } } }, `valueFrom.${source}`],
    [{ valueFrom: { [source]: {} } }, `valueFrom.${source}`, `valueFrom.${source}`],
    [{ valueFrom: { [source]: { name: 'a', key: 'a b' } } }, `valueFrom.${source}.key`],
  ]),
  [{ valueFrom: { fileKeyRef: { volumeName: 'a', path: 'a/b', key: 'a' } } }],
  [{ valueFrom: { fileKeyRef: { volumeName: 'a', path: 'a/../b', key: 'a' } } }, 'valueFrom.fileKeyRef.path'],
  [{ valueFrom: { fileKeyRef: { volumeName: 'a', path: 'a..b', key: 'a' } } }],
  [{ valueFrom: { fileKeyRef: { volumeName: 'A', path: 'a', key: 'a' } } }, 'valueFrom.fileKeyRef.volumeName'],
  [{ valueFrom: { fileKeyRef: { volumeName: 'a', path: 'a', key: 'a=b' } } }, 'valueFrom.fileKeyRef.key'],
  [{ valueFrom: { fileKeyRef: { volumeName: 'a', path: 'a', key: 'a b' } } }],
  ...['volumeName', 'path', 'key'].map((field): Row => [
    { valueFrom: { fileKeyRef: { volumeName: 'a', path: 'a', key: 'a', [field]: '' } } }, 'valueFrom.fileKeyRef',
  ]),
]);

test('what stands in a variable is told in words', () => {
  const words = (entry: PlainFields) => variableFaults(entry).map(({ text }) => text);
  expect(words({ name: 'A', valueFrom: { fieldRef: {}, secretKeyRef: key, resourceFieldRef: {} } })).toEqual([
    'valueFrom has fieldRef, resourceFieldRef and secretKeyRef; leave all but one out',
  ]);
  expect(words({})).toEqual(['has no name']);
  expect(words({ name: 'A', valueFrom: { secretKeyRef: { name: 'db' } } })).toEqual(['secretKeyRef has no key']);
});

testFaults('an entry of envFrom', envFromFaults, { secretRef: { name: 'db' } }, [
  [{ configMapRef: { name: 'db' } }, ''], [{ secretRef: {} }, 'secretRef'],
  [{ secretRef: undefined, configMapRef: { name: 'db' } }],
  [{ secretRef: undefined, configMapRef: {} }, 'configMapRef'],
  [{ prefix: 'X_' }], [{ prefix: '' }], [{ prefix: 'X=' }, 'prefix'], [{ prefix: 'é' }, 'prefix'],
]);
test.each<[PlainFields, number]>([
  [{}, 1], [{ prefix: 'X_' }, 1], [{ other: {} }, 1], [{ prefix: 'X_', other: {} }, 1],
])(
  'an entry of envFrom of %j has %d faults', (entry, count) => {
    expect(envFromFaults(entry)).toHaveLength(count);
  },
);

testFaults('a mount', mountFaults, { name: 'a', mountPath: '/a' }, [
  [{ name: '' }, ''], [{ mountPath: '' }, ''],
  ...['subPath', 'subPathExpr'].flatMap((field): Row[] => [
    [{ [field]: 'a/b' }], [{ [field]: '/a' }, field], [{ [field]: 'a/../b' }, field], [{ [field]: 'a..b/...' }],
    [{ [field]: 'a/' }],
  ]),
  [{ subPath: 'a', subPathExpr: 'b' }, 'subPathExpr'], [{ subPath: '', subPathExpr: 'b' }],
  [{ subPath: 'a', subPathExpr: '' }],
]);

/** Rows for the items and the mode of a source, and where they stand. */
const ofFiles = (wrap: (source: PlainFields) => PlainFields, place: string, valid: PlainFields): Row[] => {
  const item = { key: 'a', path: 'a' };
  const rows: Row[] = [
    [{}], [{ defaultMode: 0 }], [{ defaultMode: 0o777 }], [{ defaultMode: null }],
    [{ defaultMode: 0o1000 }, '.defaultMode'], [{ defaultMode: -1 }, '.defaultMode'],
    [{ defaultMode: 4.4 }, '.defaultMode'], [{ defaultMode: '0440' }, '.defaultMode'],
    [{ items: [item, { ...item, path: '../a' }] }, '.items[1].path'], [{ items: [{ ...item, path: '' }] }, '.items[0]'],
    [{ items: [{ path: 'a' }] }, '.items[0]'], [{ items: [{ ...item, mode: '0440' }] }, '.items[0].mode'],
    [{ items: [{ ...item, mode: 0o1000 }] }, '.items[0].mode'], [{ items: [{ ...item, mode: 0o400 }] }],
    [{ items: [{ ...item, key: 'a b' }] }, '.items[0].key'], [{ items: [{ ...item, user: 7 }] }],
    [{ items: [{ ...item, user: -1 }] }, '.items[0].user'], [{ defaultUser: 0 }], [{ defaultUser: 2 ** 31 - 1 }],
    [{ defaultUser: 2 ** 31 }, '.defaultUser'], [{ defaultUser: 1.5 }, '.defaultUser'],
  ];
  return rows.map(([change, ...places]) => [wrap({ ...valid, ...change }), ...places.map((each) => `${place}${each}`)]);
};
const projected = (...sources: PlainFields[]) => ({ projected: { sources } });
const token = (fields: PlainFields, ...places: string[]): Row => [
  projected({ serviceAccountToken: { path: 'token', ...fields } }),
  ...places.map((place) => `projected.sources[0].serviceAccountToken${place}`),
];
const certificate = (fields: PlainFields, ...places: string[]): Row => [
  projected({
    podCertificate: { signerName: 'example.com/mesh', keyType: 'ED25519', credentialBundlePath: 'a', ...fields },
  }),
  ...places.map((place) => `projected.sources[0].podCertificate${place}`),
];
const bundle = (fields: PlainFields, ...places: string[]): Row => [
  projected({ clusterTrustBundle: { path: 'ca.crt', ...fields } }),
  ...places.map((place) => `projected.sources[0].clusterTrustBundle${place}`),
];
const ofSigner = { signerName: 'example.com/mesh', labelSelector: {} };
const withLabels = (matchLabels: PlainFields) => ({ ...ofSigner, labelSelector: { matchLabels } });
const image = (fields: PlainFields, ...places: string[]): Row => [
  { image: { reference: 'registry.example/geo:7', ...fields } }, ...places.map((place) => `image${place}`),
];

testFaults('a volume', volumeFaults, { name: 'a' }, [
  [{ name: '' }, ''], [{ name: 'a'.repeat(63) }], [{ name: 'a'.repeat(64) }, 'name'], [{ name: 'A' }, 'name'],
  [{ emptyDir: {} }], [{ emptyDir: {}, hostPath: {} }, ''], [{ emptyDir: {}, hostPath: null }],
  ...ofFiles((secret) => ({ secret }), 'secret', { secretName: 'db' }), [{ secret: {} }, 'secret'],
  ...ofFiles((configMap) => ({ configMap }), 'configMap', { name: 'db' }), [{ configMap: {} }, 'configMap'],
  ...ofFiles((secret) => projected({}, { secret }), 'projected.sources[1].secret', { name: 'db' }),
  ...ofFiles((configMap) => projected({ configMap }), 'projected.sources[0].configMap', { name: 'db' }),
  [{ downwardAPI: { defaultMode: 0o400 } }], [{ downwardAPI: { defaultMode: '0400' } }, 'downwardAPI.defaultMode'],
  [{ projected: { defaultMode: 0o400 } }], [{ projected: { defaultMode: '0400' } }, 'projected.defaultMode'],
  [projected({ secret: { name: 'a' }, configMap: { name: 'a' } }), 'projected.sources[0]'],
  [projected({ clusterTrustBundle: null })],
  [
    projected({ clusterTrustBundle: { name: 'a', path: 'a' }, secret: { name: 'a' } }), 'projected.sources[0]',
  ],
  [{ projected: { defaultUser: -1 } }, 'projected.defaultUser'],
  [{ downwardAPI: { defaultUser: -1 } }, 'downwardAPI.defaultUser'],
  certificate({}), certificate({ signerName: '' }, ''), certificate({ signerName: 'mesh' }, '.signerName'),
  certificate({ keyType: undefined }, ''), certificate({ keyType: '' }, ''),
  certificate({ keyType: 'RSA' }, '.keyType'), certificate({ keyType: 7 }, '.keyType'),
  certificate({ maxExpirationSeconds: 3600 }),
  certificate({ maxExpirationSeconds: 3599 }, '.maxExpirationSeconds'),
  certificate({ credentialBundlePath: '' }, ''), certificate({ credentialBundlePath: undefined, keyPath: 'a' }),
  certificate({ credentialBundlePath: '/a' }, '.credentialBundlePath'), certificate({ keyPath: '../a' }, '.keyPath'),
  certificate({ certificateChainPath: '..a' }, '.certificateChainPath'),
  bundle({ name: 'mesh' }), bundle({}, ''), bundle({ name: 'mesh', signerName: 'example.com/mesh' }, ''),
  bundle({ name: '' }, '.name'), bundle({ name: 'Mesh' }, '.name'), bundle({ name: 'mesh', path: '' }, ''),
  bundle({ name: 'mesh', path: '/a' }, '.path'), bundle({ name: 'mesh', labelSelector: {} }, '.labelSelector'),
  bundle({ name: 'mesh', labelSelector: null }), bundle(ofSigner), bundle({ signerName: 'mesh' }, '.signerName'),
  bundle(withLabels({ 'live': 'yes', 'a.b/c': '' })),
  bundle(withLabels({ 'a b': 'yes' }), '.labelSelector.matchLabels.a b'),
  bundle(withLabels({ live: 'a b' }), '.labelSelector.matchLabels.live'), bundle(withLabels({ live: 7 })),
  image({}), image({ reference: '' }, ''), image({ reference: undefined }, ''), image({ pullPolicy: 'Never' }),
  image({ pullPolicy: '' }), image({ pullPolicy: 'never' }, '.pullPolicy'), image({ reference: 'geo 7' }, '.reference'),
  image({ reference: '${GEO}' }), image({ reference: '@GEO@' }), image({ reference: 'geo:%TAG%' }),
  image({ reference: 'geo@sha256:0a' }, '.reference'), [{ image: null }],
  token({}), token({ path: '' }, ''), token({ path: '/a' }, '.path'),
  token({ expirationSeconds: 600 }), token({ expirationSeconds: 599 }, '.expirationSeconds'),
  token({ expirationSeconds: 600.5 }, '.expirationSeconds'), token({ user: -1 }, '.user'), token({ user: 0 }),
  token({ expirationSeconds: 2 ** 32 }), token({ expirationSeconds: 2 ** 32 + 1 }, '.expirationSeconds'),
]);

testFaults('a security context', securityContextFaults, { runAsUser: 0, runAsNonRoot: true }, [
  ...['runAsUser', 'runAsGroup', 'fsGroup'].flatMap((field): Row[] => [
    [{ [field]: -1 }, field], [{ [field]: 2 ** 31 - 1 }], [{ [field]: 2 ** 31 }, field], [{ [field]: '${ID}' }],
  ]),
  [{ supplementalGroups: [0, -1] }, 'supplementalGroups[1]'],
]);

test.each([
  [['a', 'b'], []], [['a', 'b', 'a', 'a'], [{ index: 2, first: 0 }, { index: 3, first: 0 }]], [['', ''], []],
])('of %j the later ones are repeated: %j', (names, expected) => {
  expect(repeated(names)).toEqual(expected);
});

test.each<[path: string, fault: string | undefined]>([
  ['a/b', undefined], ['', 'empty'], ['/a', 'absolute'], ['a\0', 'NUL'], ['..', 'steps out'], ['a/..', 'steps out'],
  ['..a', 'steps out'], ['a/..b', undefined], ['a'.repeat(255), undefined], ['a'.repeat(256), 'part of more than 255'],
  ['é'.repeat(128), 'part of more than 255'], ['a/'.repeat(2047) + 'ab', undefined],
  ['a/'.repeat(2047) + 'abc', 'longer than 4096'],
])('the path %j has the fault: %s', (path, fault) => {
  expect(filePathFault(path)).toEqual(fault === undefined ? undefined : expect.stringContaining(fault));
});

test.each([['a/b', false], ['a//b', true], ['./a', true], ['a/', true], ['.a/b.', false]])(
  'the path %j is untidy: %s', (path, isUntidy) => {
    expect(untidyPathFault(path) !== undefined).toBe(isUntidy);
  },
);

test.each<[string[], string[]]>([
  [['a', 'b'], []], [['a', './a'], ['0 1 same']], [['a', 'a/b/c'], ['0 1 directory']],
  [['a/b', 'a'], ['1 0 directory']],
  [['a/b', 'a/b/c', 'a'], ['2 0 directory', '0 1 directory']], [['ab', 'a/b'], []],
  [['a', 'a/b', 'a/b'], ['0 1 directory', '1 2 same']],
])('%j cannot be in one volume: %j', (paths, clashes) => {
  expect(pathClashes(paths).map(({ one, other, how }) => `${one} ${other} ${how}`)).toEqual(clashes);
});

test.each<[name: string, isTaken: boolean]>([
  ['example.com/mesh', true], ['example/mesh', false], ['example.com', false], ['example.com/', false],
  ['Example.com/a', false], ['a.b/A', false], ['a.b/a_b', false], ['a.b/a.b-c', true], ['a.b/a..b', false],
  [`${'a'.repeat(63)}.b/a`, true], [`${'a'.repeat(64)}.b/a`, false], [`a.b/${'a'.repeat(253)}`, true],
  [`a.b/${'a'.repeat(254)}`, false], [`${'a.'.repeat(126)}a/a`, true], [`${'a.'.repeat(127)}a/a`, false],
  ['', false], ['a.b/-a', false], ['-a.b/a', false], ['a-.b/a', false],
  ['a.-b/a', false], ['a.b-/a', false], ['a-a.b-b/a', true], ['a.b/a/b', false], ['x a.b/a', false],
])('%j names a signer: %s', (name, isTaken) => {
  expect(signerFault(name) === undefined).toBe(isTaken);
});

test.each<[signer: string, seconds: number, isTaken: boolean]>([
  ['example.com/mesh', 3600, true], ['example.com/mesh', 3599, false], ['example.com/mesh', 3600.5, false],
  ['example.com/mesh', 91 * 86_400, true], ['example.com/mesh', 91 * 86_400 + 1, false],
  ['kubernetes.io/x', 86_400, true], ['kubernetes.io/x', 86_401, false], ['a.kubernetes.io/x', 86_401, false],
  ['abc.kubernetes.io/x', 86_401, false], ['xkubernetes.io/x', 86_401, true], ['a.b/kubernetes.io/x', 86_401, true],
  ['kubernetes.io.example/x', 86_401, true],
])('%s gives a certificate for %d s: %s', (signer, seconds, isTaken) => {
  expect(certificateLifeFault(signer, seconds) === undefined).toBe(isTaken);
});

test.each<[name: string, isTaken: boolean]>([
  ['mesh', true], ['', false], ['Mesh', false], ['example.com:mesh:main', true], ['example.com:mesh:', false],
  ['mesh:main', false], ['example.com/mesh:main', false], ['example.com:mesh:more:main', false],
  ['example.com:Mesh:main', false], [':mesh', false], ['mesh/a', false],
])('%j names a bundle of authorities: %s', (name, isTaken) => {
  expect(bundleNameFault(name) === undefined).toBe(isTaken);
});

const DIGEST = `@sha256:${'0a'.repeat(32)}`;
test.each<[reference: string, isTaken: boolean]>([
  ['geo', true], ['geo:7', true], [`geo${DIGEST}`, true], [`Registry.example:5000/shop/geo:7${DIGEST}`, true],
  ['[::1]:5000/geo', true], ['a_b/c__d/e--f/g.h', true], ['', false], ['Geo', false], ['shop/Geo', false],
  ['a//b', false], ['/a', false], ['a/', false], ['geo:', false], ['geo:-7', false], ['geo:7:8', false],
  ['geo@sha256:0a', false], [`geo${DIGEST}${DIGEST}`, false], ['geo 7', false], ['https://a/b', false],
  ['a___b', false], [`geo:${'a'.repeat(128)}`, true], [`geo:${'a'.repeat(129)}`, false],
])('%j is a reference to an image: %s', (reference, isTaken) => {
  expect(imageReferenceFault(reference) === undefined).toBe(isTaken);
});
