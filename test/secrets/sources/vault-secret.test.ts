import { ApiObject, Chart, Duration, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  ReloadStrategy,
  RotatingVolumeMount,
  SecretSource,
  SecretType,
  SecureSecret,
  SecureSecretProps,
  VaultOperatorAuth,
  VaultOperatorAuthMethod,
  VaultOperatorAuthProps,
  VaultOperatorConnection,
  VaultOperatorConnectionProps,
  VaultOperatorDynamicSecretOptions,
  VaultOperatorRequestMethod,
  VaultOperatorRestartKind,
  VaultOperatorStaticSecretOptions,
  VaultEngine,
} from '../../../src';
import { expectValidStoreManifests, isStoreKind } from '../../support/store-schema';

const auth = VaultOperatorAuth.fromName('payments');

function make(source: SecretSource, props: Partial<SecureSecretProps> = {}) {
  const chart = new Chart(Testing.app(), 'payments', { disableResourceNameHashes: true });
  const secret = new SecureSecret(chart, 'Db', { keys: ['username', 'password'], source, ...props });
  const manifest = () => {
    const manifests = Testing.synth(chart).filter(isStoreKind);
    expectValidStoreManifests(manifests);
    return manifests[0];
  };
  return { chart, secret, manifest };
}

const fixed = (options: Partial<VaultOperatorStaticSecretOptions> = {}, props: Partial<SecureSecretProps> = {}) =>
  make(SecretSource.vaultStatic(auth, { mount: 'secret', path: 'payments/db', ...options }), props);
const dynamic = (options: Partial<VaultOperatorDynamicSecretOptions> = {}, props: Partial<SecureSecretProps> = {}) =>
  make(SecretSource.vaultDynamic(auth, { mount: 'database', path: 'creds/payments', ...options }), props);

test('snapshot: minimal props', () => {
  expect([fixed().manifest(), dynamic().manifest()]).toMatchSnapshot();
});

test('the Secret has its keys and nothing else: not the whole answer of Vault under _raw', () => {
  expect(fixed({}, { keys: ['tls.crt'] }).manifest().spec.destination.transformation).toEqual({
    excludeRaw: true,
    includes: ['^tls\\.crt$'],
  });
  expect(fixed({ templateData: { url: 'x' } }, { keys: ['url'] }).manifest().spec.destination.transformation).toEqual({
    excludeRaw: true,
    excludes: ['.*'],
    templates: { url: { text: 'x' } },
  });
});

test('every option of a static secret is written', () => {
  const { manifest, secret } = fixed({
    engine: VaultEngine.KV_V2,
    version: 3,
    vaultNamespace: 'admin',
    refreshAfter: Duration.seconds(90),
    instantUpdates: true,
    templateLabels: { a: 'b' },
    templateAnnotations: { c: 'd' },
    templateData: { password: '{{ get .Secrets "pw" }}' },
  }, { secretType: SecretType.BASIC_AUTH, metadata: { name: 'db', namespace: 'payments', labels: { e: 'f' } } });
  expect(secret.name).toBe('db');
  expect(manifest()).toEqual({
    apiVersion: 'secrets.hashicorp.com/v1beta1',
    kind: 'VaultStaticSecret',
    metadata: { name: 'db', namespace: 'payments', labels: { e: 'f' } },
    spec: {
      vaultAuthRef: 'payments',
      mount: 'secret',
      path: 'payments/db',
      namespace: 'admin',
      type: 'kv-v2',
      version: 3,
      refreshAfter: '90s',
      hmacSecretData: true,
      syncConfig: { instantUpdates: true },
      destination: {
        name: 'db',
        create: true,
        overwrite: false,
        type: 'kubernetes.io/basic-auth',
        labels: { a: 'b' },
        annotations: { c: 'd' },
        transformation: {
          excludeRaw: true,
          includes: ['^username$'],
          templates: { password: { text: '{{ get .Secrets "pw" }}' } },
        },
      },
    },
  });
});

test('every option of a dynamic secret is written', () => {
  expect(
    dynamic({
      parameters: { ttl: '1h' },
      renewalPercent: 50,
      revoke: true,
      staticCredentials: true,
      refreshAfter: Duration.hours(1),
    }).manifest().spec,
  ).toMatchObject({
    params: { ttl: '1h' },
    renewalPercent: 50,
    revoke: true,
    allowStaticCreds: true,
    refreshAfter: '1h',
  });
  expect(dynamic({ requestMethod: VaultOperatorRequestMethod.POST }).manifest().spec.requestHTTPMethod).toBe('POST');
  expect(() => dynamic({ requestMethod: VaultOperatorRequestMethod.GET, parameters: { ttl: '1h' } }))
    .toThrow('with parameters the operator sends PUT whatever requestMethod says; leave out requestMethod');
});

