import { ApiObject, Chart, Duration, JsonPatch, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  AwsStoreSessionTagsPolicy, AwsStoreAuth, AwsStoreOptions, AwsStoreService, AzureStoreEnvironment, AzureStoreAuth,
  AzureStoreOptions, ClusterExternalSecretStore, ExternalSecretStore, GcpStoreAuth, GcpStoreVersionSelection,
  KubernetesStoreAuth, KubernetesStoreOptions, ExternalSecretStoreOptions, ExternalSecretStoreProvider,
  ExternalSecretStoreCertificateAuthority, ExternalSecretStoreNamespaces, VaultEngine, VaultOperatorAuth,
  VaultOperatorConnection, VaultStoreAuth, VaultStoreOptions,
} from '../../../src';
import { expectValidStoreManifests } from '../../support/store-schema';

const outside = Testing.chart();
const serviceAccount = kplus.ServiceAccount.fromServiceAccountName(outside, 'Account', 'eso-payments');
const secret = kplus.Secret.fromSecretName(outside, 'Secret', 'credentials');
const configMap = kplus.ConfigMap.fromConfigMapName(outside, 'Ca', 'kube-root-ca.crt');
const keyOf = (key: string) => ({ secret, key });
const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const ca = ExternalSecretStoreCertificateAuthority.fromConfigMap(configMap, 'ca.crt');

function specOf(provider: ExternalSecretStoreProvider, options: Partial<ExternalSecretStoreOptions> = {}): any {
  const chart = Testing.chart();
  new ExternalSecretStore(chart, 'Store', { provider, ...options });
  const [manifest] = Testing.synth(chart);
  expectValidStoreManifests([manifest]);
  return manifest.spec;
}

const vault = (options: Partial<VaultStoreOptions> = {}) =>
  specOf(
    ExternalSecretStoreProvider.vault({
      address: 'https://vault.acme',
      auth: VaultStoreAuth.kubernetes({ role: 'payments', serviceAccount }),
      ...options,
    }),
  ).provider.vault;
const aws = (options: Partial<AwsStoreOptions> = {}) =>
  specOf(
    ExternalSecretStoreProvider.aws({
      service: AwsStoreService.SECRETS_MANAGER,
      region: 'eu-central-1',
      auth: AwsStoreAuth.serviceAccount({ serviceAccount }),
      ...options,
    }),
  ).provider.aws;
const azure = (options: Partial<AzureStoreOptions> = {}) =>
  specOf(
    ExternalSecretStoreProvider.azure({
      address: 'https://payments.vault.azure.net',
      auth: AzureStoreAuth.workloadIdentity({ serviceAccount }),
      ...options,
    }),
  ).provider.azurekv;
const kubernetes = (options: Partial<KubernetesStoreOptions> = {}) =>
  specOf(
    ExternalSecretStoreProvider.kubernetes({
      remoteNamespaceName: 'shared',
      auth: KubernetesStoreAuth.serviceAccount({ serviceAccount }),
      certificateAuthority: ca,
      ...options,
    }),
  ).provider.kubernetes;

test('snapshot: minimal props of every provider', () => {
  expect({
    vault: vault(),
    aws: aws(),
    gcpsm: specOf(
      ExternalSecretStoreProvider.gcp({
        projectId: 'acme-payments',
        auth: GcpStoreAuth.workloadIdentity({ serviceAccount }),
      }),
    ).provider.gcpsm,
    azurekv: azure(),
    kubernetes: kubernetes(),
  }).toMatchSnapshot();
});

test('only external-secrets.io/v1 is written, and the store knows its name and namespace', () => {
  const chart = Testing.chart();
  const store = new ExternalSecretStore(chart, 'Store', {
    provider: ExternalSecretStoreProvider.aws({
      service: AwsStoreService.PARAMETER_STORE,
      region: 'eu-west-1',
      auth: AwsStoreAuth.unsafeController(),
    }),
    metadata: { name: 'aws', namespace: 'payments', labels: { team: 'payments' } },
    controller: 'blue',
    maxRetries: 3,
    retryInterval: Duration.seconds(5),
    refreshInterval: Duration.minutes(2),
  });
  const [manifest] = Testing.synth(chart);
  expectValidStoreManifests([manifest]);
  expect(manifest).toEqual({
    apiVersion: 'external-secrets.io/v1',
    kind: 'SecretStore',
    metadata: { name: 'aws', namespace: 'payments', labels: { team: 'payments' } },
    spec: {
      controller: 'blue',
      refreshInterval: 120,
      retrySettings: { maxRetries: 3, retryInterval: '5s' },
      provider: { aws: { service: 'ParameterStore', region: 'eu-west-1' } },
    },
  });
  expect([store.storeName, store.storeKind, store.storeNamespaceName]).toEqual(['aws', 'SecretStore', 'payments']);
});

