import { testFaults } from './fault-table';
import { PlainFields } from '../../src/facts/plain-fields';
import { cleanPath, isSecretsStoreProvider, STORE_PROVIDERS } from '../../src/facts/secrets-store';
import {
  classIdle, classModeFaults, driverFaults, fileFaults, providerFaults,
} from '../../src/facts/secrets-store-faults';

type Row = [change: PlainFields, ...places: string[]];

/** Faults of a class whose parameters are the fields, but for those of its one object, and of `others`. */
const of = (provider: string, faultsOf = providerFaults) => ({ object, others = [], ...parameters }: PlainFields) =>
  [...faultsOf(provider, { parameters, objects: [object, ...others as PlainFields[]] as PlainFields[] })];
const OBJECTS = 'parameters.objects';

testFaults('the driver', driverFaults, { provider: 'vault' }, [
  [{ provider: '' }, 'provider'], [{ provider: 'a'.repeat(30) }], [{ provider: 'a'.repeat(31) }, 'provider'],
  [{ provider: 'a_B-9' }], [{ provider: 'a.b' }, 'provider'],
  ...([
    [{}],
    [{ secretName: '' }, 'secretName'], [{ type: '' }, 'type'], [{ data: [] }, 'data'],
    [{ data: [{ key: 'a' }, { key: '' }] }, 'data[1].key'], [{ data: [{ key: ' a ' }] }],
    [{ data: [{ key: 'a b' }] }, 'data[0].key'], [{ type: 'kubernetes.io/tls' }, 'data[0].key'],
    [{ type: ' kubernetes.io/tls ' }, 'data[0].key'],
    [{ type: 'kubernetes.io/tls', data: [{ key: 'tls.crt' }, { key: 'tls.key' }] }],
  ] as Row[]).map(([change, ...places]): Row => [
    { secretObjects: [{ secretName: 'db', type: 'Opaque', data: [{ key: 'a' }], ...change }] },
    ...places.map((place) => `secretObjects[0].${place}`),
  ]),
]);

const awsObject = { objectName: 'shop/db', objectType: 'secretsmanager' };
const awsRow = (change: PlainFields, ...places: string[]): Row => [{ object: { ...awsObject, ...change } }, ...places];
const arn = (service: string, region = 'eu-central-1') => `arn:aws:${service}:${region}:1:x`;
const parameter = { objectName: '/shop/db', objectType: 'ssmparameter' };
const failover = { objectName: 'shop/db-2' };
const twoRegions = (change: PlainFields, ...places: string[]): Row => [{
  region: 'eu-central-1',
  failoverRegion: 'eu-west-1',
  object: { ...awsObject, objectAlias: 'db', failoverObject: failover, ...change },
}, ...places];

