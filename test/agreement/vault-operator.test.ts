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
  caCertSecret: fc.oneof(often(20, undefined), often(10, 'vault-ca'), often(1, 'Vault')),
  caCertPath: fc.oneof(often(20, undefined, undefined, '/etc/ca.pem'), often(1, '', '/etc/../ca.pem', 'a"b', 'a\nb')),
  minutes: fc.oneof(often(20, undefined, 5), often(1, 0, 1.5)),
});
type Connection = typeof connection extends fc.Arbitrary<infer T> ? T : never;

const CONNECTION_PLACES: ReadonlyMap<string, string> = new Map([
  ['Vault address', 'address'], ['is not a valid object name', 'caCertSecretRef'],
]);

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
  places: (message) => ['Vault address', 'tlsServerName', 'caCertPath', 'timeout', 'is not a valid object name']
    .filter((words) => message.includes(words))
    .map((words) => `/spec/${CONNECTION_PLACES.get(words) ?? words}`),
});

/** Login methods, and the field of each that names the account. */
const ACCOUNTS = {
  kubernetes: 'serviceAccount',
  jwt: 'serviceAccount',
  aws: 'irsaServiceAccount',
  gcp: 'workloadIdentityServiceAccount',
  appRole: undefined,
} as const;

type Texts = { readonly [name: string]: string };

const TOKEN = 'hvs.CAESIJ5k3nq0dR7wT7mQe29sLxk4Bd8GhKxZ1';

const login = fc.record({
  method: fc.constantFrom(...Object.keys(ACCOUNTS) as (keyof typeof ACCOUNTS)[]),
  account: fc.oneof(often(30, 'till'), often(1, 'default', '', 'Till')),
  /** The account as this app has it, with its IAM role or without; else it is made elsewhere. */
  isOwn: fc.oneof(often(4, undefined), often(1, 'annotated' as const, 'bare' as const)),
  role: fc.oneof(often(30, 'till', 'till_2.b'), often(1, '', ' ', 'till role', 'a/b', 'a\nb', 'a"b')),
  authMountPath: fc.oneof(often(30, 'k8s', 'clusters/shop'), often(1, 'auth/k8s', '/k8s', 'k8s/', 'a"b', 'a\nb')),
  seconds: fc.oneof(often(20, undefined, 600, 3600), often(1, 599, 0, 2 ** 32 + 1)),
  region: fc.oneof(often(20, undefined, 'eu-central-1'), often(1, 'Frankfurt', '')),
  secretId: fc.oneof(often(20, 'approle'), often(1, 'AppRole', '')),
  headerValue: fc.oneof(often(20, undefined, 'vault.shop.example'), often(1, `password=${TOKEN}`)),
  vaultNamespace: fc.oneof(often(30, undefined, 'shop'), often(1, 'a"b', 'a\nb')),
  allowedNamespaces: fc.oneof(often(30, undefined, ['tills']), often(1, ['*'], ['tills', '*'], ['Tills'], ['till.s'])),
  connection: fc.oneof(often(30, undefined, 'vault', 'vault/eu'), often(1, '', 'Vault', 'vault/eu/till')),
  headers: fc.oneof(
    often<Texts | undefined>(30, undefined, { 'X-Team': 'till' }), often<Texts>(1, { 'X-Vault-Token': TOKEN }),
  ),
  loginParameters: fc.oneof(
    often<Texts | undefined>(30, undefined, { tier: 'one' }), often<Texts>(1, { password: 'tr0ub4dor-3' }),
  ),
  storageEncryption: fc.oneof(
    often<Texts | undefined>(30, undefined, { mount: 'transit', keyName: 'till' }),
    often<Texts>(1, { mount: '', keyName: 'till' }, { mount: 'transit', keyName: '' }),
  ),
});
type Login = typeof login extends fc.Arbitrary<infer T> ? T : never;

const ROLE_ARN = 'arn:aws:iam::123456789012:role/till';

/** The account and its role, where this app has it. */
const isBare = ({ method, account, isOwn }: Login) => method === 'aws' && account === 'till' && isOwn === 'bare';

