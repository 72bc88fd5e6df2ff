import {
  automounts,
  enforcesMountableSecrets,
  holdsToken,
  isApiToken,
  isStaticPod,
  logsInToVault,
  namesTokenPath,
  tokenClientOf,
} from '../../src/facts/account-token';

test.each([
  [undefined, undefined, true],
  [undefined, true, true],
  [undefined, false, false],
  [true, false, true],
  [false, true, false],
])('a pod that says %s, of an account that says %s, gets a token: %s', (pod, account, expected) => {
  expect(automounts(pod, account)).toBe(expected);
});

describe('a static pod', () => {
  test.each([
    ['has a mirror', {}, { 'kubernetes.io/config.mirror': '01' }, []],
    ['came from a file', {}, { 'kubernetes.io/config.source': 'file' }, []],
    ['was written by kubeadm', { component: 'etcd', tier: 'control-plane' }, {}, []],
    ['runs the API server', {}, {}, ['/usr/local/bin/kube-apiserver']],
  ])('%s', (_how, labels, annotations, commands) => {
    expect(isStaticPod(labels, annotations, commands)).toBe(true);
  });

  test.each([
    [{}, {}, ['app']],
    [{ tier: 'control-plane' }, {}, []],
    [{}, { 'kubernetes.io/config.source': 'api' }, ['kube-apiserver-proxy']],
  ])('is none of %j %j %j', (labels, annotations, commands) => {
    expect(isStaticPod(labels, annotations, commands)).toBe(false);
  });
});

test.each<[string, string[], string[], boolean]>([
  ['registry.example/hashicorp/vault:1.19', [], ['agent', '-config=/etc/vault/agent.hcl'], true],
  ['registry.example:5000/openbao@sha256:0', [], ['proxy'], true],
  ['registry.example/tools:1', ['/bin/vault', 'agent'], [], true],
  ['registry.example/tools:1', ['sh', '-c'], ['vault write auth/kubernetes/login role=x jwt=$JWT'], true],
  ['registry.example/tools:1', ['vault'], ['login', '-method=kubernetes', 'role=x'], true],
  ['registry.example/hashicorp/vault:1.19', [], ['server'], false],
  ['registry.example/vault-exporter:1', [], ['agent'], false],
  ['registry.example/app:1', ['app'], ['--agent', 'vault'], false],
  ['', [], [], false],
])('a container of %s with %j %j logs in to Vault: %s', (image, command, args, expected) => {
  expect(logsInToVault(image, command, args)).toBe(expected);
});

describe('a client that logs in with the token', () => {
  test.each([
    [{ 'vault.hashicorp.com/agent-inject': 'true' }, 'Vault Agent'],
    [
      { 'vault.hashicorp.com/agent-inject': '1', 'vault.hashicorp.com/agent-service-account-token-volume-name': '' },
      'Vault Agent',
    ],
    [{ 'openbao.org/agent-inject': 'true' }, 'OpenBao Agent'],
    [{ 'consul.hashicorp.com/connect-inject': 'true' }, 'Consul'],
    [{ 'linkerd.io/inject': 'ingress' }, 'Linkerd'],
    [{ 'vault.security.bank-vaults.io/vault-role': 'x' }, 'Bank-Vaults'],
    [{ 'org.infisical.com/inject': 'true' }, 'Infisical Agent'],
    [{ 'akeyless/enabled': 'true' }, 'Akeyless'],
    [{ 'vault.opstree.secret.manager/enabled': 'true' }, 'k8s-vault-webhook'],
  ])('%j', (annotations, name) => {
    expect(tokenClientOf(annotations)).toBe(name);
  });

  test.each([
    [{}],
    [{ 'vault.hashicorp.com/agent-inject': 'false' }],
    [
      {
        'vault.hashicorp.com/agent-inject': 'true',
        'vault.hashicorp.com/agent-service-account-token-volume-name': 'token',
      },
    ],
    [{ 'linkerd.io/inject': 'disabled' }],
    [{ 'sidecar.istio.io/inject': 'true' }],
    [{ 'azure.workload.identity/inject-proxy-sidecar': 'true' }],
    [{ 'iam.gke.io/gcp-service-account': 'x' }],
  ])('not %j', (annotations) => {
    expect(tokenClientOf(annotations)).toBeUndefined();
  });
});

test('a program is told the path of the token, by either of its names', () => {
  expect(
    [
      '--jwt=/var/run/secrets/kubernetes.io/serviceaccount/token',
      '/run/secrets/kubernetes.io/serviceaccount',
      '/run/secrets/db',
    ].map(namesTokenPath),
  ).toEqual([true, true, false]);
});

test('a token for another audience, and the one that the API server wrote, are not a second token', () => {
  expect([
    isApiToken('t', undefined),
    isApiToken('t', ''),
    isApiToken('t', 'vault'),
    isApiToken('kube-api-access-x7k2p', undefined),
  ]).toEqual([true, true, false, false]);
});

describe('a Secret that an account lists', () => {
  test.each<['yes' | 'no' | 'unknown', string, (string | undefined)[], string[]]>([
    ['yes', 'orders-token', ['kubernetes.io/service-account-token'], []],
    ['no', 'git', ['kubernetes.io/basic-auth'], []],
    ['no', 'git', [''], []],
    ['no', 'builder-dockercfg-x7k2p', [], []],
    ['no', 'cache', [], ['auth']],
    ['unknown', 'orders-token', [], []],
    ['unknown', 'orders-token', [], ['token', 'ca.crt']],
    ['unknown', 'made', [undefined], []],
  ])('holds a token: %s (%s %j %j)', (expected, name, types, keys) => {
    expect(holdsToken(name, types, keys)).toBe(expected);
  });

  test('limits what pods mount, where an annotation says so', () => {
    expect(enforcesMountableSecrets({ 'kubernetes.io/enforce-mountable-secrets': 'true' })).toBe(true);
    expect(enforcesMountableSecrets({ 'kubernetes.io/enforce-mountable-secrets': 'no' })).toBe(false);
    expect(enforcesMountableSecrets({})).toBe(false);
  });
});