testFaults('a class of AWS', of('aws'), { object: awsObject }, [
  [{ region: 'eu-central-1' }], [{ region: 'eu' }, 'parameters.region'],
  [{ failoverRegion: 'eu-west-1' }], [{ failoverRegion: 'eu' }, 'parameters.failoverRegion'],
  [{ region: 'eu-west-1', failoverRegion: 'eu-west-1' }, 'parameters.failoverRegion'],
  ...['False', 'FALSE', 'false', '!', '-', '.', '0', '_', '~'].map((pathTranslation): Row => [{ pathTranslation }]),
  ...['/', 'ab', 'x_', '_x', 'true', ' ', 'é', '\u007f'].map((pathTranslation): Row =>
    [{ pathTranslation }, 'parameters.pathTranslation']),
  ...['1', 't', 'T', 'TRUE', 'true', 'True', '0', 'f', 'F', 'FALSE', 'false', 'False']
    .map((usePodIdentity): Row => [{ usePodIdentity }]),
  ...['yes', 'truefalse', '10', 'xtrue'].map((usePodIdentity): Row =>
    [{ usePodIdentity }, 'parameters.usePodIdentity']),
  awsRow({ objectName: '' }, OBJECTS, OBJECTS), awsRow({ objectType: 'kms' }, OBJECTS),
  awsRow({ objectType: '' }, OBJECTS), awsRow({ objectName: 'a/_+=.@-9' }), awsRow({ objectName: 'a b' }, OBJECTS),
  awsRow({ objectName: 'a'.repeat(512), objectAlias: 'a' }),
  awsRow({ objectName: 'a'.repeat(513), objectAlias: 'a' }, OBJECTS),
  awsRow({ ...parameter, objectName: 'a@b' }, OBJECTS), awsRow({ ...parameter, objectName: '/a/_.-9' }),
  awsRow({ objectName: arn('secretsmanager'), objectType: '' }), awsRow({ objectName: arn('ssm'), objectType: '' }),
  awsRow({ objectName: arn('ssm'), objectType: 'ssmparameter' }), awsRow({ objectName: arn('ssm') }, OBJECTS),
  awsRow({ objectName: arn('s3'), objectType: '' }, OBJECTS), awsRow({ objectName: 'arn:aws:ssm' }, OBJECTS),
  awsRow({ objectName: 'arn:aws:ssm:eu-central-1:1:', objectType: '' }, OBJECTS),
  awsRow({ objectName: `x${arn('ssm')}` }, OBJECTS),
  [{ region: 'eu-central-1', object: { objectName: arn('ssm') } }],
  [{ region: 'eu-west-1', object: { objectName: arn('ssm') } }, OBJECTS],
  [{ object: parameter, others: [{ ...parameter, objectAlias: 'b' }] }, OBJECTS],
  [{ object: parameter, others: [{ ...parameter, objectName: '/shop/other' }] }],
  [{ others: [{ ...awsObject, objectAlias: 'b' }] }],
  awsRow({ jmesPath: [{ path: 'user', objectAlias: 'user' }] }),
  awsRow({ jmesPath: [{ objectAlias: 'user' }] }, OBJECTS),
  awsRow({ jmesPath: [{ path: 'user' }] }, OBJECTS, OBJECTS),
  awsRow({ objectVersion: '1', objectVersionLabel: 'x' }), awsRow({ ...parameter, objectVersion: '1' }),
  awsRow({ ...parameter, objectVersionLabel: 'x' }),
  awsRow({ ...parameter, objectVersion: '1', objectVersionLabel: 'x' }, OBJECTS),
  awsRow({ failoverObject: {} }),
  twoRegions({}), twoRegions({ objectAlias: '' }, OBJECTS),
  [{ object: { ...awsObject, objectAlias: 'db', failoverObject: failover } }, OBJECTS],
  twoRegions({ failoverObject: { objectName: 'a b' } }, OBJECTS),
  twoRegions({ failoverObject: { objectName: arn('secretsmanager') } }, OBJECTS),
  twoRegions({ failoverObject: { objectName: arn('secretsmanager', 'eu-west-1') } }),
  twoRegions({ objectVersion: '1' }, OBJECTS),
  twoRegions({ objectVersion: '1', failoverObject: { ...failover, objectVersion: '1' } }),
  twoRegions({
    ...parameter,
    failoverObject: {
      ...failover, objectVersion: '1', objectVersionLabel: 'x',
    },
    objectVersion: '1',
  }, OBJECTS),
  awsRow({ filePermission: '0440' }), awsRow({ filePermission: '440' }, OBJECTS),
  awsRow({ objectAlias: 'x/..' }), awsRow({ objectAlias: '../x' }, OBJECTS),
]);

testFaults('a class of AWS without effect', of('aws', (provider, given) => [...classIdle(provider, given)] as never), {
  object: awsObject,
}, [
  [{ region: 'eu-central-1', failoverRegion: 'eu-west-1' }],
  [{ failoverRegion: 'eu-west-1' }, 'parameters.failoverRegion'],
  [{ region: ' ', failoverRegion: 'eu-west-1' }, 'parameters.failoverRegion'], [{ failoverRegion: ' ' }],
]);

const azureObject = { objectName: 'db', objectType: 'secret' };
const azureRow = (change: PlainFields, ...places: string[]): Row =>
  [{ object: { ...azureObject, ...change } }, ...places];