describe('identities', () => {
  test('of Vault', () => {
    const password = { username: 'u', password: keyOf('p') };
    const auths = [
      VaultStoreAuth.kubernetes({ role: 'r', serviceAccount, authMountPath: 'k', audiences: ['vault'] }),
      VaultStoreAuth.jwt({ role: 'r', serviceAccount, audiences: ['vault'] }),
      VaultStoreAuth.iam({
        role: 'r',
        serviceAccount,
        region: 'eu-west-1',
        assumeRole: 'arn',
        externalId: 'e',
        serverId: 's',
      }),
      VaultStoreAuth.gcp({ role: 'r', serviceAccount, projectId: 'acme' }),
      VaultStoreAuth.unsafeAppRole({ roleId: 'id', secretId: keyOf('s') }),
      VaultStoreAuth.unsafeToken(keyOf('t')),
      VaultStoreAuth.unsafeUserPassword(password),
      VaultStoreAuth.unsafeLdap(password),
      VaultStoreAuth.unsafeClientCertificate({
        certificate: keyOf('tls.crt'),
        privateKey: keyOf('tls.key'),
        role: 'r',
      }),
    ];
    const account = { name: 'eso-payments' };
    const ref = (key: string) => ({ name: 'credentials', key });
    expect(auths.map((auth) => vault({ auth }).auth)).toEqual([
      { kubernetes: { mountPath: 'k', role: 'r', serviceAccountRef: { ...account, audiences: ['vault'] } } },
      {
        jwt: {
          path: 'jwt',
          role: 'r',
          kubernetesServiceAccountToken: { serviceAccountRef: { ...account, audiences: ['vault'] } },
        },
      },
      {
        iam: {
          path: 'aws',
          vaultRole: 'r',
          region: 'eu-west-1',
          role: 'arn',
          externalID: 'e',
          vaultAwsIamServerID: 's',
          jwt: { serviceAccountRef: account },
        },
      },
      { gcp: { path: 'gcp', role: 'r', projectID: 'acme', workloadIdentity: { serviceAccountRef: account } } },
      { appRole: { path: 'approle', roleId: 'id', secretRef: ref('s') } },
      { tokenSecretRef: ref('t') },
      { userPass: { path: 'userpass', username: 'u', secretRef: ref('p') } },
      { ldap: { path: 'ldap', username: 'u', secretRef: ref('p') } },
      { cert: { path: 'cert', vaultRole: 'r', clientCert: ref('tls.crt'), secretRef: ref('tls.key') } },
    ]);
  });

  test('of AWS', () => {
    const auths = [
      AwsStoreAuth.unsafeController(),
      AwsStoreAuth.unsafeStaticCredentials({
        accessKeyId: keyOf('id'),
        secretAccessKey: keyOf('key'),
        sessionToken: keyOf('token'),
      }),
    ];
    expect(auths.map((auth) => aws({ auth }).auth)).toEqual([undefined, {
      secretRef: {
        accessKeyIDSecretRef: { name: 'credentials', key: 'id' },
        secretAccessKeySecretRef: { name: 'credentials', key: 'key' },
        sessionTokenSecretRef: { name: 'credentials', key: 'token' },
      },
    }]);
  });

  test('of Google Cloud', () => {
    const providerResourceName = '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/k';
    const auths = [
      GcpStoreAuth.workloadIdentity({ serviceAccount, clusterLocation: 'l', clusterName: 'n', clusterProjectId: 'p' }),
      GcpStoreAuth.workloadIdentityFederation({
        serviceAccount,
        providerResourceName,
        gcpServiceAccountEmail: 'a@acme.iam.gserviceaccount.com',
      }),
      GcpStoreAuth.unsafeController(),
      GcpStoreAuth.unsafeStaticCredentials(keyOf('key.json')),
    ];
    const gcp = (auth: GcpStoreAuth) =>
      specOf(
        ExternalSecretStoreProvider.gcp({
          projectId: 'acme-payments',
          auth,
          location: 'europe-west3',
          versionSelection: GcpStoreVersionSelection.LATEST_OR_FETCH,
        }),
      ).provider.gcpsm;
    expect(gcp(auths[0])).toMatchObject({
      projectID: 'acme-payments',
      location: 'europe-west3',
      secretVersionSelectionPolicy: 'LatestOrFetch',
    });
    expect(auths.map((auth) => gcp(auth).auth)).toEqual([
      {
        workloadIdentity: {
          serviceAccountRef: { name: 'eso-payments' },
          clusterLocation: 'l',
          clusterName: 'n',
          clusterProjectID: 'p',
        },
      },
      {
        workloadIdentityFederation: {
          audience: providerResourceName,
          gcpServiceAccountEmail: 'a@acme.iam.gserviceaccount.com',
          serviceAccountRef: { name: 'eso-payments' },
        },
      },
      undefined,
      { secretRef: { secretAccessKeySecretRef: { name: 'credentials', key: 'key.json' } } },
    ]);
    expect(() => gcp(GcpStoreAuth.workloadIdentityFederation({ serviceAccount, providerResourceName: 'p' }))).toThrow(
      'test/Store: "p" is not the resource name of a provider, which begins with //iam.googleapis.com/projects/',
    );
  });

  test('of Azure: never the service principal by default, as External Secrets would take', () => {
    const auths = [
      AzureStoreAuth.workloadIdentity({ serviceAccount }), AzureStoreAuth.unsafeNodeIdentity('id'),
      AzureStoreAuth.unsafeStaticCredentials({ clientId: keyOf('id'), clientSecret: keyOf('secret') }),
      AzureStoreAuth.unsafeStaticCredentials({ clientId: keyOf('id'), clientCertificate: keyOf('pem') }),
    ];
    expect(auths.map((auth) => azure({ auth, tenantId: 't' }).authType)).toEqual([
      'WorkloadIdentity',
      'ManagedIdentity',
      'ServicePrincipal',
      'ServicePrincipal',
    ]);
    expect(azure({ auth: auths[2], tenantId: 't' }).authSecretRef).toEqual({
      clientId: { name: 'credentials', key: 'id' },
      clientSecret: { name: 'credentials', key: 'secret' },
    });
    expect(() => azure({ auth: auths[2] })).toThrow('test/Store: a service principal needs the tenantId of the store');
    expect(() => azure({ auth: AzureStoreAuth.unsafeStaticCredentials({ clientId: keyOf('id') }), tenantId: 't' }))
      .toThrow('test/Store: a service principal has either clientSecret or clientCertificate; give one of them');
  });

  test('of Kubernetes', () => {
    expect(kubernetes({ auth: KubernetesStoreAuth.unsafeToken(keyOf('t')), address: 'https://api' })).toMatchObject({
      auth: { token: { bearerToken: { name: 'credentials', key: 't' } } },
      server: { url: 'https://api', caProvider: { type: 'ConfigMap', name: 'kube-root-ca.crt', key: 'ca.crt' } },
    });
    for (const address of ['http://api', 'see https://api', 'https://', 'https:///api']) {
      expect(() => kubernetes({ address }))
        .toThrow(`address of the API server ${JSON.stringify(address)} does not begin with https://`);
    }
    expect(kubernetes({ address: 'HTTPS://api' }).server.url).toBe('HTTPS://api');
    expect(kubernetes({ auth: KubernetesStoreAuth.unsafeClientCertificate(keyOf('c'), keyOf('k')) }).auth).toEqual({
      cert: { clientCert: { name: 'credentials', key: 'c' }, clientKey: { name: 'credentials', key: 'k' } },
    });
  });

  test('the default service account is refused', () => {
    const account = kplus.ServiceAccount.fromServiceAccountName(Testing.chart(), 'Default', 'default');
    expect(() => vault({ auth: VaultStoreAuth.kubernetes({ role: 'r', serviceAccount: account }) })).toThrow(
      "test/Store: the service account is the namespace's 'default', which every pod that names none runs under",
    );
  });
});