describe('workloads that use the Secret', () => {
  const used = (options: Partial<VaultOperatorStaticSecretOptions> = {}) => {
    const { chart, secret, manifest } = fixed(options);
    const containers = [{ image: 'x:1' }];
    const api = new kplus.Deployment(chart, 'Api', { containers });
    const isRestarted = options.restartWorkloads !== false && options.detectDrift !== false;
    new RotatingVolumeMount(chart, 'Files', {
      workload: api,
      source: secret,
      mountPath: '/etc/secrets/db',
      reload: isRestarted ? undefined : ReloadStrategy.inProcess(),
    });
    new kplus.StatefulSet(chart, 'Worker', {
      containers: [{ image: 'x:1', portNumber: 80, envVariables: { PW: secret.envValue('password') } }],
    });
    new kplus.DaemonSet(chart, 'Agent', { containers: [{ image: 'x:1', envFrom: [kplus.Env.fromSecret(secret)] }] });
    new kplus.Deployment(chart, 'Unrelated', { containers });
    new kplus.Job(chart, 'Job', { containers: [{ image: 'x:1', envVariables: { PW: secret.envValue('password') } }] });
    new ApiObject(chart, 'Elsewhere', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'elsewhere', namespace: 'other' },
      spec: { template: { spec: { volumes: [{ name: 'v', secret: { secretName: secret.name } }] } } },
    });
    new ApiObject(chart, 'Rollout', {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Rollout',
      metadata: { name: 'canary' },
      spec: {
        template: { spec: { volumes: [{ name: 'v', projected: { sources: [{ secret: { name: secret.name } }] } }] } },
      },
    });
    return manifest().spec.rolloutRestartTargets;
  };

  test('are restarted when it changes: mounted, in the environment, projected; in the same namespace', () => {
    expect(used()).toEqual([
      { kind: 'DaemonSet', name: 'payments-agent' },
      { kind: 'Deployment', name: 'payments-api' },
      { kind: 'StatefulSet', name: 'payments-worker' },
      { kind: 'argo.Rollout', name: 'canary' },
    ]);
  });

  test('are left alone where they read the files again', () => {
    expect(used({ restartWorkloads: false })).toBeUndefined();
  });

  test('of other apps can be named, and are named once', () => {
    const other = { kind: VaultOperatorRestartKind.DEPLOYMENT, name: 'billing' };
    expect(used({ restartWorkloads: false, restartTargets: [other, other] })).toEqual([other]);
  });

  test('cannot be restarted without drift detection, which is what notices a change', () => {
    expect(used({ detectDrift: false })).toBeUndefined();
    expect(() =>
      fixed({ detectDrift: false, restartTargets: [{ kind: VaultOperatorRestartKind.DEPLOYMENT, name: 'x' }] }),
    ).toThrow(
      'payments/Db: without detectDrift the operator does not know of a change and restarts no workload; leave out '
        + 'restartTargets and restartWorkloads',
    );
  });
});

test('a Secret that is elsewhere in the app is never overwritten', () => {
  const { chart, secret } = fixed();
  new kplus.Secret(chart, 'Legacy', { metadata: { name: secret.name } });
  expect(() => Testing.synth(chart)).toThrow(
    'Secret payments-db is written by payments/Db and by payments/Legacy/Resource',
  );
});

test.each<[string, () => unknown, string]>([
  [
    'an immutable Secret',
    () => fixed({}, { immutable: true }),
    'payments/Db: the Vault Secrets Operator writes no immutable Secret; leave `immutable` out',
  ],
  ['no mount', () => fixed({ mount: '' }), 'payments/Db: mount "" is empty, or has a slash at an end'],
  [
    'a path with a slash',
    () => fixed({ path: '/payments' }),
    'payments/Db: path "/payments" is empty, or has a slash at an end',
  ],
  [
    'what the operator adds to the path',
    () => fixed({ path: 'data/payments/db' }),
    'payments/Db: path "data/payments/db" begins with what the operator puts before it automatically',
  ],
  [
    'a version of what has none',
    () => fixed({ engine: VaultEngine.KV_V1, version: 2 }),
    'payments/Db: version 2 is not a version of a secret of kv-v1',
  ],
  [
    'an engine without keys and values',
    () => fixed({ engine: VaultEngine.OTHER }),
    'payments/Db: engine is other, and SecretSource.vaultStatic reads key-value engines only; set VaultEngine.KV_V2 '
      + 'or VaultEngine.KV_V1',
  ],
  ['half a version', () => fixed({ version: 1.5 }), 'payments/Db: version 1.5 is not a version of a secret of kv-v2'],
  [
    'a template of a key that the Secret does not have',
    () => fixed({ templateData: { url: 'x' } }),
    'payments/Db: `templateData` has url, which the Secret does not have',
  ],
  [
    'a refresh that never comes',
    () => fixed({ refreshAfter: Duration.seconds(0) }),
    'payments/Db: refreshAfter "0s" is not a time above 0',
  ],
  ['a late renewal', () => dynamic({ renewalPercent: 95 }), 'payments/Db: renewalPercent 95 is not between 0 and 90'],
])('%s is refused', (_, build, message) => {
  expect(build).toThrow(message);
});

