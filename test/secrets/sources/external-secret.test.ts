import { ApiObject, ApiObjectProps, Chart, Duration, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  AwsStoreAuth,
  AwsStoreService,
  ClusterExternalSecretStore,
  ExternalSecretConversion,
  ExternalSecretCreationPolicy,
  ExternalSecretDecoding,
  ExternalSecretDeletionPolicy,
  ExternalSecretNullBytePolicy,
  ExternalSecretRefreshPolicy,
  ExternalSecretDataFrom,
  ExternalSecretOptions,
  ExternalSecretRewrite,
  ExternalSecretStore,
  ExternalSecretSyncWindowKind,
  ExternalSecretGeneratedEncoding,
  GeneratedSecretOptions,
  MountSource,
  ExternalSecretPasswordGeneratorOptions,
  PushSecretDeletionPolicy,
  PushSecret,
  PushSecretValue,
  PushSecretUpdatePolicy,
  ReloadStrategy,
  RotatingVolumeMount,
  ExternalSecretGenerator,
  SecretSource,
  ExternalSecretStoreProvider,
  ExternalSecretTemplate,
  SecretType,
  SecureSecret,
  SecureSecretProps,
  ExternalSecretSshKeyType,
} from '../../../src';
import { expectValidStoreManifests, isStoreKind } from '../../support/store-schema';

const store = ExternalSecretStore.fromName('vault');

function emit(source: SecretSource, props: Partial<SecureSecretProps> = {}) {
  const chart = new Chart(Testing.app(), 'payments', { disableResourceNameHashes: true });
  const secret = new SecureSecret(chart, 'Db', { keys: ['username', 'password'], source, ...props });
  const manifests = Testing.synth(chart);
  expectValidStoreManifests(manifests);
  return { secret, manifests, manifest: manifests.find(({ kind }) => kind === 'ExternalSecret') };
}

const external = (options: ExternalSecretOptions, props: Partial<SecureSecretProps> = {}) =>
  emit(SecretSource.externalSecret(store, options), props);

test('snapshot: minimal props', () => {
  expect(external({ path: 'secret/data/payments/db' }).manifest).toMatchSnapshot();
});

test('every key is a property of the secret at the path', () => {
  const { manifest, secret } = external({ path: 'payments/db', version: '3' });
  expect(manifest.spec.data).toEqual([
    { secretKey: 'username', remoteRef: { key: 'payments/db', property: 'username', version: '3' } },
    { secretKey: 'password', remoteRef: { key: 'payments/db', property: 'password', version: '3' } },
  ]);
  expect(manifest.spec.target.name).toBe(secret.name);
});

test('a key may come from elsewhere, and from another store', () => {
  const { manifest } = external({
    path: 'payments/db',
    data: {
      password: {
        path: 'payments-password',
        version: 'v',
        decoding: ExternalSecretDecoding.BASE64,
        conversion: ExternalSecretConversion.UNICODE,
        nullBytePolicy: ExternalSecretNullBytePolicy.FAIL,
        fetchMetadata: true,
        store: ClusterExternalSecretStore.fromName('aws'),
      },
    },
  });
  expect(manifest.spec.data[1]).toEqual({
    secretKey: 'password',
    remoteRef: {
      key: 'payments-password',
      version: 'v',
      decodingStrategy: 'Base64',
      conversionStrategy: 'Unicode',
      nullBytePolicy: 'Fail',
      metadataPolicy: 'Fetch',
    },
    sourceRef: { storeRef: { name: 'aws', kind: 'ClusterSecretStore' } },
  });
});

