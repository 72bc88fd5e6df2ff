import { Chart, Duration, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  CredentialPair, CredentialPairProps, CredentialPairSource, ExternalSecretStore, RotatingVolumeMount, SecretSource,
  VaultEngine, VaultOperatorAuth, VaultStoreAuth,
} from '../../src';
import { expectValidStoreManifests } from '../support/store-schema';

const store = ExternalSecretStore.fromName('store');

function chartOf(): Chart {
  return new Chart(Testing.app(), 'shop', { namespace: 'shop' });
}

function pairOf(props: CredentialPairProps, chart = chartOf()): { pair: CredentialPair; chart: Chart; objects: any[] } {
  const pair = new CredentialPair(chart, 'Db', props);
  const objects = Testing.synth(chart);
  expectValidStoreManifests(objects);
  return { pair, chart, objects };
}

const vault = (chart: Chart) => ({
  address: 'https://vault.example',
  auth: VaultStoreAuth.kubernetes({
    role: 'shop', serviceAccount: kplus.ServiceAccount.fromServiceAccountName(chart, 'Eso', 'eso'),
  }),
});

test('versions of AWS: both stages of one secret in one Secret', () => {
  const source = CredentialPairSource.awsVersions(store, { path: 'shop/db' });
  const { pair, objects: [external] } = pairOf({ source });
  expect(pair.keys).toEqual(['username', 'password', 'previous-username', 'previous-password']);
  expect(external.spec).toMatchObject({ refreshInterval: '1h0m0s', target: { creationPolicy: 'Owner' } });
  expect(external.spec.data).toEqual([
    { secretKey: 'username', remoteRef: { key: 'shop/db', property: 'username' } },
    { secretKey: 'previous-username', remoteRef: { key: 'shop/db', property: 'username', version: 'AWSPREVIOUS' } },
    { secretKey: 'password', remoteRef: { key: 'shop/db', property: 'password' } },
    { secretKey: 'previous-password', remoteRef: { key: 'shop/db', property: 'password', version: 'AWSPREVIOUS' } },
  ]);
});

test('a credential of one field takes the whole value', () => {
  const { pair, objects: [external] } = pairOf({
    fields: ['token'],
    previousPrefix: 'old-',
    source: CredentialPairSource.awsVersions(store, { path: 'shop/token', plainText: true }),
  });
  expect([pair.currentKey('token'), pair.previousKey('token')]).toEqual(['token', 'old-token']);
  expect(external.spec.data).toEqual([
    { secretKey: 'token', remoteRef: { key: 'shop/token' } },
    { secretKey: 'old-token', remoteRef: { key: 'shop/token', version: 'AWSPREVIOUS' } },
  ]);
});

test('two paths of any store', () => {
  const { objects: [external] } = pairOf({
    fields: ['password'],
    source: CredentialPairSource.paths(store, {
      current: 'shop/blue', previous: 'shop/green', refreshInterval: Duration.minutes(5), overlap: Duration.minutes(10),
    }),
  });
  expect(external.spec.refreshInterval).toBe('5m0s');
  expect(external.spec.data).toEqual([
    { secretKey: 'password', remoteRef: { key: 'shop/blue', property: 'password' } },
    { secretKey: 'previous-password', remoteRef: { key: 'shop/green', property: 'password' } },
  ]);
});

