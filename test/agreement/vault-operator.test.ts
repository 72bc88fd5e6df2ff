import { App, Chart, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import { often, testAgreement } from './harness';
import { VaultOperatorAuth } from '../../src/stores/vault/vault-operator-auth';
import { VaultOperatorAuthMethod } from '../../src/stores/vault/vault-operator-auth-method';
import { VaultOperatorConnection } from '../../src/stores/vault/vault-operator-connection';

const shop = () => new Chart(new App(), 'shop', { namespace: 'shop' });

const connection = fc.record({
  address: fc.oneof(
    often(20, 'https://vault:8200'), often(1, '', 'vault:8200', 'http://vault:8200', 'ftp://v', 'https://v\n'),
  ),
  tlsServerName: fc.oneof(often(20, undefined, 'vault'), often(1, 'a"b', 'a\nb')),
  caCertSecret: fc.oneof(often(2, undefined), often(1, 'vault-ca')),
  caCertPath: fc.oneof(often(20, undefined, undefined, '/etc/ca.pem'), often(1, '', '/etc/../ca.pem', 'a"b', 'a\nb')),
  minutes: fc.oneof(often(20, undefined, 5), often(1, 0, 1.5)),
});
type Connection = typeof connection extends fc.Arbitrary<infer T> ? T : never;

testAgreement<Connection>('VaultOperatorConnection', {
  inputs: connection,
  construct: ({ caCertSecret, minutes, ...props }) => {
    const chart = shop();
    new VaultOperatorConnection(chart, 'Own', {
      ...props,
      caCertSecret: caCertSecret === undefined ? undefined : kplus.Secret.fromSecretName(chart, 'Ca', caCertSecret),
      timeout: minutes === undefined ? undefined : Duration.seconds(minutes * 60),
    });
  },
  manifest: ({ address, tlsServerName, caCertSecret, caCertPath, minutes }) => JSON.stringify({
    apiVersion: 'secrets.hashicorp.com/v1beta1',
    kind: 'VaultConnection',
    metadata: { name: 'till', namespace: 'shop' },
    spec: {
      address,
      tlsServerName,
      caCertSecretRef: caCertSecret,
      caCertPath,
      timeout: minutes === undefined ? undefined : `${minutes * 60}s`,
    },
  }),
  places: (message) => ['Vault address', 'tlsServerName', 'caCertPath', 'timeout']
    .filter((words) => message.includes(words))
    .map((words) => `/spec/${words === 'Vault address' ? 'address' : words}`),
});

const login = fc.record({
  method: fc.constantFrom('kubernetes' as const, 'jwt' as const),
  account: fc.oneof(often(20, 'till'), often(1, 'default')),
  role: fc.oneof(often(20, 'till', 'till_2.b'), often(1, '', ' ', 'till role', 'a/b', 'a\nb')),
  authMountPath: fc.oneof(often(20, 'k8s', 'clusters/shop'), often(1, 'auth/k8s', '/k8s', 'k8s/', 'a"b', 'a\nb')),
  seconds: fc.oneof(often(20, undefined, 600, 3600), often(1, 599, 0, 2 ** 32 + 1)),
  vaultNamespace: fc.oneof(often(20, undefined, 'shop'), often(1, 'a"b', 'a\nb')),
  allowedNamespaces: fc.oneof(often(20, undefined, ['tills']), often(1, ['*'], ['tills', '*'])),
});
type Login = typeof login extends fc.Arbitrary<infer T> ? T : never;

testAgreement<Login>('VaultOperatorAuth', {
  inputs: login,
  construct: ({ method, account, role, authMountPath, seconds, ...props }) => {
    const chart = shop();
    const serviceAccount = kplus.ServiceAccount.fromServiceAccountName(chart, 'Account', account);
    const tokenExpiration = seconds === undefined ? undefined : Duration.seconds(seconds);
    new VaultOperatorAuth(chart, 'Own', {
      ...props,
      method: VaultOperatorAuthMethod[method]({ role, serviceAccount, authMountPath, tokenExpiration }),
    });
  },
  manifest: ({ method, account, role, authMountPath, seconds, vaultNamespace, allowedNamespaces }) => JSON.stringify({
    apiVersion: 'secrets.hashicorp.com/v1beta1',
    kind: 'VaultAuth',
    metadata: { name: 'till', namespace: 'shop' },
    spec: {
      method,
      mount: authMountPath,
      namespace: vaultNamespace,
      allowedNamespaces,
      [method]: { role, serviceAccount: account, tokenExpirationSeconds: seconds ?? 600 },
    },
  }),
  places: (message, { method }) => {
    const places: readonly (readonly [words: string, place: string])[] = [
      ['Vault role', `${method}/role`], ['service account', `${method}/serviceAccount`], ['authMountPath', 'mount'],
      ['token lifetime', `${method}/tokenExpirationSeconds`], ['vaultNamespace', 'namespace'],
      ["allowedNamespaces has '*'", 'allowedNamespaces'],
    ];
    return places.filter(([words]) => message.includes(words)).map(([, place]) => `/spec/${place}`);
  },
});