test('many values at once', () => {
  const { manifest } = external({
    dataFrom: [
      ExternalSecretDataFrom.extract(
        { path: 'payments/db', store },
        ExternalSecretRewrite.regexp('^db_', ''),
        ExternalSecretRewrite.transform('{{ .value | lower }}'),
      ),
      ExternalSecretDataFrom.find({
        path: 'payments',
        nameRegexp: '^db-',
        tags: { team: 'payments' },
        decoding: ExternalSecretDecoding.AUTO,
      }),
    ],
  });
  expect(manifest.spec.data).toBeUndefined();
  expect(manifest.spec.dataFrom).toEqual([
    {
      extract: { key: 'payments/db' },
      sourceRef: { storeRef: { name: 'vault', kind: 'SecretStore' } },
      rewrite: [{ regexp: { source: '^db_', target: '' } }, { transform: { template: '{{ .value | lower }}' } }],
    },
    { find: { path: 'payments', name: { regexp: '^db-' }, tags: { team: 'payments' }, decodingStrategy: 'Auto' } },
  ]);
  expect(() => ExternalSecretDataFrom.find({ path: 'payments' })).toThrow(
    'has neither nameRegexp nor tags, and would take every secret that the store can read',
  );
});

describe('templates', () => {
  test('make a connection string of parts that the Secret need not have', () => {
    const { manifest } = external(
      {
        path: 'payments/db',
        data: { user: { path: 'payments/db', property: 'user' }, pass: { path: 'payments/db', property: 'pass' } },
        templateData: {
          url: ExternalSecretTemplate.connectionUrl({
            scheme: 'postgres',
            host: 'db:5432',
            path: '/app?sslmode=verify-full',
            usernameKey: 'user',
            passwordKey: 'pass',
          }),
        },
        templateLabels: { team: 'payments' },
        templateAnnotations: { note: 'n' },
      },
      { keys: ['url', 'host'] },
    );
    expect(manifest.spec.data.map(({ secretKey }: any) => secretKey)).toEqual(['host', 'user', 'pass']);
    expect(manifest.spec.target.template).toEqual({
      engineVersion: 'v2',
      metadata: { labels: { team: 'payments' }, annotations: { note: 'n' } },
      data: {
        url: 'postgres://{{ index . "user" | urlquery | replace "+" "%20" }}:{{ index . "pass" | urlquery | replace '
          + '"+" "%20" }}@db:5432/app?sslmode=verify-full',
        host: '{{ index . "host" }}',
      },
    });
  });

  test('make registry credentials', () => {
    const template = ExternalSecretTemplate.dockerConfigJson({
      registry: 'ghcr.io', usernameKey: 'user', passwordKey: 'p"w',
    });
    expect(template).toBe(
      '{"auths":{"ghcr.io":{"username":{{ index . "user" | toJson }},"password":{{ index . "p\\"w" | toJson }},' +
        '"auth":{{ printf "%s:%s" (index . "user") (index . "p\\"w") | b64enc | toJson }}}}}',
    );
    const { manifest } = external(
      {
        data: { user: { path: 'ghcr', property: 'user' }, token: { path: 'ghcr', property: 'token' } },
        templateData: {
          '.dockerconfigjson': ExternalSecretTemplate.dockerConfigJson({
            registry: 'ghcr.io',
            usernameKey: 'user',
            passwordKey: 'token',
          }),
        },
      },
      { keys: ['.dockerconfigjson'], secretType: SecretType.DOCKER_CONFIG_JSON },
    );
    expect(manifest.spec.target.template.type).toBe('kubernetes.io/dockerconfigjson');
  });

  test('are Go: what is not an action stays text', () => {
    const options = { scheme: 'x', host: '{{h', usernameKey: 'u', passwordKey: 'p' };
    expect(ExternalSecretTemplate.connectionUrl(options)).toContain(
      '@{{ "{{" }}h',
    );
  });

  test('a type alone needs no template of the data', () => {
    const { manifest } = external({ path: 'tls' }, { keys: ['tls.crt', 'tls.key'], secretType: SecretType.TLS });
    expect(manifest.spec.target.template).toEqual({ engineVersion: 'v2', type: 'kubernetes.io/tls' });
  });
});