test('every option of Vault is written', () => {
  expect(vault({
    mount: 'secret',
    engine: VaultEngine.KV_V2,
    vaultNamespace: 'admin',
    authVaultNamespace: 'root',
    certificateAuthority: ExternalSecretStoreCertificateAuthority.fromPem(pem),
    clientCertificate: keyOf('tls.crt'),
    clientKey: keyOf('tls.key'),
    headers: { 'X-A': 'b' },
    readYourWrites: true,
    forwardInconsistent: true,
    checkAndSet: true,
  })).toEqual({
    server: 'https://vault.acme',
    path: 'secret',
    version: 'v2',
    namespace: 'admin',
    caBundle: Buffer.from(pem).toString('base64'),
    tls: {
      certSecretRef: { name: 'credentials', key: 'tls.crt' },
      keySecretRef: { name: 'credentials', key: 'tls.key' },
    },
    headers: { 'X-A': 'b' },
    readYourWrites: true,
    forwardInconsistent: true,
    checkAndSet: { required: true },
    auth: {
      namespace: 'root',
      kubernetes: { mountPath: 'kubernetes', role: 'payments', serviceAccountRef: { name: 'eso-payments' } },
    },
  });
  expect(
    vault({ certificateAuthority: ExternalSecretStoreCertificateAuthority.fromSecret(secret, 'ca.crt') }).caProvider,
  ).toEqual({ type: 'Secret', name: 'credentials', key: 'ca.crt' });
  expect(vault({ address: 'http://vault:8200', unsafeAllowHttp: true }).server).toBe('http://vault:8200');
});

