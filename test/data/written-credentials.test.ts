import { ApiObjectMetadata, App, Chart, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  ClusterExternalSecretStore, CredentialPair, CredentialPairSource, CsiSecret, ExternalSecretGenerator,
  ExternalSecretStore, ExternalSecretStoreProvider, PushSecret, SealedSecretScope, SecretSource, SecretValue,
  SecureSecret, VaultOperatorAuth, VaultOperatorAuthMethod, VaultOperatorConnection, VaultStoreAuth, VersionedConfigMap,
} from '../../src';
import { seal } from '../support/sealing';

const PASSWORD = 'wT7mQe29sLxk4Bd8';
const URL = `mysql://orders:${PASSWORD}@db:3306/orders`;
const store = ExternalSecretStore.fromName('central');
const auth = VaultOperatorAuth.fromName('vault-auth');

function refusal(build: (chart: Chart) => unknown): string {
  const chart = new Chart(new App(), 'orders', { namespace: 'orders' });
  try {
    build(chart);
  } catch (error) {
    expect(chart.node.children).toEqual([]);
    return (error as Error).message;
  }
  return 'accepted';
}

const sealedData = { user: seal('orders/db', 'orders') };
const sealed = { encryptedData: sealedData, name: 'db' };
const external = { data: { host: { path: 'orders', property: 'host' } } };

/** Every source that writes an object, with metadata of it. */
const SOURCES: [name: string, source: SecretSource, keys: string[] | undefined][] = [
  ['sealedSecret', SecretSource.sealedSecret(sealed), undefined],
  ['externalSecret', SecretSource.externalSecret(store, { path: 'orders' }), ['user']],
  ['generated', SecretSource.generated(), ['user']],
  ['vaultStatic', SecretSource.vaultStatic(auth, { mount: 'kv', path: 'orders' }), ['user']],
  ['unsafeInline', SecretSource.unsafeInline({ user: SecretValue.unsafePlainText('orders') }, 'local only'), undefined],
];

const METADATA: [place: string, metadata: ApiObjectMetadata][] = [
  ['annotation "acme.example/db-password"', { annotations: { 'acme.example/db-password': PASSWORD } }],
  ['annotation "note"', { annotations: { note: URL } }],
  ['label "admin-password"', { labels: { 'admin-password': PASSWORD } }],
];

describe.each(METADATA)('a credential in %s', (place, metadata) => {
  test('is refused by VersionedConfigMap', () => {
    const said = refusal((chart) => new VersionedConfigMap(chart, 'Conf', { data: { level: 'info' }, metadata }));
    expect(said).toContain(`orders/Conf: ${place} contains `);
    expect(said).not.toContain(PASSWORD);
  });

  test.each(SOURCES)('is refused by SecureSecret with the source %s', (_name, source, keys) => {
    const said = refusal((chart) => new SecureSecret(chart, 'Db', { source, keys, metadata }));
    expect(said).toContain(`orders/Db: ${place} contains `);
    expect(said).not.toContain(PASSWORD);
  });

  test('is refused by a store', () => {
    expect(refusal((chart) => new ClusterExternalSecretStore(chart, 'Store', {
      provider: undefined as any, allow: { namespaces: ['orders'] }, metadata,
    }))).toContain(`orders/Store: ${place} contains `);
  });
});

const TEMPLATES: [option: string, options: object, place: RegExp][] = [
  ['templateData', { templateData: { url: URL } }, /\.url(\.text)? contains /],
  ['templateAnnotations', { templateAnnotations: { url: URL } }, /annotations\.url contains /],
  ['templateLabels', { templateLabels: { password: PASSWORD } }, /labels\.password contains /],
];