describe('when it is read again', () => {
  test('every hour by default, and as told, in the notation that a controller would write back', () => {
    expect(external({ path: 'p' }).manifest.spec).toMatchObject({
      refreshPolicy: 'Periodic',
      refreshInterval: '1h0m0s',
    });
    const windows = {
      kind: ExternalSecretSyncWindowKind.DENY,
      windows: [{ schedule: '0 8 * * 1-5', duration: Duration.hours(10) }],
    };
    expect(
      external({ path: 'p', refreshInterval: Duration.minutes(90), syncWindows: windows }).manifest.spec,
    ).toMatchObject({
      refreshInterval: '1h30m0s',
      syncWindows: { kind: 'deny', windows: [{ schedule: '0 8 * * 1-5', duration: '10h0m0s' }] },
    });
    expect(external({ path: 'p', refreshInterval: Duration.seconds(45) }).manifest.spec.refreshInterval).toBe('45s');
    expect(
      external({ path: 'p', refreshPolicy: ExternalSecretRefreshPolicy.ON_CHANGE }).manifest.spec.refreshInterval,
    ).toBeUndefined();
  });

  test('once where the Secret is immutable, under a name that another spec does not have', () => {
    const one = external({ path: 'p' }, { immutable: true });
    const other = external({ path: 'p', version: '2' }, { immutable: true });
    expect(one.manifest.spec).toMatchObject({
      refreshPolicy: 'CreatedOnce',
      target: { immutable: true, name: one.secret.name },
    });
    expect(one.secret.name).toMatch(/^payments-db-[0-9a-f]{10}$/);
    expect(other.secret.name).not.toBe(one.secret.name);
    expect(external({ path: 'p' }, { immutable: true }).secret.name).toBe(one.secret.name);
  });
});

describe('whose the Secret is', () => {
  test('External Secrets owns it, and leaves it when the value is gone from the store', () => {
    expect(external({ path: 'p' }).manifest.spec.target).toMatchObject({
      creationPolicy: 'Owner',
      deletionPolicy: 'Retain',
    });
    expect(
      external({ path: 'p', deletionPolicy: ExternalSecretDeletionPolicy.DELETE }).manifest.spec.target.deletionPolicy,
    ).toBe('Delete');
  });

  test('a Secret that is elsewhere in the app is never wiped', () => {
    const app = Testing.app();
    const chart = new Chart(app, 'payments');
    new SecureSecret(chart, 'Db', {
      keys: ['a'],
      source: SecretSource.externalSecret(store, { path: 'p' }),
      metadata: { name: 'db' },
    });
    new kplus.Secret(new Chart(app, 'legacy'), 'Db', { metadata: { name: 'db' } });
    expect(() => app.synthYaml()).toThrow(
      'Secret db is written by payments/Db and by legacy/Db/Resource; each would undo the work of the other: give '
        + 'one of them another name',
    );
  });

  test.each([
    ExternalSecretCreationPolicy.MERGE, ExternalSecretCreationPolicy.CREATE_OR_MERGE,
  ])('keys are added to the Secret of somebody else only where that is said: %s', (creationPolicy) => {
    const app = Testing.app();
    const chart = new Chart(app, 'payments');
    const source = SecretSource.externalSecret(store, {
      path: 'p',
      creationPolicy,
      deletionPolicy: ExternalSecretDeletionPolicy.MERGE,
    });
    new SecureSecret(chart, 'Db', { keys: ['a'], source, metadata: { name: 'db' } });
    new kplus.Secret(chart, 'Legacy', { metadata: { name: 'db' } });
    expect(() => app.synthYaml()).not.toThrow();
  });

  test('two sources of one Secret are an error', () => {
    const chart = new Chart(Testing.app(), 'payments', { namespace: 'payments' });
    const source = SecretSource.externalSecret(store, { path: 'p' });
    new SecureSecret(chart, 'One', { keys: ['a'], source, metadata: { name: 'db' } });
    new SecureSecret(chart, 'Other', { keys: ['a'], source, metadata: { name: 'db' } });
    expect(() => Testing.synth(chart)).toThrow(
      'Secret db in namespace payments is written by payments/One and by payments/Other',
    );
  });

  test('a Secret that is sealed under the name, too', () => {
    const chart = new Chart(Testing.app(), 'payments', { namespace: 'payments' });
    new SecureSecret(chart, 'Db', {
      keys: ['a'],
      source: SecretSource.externalSecret(store, { path: 'p' }),
      metadata: { name: 'db' },
    });
    expect(() => Testing.synth(chart)).not.toThrow();
    new ApiObject(chart, 'Sealed', {
      apiVersion: 'bitnami.com/v1alpha1',
      kind: 'SealedSecret',
      metadata: { name: 'db' },
    });
    expect(() => Testing.synth(chart)).toThrow(
      'Secret db in namespace payments is written by payments/Db and by payments/Sealed',
    );
  });
});