test('every option of AWS is written', () => {
  expect(aws({
    role: 'r',
    additionalRoles: ['a'],
    externalId: 'e',
    sessionTags: { team: 'payments' },
    transitiveTagKeys: ['team'],
    sessionTagsPolicy: AwsStoreSessionTagsPolicy.NONE,
    prefix: 'payments/',
    recoveryWindow: Duration.days(7),
  })).toMatchObject({
    role: 'r',
    additionalRoles: ['a'],
    externalID: 'e',
    sessionTags: [{ key: 'team', value: 'payments' }],
    transitiveTagKeys: ['team'],
    sessionTagsPolicy: 'None',
    prefix: 'payments/',
    secretsManager: { recoveryWindowInDays: 7 },
  });
  expect(aws({ unsafeDeleteWithoutRecovery: true }).secretsManager).toEqual({ forceDeleteWithoutRecovery: true });
});

test('tags of the user and of External Secrets go together: with the policy Simple the former would be lost', () => {
  const sessionTagsPolicy = AwsStoreSessionTagsPolicy.SIMPLE;
  expect(aws({ role: 'r', sessionTagsPolicy }).sessionTagsPolicy).toBe('Simple');
  const both = aws({ role: 'r', sessionTagsPolicy, sessionTags: { team: 'payments' } });
  expect(both).toMatchObject({ sessionTagsPolicy: 'Custom', customSessionTags: { team: 'payments' } });
  expect(both.sessionTags).toBeUndefined();
});

test('every option of Azure is written', () => {
  expect(
    azure({
      tenantId: 't',
      environment: AzureStoreEnvironment.AZURE_STACK_CLOUD,
      useAzureSdk: true,
      customCloud: {
        activeDirectoryEndpoint: 'https://a',
        keyVaultEndpoint: 'https://k',
        keyVaultDnsSuffix: 'd',
        resourceManagerEndpoint: 'https://r',
      },
    }),
  ).toMatchObject({
    tenantId: 't',
    environmentType: 'AzureStackCloud',
    useAzureSDK: true,
    customCloudConfig: {
      activeDirectoryEndpoint: 'https://a',
      keyVaultEndpoint: 'https://k',
      keyVaultDNSSuffix: 'd',
      resourceManagerEndpoint: 'https://r',
    },
  });
});