testFaults('a class of Azure', of('azure'), { keyvaultName: 'shop', tenantID: 'f00', object: azureObject }, [
  [{ keyvaultName: 'abc' }], [{ keyvaultName: 'ab' }, 'parameters.keyvaultName'],
  [{ keyvaultName: 'a'.repeat(24) }], [{ keyvaultName: 'a'.repeat(25) }, 'parameters.keyvaultName'],
  [{ keyvaultName: ' aB-9 ' }], [{ keyvaultName: 'https://shop' }, 'parameters.keyvaultName'],
  [{ keyvaultName: 'shop.x' }, 'parameters.keyvaultName'],
  [{ tenantID: '' }, 'parameters.tenantID'], [{ tenantID: ' ' }, 'parameters.tenantID'],
  [{ tenantID: '', tenantId: 'f00' }], [{ tenantID: '', tenantId: ' ' }, 'parameters.tenantID'],
  [{ usePodIdentity: 'true' }], [{ usePodIdentity: 'true', useVMManagedIdentity: 'false' }],
  [{ usePodIdentity: 'True', useVMManagedIdentity: 'TRUE' }, 'parameters.useVMManagedIdentity'],
  [{ useAzureTokenProxy: 'true' }, 'parameters.clientID'], [{ useAzureTokenProxy: 'true', clientID: 'x' }],
  [{ useAzureTokenProxy: 'true', clientID: ' ' }, 'parameters.clientID'], [{ clientID: '' }],
  azureRow({ objectName: 'a'.repeat(127) }), azureRow({ objectName: 'a'.repeat(128) }, OBJECTS),
  azureRow({ objectName: '', objectAlias: 'a' }, OBJECTS), azureRow({ objectName: 'a_b' }, OBJECTS),
  azureRow({ objectName: ' aB-9 ' }),
  azureRow({ objectType: 'key' }), azureRow({ objectType: 'cert' }), azureRow({ objectType: ' secret ' }),
  azureRow({ objectType: 'Secret' }, OBJECTS), azureRow({ objectType: '' }, OBJECTS),
  azureRow({ objectAlias: 'a.b' }), azureRow({ objectAlias: 'a..b' }, OBJECTS),
  azureRow({ objectFormat: 'PEM' }), azureRow({ objectFormat: 'pfx' }), azureRow({ objectFormat: 'der' }, OBJECTS),
  azureRow({ objectType: 'cert', objectFormat: 'pem' }), azureRow({ objectType: 'cert', objectFormat: 'PFX' }, OBJECTS),
  ...['UTF-8', 'base64', 'hex'].map((objectEncoding) => azureRow({ objectEncoding })),
  azureRow({ objectEncoding: 'utf8' }, OBJECTS), azureRow({ objectType: 'key', objectEncoding: 'hex' }, OBJECTS),
  azureRow({ objectVersionHistory: 3 }), azureRow({ objectVersionHistory: ' 3 ' }),
  azureRow({ objectVersionHistory: 'x' }, OBJECTS), azureRow({ objectVersionHistory: '3x' }, OBJECTS),
  azureRow({ objectVersionHistory: '-3' }, OBJECTS),
  azureRow({ filePermission: '0440' }), azureRow({ filePermission: '0o440' }, OBJECTS),
]);

testFaults('a class of Azure without effect', of('azure', (name, given) => [...classIdle(name, given)] as never), {
  object: azureObject,
}, [
  [{ cloudName: 'AzureStackCloud', cloudEnvFileName: '/x' }], [{ cloudName: 'AzureChinaCloud' }],
  [{ cloudName: ' AzureStackCloud ', cloudEnvFileName: '/x' }], [{ cloudEnvFileName: ' ' }],
  [{ cloudName: 'AzureChinaCloud', cloudEnvFileName: '/x' }, 'parameters.cloudEnvFileName'],
  azureRow({ objectAlias: 'db' }), azureRow({ objectAlias: 'db ' }, OBJECTS), azureRow({ objectAlias: ' db' }, OBJECTS),
]);

const version = 'projects/1/secrets/db/versions/latest';
const gcpRow = (change: PlainFields, ...places: string[]): Row =>
  [{ object: { resourceName: version, path: 'db', ...change } }, ...places];
const SECRETS = 'parameters.secrets';
for (const provider of ['gcp', 'gke']) {
  testFaults(`a class of ${provider}`, of(provider), { object: { resourceName: version, path: 'db' } }, [
    [{ auth: 'pod-adc' }], [{ auth: 'provider-adc' }], [{ auth: 'adc' }, 'parameters.auth'],
    gcpRow({ resourceName: 'projects/1/locations/eu/secrets/db/versions/1' }),
    gcpRow({ resourceName: 'projects/1/locations/eu/parameters/db/versions/1' }),
    ...[
      '', 'projects/1/secrets/db', `x${version}`, `${version}/x`, `${version} `, 'projects//secrets/db/versions/1',
      'projects/1/parameters/db/versions/1', 'projects/1/secrets/d b/versions/1', 'projects/1/secrets//versions/1',
      'projects/1/locations//secrets/db/versions/1', 'projects/a b/secrets/db/versions/1',
      'projects/1/secrets/db/versions/',
      'projects/1/locations/e u/secrets/db/versions/1',
    ].map((resourceName) => gcpRow({ resourceName }, SECRETS)),
    gcpRow({ extractJSONKey: 'a' }), gcpRow({ extractYAMLKey: 'a' }),
    gcpRow({ extractJSONKey: 'a', extractYAMLKey: 'a' }, SECRETS),
    gcpRow({ mode: 0o777 }), gcpRow({ mode: 0o1000 }, SECRETS), gcpRow({ mode: -1 }, SECRETS), gcpRow({ mode: 0 }),
    gcpRow({ mode: '0440' }, SECRETS), gcpRow({ mode: '0o440' }), gcpRow({ mode: '0o448' }, SECRETS),
    gcpRow({ mode: 4.5 }, SECRETS), gcpRow({ mode: null }),
    gcpRow({ path: undefined, fileName: 'db' }), gcpRow({ path: undefined }, SECRETS),
  ]);
}