describe('other writers of the Secret, by hand', () => {
  const raw =
    (apiVersion: string, kind: string, spec: object, name = 'raw') =>
      (chart: Chart) =>
        new ApiObject(chart, 'Raw', { apiVersion, kind, metadata: { name }, spec } as object as ApiObjectProps);
  const clash = (write: (chart: Chart) => unknown) => {
    const chart = new Chart(Testing.app(), 'payments', { namespace: 'payments' });
    new SecureSecret(chart, 'Db', {
      keys: ['a'],
      source: SecretSource.externalSecret(store, { path: 'p' }),
      metadata: { name: 'db' },
    });
    write(chart);
    return () => Testing.synth(chart);
  };

  test.each([
    ['an ExternalSecret', raw('external-secrets.io/v1', 'ExternalSecret', { target: { name: 'db' } })],
    ['an ExternalSecret without a target', raw('external-secrets.io/v1beta1', 'ExternalSecret', {}, 'db')],
    ['a Certificate of cert-manager', raw('cert-manager.io/v1', 'Certificate', { secretName: 'db' })],
    [
      'a synced SecretProviderClass',
      raw('secrets-store.csi.x-k8s.io/v1', 'SecretProviderClass', {
        secretObjects: [{ secretName: 'other' }, { secretName: 'db' }],
      }),
    ],
    ['a VaultStaticSecret', raw('secrets.hashicorp.com/v1beta1', 'VaultStaticSecret', { destination: { name: 'db' } })],
  ])('%s', (_, write) => {
    expect(clash(write)).toThrow('Secret db in namespace payments is written by payments/Db and by payments/Raw');
  });

  test.each([
    [
      'one that adds keys',
      raw('external-secrets.io/v1', 'ExternalSecret', { target: { name: 'db', creationPolicy: 'Merge' } }),
    ],
    ['one of another Secret', raw('cert-manager.io/v1', 'Certificate', { secretName: 'tls' }, 'db')],
    ['a class that is not synced', raw('secrets-store.csi.x-k8s.io/v1', 'SecretProviderClass', {}, 'db')],
    [
      'a kind of the same name in another group',
      raw('networking.internal.knative.dev/v1alpha1', 'Certificate', { secretName: 'db' }),
    ],
  ])('not %s', (_, write) => {
    expect(clash(write)).not.toThrow();
  });
});

