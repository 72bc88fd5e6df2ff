import { Chart, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  ApiServerAuditLevel, ApiServerAuditPolicy, AwsSecretProvider, AwsStoreAuth, AwsStoreService, AzureCsiIdentity,
  AzureSecretProvider, AzureStoreAuth, AzureCsiObjectType, ClusterExternalSecretStore, ControlPlane, CsiSecret,
  EncryptionAlerts, EncryptionConfig, EncryptionKey, EncryptionProvider, EncryptionRotation,
  ExternalSecretDataFrom, ExternalSecretRewrite, ExternalSecretStore, FileMode, GcpSecretProvider, GcpStoreAuth,
  KubernetesStoreAuth, LeastPrivilegeSecretReader, MountSource, PushSecret, ReEncryption, ReloadStrategy,
  RotatingVolumeMount, RotationWaitAccess, RulePreset, RuleScope, SecretSource, ExternalSecretStoreProvider,
  ExternalSecretTemplate,
  SecretType, SecretValue, SecureSecret, ExternalSecretStoreCertificateAuthority, VaultAgentInjector, VaultOperatorAuth,
  VaultOperatorAuthMethod, VaultOperatorConnection, VaultSecretProvider, VaultStoreAuth, VersionedConfigMap,
  Audit, AuditConfig, ExternalSecretGenerator,
} from '../../src';

/** A call of the public interface with all the texts it takes, and whatever is done with its result. */
export interface PublicCall {
  readonly name: string;

  /** Right values, of which the tests put a secret in the place of each. */
  readonly texts: any;
  call(chart: Chart, texts: any): unknown;
}

function of(name: string, texts: unknown, call: (chart: Chart, texts: any) => unknown): PublicCall {
  return { name, texts, call };
}

const account = (chart: Chart, id = 'Account') =>
  kplus.ServiceAccount.fromServiceAccountName(chart, id, 'reader', { namespaceName: 'shop' });
const secret = (chart: Chart, name = 'db', id = 'Imported') => kplus.Secret.fromSecretName(chart, id, name);
const workload = (chart: Chart) =>
  new kplus.Deployment(chart, 'Api', { containers: [{ name: 'api', image: 'api:1', portNumber: 80 }] });
const vault = (chart: Chart) => VaultStoreAuth.kubernetes({ role: 'shop', serviceAccount: account(chart) });
const key = () => EncryptionKey.generate('now');
const store = (chart: Chart) =>
  new ExternalSecretStore(chart, 'Store', {
    provider: ExternalSecretStoreProvider.vault({ address: 'https://vault.example', auth: vault(chart) }),
  });
const provider = (chart: Chart, made: ExternalSecretStoreProvider) =>
  new ExternalSecretStore(chart, 'Store', { provider: made });
const mounted = (chart: Chart, source: CsiSecret) => {
  new RotatingVolumeMount(chart, 'Mount', {
    workload: workload(chart), source, mountPath: '/etc/db', reload: ReloadStrategy.inProcess(),
  }).pathOf?.('none');
};
const metadata = {
  name: 'db',
  namespace: 'shop',
  labels: { app: 'shop' },
  annotations: { 'acme.example/note': 'a note' },
};