const vaultObject = { objectName: 'db', secretPath: 'kv/data/db' };
const vaultRow = (change: PlainFields, ...places: string[]): Row =>
  [{ object: { ...vaultObject, ...change } }, ...places];
const args = (change: PlainFields, ...places: string[]): Row => [
  { object: { ...vaultObject, secretArgs: { a: 1 } }, others: [{ ...vaultObject, objectName: 'two', ...change }] },
  ...places,
];
testFaults('a class of Vault', of('vault'), { roleName: 'shop', object: vaultObject }, [
  [{ roleName: '' }, 'parameters.roleName'],
  [{ vaultAddress: 'https://vault' }], [{ vaultAddress: 'vault' }, 'parameters.vaultAddress'],
  [{ vaultAuthMountPath: 'auth/x' }, 'parameters.vaultAuthMountPath'],
  [{ vaultKubernetesMountPath: 'x/' }, 'parameters.vaultAuthMountPath'],
  [{ vaultAuthMountPath: 'x', vaultKubernetesMountPath: 'x/' }],
  ...['vaultNamespace', 'audience', 'vaultCACertPath', 'vaultCADirectory', 'vaultTLSServerName']
    .map((name): Row => [{ [name]: 'a"b' }, `parameters.${name}`]),
  [{ vaultTLSClientCertPath: '/c', vaultTLSClientKeyPath: '/k' }],
  [{ vaultTLSClientCertPath: '/c' }, 'parameters.vaultTLSClientCertPath'],
  [{ vaultTLSClientKeyPath: '/k' }, 'parameters.vaultTLSClientKeyPath'],
  vaultRow({ secretPath: '' }, OBJECTS), vaultRow({ secretPath: '/v1/kv/db' }), vaultRow({ secretPath: 'v1/kv/db' }),
  vaultRow({ secretPath: '/kv/db' }), vaultRow({ secretPath: '//kv/db' }, OBJECTS),
  vaultRow({ secretPath: 'v1/v1/kv' }, OBJECTS), vaultRow({ secretPath: '/v1/' }, OBJECTS),
  vaultRow({ secretPath: 'kv/db#x' }, OBJECTS), vaultRow({ secretPath: 'kv/db/' }, OBJECTS),
  vaultRow({ secretPath: 'kv/db?a=b/' }), vaultRow({ secretPath: 'kv/db/?a=b' }, OBJECTS),
  vaultRow({ secretPath: 'kv/d`b' }, OBJECTS), vaultRow({ secretPath: 'kv/d\nb' }, OBJECTS),
  ...['utf-8', 'BASE64', 'hex'].map((encoding) => vaultRow({ encoding })), vaultRow({ encoding: 'utf8' }, OBJECTS),
  args({ secretArgs: { a: 1 } }), args({ secretArgs: { a: 2 } }, OBJECTS), args({}, OBJECTS),
  args({ method: 'PUT' }), args({ secretPath: 'kv/data/two' }),
  [{ others: [vaultObject] }, OBJECTS],
  vaultRow({ filePermission: 0o440 }), vaultRow({ filePermission: 0 }), vaultRow({ filePermission: '0440' }, OBJECTS),
]);

testFaults('a class of Vault without effect', of('vault', (name, given) => [...classIdle(name, given)] as never), {
  object: vaultObject,
}, [
  vaultRow({ encoding: 'hex', secretKey: 'a' }), vaultRow({ encoding: 'hex' }, OBJECTS),
  [{ failoverRegion: 'eu-west-1', cloudEnvFileName: '/x' }],
]);

test('nothing is said of a provider that is not known, and of a class without objects its list', () => {
  expect([...providerFaults('acme', { parameters: {}, objects: [] })]).toEqual([]);
  expect([...providerFaults('gcp', { parameters: {}, objects: [] })].map(({ at }) => at)).toEqual([
    ['parameters', 'secrets'],
  ]);
  expect([...classModeFaults('acme', { parameters: {}, objects: [{ mode: 0o666 }] })]).toEqual([]);
});