describe.each(TEMPLATES)('a credential in %s', (_option, options, place) => {
  const keys = 'templateData' in options ? ['url'] : ['user'];
  test.each<[string, SecretSource, string[] | undefined]>([
    ['sealedSecret', SecretSource.sealedSecret({ ...sealed, ...options }), undefined],
    [
      'sealedSecret of a namespace',
      SecretSource.sealedSecret({
        encryptedData: { user: seal('orders', 'x') }, scope: SealedSecretScope.NAMESPACE_WIDE, ...options,
      }),
      undefined,
    ],
    [
      'externalSecret',
      SecretSource.externalSecret(store, { ...external, path: 'orders', ...options }),
      [...keys, 'host'],
    ],
    ['generated', SecretSource.generated({ ...options }), [...keys, 'password']],
    ['vaultStatic', SecretSource.vaultStatic(auth, { mount: 'kv', path: 'orders', ...options }), keys],
    ['vaultDynamic', SecretSource.vaultDynamic(auth, { mount: 'db', path: 'creds/orders', ...options }), keys],
  ])('is refused in %s', (_name, source, names) => {
    const said = refusal((chart) => new SecureSecret(chart, 'Db', { source, keys: names }));
    expect(said).toMatch(place);
    expect(said).not.toContain(PASSWORD);
  });
});

/** What logs in to a Vault of orders, in another tree: nothing else is made in that of a test. */
const serviceAccount = kplus.ServiceAccount.fromServiceAccountName(new Chart(new App(), 'accounts'), 'Own', 'orders');
const method = VaultOperatorAuthMethod.kubernetes({ role: 'orders', serviceAccount });
const vault = {
  address: 'https://vault:8200', auth: VaultStoreAuth.kubernetes({ role: 'orders', serviceAccount }),
};
const token = { 'X-Vault-Token': PASSWORD };

test.each<[object: string, place: string, build: (chart: Chart) => unknown]>([
  ['a VaultConnection', 'spec.headers.X-Vault-Token', (chart) =>
    new VaultOperatorConnection(chart, 'Own', { address: vault.address, headers: token })],
  ['the URL of a VaultConnection', 'spec.address', (chart) =>
    new VaultOperatorConnection(chart, 'Own', { address: `https://orders:${PASSWORD}@vault:8200` })],
  ['a VaultAuth', 'spec.headers.X-Vault-Token', (chart) =>
    new VaultOperatorAuth(chart, 'Own', { method, headers: token })],
  ['the login of a VaultAuth', 'spec.params.password', (chart) =>
    new VaultOperatorAuth(chart, 'Own', { method, loginParameters: { password: PASSWORD } })],
  ['a VaultDynamicSecret', 'spec.params.db-password', (chart) => new SecureSecret(chart, 'Own', {
    keys: ['user'],
    source: SecretSource.vaultDynamic(auth, {
      mount: 'db', path: 'creds/orders', parameters: { 'db-password': PASSWORD },
    }),
  })],
  ['a store', 'spec.provider.vault.headers.X-Vault-Token', (chart) => new ExternalSecretStore(chart, 'Own', {
    provider: ExternalSecretStoreProvider.vault({ ...vault, headers: token }),
  })],
  ['generators of a pair', 'spec.provider.headers.X-Vault-Token', (chart) => new CredentialPair(chart, 'Own', {
    fields: ['user'],
    source: CredentialPairSource.vaultRoles({ ...vault, headers: token }, {
      current: 'database/static-creds/a', previous: 'database/static-creds/b',
    }),
  })],
  ['a generator of SSH keys', 'spec.comment', (chart) => new SecureSecret(chart, 'Own', {
    source: SecretSource.generated({ generator: ExternalSecretGenerator.sshKey({ comment: URL }) }),
  })],
  ['a PushSecret', 'spec.data[0].match.remoteRef.remoteKey', (chart) => new PushSecret(chart, 'Own', {
    secret: kplus.Secret.fromSecretName(new Chart(new App(), 'secrets'), 'Db', 'db'),
    stores: [store],
    data: [{ remotePath: URL }],
  })],
  ['a SecretProviderClass', 'spec.parameters.accessPassword', (chart) => new CsiSecret(chart, 'Own', {
    provider: 'akeyless', parameters: { accessPassword: PASSWORD }, files: [{ fileName: 'user' }], serviceAccount,
  })],
])('a credential in %s is refused at %s', (_object, place, build) => {
  const said = refusal(build);
  expect(said.replaceAll('"', '')).toContain(`orders/Own: ${place} contains `);
  expect(said).not.toContain(PASSWORD);
});