test('roles of Vault: two generators, whose answers become the keys of one Secret', () => {
  const chart = chartOf();
  const { pair, objects } = pairOf({
    source: CredentialPairSource.vaultRoles(vault(chart), {
      current: 'database/static-creds/shop-a', previous: 'database/static-creds/shop-b',
    }),
  }, chart);
  const [current, previous, external] = objects;
  expect([current.kind, current.spec.path, current.spec.method]).toEqual([
    'VaultDynamicSecret', 'database/static-creds/shop-a', 'GET',
  ]);
  expect(previous.spec.path).toBe('database/static-creds/shop-b');
  expect(current.spec.provider).toEqual({
    server: 'https://vault.example',
    auth: { kubernetes: { mountPath: 'kubernetes', role: 'shop', serviceAccountRef: { name: 'eso' } } },
  });
  expect(external.spec.target).toEqual({
    name: pair.name,
    creationPolicy: 'Owner',
    deletionPolicy: 'Retain',
    template: {
      engineVersion: 'v2',
      data: {
        'username': '{{ index . "current_username" }}',
        'previous-username': '{{ index . "previous_username" }}',
        'password': '{{ index . "current_password" }}',
        'previous-password': '{{ index . "previous_password" }}',
      },
    },
  });
  expect(external.spec.dataFrom).toEqual([current, previous].map((generator, index) => ({
    sourceRef: {
      generatorRef: {
        apiVersion: 'generators.external-secrets.io/v1alpha1',
        kind: 'VaultDynamicSecret',
        name: generator.metadata.name,
      },
    },
    rewrite: [{ regexp: { source: '^(.*)$', target: ['current_$1', 'previous_$1'][index] } }],
  })));
  const names = new Set(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`));
  expect(names.size).toBe(3);
});

test('one dynamic role gives two leases', () => {
  const chart = chartOf();
  const { objects } = pairOf({
    source: CredentialPairSource.vaultRoles(vault(chart), {
      current: 'database/creds/shop', previous: 'database/creds/shop', overlap: Duration.hours(2),
    }),
  }, chart);
  expect(objects.map(({ spec }) => spec.path)).toEqual(['database/creds/shop', 'database/creds/shop', undefined]);
});

test('by hand, sealed, or a secret of a store that has all keys', () => {
  const chart = chartOf();
  const byHand = new CredentialPair(chart, 'Hand', { source: CredentialPairSource.of(SecretSource.existing('db')) });
  expect([byHand.name, byHand.keys.length, Testing.synth(chart)]).toEqual(['db', 4, []]);
  const auth = VaultOperatorAuth.fromName('shop');
  const { objects: [kv] } = pairOf({
    source: CredentialPairSource.of(SecretSource.vaultStatic(auth, { mount: 'secret', path: 'shop/db' })),
  }, chart);
  expect(kv.spec.destination.transformation.includes).toEqual([
    '^username$', '^password$', '^previous-username$', '^previous-password$',
  ]);
});

test('all keys are files of one volume, which the kubelet swaps in one step', () => {
  const chart = chartOf();
  const pair = new CredentialPair(chart, 'Db', { source: CredentialPairSource.of(SecretSource.existing('db')) });
  const api = new kplus.Deployment(chart, 'Api', { containers: [{ image: 'api:1' }] });
  new RotatingVolumeMount(chart, 'Files', { workload: api, source: pair, mountPath: '/etc/db' });
  const [deployment] = Testing.synth(chart);
  const { volumes, containers: [container] } = deployment.spec.template.spec;
  expect([volumes.length, container.volumeMounts.length]).toEqual([1, 1]);
  expect(JSON.stringify(volumes)).toContain('"secretName":"db"');
  expect(container.env).toBeUndefined();
});

describe('refused, with nothing left behind', () => {
  const existing = CredentialPairSource.of(SecretSource.existing('db'));
  const rolesOf = (current: string, previous: string, more: object = {}) => (chart: Chart) => ({
    source: CredentialPairSource.vaultRoles({ ...vault(chart), ...more }, { current, previous }),
  });

  test.each<[string, (chart: Chart) => Partial<CredentialPairProps>, string]>([
    ['no source', () => ({ source: undefined }), 'the source is not a CredentialPairSource'],
    ['a source of a Secret', () => ({ source: SecretSource.existing('db') as any }), 'is not a CredentialPairSource'],
    ['no field', () => ({ source: existing, fields: [] }), '`fields` is empty'],
    ['no prefix', () => ({ source: existing, previousPrefix: '' }), 'so that both credentials have the same keys'],
    ['a field twice', () => ({ source: existing, fields: ['a', 'a'] }), 'the pair has the key "a" twice'],
    [
      'a field that is the previous one of another',
      () => ({ source: existing, fields: ['a', 'previous-a'] }),
      'the pair has the key "previous-a" twice: `fields` has a, previous-a, and the previous values begin with '
      + '"previous-"',
    ],
    ['an invalid key', () => ({ source: existing, fields: ['a b'] }), 'a b'],
    [
      'two equal paths',
      () => ({ source: CredentialPairSource.paths(store, { current: 'a', previous: 'a' }) }),
      'the current and the previous credential have the same path',
    ],
    [
      'a plain text of two fields',
      () => ({ source: CredentialPairSource.awsVersions(store, { path: 'a', plainText: true }) }),
      'the credential has 2 fields; set `fields` to one, or leave plainText out',
    ],
    [
      'an overlap that ends before the refresh',
      () => ({ source: CredentialPairSource.awsVersions(store, { path: 'a', overlap: Duration.hours(1) }) }),
      'the previous credential is valid for 1 h, and the files have the new one after 1 h 2 min at most (the refresh '
      + 'interval, and 90 s of the kubelet); refresh more often, or keep it valid for longer',
    ],
    [
      'a static role twice',
      rolesOf('database/static-creds/a', 'database/static-creds/a'),
      '"database/static-creds/a" is a static role, which has one password at a time; give two static roles',
    ],
    ['a path without the mount', rolesOf('creds/a', 'database/creds/a'), "as in 'database/static-creds/payments-a'"],
    ['a path of one part', rolesOf('shop', 'database/creds/a'), 'got "shop" as the path of a credential of Vault'],
    [
      'an address that is none', rolesOf('db/creds/a', 'db/creds/a', { address: 'vault' }),
      'Vault address "vault" is not a URL that begins with https://',
    ],
    [
      'roles that are never read again',
      (chart: Chart) => ({
        source: CredentialPairSource.vaultRoles(vault(chart), {
          current: 'db/creds/a', previous: 'db/creds/a', refreshInterval: Duration.seconds(0),
        }),
      }),
      'a refreshInterval of 0 means never',
    ],
    ['a mount', rolesOf('db/creds/a', 'db/creds/a', { mount: 'secret' }), '`mount` and `engine` are those of a'],
    ['an engine', rolesOf('db/creds/a', 'db/creds/a', { engine: VaultEngine.KV_V1 }), '`mount` and `engine` are those'],
  ])('%s', (_name, propsOf, message) => {
    const chart = chartOf();
    const props = propsOf(chart) as CredentialPairProps;
    const before = chart.node.children.length;
    expect(() => new CredentialPair(chart, 'Db', props)).toThrow(message);
    expect(chart.node.children).toHaveLength(before);
  });

  test('a field that the credential does not have', () => {
    const { pair } = pairOf({ source: existing });
    expect(() => pair.currentKey('token')).toThrow(
      'shop/Db: the credential has no field "token"; it has username, password',
    );
    expect(() => pair.previousKey('previous-username')).toThrow('the credential has no field "previous-username"');
  });
});