test.each<[string, ExternalSecretOptions, Partial<SecureSecretProps>, string]>([
  [
    'no source of a key',
    { data: { username: { path: 'p' } } },
    {},
    'payments/Db: nothing says where the value of password comes from; give `path`',
  ],
  [
    'a key that is not used',
    { path: 'p', data: { other: { path: 'p' } } },
    {},
    'payments/Db: `data` has other, which the Secret does not have and no template uses',
  ],
  [
    'a key that no Secret has',
    { path: 'p', data: { 'a b': { path: 'p' } }, templateData: { username: 'x' } },
    {},
    'payments/Db: "a b"',
  ],
  [
    'an empty property',
    { path: 'p', data: { username: { path: 'q', property: '' } } },
    {},
    'payments/Db: the property of "q" is empty; leave it out for the whole secret',
  ],
  [
    'an empty path to extract from',
    { dataFrom: [ExternalSecretDataFrom.extract({ path: '' })] },
    {},
    'payments/Db: the path of a secret in the external system is empty',
  ],
  [
    'a window that does not last',
    {
      path: 'p',
      syncWindows: {
        kind: ExternalSecretSyncWindowKind.ALLOW,
        windows: [{ schedule: '0 2 * * *', duration: Duration.seconds(0) }],
      },
    },
    {},
    'payments/Db: a sync window lasts 0 seconds; give it a duration',
  ],
  ['an empty path', { path: '' }, {}, 'payments/Db: the path of a secret in the external system is empty'],
  [
    'templates of nothing',
    { templateData: { username: 'a', password: 'b' } },
    {},
    'payments/Db: templates alone have no value to use; name what they use in `data`',
  ],
  [
    'a template of a key that the Secret does not have',
    { path: 'p', templateData: { url: 'x' } },
    {},
    'payments/Db: `templateData` has url, which the Secret does not have',
  ],
  [
    'a refresh of an immutable Secret',
    { path: 'p', refreshPolicy: ExternalSecretRefreshPolicy.PERIODIC },
    { immutable: true },
    'payments/Db: refreshPolicy Periodic would write to an immutable Secret, which the API server refuses',
  ],
  [
    'an interval that has no effect',
    { path: 'p', refreshPolicy: ExternalSecretRefreshPolicy.CREATED_ONCE, refreshInterval: Duration.hours(1) },
    {},
    'payments/Db: refreshInterval and syncWindows have no effect with refreshPolicy CreatedOnce; leave them out',
  ],
  [
    'an interval of 0',
    { path: 'p', refreshInterval: Duration.seconds(0) },
    {},
    'payments/Db: a refreshInterval of 0 means never; set refreshPolicy to CreatedOnce',
  ],
  [
    'a schedule that is none',
    {
      path: 'p',
      syncWindows: {
        kind: ExternalSecretSyncWindowKind.ALLOW,
        windows: [{ schedule: 'daily', duration: Duration.hours(1) }],
      },
    },
    {},
    'payments/Db: schedule "daily" is not a cron expression of five fields',
  ],
  [
    'no window',
    { path: 'p', syncWindows: { kind: ExternalSecretSyncWindowKind.ALLOW, windows: [] } },
    {},
    'payments/Db: syncWindows has no window; leave it out',
  ],
  [
    'deletion of a Secret of somebody else',
    {
      path: 'p',
      creationPolicy: ExternalSecretCreationPolicy.MERGE,
      deletionPolicy: ExternalSecretDeletionPolicy.DELETE,
    },
    {},
    'payments/Db: deletionPolicy Delete would delete a Secret that External Secrets does not own; use it with '
      + 'creationPolicy Owner only',
  ],
  [
    'keys for an immutable Secret of somebody else',
    { path: 'p', creationPolicy: ExternalSecretCreationPolicy.CREATE_OR_MERGE },
    { immutable: true },
    'payments/Db: creationPolicy CreateOrMerge adds keys to a Secret of somebody else, which an immutable one does '
      + 'not take',
  ],
  [
    'a bootstrap token',
    { path: 'p' },
    {
      secretType: SecretType.BOOTSTRAP_TOKEN,
      keys: ['token-id', 'token-secret'],
      metadata: { name: 'bootstrap-token-abcdef', namespace: 'kube-system' },
    },
    'payments/Db: External Secrets writes no Secret of type bootstrap.kubernetes.io/token',
  ],
])('%s is refused', (_, options, props, message) => {
  expect(() => external(options, props)).toThrow(message);
});