test.each<[string, () => unknown, string]>([
  [
    'plain http',
    () => vault({ address: 'http://vault:8200' }),
    'test/Store: Vault address "http://vault:8200" sends tokens and secrets in plain text; use https://',
  ],
  ['no URL', () => vault({ address: 'vault' }), 'is not a URL that begins with https://'],
  [
    'half a client certificate',
    () => vault({ clientKey: keyOf('k') }),
    'test/Store: a client certificate needs both clientCertificate and clientKey',
  ],
  [
    'check-and-set without versions',
    () => vault({ engine: VaultEngine.KV_V1, checkAndSet: true }),
    'test/Store: a key-value engine of version 1 has no versions, and so no checkAndSet',
  ],
  [
    'a key that no Secret has',
    () => vault({ auth: VaultStoreAuth.unsafeToken(keyOf('a b')) }),
    'test/Store: "a b" is not a valid key of Secret credentials',
  ],
  [
    'a key that leads upwards',
    () => vault({ auth: VaultStoreAuth.unsafeToken(keyOf('..')) }),
    'test/Store: ".." is not a valid key of Secret credentials',
  ],
  [
    'a namespace in a namespaced store',
    () => vault({ auth: VaultStoreAuth.unsafeToken({ secret, key: 'k', secretNamespaceName: 'other' }) }),
    'test/Store: a namespaced store reads in its own namespace only; leave out namespace other of Secret credentials',
  ],
  [
    'a recovery window that is not of whole days',
    () => aws({ recoveryWindow: Duration.hours(7 * 24 + 12) }),
    'test/Store: a recovery window of 7.5 days is not one of 7 to 30 whole days',
  ],
  [
    'a short recovery window',
    () => aws({ recoveryWindow: Duration.days(3) }),
    'test/Store: a recovery window of 3 days is not one of 7 to 30 whole days',
  ],
  [
    'a recovery window and none',
    () => aws({ recoveryWindow: Duration.days(7), unsafeDeleteWithoutRecovery: true }),
    'contradict each other; give one of them',
  ],
  [
    'recovery of parameters',
    () => aws({ service: AwsStoreService.PARAMETER_STORE, recoveryWindow: Duration.days(7) }),
    'only Secrets Manager recovers what was deleted',
  ],
  [
    'a tag of no role',
    () => aws({ sessionTags: { team: 'payments' } }),
    'test/Store: session tags and an externalId are used when `role` is assumed, and there is no role',
  ],
  [
    'an external id of no role',
    () => aws({ externalId: 'e', additionalRoles: ['r'] }),
    'and there is no role; name it, or leave them out',
  ],
  [
    'tags by External Secrets for no role',
    () => aws({ sessionTagsPolicy: AwsStoreSessionTagsPolicy.SIMPLE }),
    'and there is no role',
  ],
  [
    'a tag of External Secrets itself',
    () => aws({ role: 'r', sessionTags: { esoNamespace: 'x' }, sessionTagsPolicy: AwsStoreSessionTagsPolicy.SIMPLE }),
    'test/Store: session tag esoNamespace is one that External Secrets sets automatically; leave it out',
  ],
  ['no region', () => aws({ region: '' }), 'test/Store: "" is not the name of an AWS region'],
  [
    'a city for a region',
    () => aws({ region: 'Frankfurt' }),
    'test/Store: "Frankfurt" is not the name of an AWS region, such as \'eu-central-1\'',
  ],
  [
    'a region without its number',
    () => aws({ region: 'eu-central' }),
    'test/Store: "eu-central" is not the name of an AWS region, such as \'eu-central-1\'',
  ],
  [
    'such a region for Vault',
    () => vault({ auth: VaultStoreAuth.iam({ role: 'r', serviceAccount, region: 'eu-central' }) }),
    'test/Store: "eu-central" is not the name of an AWS region',
  ],
  [
    'the mount of an auth method with auth/ before it',
    () => vault({ auth: VaultStoreAuth.kubernetes({ role: 'r', serviceAccount, authMountPath: 'auth/k8s' }) }),
    "test/Store: authMountPath \"auth/k8s\" has 'auth/' or a slash around it; give the mount alone, such as "
      + "'kubernetes'",
  ],
  [
    'the mount of an auth method without a name',
    () => vault({ auth: VaultStoreAuth.unsafeLdap({ username: 'u', password: keyOf('k'), authMountPath: '' }) }),
    'test/Store: authMountPath is empty; leave it out for the default',
  ],
  [
    'another engine',
    () => vault({ engine: VaultEngine.OTHER }),
    'test/Store: engine is other, and External Secrets reads key-value engines only; set VaultEngine.KV_V2 or '
      + 'VaultEngine.KV_V1',
  ],
  [
    'no role of Vault',
    () => vault({ auth: VaultStoreAuth.kubernetes({ role: '', serviceAccount }) }),
    'test/Store: the Vault role is empty; name the role',
  ],
  [
    'a project in capitals',
    () => specOf(ExternalSecretStoreProvider.gcp({ projectId: 'Acme', auth: GcpStoreAuth.unsafeController() })),
    '"Acme" is not the id of a Google Cloud project',
  ],
  [
    'a key vault without TLS',
    () => azure({ address: 'http://x' }),
    'test/Store: key vault URL "http://x" does not begin with https://',
  ],
  [
    'Azure Stack without endpoints',
    () => azure({ environment: AzureStoreEnvironment.AZURE_STACK_CLOUD }),
    'test/Store: AzureStackCloud needs customCloud with its endpoints',
  ],
  [
    'custom endpoints in the retired SDK',
    () => azure({ customCloud: { activeDirectoryEndpoint: 'https://a' } }),
    'test/Store: customCloud needs useAzureSdk',
  ],
  [
    'an API server without TLS',
    () => kubernetes({ address: 'http://api' }),
    'test/Store: address of the API server "http://api" does not begin with https://',
  ],
  [
    'no namespace',
    () => kubernetes({ remoteNamespaceName: 'Shared' }),
    'test/Store: "Shared" is not a valid namespace',
  ],
  [
    'a private key as authority',
    () => ExternalSecretStoreCertificateAuthority.fromPem(`${pem}-----BEGIN PRIVATE KEY-----`),
    'a certificate authority is given that is not a PEM certificate',
  ],
  [
    'half a retry',
    () =>
      specOf(
        ExternalSecretStoreProvider.aws({
          service: AwsStoreService.SECRETS_MANAGER,
          region: 'eu-west-1',
          auth: AwsStoreAuth.unsafeController(),
        }),
        { maxRetries: 0.5 },
      ),
    'test/Store: maxRetries 0.5 is not a number of retries',
  ],
])('%s is refused', (_, make, message) => {
  expect(make).toThrow(message);
});