test('headers, parameters and URLs without a credential are accepted', () => {
  expect(refusal((chart) => {
    new VaultOperatorConnection(chart, 'A', { address: vault.address, headers: { 'X-Team': 'orders' } });
    new VaultOperatorAuth(chart, 'B', { method, headers: { 'X-Team': 'orders' }, loginParameters: { tier: 'one' } });
    new CsiSecret(chart, 'C', {
      provider: 'akeyless',
      parameters: { objects: '- secretPath: /orders/db\n  secretKey: password\n' },
      files: [{ fileName: 'user' }],
      serviceAccount,
    });
  })).toBe('accepted');
});

test('what a template fills in, a path, a checksum and a hash are accepted', () => {
  const metadata = {
    annotations: {
      'checksum/db-password': 'a3f5c9'.repeat(8),
      'vault.hashicorp.com/agent-inject-secret-password': 'kv/data/orders',
      'owner': 'team-orders',
      'docs': 'https://docs.acme.example/orders',
    },
    labels: { app: 'orders', tier: 'backend' },
  };
  const templateData = { url: 'mysql://orders:{{ .password }}@db:3306/orders' };
  for (const build of [
    (chart: Chart) => new VersionedConfigMap(chart, 'Conf', { data: { level: 'info' }, metadata }),
    (chart: Chart) => new SecureSecret(chart, 'Sealed', {
      source: SecretSource.sealedSecret({ ...sealed, templateData }), metadata,
    }),
    (chart: Chart) => new SecureSecret(chart, 'External', {
      keys: ['url'],
      source: SecretSource.externalSecret(store, {
        data: { password: { path: 'orders', property: 'password' } }, templateData, refreshInterval: Duration.hours(1),
      }),
      metadata,
    }),
  ]) {
    expect(refusal(build)).toBe('accepted');
  }
});

test('the value of a Secret is refused in its reason and its annotations', () => {
  const source = (reason: string) =>
    SecretSource.unsafeInline({ password: SecretValue.unsafePlainText(PASSWORD) }, reason);
  expect(refusal((chart) => new SecureSecret(chart, 'A', { source: source(`for tests ${PASSWORD}`) })))
    .toContain('orders/A: the reason has the value of key "password" in it');
  expect(refusal((chart) => new SecureSecret(chart, 'A', {
    source: source('for tests'), metadata: { annotations: { note: PASSWORD } },
  }))).toContain('orders/A: annotation "note" has the value of key "password" in it');
});

test('a construct that is refused leaves its scope as it was, and another one with the ID can be made', () => {
  const chart = new Chart(new App(), 'orders', { namespace: 'orders' });
  for (const build of [
    () => new VersionedConfigMap(chart, 'Db', { data: {} }),
    () => new SecureSecret(chart, 'Db', { source: SecretSource.existing('db'), keys: ['a b'] }),
    () => new SecureSecret(chart, 'Db', { source: SecretSource.sealedSecret({ ...sealed, name: 'Not a name' }) }),
  ]) {
    expect(build).toThrow('orders/Db: ');
    expect(chart.node.children).toEqual([]);
  }
  const secret: kplus.ISecret = new SecureSecret(chart, 'Db', { source: SecretSource.existing('db'), keys: ['a'] });
  expect(secret).toMatchObject({
    apiVersion: 'v1', kind: 'Secret', apiGroup: '', resourceType: 'secrets', name: 'db', resourceName: 'db',
  });
  expect(new VersionedConfigMap(chart, 'Conf', { data: { a: 'b' } }))
    .toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', apiGroup: '', resourceType: 'configmaps' });
});