test('a namespaced store serves its own namespace only', () => {
  const app = Testing.app();
  const provider = ExternalSecretStoreProvider.aws({
    service: AwsStoreService.SECRETS_MANAGER,
    region: 'eu-west-1',
    auth: AwsStoreAuth.unsafeController(),
  });
  const billing = new ExternalSecretStore(new Chart(app, 'billing', { namespace: 'billing' }), 'Store', {
    provider,
    metadata: { name: 'aws' },
  });
  const chart = new Chart(app, 'payments', { namespace: 'payments' });
  const make = (id: string, from: typeof billing | ClusterExternalSecretStore) =>
    new SecureSecret(chart, id, { keys: ['a'], source: SecretSource.externalSecret(from, { path: 'p' }) });
  expect(() => make('Db', billing)).toThrow(
    'payments/Db: store aws serves namespace billing only, and this Secret is in payments; make a store in its '
      + 'namespace',
  );
  const single = SecretSource.externalSecret(store, { data: { a: { path: 'p', store: billing } } });
  expect(() => new SecureSecret(chart, 'Single', { keys: ['a'], source: single })).toThrow(
    'payments/Single: store aws serves namespace billing only',
  );
  const many = SecretSource.externalSecret(store, {
    dataFrom: [ExternalSecretDataFrom.extract({ path: 'p', store: billing })],
  });
  expect(() => new SecureSecret(chart, 'Many', { keys: ['a'], source: many })).toThrow(
    'payments/Many: store aws serves namespace billing only',
  );
  const cluster = new ClusterExternalSecretStore(chart, 'Cluster', {
    provider: ExternalSecretStoreProvider.aws({
      service: AwsStoreService.SECRETS_MANAGER,
      region: 'eu-west-1',
      auth: AwsStoreAuth.unsafeController(),
    }),
    allow: { namespaces: ['payments'] },
  });
  expect(() => make('Other', cluster)).not.toThrow();
});