export const PUBLIC_CALLS: readonly PublicCall[] = [
  of('SecretValue.fromFile', ['/nowhere/value'], (_, [path]) => SecretValue.fromFile(path)),
  of('SecretValue.fromEnvironment', ['NOT_SET'], (_, [name]) => SecretValue.fromEnvironment(name)),
  of('SecretValue.fromEnvironment, base64', ['PATH'], (_, [name]) =>
    SecretValue.fromEnvironment(name, { base64: true }),
  ),
  of('SecretValue.unsafeBase64', ['!'], (_, [text]) => SecretValue.unsafeBase64(`${text}!`)),
  of('SecretType.of', ['acme.io/license'], (_, [name]) => SecretType.of(name)),
  of(
    'SecureSecret of SecretSource.unsafeInline',
    { metadata, reason: 'a test', values: { password: 'x' }, keys: ['password'] },
    (chart, { values, reason, ...props }) =>
      new SecureSecret(chart, 'Db', {
        ...props,
        source: SecretSource.unsafeInline(
          Object.fromEntries(
            Object.entries(values).map(([name, text]) => [name, SecretValue.unsafePlainText(text as string)]),
          ),
          reason,
        ),
      }).envValue('none'),
  ),
  of(
    'SecureSecret of SecretSource.existing',
    { name: 'db', namespaceName: 'shop', keys: ['password'], metadata },
    (chart, { name, namespaceName, ...props }) =>
      new SecureSecret(chart, 'Db', { ...props, source: SecretSource.existing(name, { namespaceName }) }).envValue(
        'none',
      ),
  ),
  of(
    'SecureSecret of SecretSource.sealedSecret',
    {
      encryptedData: { password: 'AgBy' },
      name: 'db',
      namespaceName: 'shop',
      templateLabels: { app: 'x' },
      templateAnnotations: { note: 'x' },
      templateData: { url: '{{ .password }}' },
    },
    (chart, options) => new SecureSecret(chart, 'Db', { source: SecretSource.sealedSecret(options) }),
  ),
  of(
    'SecureSecret of SecretSource.externalSecret',
    {
      keys: ['password', 'url'],
      path: 'secret/data/shop/db',
      version: '3',
      schedule: '0 2 * * 6',
      data: { other: { path: 'secret/data/shop/other', property: 'p', version: '1' } },
      find: { name: 'a.*', path: 'secret/', tags: { team: 'shop' } },
      rewrite: ['a', 'b'],
      transform: '{{ .value }}',
      templateData: { url: 'postgres://{{ .password }}' },
      templateLabels: { app: 'x' },
      templateAnnotations: { note: 'x' },
      policy: 'Periodic',
      creation: 'Owner',
      deletion: 'Retain',
      metadata,
    },
    (chart, { keys, schedule, find, rewrite, transform, policy, creation, deletion, metadata: meta, ...options }) =>
      new SecureSecret(chart, 'Db', {
        keys,
        metadata: meta,
        source: SecretSource.externalSecret(store(chart), {
          ...options,
          dataFrom: [
            ExternalSecretDataFrom.find(
              find,
              ExternalSecretRewrite.regexp(rewrite[0], rewrite[1]),
              ExternalSecretRewrite.transform(transform),
            ),
          ],
          syncWindows: { kind: 'Allow' as any, windows: [{ schedule, duration: Duration.hours(1) }] },
          refreshPolicy: policy,
          creationPolicy: creation,
          deletionPolicy: deletion,
        }),
      }).envValue('none'),
  ),
  of(
    'ExternalSecretTemplate',
    ['registry.example', 'user', 'password', 'postgres', 'db.example', 'shop'],
    (_, [registry, username, password, scheme, host, database]) => [
      ExternalSecretTemplate.dockerConfigJson({ registry, username, password } as any),
      ExternalSecretTemplate.value(username),
      ExternalSecretTemplate.connectionUrl({ scheme, host, username, password, path: database } as any),
    ],
  ),
  of(
    'SecureSecret of SecretSource.generated',
    { keys: ['password'], metadata, symbols: '-_' },
    (chart, { symbols, ...props }) =>
      new SecureSecret(chart, 'Db', {
        ...props,
        source: SecretSource.generated({
          generator: ExternalSecretGenerator.password({ symbolCharacters: symbols } as any),
        }),
      }),
  ),
  of(
    'SecureSecret of SecretSource.vaultStatic',
    {
      keys: ['password'],
      mount: 'secret',
      path: 'shop/db',
      vaultNamespace: 'team',
      target: 'api',
      kind: 'Deployment',
      engine: 'kv-v2',
      templateData: { url: '{{ .Secrets.password }}' },
      templateLabels: { app: 'x' },
      templateAnnotations: { note: 'x' },
      auth: {
        vaultNamespace: 'team',
        allowedNamespaces: ['shop'],
        loginParameters: { a: 'b' },
        headers: { h: 'v' },
        storageEncryption: { mount: 'transit', keyName: 'k' },
        metadata,
      },
      role: 'shop',
      path2: 'kubernetes',
      audience: 'vault',
    },
    (chart, { keys, auth, target, kind, role, path2, audience, ...options }) =>
      new SecureSecret(chart, 'Db', {
        keys,
        source: SecretSource.vaultStatic(
          new VaultOperatorAuth(chart, 'Auth', {
            ...auth,
            method: VaultOperatorAuthMethod.kubernetes({
              role,
              serviceAccount: account(chart),
              authMountPath: path2,
              audiences: [audience],
            } as any),
          }),
          { ...options, restartTargets: [{ kind, name: target }] },
        ),
      }),
  ),
  of(
    'SecureSecret of SecretSource.vaultDynamic',
    { keys: ['password'], mount: 'database', path: 'creds/shop', parameters: { ttl: '1h' }, requestMethod: 'GET' },
    (chart, { keys, ...options }) =>
      new SecureSecret(chart, 'Db', {
        keys,
        source: SecretSource.vaultDynamic(
          new VaultOperatorAuth(chart, 'Auth', {
            method: VaultOperatorAuthMethod.kubernetes({ role: 'a', serviceAccount: account(chart) }),
          }),
          options,
        ),
      }),
  ),
  of(
    'VaultOperatorConnection',
    {
      address: 'https://vault.example',
      headers: { a: 'b' },
      tlsServerName: 'vault.example',
      caCertPath: '/ca.crt',
      metadata,
    },
    (chart, props) => new VaultOperatorConnection(chart, 'Connection', props),
  ),
  of(
    'VaultAgentInjector',
    {
      role: 'shop',
      secrets: {
        db: { path: 'secret/data/shop/db', template: '{{ .x }}', fileName: 'db.txt', command: 'reload' },
        tpl: { path: 'secret/data/x', templateFile: '/t' },
      },
      mountPath: '/vault/secrets',
      containers: ['api'],
      audience: 'vault',
      authMountPath: 'kubernetes',
      authType: 'kubernetes',
      vaultNamespace: 'team',
      address: 'https://vault.example',
      caCertPath: '/ca.crt',
      tlsServerName: 'vault.example',
      resources: { cpuRequest: '1m', cpuLimit: '2m', memoryRequest: '1Mi', memoryLimit: '2Mi' },
    },
    (chart, props) =>
      new VaultAgentInjector(chart, 'Agent', {
        ...props,
        workload: workload(chart),
        serviceAccount: account(chart),
      }).pathOf?.('none'),
  ),
  of(
    'ExternalSecretStore of vault',
    {
      address: 'https://vault.example',
      mount: 'secret',
      vaultNamespace: 'team',
      authVaultNamespace: 'team',
      headers: { a: 'b' },
      role: 'shop',
      authMountPath: 'kubernetes',
      ca: ['ca', 'ca.crt'],
      metadata,
    },
    (chart, { role, authMountPath, ca, metadata: meta, ...options }) =>
      new ExternalSecretStore(chart, 'Store', {
        metadata: meta,
        provider: ExternalSecretStoreProvider.vault({
          ...options,
          auth: VaultStoreAuth.kubernetes({ role, authMountPath, serviceAccount: account(chart) } as any),
          certificateAuthority: ExternalSecretStoreCertificateAuthority.fromSecret(secret(chart, ca[0]), ca[1]),
        }),
      }),
  ),
  of(
    'ExternalSecretStore of aws',
    {
      service: AwsStoreService.SECRETS_MANAGER,
      region: 'eu-central-1',
      role: 'arn:aws:iam::111122223333:role/reader',
      additionalRoles: ['arn:aws:iam::111122223333:role/other'],
      externalId: 'x',
      sessionTags: { team: 'shop' },
      transitiveTagKeys: ['team'],
      prefix: 'shop/',
    },
    (chart, options) =>
      provider(
        chart,
        ExternalSecretStoreProvider.aws({
          ...options,
          auth: AwsStoreAuth.serviceAccount({ serviceAccount: account(chart) } as any),
        }),
      ),
  ),
  of(
    'ExternalSecretStore of azure',
    {
      address: 'https://shop.vault.azure.net',
      tenantId: 'tenant',
      environment: 'PublicCloud',
      identity: 'id',
      customCloud: {
        activeDirectoryEndpoint: 'https://a',
        keyVaultEndpoint: 'https://b',
        keyVaultDnsSuffix: 'c',
        resourceManagerEndpoint: 'https://d',
      },
    },
    (chart, { identity, ...options }) =>
      provider(
        chart,
        ExternalSecretStoreProvider.azure({ ...options, auth: AzureStoreAuth.unsafeNodeIdentity(identity) }),
      ),
  ),
  of(
    'ExternalSecretStore of gcp',
    {
      projectId: 'acme-prod',
      location: 'eu',
      clusterName: 'prod',
      clusterLocation: 'eu',
      providerResourceName: '//iam.googleapis.com/projects/1',
    },
    (chart, { projectId, location, ...rest }) =>
      provider(
        chart,
        ExternalSecretStoreProvider.gcp({
          projectId,
          location,
          auth: GcpStoreAuth.workloadIdentityFederation({ ...rest, serviceAccount: account(chart) } as any),
        }),
      ),
  ),
  of(
    'ExternalSecretStore of kubernetes',
    { remoteNamespaceName: 'shop', address: 'https://api.example', pem: 'x' },
    (chart, { pem, ...options }) =>
      provider(
        chart,
        ExternalSecretStoreProvider.kubernetes({
          ...options,
          auth: KubernetesStoreAuth.serviceAccount(account(chart) as any),
          certificateAuthority: ExternalSecretStoreCertificateAuthority.fromPem(pem),
        }),
      ),
  ),
  of(
    'ClusterExternalSecretStore',
    { namespaces: ['shop'], patterns: ['^team-[a-z]+$'], labels: { a: 'b' }, metadata },
    (chart, { metadata: meta, namespaces, patterns, labels }) =>
      new ClusterExternalSecretStore(chart, 'Store', {
        metadata: { ...meta, namespace: undefined },
        allow: {
          namespaces,
          namespacePatterns: patterns,
          namespaceRegexps: patterns,
          namespaceSelectors: [labels],
        } as any,
        provider: ExternalSecretStoreProvider.vault({
          address: 'https://vault.example',
          auth: VaultStoreAuth.kubernetes({
            role: 'x',
            serviceAccount: account(chart),
            serviceAccountNamespaceName: 'eso',
          }),
        }),
      }),
  ),
  of(
    'PushSecret',
    {
      data: [
        { key: 'password', remotePath: 'shop/db', remoteProperty: 'p' },
        { key: 'other', remotePath: 'shop/db', remoteProperty: 'q' },
      ],
      name: 'db',
      metadata,
    },
    (chart, { data, name, metadata: meta }) =>
      new PushSecret(chart, 'Push', {
        data,
        metadata: meta,
        stores: [store(chart)],
        secret: new SecureSecret(chart, 'Db', { keys: ['password', 'other'], source: SecretSource.existing(name) }),
      }),
  ),
  of(
    'AwsSecretProvider',
    {
      region: 'eu-central-1',
      failoverRegion: 'eu-west-1',
      pathTranslation: '_',
      objects: [
        {
          objectName: 'shop/db',
          objectType: 'secretsmanager',
          fileName: 'db',
          objectVersion: '1',
          objectVersionLabel: 'AWSCURRENT',
          jmesPath: [{ path: 'a', fileName: 'b' }],
          failoverObject: { objectName: 'x', objectVersion: '1' },
        },
      ],
      metadata,
      copy: { password: 'b' },
    },
    (chart, { objects, metadata: meta, copy, ...props }) => {
      const made = new AwsSecretProvider(chart, 'Aws', { ...props, serviceAccount: account(chart) }).addSecret('Db', {
        objects,
        metadata: meta,
      });
      new SecureSecret(chart, 'Copy', {
        source: SecretSource.csiSynced(made, { files: copy, mountedElsewhere: true }),
      }).envValue('none');
      mounted(chart, made);
    },
  ),
  of(
    'AwsSecretProvider, ARN',
    { objects: [{ objectName: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:db' }], other: 'eu-west-1' },
    (chart, { objects, other }) =>
      new AwsSecretProvider(chart, 'Aws', { region: other, serviceAccount: account(chart) }).addSecret('Db', {
        objects,
      }),
  ),
  of(
    'AzureSecretProvider',
    {
      keyvaultName: 'shop',
      tenantId: 'tenant',
      clientId: 'client',
      cloudName: 'AzurePublicCloud',
      cloudEnvFileName: '/x',
      objects: [
        {
          objectName: 'db',
          objectType: AzureCsiObjectType.SECRET,
          fileName: 'db.txt',
          objectVersion: '1',
          objectFormat: 'PEM',
          encoding: 'utf-8',
        },
      ],
      metadata,
    },
    (chart, { clientId, objects, metadata: meta, ...props }) =>
      new AzureSecretProvider(chart, 'Azure', {
        ...props,
        identity: AzureCsiIdentity.workloadIdentity(clientId),
        serviceAccount: account(chart),
      }).addSecret('Db', { objects, metadata: meta }),
  ),
  of(
    'GcpSecretProvider',
    {
      objects: [
        { resourceName: 'projects/p/secrets/s/versions/1', fileName: 'db', extractJsonKey: 'a' },
        { resourceName: 'projects/p/secrets/t/versions/1', fileName: 'db2', extractYamlKey: 'b' },
      ],
      metadata,
    },
    (chart, options) =>
      mounted(chart, new GcpSecretProvider(chart, 'Gcp', { serviceAccount: account(chart) }).addSecret('Db', options)),
  ),
  of(
    'VaultSecretProvider',
    {
      role: 'shop',
      address: 'https://vault.example',
      vaultNamespace: 'team',
      authMountPath: 'kubernetes',
      audience: 'vault',
      caCertPath: '/a',
      caDirectory: '/b',
      tlsServerName: 'v',
      tlsClientCertPath: '/c',
      tlsClientKeyPath: '/d',
      objects: [
        {
          fileName: 'password',
          secretPath: 'secret/data/shop/db',
          secretKey: 'password',
          method: 'GET',
          secretArgs: { a: 'b' },
          encoding: 'utf-8',
        },
        { fileName: 'user', secretPath: 'secret/data/shop/db', secretKey: 'user' },
      ],
      metadata,
    },
    (chart, { objects, metadata: meta, ...props }) =>
      mounted(
        chart,
        new VaultSecretProvider(chart, 'Vault', { ...props, serviceAccount: account(chart) }).addSecret('Db', {
          objects,
          metadata: meta,
        }),
      ),
  ),
  of(
    'VersionedConfigMap',
    {
      data: { level: 'info' },
      binaryData: { bytes: 'AAAA' },
      files: { 'app.yaml': '/nowhere/app.yaml' },
      allowCredentials: { level: 'it is public' },
      metadata,
    },
    (chart, props) => new VersionedConfigMap(chart, 'Config', props),
  ),
  of(
    'VersionedConfigMap.envValue',
    { data: { level: 'info' }, metadata, key: 'none' },
    (chart, { key: name, ...props }) => new VersionedConfigMap(chart, 'Config', props).envValue(name),
  ),
  of(
    'VersionedConfigMap, folders',
    { path: '/nowhere', prefix: 'x', exclude: ['*.txt'] },
    (chart, folder) => new VersionedConfigMap(chart, 'Config', { folders: [folder] }),
  ),
  of(
    'RotatingVolumeMount',
    {
      mountPath: '/etc/db',
      containers: ['api'],
      paths: { password: 'p', user: 'u' },
      name: 'db',
      keys: ['password', 'user'],
      key: 'none',
    },
    (chart, { name, keys, key: asked, ...props }) =>
      (
        new RotatingVolumeMount(chart, 'Mount', {
          ...props,
          workload: workload(chart),
          reload: ReloadStrategy.inProcess(),
          source: new SecureSecret(chart, 'Db', { keys, source: SecretSource.existing(name) }),
        }) as any
      ).pathOf(asked),
  ),
  of(
    'RotatingVolumeMount of MountSource',
    {
      names: ['db', 'settings'],
      keys: ['a', 'b'],
      paths: { a: 'x', b: 'y' },
      namespaceName: 'shop',
      mountPath: '/etc/db',
    },
    (chart, { names, keys, paths, namespaceName, mountPath }) =>
      new RotatingVolumeMount(chart, 'Mount', {
        mountPath,
        workload: workload(chart),
        source: MountSource.projected(
          MountSource.secret(names[0], { keys, namespaceName }).withPaths(paths),
          MountSource.configMap(names[1], { keys }),
        ),
      }),
  ),
  of('two mounts', { one: '/etc/db', two: '/etc/db/below' }, (chart, { one, two }) => {
    const api = workload(chart);
    new RotatingVolumeMount(chart, 'One', { workload: api, mountPath: one, source: MountSource.secret('a') });
    new RotatingVolumeMount(chart, 'Two', { workload: api, mountPath: two, source: MountSource.secret('b') });
  }),
  of('FileMode.fromString', ['0440'], (_, [mode]) => FileMode.fromString(mode)),
  of(
    'LeastPrivilegeSecretReader',
    { names: ['db', 'api'], metadata, containers: ['api'], audience: 'x' },
    (chart, { names, metadata: meta, ...options }) =>
      new LeastPrivilegeSecretReader(chart, 'Reader', {
        metadata: meta,
        secrets: names.map((name: string, index: number) => secret(chart, name, `S${index}`)),
      }).attachTo(workload(chart), options),
  ),
  of('RotationWaitAccess', { names: ['db', 'api'], metadata }, (chart, { names, metadata: meta }) =>
    new RotationWaitAccess(chart, 'Wait', {
      metadata: meta,
      secrets: names.map((name: string, index: number) => secret(chart, name, `S${index}`)),
    }),
  ),
  of('EncryptionKey.fromFile', ['k', '/nowhere/key'], (_, [name, path]) => EncryptionKey.fromFile(name, path)),
  of('EncryptionKey.weakFromFile', ['k', '/nowhere/key'], (_, [name, path]) => EncryptionKey.weakFromFile(name, path)),
  of('EncryptionKey.fromEnvironment', ['k', 'NOT_SET'], (_, [name, variable]) =>
    EncryptionKey.fromEnvironment(name, variable),
  ),
  of('EncryptionKey.generate', ['k', '/proc/nowhere/k'], (_, [name, path]) =>
    EncryptionKey.generate(name).writeTo(path),
  ),
  of(
    'EncryptionConfig',
    { resources: ['secrets', 'configmaps'], more: ['*.apps'], names: ['one', 'two'] },
    (chart, { resources, more, names }) => {
      const [one, two] = names.map((name: string) => EncryptionProvider.secretbox(EncryptionKey.generate(name)));
      return new EncryptionConfig(chart, 'Encryption', {
        resources,
        writeWith: one,
        readAlso: [two],
        moreEntries: [{ resources: more, writeWith: EncryptionProvider.unencrypted('a test') }],
      });
    },
  ),
  of('EncryptionConfig, one key twice', { name: 'k', resource: 'secrets' }, (chart, { name, resource }) => {
    const [one, two] = [EncryptionKey.generate(name), EncryptionKey.generate(name)];
    return new EncryptionConfig(chart, 'Encryption', {
      resources: [resource],
      writeWith: EncryptionProvider.secretbox(one, two),
      moreEntries: [{ resources: [resource], writeWith: EncryptionProvider.secretbox(one) }],
    });
  }),
  of('EncryptionFile.writeTo', ['/proc/nowhere/file'], (chart, [path]) =>
    new EncryptionConfig(chart, 'Encryption', { writeWith: EncryptionProvider.secretbox(key()) }).writeTo(path),
  ),
  of('EncryptionProvider.kmsV2', { name: 'kms', endpoint: 'unix:///run/kms.sock' }, (_, options) =>
    EncryptionProvider.kmsV2(options),
  ),
  of(
    'EncryptionProvider.kmsV2 twice',
    { names: ['a', 'b'], resource: 'secrets' },
    (chart, { names, resource }) =>
      new EncryptionConfig(chart, 'Encryption', {
        resources: [resource],
        writeWith: EncryptionProvider.kmsV2({ name: names[0] }),
        readAlso: [EncryptionProvider.kmsV2({ name: names[0] })],
      }),
  ),
  of('EncryptionProvider.deprecatedKmsV1', { name: 'kms', endpoint: 'unix:///run/kms.sock' }, (_, options) =>
    EncryptionProvider.deprecatedKmsV1(options),
  ),
  of('EncryptionProvider.aesGcmWithRotation', ['a job'], (_, [rotatedBy]) =>
    EncryptionProvider.aesGcmWithRotation({ rotateEvery: Duration.days(900), writesPerDay: 1e6, rotatedBy }, key()),
  ),
  of(
    'EncryptionRotation',
    { apiServers: ['https://10.0.0.11:6443', 'https://10.0.0.12:6443'], folder: '/proc/nowhere/x', name: 'next' },
    (chart, { apiServers, folder, name }) => {
      const config = new EncryptionConfig(chart, 'Encryption', { writeWith: EncryptionProvider.secretbox(key()) });
      EncryptionRotation.rotateKey(config, EncryptionKey.generate(name), { apiServers }).writeTo(folder);
    },
  ),
  of('ReEncryption.storageVersionMigration', ['1.37'], (_, [version]) => ReEncryption.storageVersionMigration(version)),
  of(
    'ControlPlane',
    { folder: '/etc/kubernetes/enc', file: 'none', socket: 'unix:///run/kms/s.sock' },
    (chart, { folder, file, socket }) => {
      const config = new EncryptionConfig(chart, 'Encryption', {
        writeWith: EncryptionProvider.kmsV2({ endpoint: socket }),
      });
      for (const plane of [ControlPlane.staticPod({ folder }), ControlPlane.kubeadm({ folder }), ControlPlane.kops()]) {
        plane.wire(config.toEncryptionFile()).textOf(file);
      }
    },
  ),
  of(
    'EncryptionAlerts',
    {
      apiServerSelector: 'job="a"',
      etcdSelector: 'job="b"',
      clusterLabel: 'cluster',
      encryptedResources: ['secrets'],
      metadata,
    },
    (chart, props) => new EncryptionAlerts(chart, 'Alerts', props),
  ),
  of(
    'ApiServerAuditPolicy',
    {
      rules: [
        {
          users: ['a'],
          userGroups: ['g'],
          verbs: ['get'],
          resources: [{ group: 'apps', resources: ['deployments'], resourceNames: ['x'] }],
          namespaces: ['shop'],
        },
        { nonResourceUrls: ['/healthz'] },
      ],
      secretResources: [{ group: 'acme.example', resources: ['vaults'] }],
      bare: [{ resourceNames: ['x'] }],
    },
    (chart, { rules, secretResources, bare }) => {
      new ApiServerAuditPolicy(chart, 'Policy', {
        rules: rules.map((rule: any) => ({ ...rule, level: ApiServerAuditLevel.METADATA })),
        secretResources,
      });
      new ApiServerAuditPolicy(chart, 'Bare', { secretResources: bare });
    },
  ),
  of(
    'RulePreset.derive',
    {
      off: ['secret-in-env'],
      levels: { 'unused-secret': 'error' },
      unsuppressible: ['secret-in-env'],
      customRules: [
        {
          id: 'acme-rule',
          title: 'T',
          scope: RuleScope.POD,
          violation: 'false',
          message: 'M',
          remediation: 'R',
          level: 'error',
          url: 'https://acme.example',
        },
      ],
    },
    (_, options) => RulePreset.STRICT.derive(options),
  ),
  of(
    'Audit.suppress',
    { ruleId: 'secret-in-env', reason: 'a reason', expires: '2030-01-01', at: 'api/X' },
    (chart, options) => {
      Audit.suppress(chart, options);
      const audit = Audit.attach(chart, { quiet: true });
      audit.writeReport('/proc/nowhere/report.json');
    },
  ),
  of('AuditConfig', { failOn: 'error', baseline: 'b.json', exclude: ['x'] }, (_, options) =>
    new AuditConfig(options).writeTo('/dev/null/x'),
  ),
  of('AuditConfig.fromFile', ['/nowhere/strongbox.yaml'], (_, [path]) => AuditConfig.fromFile(path)),
  of('AuditConfig.writeTo', ['/dev/null/strongbox.yaml'], (_, [path]) => new AuditConfig().writeTo(path)),
  of(
    'Audit.attach',
    { failOn: 'error', config: '/nowhere/strongbox.yaml', baseline: '/nowhere/b.json' },
    (chart, options) => Audit.attach(chart, options),
  ),
  of(
    'Audit.attach, baseline',
    { baseline: '/nowhere/b.json' },
    (chart, options) => Audit.attach(chart, { ...options, noConfig: true }).report,
  ),
  of('Audit.writeReport', ['/proc/nowhere/report.json'], (chart, [path]) =>
    Audit.attach(chart, { quiet: true }).writeReport(path),
  ),
];