function methodOf(chart: Chart, input: Login): VaultOperatorAuthMethod {
  const { secretId, method, account, isOwn, role, authMountPath, seconds, region, headerValue } = input;
  const serviceAccount = account === 'till' && isOwn !== undefined
    ? new kplus.ServiceAccount(chart, 'Account', {
      metadata: { name: account, annotations: isOwn === 'bare' ? {} : { 'eks.amazonaws.com/role-arn': ROLE_ARN } },
    })
    : kplus.ServiceAccount.fromServiceAccountName(chart, 'Account', account);
  switch (method) {
    case 'aws': return VaultOperatorAuthMethod.aws({
      role, authMountPath, irsaServiceAccount: serviceAccount, region, headerValue,
    });
    case 'gcp': return VaultOperatorAuthMethod.gcp({
      role, authMountPath, workloadIdentityServiceAccount: serviceAccount, region,
    });
    case 'appRole': return VaultOperatorAuthMethod.unsafeAppRole({
      roleId: role, authMountPath, secretId: kplus.Secret.fromSecretName(chart, 'Id', secretId),
    });
    default: return VaultOperatorAuthMethod[method]({
      role,
      authMountPath,
      serviceAccount,
      tokenExpiration: seconds === undefined ? undefined : Duration.seconds(seconds),
    });
  }
}

function settingsOf({ secretId, method, account, role, seconds, region, headerValue }: Login): object {
  switch (method) {
    case 'aws': return { role, irsaServiceAccount: account, region, headerValue };
    case 'gcp': return { role, workloadIdentityServiceAccount: account, region };
    case 'appRole': return { roleId: role, secretRef: secretId };
    default: return { role, serviceAccount: account, tokenExpirationSeconds: seconds ?? 600 };
  }
}

testAgreement<Login>('VaultOperatorAuth', {
  inputs: login,
  construct: (input) => {
    const chart = shop();
    const { vaultNamespace, allowedNamespaces, headers, loginParameters, connection: server } = input;
    const auth = new VaultOperatorAuth(chart, 'Own', {
      method: methodOf(chart, input),
      vaultNamespace,
      allowedNamespaces,
      headers,
      loginParameters,
      storageEncryption: input.storageEncryption as { mount: string; keyName: string } | undefined,
      connection: server === undefined ? undefined : VaultOperatorConnection.fromName(server),
    });
    const [problem] = auth.node.validate();
    if (problem !== undefined) {
      throw new Error(problem);
    }
  },
  manifest: (input) => [
    {
      apiVersion: 'secrets.hashicorp.com/v1beta1',
      kind: 'VaultAuth',
      metadata: { name: 'till', namespace: 'shop' },
      spec: {
        vaultConnectionRef: input.connection,
        method: input.method,
        mount: input.authMountPath,
        namespace: input.vaultNamespace,
        allowedNamespaces: input.allowedNamespaces,
        params: input.loginParameters,
        headers: input.headers,
        storageEncryption: input.storageEncryption,
        [input.method]: settingsOf(input),
      },
    },
    ...input.isOwn === undefined || input.account !== 'till' || input.method === 'appRole' ? [] : [{
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: {
        name: 'till',
        namespace: 'shop',
        annotations: isBare(input) ? undefined : { 'eks.amazonaws.com/role-arn': ROLE_ARN },
      },
      automountServiceAccountToken: false,
    }],
  ].map((object) => JSON.stringify(object)).join('\n---\n'),
  places: (message, { method }) => {
    const places: readonly (readonly [words: string, place: string])[] = [
      ['Vault role', `${method}/role`], ['roleId', `${method}/roleId`],
      ['service account', `${method}/${ACCOUNTS[method]}`], ['authMountPath', 'mount'],
      ['token lifetime', `${method}/tokenExpirationSeconds`], ['vaultNamespace', 'namespace'],
      ['headerValue', `${method}/headerValue`], ['region', `${method}/region`], ['storageEncryption', 'storageEncryption'],
      ["allowedNamespaces has '*'", 'allowedNamespaces'], ['is not a valid namespace', 'allowedNamespaces'],
      ['VaultOperatorConnection.fromName', 'vaultConnectionRef'],
      ['Vault auth method: "', 'appRole/secretRef'], ['spec.headers', 'headers'],
      ['spec.params', 'params'],
    ];
    const found = places.find(([words]) => message.includes(words));
    return [found === undefined ? `/${message}` : `/spec/${found[1]}`];
  },
  exceptions: [
    {
      why: 'an empty reference is one that is not given: the operator takes the connection that it was installed with',
      holds: ({ connection: server }) => server === '',
      refusals: /VaultOperatorConnection.fromName: "" \(0 characters\) is not a valid object name.*$/g,
    },
  ],
});