describe('the role of the service account of an AWS store', () => {
  const role = 'eks.amazonaws.com/role-arn';
  const storeOf = (account: (chart: Chart) => kplus.IServiceAccount) => {
    const app = Testing.app();
    const chart = new Chart(app, 'payments', { namespace: 'payments' });
    const auth = AwsStoreAuth.serviceAccount({ serviceAccount: account(chart) });
    new ExternalSecretStore(chart, 'Store', {
      provider: ExternalSecretStoreProvider.aws({
        service: AwsStoreService.SECRETS_MANAGER,
        region: 'eu-central-1',
        auth,
        role: 'r',
      }),
    });
    return () => app.synth();
  };

  test('is missed at synth, as External Secrets has no other', () => {
    expect(storeOf((chart) => new kplus.ServiceAccount(chart, 'Account', { metadata: { name: 'a' } }))).toThrow(
      `payments/Store: service account "a" (payments/Account) has no annotation ${role}, which names the IAM role; `
        + 'give it one',
    );
  });

  test.each<[string, (chart: Chart) => kplus.IServiceAccount]>([
    [
      'an annotation',
      (chart) => new kplus.ServiceAccount(chart, 'Account', { metadata: { annotations: { [role]: 'arn' } } }),
    ],
    [
      'a patch',
      (chart) => {
        const account = new kplus.ServiceAccount(chart, 'Account');
        ApiObject.of(account).addJsonPatch(JsonPatch.add('/metadata/annotations', { [role]: 'arn' }));
        return account;
      },
    ],
    ['whoever made it elsewhere', (chart) => kplus.ServiceAccount.fromServiceAccountName(chart, 'Account', 'a')],
  ])('may come from %s', (_, account) => {
    expect(storeOf(account)).not.toThrow();
  });
});