describe('generated values', () => {
  const generated = (options: GeneratedSecretOptions = {}, props: Partial<SecureSecretProps> = {}) =>
    emit(SecretSource.generated(options), props);
  const password = (options: ExternalSecretPasswordGeneratorOptions) => () => ExternalSecretGenerator.password(options);

  test('snapshot: minimal props', () => {
    expect(generated({}, { keys: ['password'] }).manifests).toMatchSnapshot();
  });

  test('are made once, and stay', () => {
    const { manifest } = generated();
    expect(manifest.spec).toMatchObject({
      refreshPolicy: 'CreatedOnce',
      target: { creationPolicy: 'Orphan', deletionPolicy: 'Retain' },
    });
    expect(manifest.spec.refreshInterval).toBeUndefined();
  });

  test('the generator has the labels, annotations and wave of the ExternalSecret', () => {
    const metadata = { labels: { team: 'a' }, annotations: { 'argocd.argoproj.io/sync-wave': '-2' } };
    const { manifests } = generated({}, { metadata });
    expect(manifests.map(({ kind }) => kind).sort()).toEqual(['ExternalSecret', 'Password']);
    for (const manifest of manifests) {
      expect(manifest.metadata).toMatchObject(metadata);
    }
  });

  test('are one for each key', () => {
    const { manifests, manifest, secret } = generated();
    const generator = manifests.find(({ kind }) => kind === 'Password');
    expect(generator.spec.secretKeys).toEqual(['username', 'password']);
    expect(manifest.spec.dataFrom).toEqual([
      {
        sourceRef: {
          generatorRef: {
            apiVersion: 'generators.external-secrets.io/v1alpha1',
            kind: 'Password',
            name: generator.metadata.name,
          },
        },
      },
    ]);
    expect(manifest.spec.target.name).toBe(secret.name);
  });

  test('take every option', () => {
    const generator = ExternalSecretGenerator.password({
      length: 40,
      digits: 10,
      symbols: 4,
      symbolCharacters: '-_.!',
      noUpper: true,
      allowRepeat: false,
      encoding: ExternalSecretGeneratedEncoding.BASE64_URL,
    });
    expect(() => generated({ generator })).not.toThrow();
    expect(generator._spec(['a'])).toEqual({
      length: 40,
      digits: 10,
      symbols: 4,
      symbolCharacters: '-_.!',
      noUpper: true,
      allowRepeat: false,
      encoding: 'base64url',
      secretKeys: ['a'],
    });
  });

  test('can be keys for SSH, under the keys of their type', () => {
    const { manifest, manifests } = generated(
      {
        generator: ExternalSecretGenerator.sshKey({ comment: 'deploy' }),
        templateData: { 'ssh-privatekey': ExternalSecretTemplate.value('privateKey') },
      },
      { keys: ['ssh-privatekey'], secretType: SecretType.SSH_AUTH },
    );
    expect(manifest.spec.target.template).toEqual({
      engineVersion: 'v2',
      type: 'kubernetes.io/ssh-auth',
      data: { 'ssh-privatekey': '{{ index . "privateKey" }}' },
    });
    expect(manifests.find(({ kind }) => kind === 'SSHKey').spec).toEqual({ keyType: 'ed25519', comment: 'deploy' });
    const rsa = ExternalSecretGenerator.sshKey({ keyType: ExternalSecretSshKeyType.RSA });
    expect(rsa._spec([])).toMatchObject({ keySize: 3072 });
    expect(generated({ generator: ExternalSecretGenerator.sshKey() }, { keys: undefined }).secret.keys).toEqual([
      'privateKey',
      'publicKey',
    ]);
  });

  test('can be a UUID', () => {
    expect(generated({ generator: ExternalSecretGenerator.uuid() }, { keys: undefined }).secret.keys).toEqual(['uuid']);
  });

  test.each([undefined, true])(
    'an ExternalSecret that is made again does not overwrite them: immutable (%s), under a name that settings do not '
      + 'change',
    (immutable) => {
      const of = (length: number) =>
        generated({ generator: ExternalSecretGenerator.password({ length }) }, { immutable });
      expect(of(32).manifest.spec.target).toMatchObject({ immutable: true, name: 'payments-db' });
      expect(of(32).secret.immutable).toBe(true);
      expect(of(40).secret.name).toBe('payments-db');
    },
  );

  test('may be overwritten where an option allows it', () => {
    const { manifest, secret } = generated({}, { immutable: false });
    expect(manifest.spec.target.immutable).toBeUndefined();
    expect(secret.immutable).toBe(false);
  });

  test.each([
    [
      password({ length: 12 }),
      'password generator: 12 characters can be guessed; nobody has to type this password, so use 16 or more',
    ],
    [
      password({ length: 20.5 }),
      'password generator: length 20.5, digits 5 and symbols 0 are not all whole numbers from 0',
    ],
    [password({ digits: 20, symbols: 20 }), 'password generator: 20 digits and 20 symbols are more than 32 characters'],
    [
      password({ length: 64, allowRepeat: false }),
      'password generator: without repeats there are 10 digits, and 16 are wanted; allow repeats, or want fewer',
    ],
    [
      password({ length: 60, digits: 2, allowRepeat: false }),
      'without repeats there are 52 letters, and 58 are wanted',
    ],
    [
      password({ digits: 2, symbols: 3, symbolCharacters: '--', noUpper: true, length: 16, allowRepeat: false }),
      'without repeats there are 1 symbols, and 3 are wanted',
    ],
    [
      password({ digits: 0, symbols: 31, allowRepeat: false }),
      'without repeats there are 30 symbols, and 31 are wanted',
    ],
    [
      () => ExternalSecretGenerator.sshKey({ keySize: 256 }),
      'SSH key generator: a key of type ed25519 has no size 256',
    ],
    [
      () => ExternalSecretGenerator.sshKey({ keyType: ExternalSecretSshKeyType.RSA, keySize: 1024 }),
      'SSH key generator: a key of type rsa has no size 1024',
    ],
    [
      () => ExternalSecretGenerator.sshKey({ keyType: ExternalSecretSshKeyType.ECDSA, keySize: 300 }),
      'SSH key generator: a key of type ecdsa has no size 300',
    ],
  ])('wrong settings are refused (%#)', (make, message) => {
    expect(make).toThrow(message);
  });
});