testFaults('modes of a class', of('gcp', (name, given) => [...classModeFaults(name, given)] as never), {
  object: { path: 'db' },
}, [
  [{ object: { path: 'db', mode: 0o440 } }], [{ object: { path: 'db', mode: 440 } }, 'parameters.secrets'],
  [{ object: { path: 'db', mode: 'x' } }],
]);

testFaults('files', ({ names }) => [...fileFaults((names as string[]).map((name) => ({ name })), ['x'])], {
  names: ['a', 'b'],
}, [
  [{ names: ['a', 'a'] }, 'x'], [{ names: ['a', 'a/b'] }, 'x'], [{ names: ['a/b', 'a/c'] }],
  [{ names: ['/a'] }, 'x'], [{ names: ['a//b'] }, 'x'], [{ names: [''] }, 'x'],
]);

const files = (provider: string, object: PlainFields, parameters: PlainFields = {}) =>
  STORE_PROVIDERS.get(provider)!.filesOf(object, parameters)
    .filter(({ listed }) => listed).map(({ name, mode }) => `${name} ${mode?.toString(8)}`);

test.each<[provider: string, object: PlainFields, parameters: PlainFields, files: string[]]>([
  ['vault', { objectName: 'a' }, {}, ['a 644']], ['vault', { objectName: 'a', filePermission: 0 }, {}, ['a 644']],
  ['vault', { objectName: 'a', filePermission: 256 }, {}, ['a 400']],
  ['gcp', { path: 'a', fileName: 'b' }, {}, ['a 644']], ['gcp', { fileName: 'b', mode: 256 }, {}, ['b 400']],
  ['aws', { objectName: '/a/b' }, {}, ['_a_b 644']], ['aws', { objectName: 'a', objectAlias: 'b/c' }, {}, ['b_c 644']],
  ['aws', { objectName: '//a/b' }, { pathTranslation: 'FALSE' }, ['a/b 644']],
  ['aws', { objectName: '/a/b' }, { pathTranslation: '-' }, ['-a-b 644']],
  ['aws', {
    objectName: 'a',
    filePermission: '0400',
    jmesPath: [
      { objectAlias: 'b' }, { objectAlias: 'c', filePermission: '0440' }, { objectAlias: 'd', filePermission: '' },
      { objectAlias: 'e', filePermission: null }, { objectAlias: 'f', filePermission: 'x' },
    ],
  }, {}, ['a 400', 'b 400', 'c 440', 'd 400', 'e 400', 'f undefined']],
  ['aws', { objectName: 'a', filePermission: '00400' }, {}, ['a undefined']],
  ['azure', { objectName: ' a ' }, {}, ['a 644']], ['azure', { objectName: 'a', objectAlias: ' b ' }, {}, ['b 644']],
  ['azure', { objectName: 'a', objectAlias: ' ' }, {}, ['a 644']],
  ['azure', { objectName: 'a', objectVersionHistory: 1 }, {}, ['a 644']],
  ['azure', { objectName: 'a', objectVersionHistory: 2 }, {}, ['a/0 644', 'a/1 644']],
  ['azure', { objectName: 'a', filePermission: ' 777 ' }, {}, ['a 777']],
  ['azure', { objectName: 'a', filePermission: '1000' }, {}, ['a undefined']],
  ['azure', { objectName: 'a', filePermission: 'x400' }, {}, ['a undefined']],
  ['azure', { objectName: 'a', filePermission: '400x' }, {}, ['a undefined']],
])('%s writes for %j with %j: %j', (provider, object, parameters, expected) => {
  expect(files(provider, object, parameters)).toEqual(expected);
});

test('Azure may write one version more than the history says, and the parts of a certificate', () => {
  const all = STORE_PROVIDERS.get('azure')!.filesOf({ objectName: 'a', objectVersionHistory: 2 }, {});
  expect(all.filter(({ listed }) => !listed).map(({ name }) => name)).toEqual([
    'a/0.crt', 'a/0.key', 'a/1.crt', 'a/1.key', 'a/2', 'a/2.crt', 'a/2.key',
  ]);
});

test.each([
  ['a/b', 'a/b'], ['a//b/', 'a/b'], ['./a/./b', 'a/b'], ['a/../b', 'b'], ['../a', '../a'], ['../../a', '../../a'],
  ['a/../../b', '../b'], ['/a/..', '/'], ['', ''],
])('%j is written to %j', (path, clean) => {
  expect(cleanPath(path)).toBe(clean);
});

test.each<[string, boolean]>([
  ['x'.repeat(30), true], ['x'.repeat(31), false], ['', false], ['a b', false], ['a\n', false],
])(
  '%j can name a provider: %s', (name, can) => {
    expect(isSecretsStoreProvider(name)).toBe(can);
  },
);