describe('a cluster-wide store', () => {
  const provider = ExternalSecretStoreProvider.aws({
    service: AwsStoreService.SECRETS_MANAGER,
    region: 'eu-central-1',
    auth: AwsStoreAuth.serviceAccount({ serviceAccount, serviceAccountNamespaceName: 'external-secrets' }),
  });
  const make = (allow: ExternalSecretStoreNamespaces, more: object = {}) => {
    const chart = new Chart(Testing.app(), 'test', { namespace: 'platform' });
    new ClusterExternalSecretStore(chart, 'Store', { provider, allow, ...more });
    const manifests = Testing.synth(chart);
    expectValidStoreManifests(manifests);
    return manifests[0];
  };

  test('is in no namespace, has conditions, and names the namespace of what it refers to', () => {
    const manifest = make({
      namespaces: ['payments'],
      namespaceRegexps: ['^team-.*$'],
      namespaceLabels: { secrets: 'aws' },
    });
    expect(manifest.metadata.namespace).toBeUndefined();
    expect(manifest.spec.conditions).toEqual([
      { namespaces: ['payments'] },
      { namespaceRegexes: ['^team-.*$'] },
      { namespaceSelector: { matchLabels: { secrets: 'aws' } } },
    ]);
    expect(manifest.spec.provider.aws.auth.jwt.serviceAccountRef).toEqual({
      name: 'eso-payments',
      namespace: 'external-secrets',
    });
  });

  test.each<[ExternalSecretStoreNamespaces, object, string]>([
    [
      {},
      {},
      'test/Store: no namespace is allowed, and a cluster-wide store without conditions serves every namespace; '
        + 'name those that may use it',
    ],
    [{ namespaces: [], namespaceLabels: {} }, {}, 'no namespace is allowed'],
    [{ namespaces: ['*'] }, {}, 'test/Store: "*" is not a valid namespace'],
    [
      { namespaceRegexps: ['team-'] },
      {},
      'test/Store: namespace pattern "team-" also matches names that only contain it; begin it with ^ and end it '
        + 'with $',
    ],
    [
      { namespaceRegexps: ['^.*$'] },
      {},
      'test/Store: namespace pattern "^.*$" matches every namespace; name those that may use the store',
    ],
    [
      { namespaces: ['payments'] },
      { metadata: { name: 'All_Stores' } },
      'test/Store: "All_Stores" (10 characters) is not a valid object name',
    ],
    [
      { namespaces: ['payments'] },
      { metadata: { namespace: 'x' } },
      'test/Store: a cluster-wide store is in no namespace; leave out namespace x',
    ],
    [
      { namespaces: ['payments'] },
      {
        provider: ExternalSecretStoreProvider.aws({
          service: AwsStoreService.SECRETS_MANAGER,
          region: 'eu-west-1',
          auth: AwsStoreAuth.serviceAccount({ serviceAccount }),
        }),
      },
      'test/Store: a cluster-wide store has no namespace itself, so service account eso-payments needs one: give '
        + 'its namespace',
    ],
  ])('that allows %j with %j is refused', (allow, more, message) => {
    expect(() => make(allow, more)).toThrow(message);
  });
});

test.each<[(name: string) => unknown, string]>([
  [ExternalSecretStore.fromName, 'ExternalSecretStore'],
  [ClusterExternalSecretStore.fromName, 'ClusterExternalSecretStore'],
  [VaultOperatorAuth.fromName, 'VaultOperatorAuth'],
  [VaultOperatorConnection.fromName, 'VaultOperatorConnection'],
])('a name that no object has is refused (%#)', (fromName, what) => {
  expect(() => fromName('My Store')).toThrow(`${what}.fromName: "My Store" (8 characters) is not a valid object name`);
});

test('a reference may name another namespace', () => {
  expect(VaultOperatorAuth.fromName('vault/payments').authRef).toBe('vault/payments');
  expect(() => VaultOperatorConnection.fromName('Vault/payments')).toThrow(
    'VaultOperatorConnection.fromName: "Vault" is not a valid namespace',
  );
  expect(() => VaultOperatorAuth.fromName('vault/')).toThrow(
    'VaultOperatorAuth.fromName: "" (0 characters) is not a valid object name',
  );
});

test('stores of other apps go by name', () => {
  expect(
    [ExternalSecretStore.fromName('a'), ClusterExternalSecretStore.fromName('b')].map(({ storeName, storeKind }) => [
      storeName,
      storeKind,
    ]),
  ).toEqual([
    ['a', 'SecretStore'],
    ['b', 'ClusterSecretStore'],
  ]);
});
