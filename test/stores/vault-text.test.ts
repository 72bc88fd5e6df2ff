import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  ExternalSecretStore,
  ExternalSecretStoreProvider,
  SecretSource,
  SecureSecret,
  VaultOperatorAuth,
  VaultOperatorAuthMethod,
  VaultOperatorConnection,
  VaultSecretProvider,
  VaultStoreAuth,
} from '../../src';

const chart = () => new Chart(new App(), 'shop', { namespace: 'shop' });
const account = (scope: Chart) => kplus.ServiceAccount.fromServiceAccountName(scope, 'Account', 'shop');

const WITH_ROLE: [string, (role: string) => unknown][] = [
  [
    'the CSI driver',
    (role) => {
      const scope = chart();
      return new VaultSecretProvider(scope, 'Vault', { role, serviceAccount: account(scope) });
    },
  ],
  [
    'External Secrets',
    (role) => {
      const scope = chart();
      const auth = VaultStoreAuth.kubernetes({ role, serviceAccount: account(scope) });
      return new ExternalSecretStore(scope, 'Store', {
        provider: ExternalSecretStoreProvider.vault({ address: 'https://vault', auth }),
      });
    },
  ],
  [
    'the operator',
    (role) => {
      const scope = chart();
      return VaultOperatorAuthMethod.kubernetes({ role, serviceAccount: account(scope) });
    },
  ],
];

test.each(WITH_ROLE)('%s takes names of roles that Vault has, and no other', (_, make) => {
  ['shop', 'Shop_1', 'a-b.c'].forEach((role) => expect(() => make(role)).not.toThrow());
  ['', ' ', 'shop\nroleName: admin', 'a b', '-a', 'a/b', 'a"', '{{ x }}'].forEach((role) =>
    expect(() => make(role)).toThrow(/the Vault role is empty|is not a name that Vault allows/));
});

test.each<[string, (scope: Chart) => unknown, string]>([
  [
    'a path for the CSI driver',
    (scope) =>
      new VaultSecretProvider(scope, 'Vault', { role: 'shop', serviceAccount: account(scope) }).addSecret('Db', {
        objects: [{ fileName: 'f', secretPath: 'secret/data/a\nb' }],
      }),
    'has a line break',
  ],
  [
    'a namespace of the CSI driver',
    (scope) =>
      new VaultSecretProvider(scope, 'Vault', {
        role: 'shop',
        serviceAccount: account(scope),
        vaultNamespace: 'a"b',
      }),
    'vaultNamespace "a\\"b" has a quote',
  ],
  [
    'a path for the operator',
    (scope) =>
      new SecureSecret(scope, 'Db', {
        keys: ['a'],
        source: SecretSource.vaultStatic(VaultOperatorAuth.fromName('shop'), { mount: 'secret', path: 'a"b' }),
      }),
    'path "a\\"b" has a quote',
  ],
  [
    'a server name of the operator',
    (scope) => new VaultOperatorConnection(scope, 'C', { address: 'https://vault', tlsServerName: 'a\n' }),
    'tlsServerName',
  ],
  [
    'an id of an AppRole',
    (scope) =>
      VaultOperatorAuthMethod.unsafeAppRole({
        roleId: 'a\nb',
        secretId: kplus.Secret.fromSecretName(scope, 'Id', 'id'),
      }),
    'roleId',
  ],
  [
    'a mount for External Secrets',
    (scope) =>
      new ExternalSecretStore(scope, 'Store', {
        provider: ExternalSecretStoreProvider.vault({
          address: 'https://vault',
          mount: 'kv{{',
          auth: VaultStoreAuth.jwt({ role: 'shop', serviceAccount: account(scope) }),
        }),
      }),
    'mount "kv{{" has a quote',
  ],
])('text that ends what it is in is refused: %s', (_, make, message) => {
  expect(() => make(chart())).toThrow(message);
});

test('an address with another scheme in capitals is plain http too', () => {
  const connect = (props: object) => () =>
    new VaultOperatorConnection(chart(), 'C', { address: 'HTTP://vault', ...props });
  expect(connect({})).toThrow('sends tokens and secrets in plain text; use https://, or set unsafeAllowHttp');
  expect(connect({ unsafeSkipTlsVerify: true })).toThrow('sends tokens and secrets in plain text');
  expect(connect({ unsafeAllowHttp: true })).not.toThrow();
});

test('the role of a service account that logs in to AWS is checked at synth', () => {
  const app = new App();
  const scope = new Chart(app, 'shop', { namespace: 'shop' });
  const serviceAccount = new kplus.ServiceAccount(scope, 'Account');
  new VaultOperatorAuth(scope, 'Auth', {
    method: VaultOperatorAuthMethod.aws({ role: 'shop', irsaServiceAccount: serviceAccount }),
  });
  const auth = VaultStoreAuth.iam({ role: 'shop', serviceAccount });
  new ExternalSecretStore(scope, 'Store', {
    provider: ExternalSecretStoreProvider.vault({ address: 'https://vault', auth }),
  });
  expect(() => app.synthYaml()).toThrow(
    /shop\/Auth: service account .* has no annotation eks[^]*shop\/Store: service account/,
  );
  serviceAccount.metadata.addAnnotation('eks.amazonaws.com/role-arn', 'arn:aws:iam::123456789012:role/shop');
  expect(() => app.synthYaml()).not.toThrow();
});