describe('connection and log-in', () => {
  const outside = Testing.chart();
  const serviceAccount = kplus.ServiceAccount.fromServiceAccountName(outside, 'Account', 'payments');
  const secret = kplus.Secret.fromSecretName(outside, 'Secret', 'vault-ca');
  const synth = (build: (chart: Chart) => unknown) => {
    const chart = new Chart(Testing.app(), 'payments', { disableResourceNameHashes: true });
    build(chart);
    const manifests = Testing.synth(chart);
    expectValidStoreManifests(manifests);
    return manifests;
  };
  const connect = (props: Partial<VaultOperatorConnectionProps>) =>
    synth((chart) => new VaultOperatorConnection(chart, 'Vault', { address: 'https://vault.acme', ...props }))[0].spec;
  const logIn = (method: VaultOperatorAuthMethod, props: Partial<VaultOperatorAuthProps> = {}) =>
    synth((chart) => new VaultOperatorAuth(chart, 'Auth', { method, ...props }))[0].spec;

  test('snapshot: minimal props', () => {
    expect(
      synth((chart) => {
        const connection = new VaultOperatorConnection(chart, 'Vault', { address: 'https://vault.acme' });
        new VaultOperatorAuth(chart, 'Auth', {
          connection,
          method: VaultOperatorAuthMethod.kubernetes({ role: 'payments', serviceAccount }),
        });
      }),
    ).toMatchSnapshot();
  });

  test('the Secret of a certificate authority has a name', () => {
    const unnamed = kplus.Secret.fromSecretName(outside, 'Unnamed', 'Vault CA');
    expect(() => connect({ caCertSecret: unnamed }))
      .toThrow('payments/Vault: "Vault CA" (8 characters) is not a valid object name');
  });

  test('every option is written', () => {
    expect(
      connect({ headers: { a: 'b' }, tlsServerName: 'vault', caCertSecret: secret, timeout: Duration.seconds(30) }),
    ).toEqual({
      address: 'https://vault.acme',
      headers: { a: 'b' },
      tlsServerName: 'vault',
      caCertSecretRef: 'vault-ca',
      timeout: '30s',
      skipTLSVerify: false,
    });
    expect(
      connect({ address: 'http://vault:8200', unsafeSkipTlsVerify: true, unsafeAllowHttp: true, caCertPath: '/ca' }),
    ).toEqual({ address: 'http://vault:8200', skipTLSVerify: true, caCertPath: '/ca' });
    expect(
      logIn(VaultOperatorAuthMethod.kubernetes({ role: 'r', serviceAccount }), {
        connection: VaultOperatorConnection.fromName('vso/vault'),
        vaultNamespace: 'admin',
        allowedNamespaces: ['billing'],
        loginParameters: { a: 'b' },
        headers: { c: 'd' },
        storageEncryption: { mount: 'transit', keyName: 'vso' },
      }),
    ).toMatchObject({
      vaultConnectionRef: 'vso/vault',
      namespace: 'admin',
      allowedNamespaces: ['billing'],
      params: { a: 'b' },
      headers: { c: 'd' },
      storageEncryption: { mount: 'transit', keyName: 'vso' },
    });
  });

  test('each method has its settings', () => {
    const methods = [
      VaultOperatorAuthMethod.kubernetes({
        role: 'r',
        serviceAccount,
        authMountPath: 'k8s',
        audiences: ['vault'],
        tokenExpiration: Duration.minutes(20),
      }),
      VaultOperatorAuthMethod.jwt({ role: 'r', serviceAccount }),
      VaultOperatorAuthMethod.aws({
        role: 'r',
        irsaServiceAccount: serviceAccount,
        region: 'eu-west-1',
        headerValue: 'h',
      }),
      VaultOperatorAuthMethod.gcp({
        role: 'r',
        workloadIdentityServiceAccount: serviceAccount,
        region: 'europe-west3',
        clusterName: 'c',
        projectId: 'p',
      }),
      VaultOperatorAuthMethod.unsafeAppRole({ roleId: 'id', secretId: secret }),
    ];
    expect(methods.map((method) => logIn(method))).toEqual([
      {
        method: 'kubernetes',
        mount: 'k8s',
        kubernetes: { role: 'r', serviceAccount: 'payments', audiences: ['vault'], tokenExpirationSeconds: 1200 },
      },
      { method: 'jwt', mount: 'jwt', jwt: { role: 'r', serviceAccount: 'payments', tokenExpirationSeconds: 600 } },
      {
        method: 'aws',
        mount: 'aws',
        aws: { role: 'r', irsaServiceAccount: 'payments', region: 'eu-west-1', headerValue: 'h' },
      },
      {
        method: 'gcp',
        mount: 'gcp',
        gcp: {
          role: 'r',
          workloadIdentityServiceAccount: 'payments',
          region: 'europe-west3',
          clusterName: 'c',
          projectID: 'p',
        },
      },
      { method: 'appRole', mount: 'approle', appRole: { roleId: 'id', secretRef: 'vault-ca' } },
    ]);
  });

  test.each<[string, () => unknown, string]>([
    [
      'plain http',
      () => connect({ address: 'http://vault:8200' }),
      'payments/Vault: Vault address "http://vault:8200" sends tokens and secrets in plain text',
    ],
    [
      'a connection by a name that no object has',
      () => connect({ address: 'https://vault', metadata: { name: 'My_Vault' } }),
      'payments/Vault: "My_Vault" (8 characters) is not a valid object name',
    ],
    [
      'a log-in by such a name',
      () => logIn(VaultOperatorAuthMethod.kubernetes({ role: 'r', serviceAccount }), { metadata: { name: 'My_Auth' } }),
      'payments/Auth: "My_Auth" (7 characters) is not a valid object name',
    ],
    [
      'two authorities',
      () => connect({ caCertSecret: secret, caCertPath: '/ca' }),
      'payments/Vault: caCertPath and a Secret both name a certificate authority, and the operator takes one',
    ],
    [
      'every namespace',
      () => logIn(VaultOperatorAuthMethod.kubernetes({ role: 'r', serviceAccount }), { allowedNamespaces: ['*'] }),
      "payments/Auth: allowedNamespaces has '*', so that every namespace could read as this role; name those that may",
    ],
    [
      'a token shorter than Kubernetes issues',
      () => VaultOperatorAuthMethod.jwt({ role: 'r', serviceAccount, tokenExpiration: Duration.minutes(5) }),
      'Vault auth method: the token lifetime of 300 s is not a whole number of seconds from 600',
    ],
    [
      'no role',
      () => VaultOperatorAuthMethod.jwt({ role: ' ', serviceAccount }),
      'Vault auth method: the Vault role is empty',
    ],
    [
      'a mount with auth/ before it',
      () => VaultOperatorAuthMethod.jwt({ role: 'r', serviceAccount, authMountPath: 'auth/jwt' }),
      'Vault auth method: authMountPath "auth/jwt" has \'auth/\' or a slash around it',
    ],
    [
      'no AppRole',
      () => VaultOperatorAuthMethod.unsafeAppRole({ roleId: '', secretId: secret }),
      'Vault auth method: the roleId is empty',
    ],
    [
      'the default account',
      () =>
        VaultOperatorAuthMethod.aws({
          role: 'r',
          irsaServiceAccount: kplus.ServiceAccount.fromServiceAccountName(Testing.chart(), 'D', 'default'),
        }),
      "Vault auth method: the service account is the namespace's 'default'",
    ],
  ])('%s is refused', (_, build, message) => {
    expect(build).toThrow(message);
  });
});

describe('a static role, whose password is rotated in place', () => {
  test.each(['static-creds/payments', 'static-cred/payments'])('is told by its path %s', (path) => {
    expect(dynamic({ path }).manifest().spec.allowStaticCreds).toBe(true);
    expect(() => dynamic({ path, staticCredentials: false })).toThrow(
      `payments/Db: path "${path}" is that of a static role, and staticCredentials is false`,
    );
  });

  test('is not a path that only has the word in it', () => {
    expect(dynamic({ path: 'creds/static-creds' }).manifest().spec).not.toHaveProperty('allowStaticCreds');
    expect(dynamic({ staticCredentials: true }).manifest().spec.allowStaticCreds).toBe(true);
  });
});

test.each([Duration.seconds(599), Duration.millis(600_500), Duration.seconds(2 ** 32 + 1)])(
  'a token of %s is refused',
  (tokenExpiration) => {
    const serviceAccount = kplus.ServiceAccount.fromServiceAccountName(Testing.chart(), 'Account', 'payments');
    expect(() => VaultOperatorAuthMethod.jwt({ role: 'payments', serviceAccount, tokenExpiration })).toThrow(
      'is not a whole number of seconds from 600',
    );
  },
);