describe('PushSecret', () => {
  const inNamespace = new SecureSecret(Testing.chart(), 'Db', {
    keys: ['password'],
    source: SecretSource.existing('db', { namespaceName: 'payments' }),
  });
  const push = (data: PushSecretValue[], more: object = {}) => {
    const chart = new Chart(Testing.app(), 'payments', { disableResourceNameHashes: true });
    const secret = new SecureSecret(chart, 'Db', { keys: ['password'], source: SecretSource.generated() });
    new PushSecret(chart, 'Push', { secret, stores: [store], data, ...more });
    const manifests = Testing.synth(chart);
    expectValidStoreManifests(manifests);
    return manifests.find(({ kind }) => kind === 'PushSecret');
  };

  test('snapshot: minimal props, which overwrite and delete nothing', () => {
    expect(push([{ key: 'password', remotePath: 'payments/db', remoteProperty: 'password' }])).toMatchSnapshot();
  });

  test('takes every option', () => {
    const options = {
      updatePolicy: PushSecretUpdatePolicy.REPLACE,
      deletionPolicy: PushSecretDeletionPolicy.DELETE,
      refreshInterval: Duration.minutes(10),
      metadata: { name: 'push' },
    };
    expect(push([{ remotePath: 'payments/db' }], options)).toMatchObject({
      metadata: { name: 'push' },
      spec: { updatePolicy: 'Replace', deletionPolicy: 'Delete', refreshInterval: '10m0s' },
    });
  });

  test.each<[PushSecretValue[], object, string]>([
    [[], {}, 'payments/Push: nothing is pushed: name at least one store and one value'],
    [[{ remotePath: 'p' }], { stores: [] }, 'payments/Push: nothing is pushed'],
    [[{ key: 'user', remotePath: 'p' }], {}, 'payments/Push: Secret payments-db has no key "user"; it has password'],
    [
      [{ remotePath: 'p' }],
      { metadata: { name: 'Push_It' } },
      'payments/Push: "Push_It" (7 characters) is not a valid object name',
    ],
    [[{ remotePath: '' }], {}, 'payments/Push: a remotePath is empty; name the secret in the external system'],
    [
      [{ remotePath: 'p' }, { remotePath: 'p', key: 'password' }],
      {},
      'payments/Push: two values go to p; the one would overwrite the other',
    ],
    [
      [{ remotePath: 'p' }],
      { metadata: { namespace: 'billing' }, secret: inNamespace },
      'payments/Push: Secret db is in namespace payments, and a PushSecret in billing reads in its own namespace only',
    ],
    [
      [{ remotePath: 'p' }],
      {
        metadata: { namespace: 'billing' },
        stores: [{ storeName: 'vault', storeKind: 'SecretStore', storeNamespaceName: 'payments' }],
      },
      'payments/Push: store vault is in namespace payments, and a PushSecret in billing reads in its '
        + 'own namespace only',
    ],
    [
      [
        { remotePath: 'p', remoteProperty: 'x' },
        { remotePath: 'p', remoteProperty: 'x' },
      ],
      {},
      'payments/Push: two values go to p, property x',
    ],
  ])('%j with %j is refused', (data, more, message) => {
    expect(() => push(data, more)).toThrow(message);
  });
});

test('the handle mounts like any other Secret', () => {
  const chart = new Chart(Testing.app(), 'payments', { disableResourceNameHashes: true });
  const db = new SecureSecret(chart, 'Db', {
    keys: ['password'],
    source: SecretSource.externalSecret(store, { path: 'p' }),
  });
  const workload = new kplus.Deployment(chart, 'Api', { containers: [{ image: 'api:1' }] });
  const mount = new RotatingVolumeMount(chart, 'Files', {
    workload, source: db, mountPath: '/etc/secrets/db', reload: ReloadStrategy.stakaterReloader(),
  });
  expect(mount.pathOf('password')).toBe('/etc/secrets/db/password');
  expect(db.toMountSource()).toEqual(
    MountSource.secret('payments-db', {
      keys: ['password'], namespaceName: undefined, immutable: false, rotatedBy: 'External Secrets',
    }),
  );
  expect(Testing.synth(chart).filter(isStoreKind)).toHaveLength(1);
});
