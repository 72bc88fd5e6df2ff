import { ApiObject, App, Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { SecretSource } from '../../src/secrets/secret-source';
import { SecretType } from '../../src/secrets/secret-type';
import { SecretValue } from '../../src/secrets/secret-value';
import { SecureSecret, SecureSecretProps } from '../../src/secrets/secure-secret';
import { ExternalSecretStore } from '../../src/stores/external-secrets/external-secret-store';

const source = SecretSource.unsafeInline(
  { username: SecretValue.unsafePlainText('app'), password: SecretValue.unsafePlainText('hunter2') },
  'test',
);
const create = (props: SecureSecretProps) => new SecureSecret(Testing.chart(), 'Db', props);

describe('keys', () => {
  test('come from the source, or are named', () => {
    expect(create({ source }).keys).toEqual(['username', 'password']);
    expect(create({ source, keys: ['password', 'username'] }).keys).toEqual(['username', 'password']);
    expect(create({ source: SecretSource.existing('db'), keys: ['a', 'b'] }).keys).toEqual(['a', 'b']);
  });

  test('are needed where the source knows none', () => {
    expect(() => create({ source: SecretSource.existing('db') })).toThrow(
      'test/Db: neither this source nor type Opaque says which keys the Secret has; name them in `keys`',
    );
    expect(() => create({ source: SecretSource.existing('db'), keys: [] })).toThrow(
      'test/Db: a Secret needs at least one key; give it in `keys`',
    );
    expect(() => create({ source: SecretSource.unsafeInline({}, 'test') })).toThrow('a Secret needs at least one key');
  });

  test.each<[SecretType, string[]]>([
    [SecretType.TLS, ['tls.crt', 'tls.key']],
    [SecretType.DOCKER_CONFIG_JSON, ['.dockerconfigjson']],
    [SecretType.DOCKER_CFG, ['.dockercfg']],
    [SecretType.BASIC_AUTH, ['username', 'password']],
    [SecretType.SSH_AUTH, ['ssh-privatekey']],
    [SecretType.BOOTSTRAP_TOKEN, ['token-id', 'token-secret']],
    [SecretType.of('kubernetes.io/tls'), ['tls.crt', 'tls.key']],
  ])('are those of type %s where nothing else is known', (secretType, keys) => {
    const metadata = { namespace: 'kube-system' };
    const chart = new Chart(new App(), 'shop', metadata);
    const make = (id: string, from: SecretSource, more: Partial<SecureSecretProps> = {}) =>
      new SecureSecret(chart, id, { secretType, source: from, ...more }).keys;
    expect(make('Existing', SecretSource.existing('bootstrap-token-abcdef'))).toEqual(keys);
    expect(make('More', SecretSource.existing('bootstrap-token-abcdef'), { keys: [...keys, 'more'] }))
      .toEqual([...keys, 'more']);
    if (secretType !== SecretType.BOOTSTRAP_TOKEN) {
      const store = ExternalSecretStore.fromName('vault');
      expect(make('Copied', SecretSource.externalSecret(store, { path: 'shop/front' }))).toEqual(keys);
    }
  });

  test('a source and a type that a type checker would refuse', () => {
    expect(() => create({ source: 'db' as any, keys: ['a'] })).toThrow(
      "test/Db: the source is not a SecretSource; give one such as SecretSource.existing('db') or",
    );
    expect(() => create({ keys: ['a'] } as any)).toThrow('test/Db: the source is not a SecretSource');
    expect(() =>
      create({ source: SecretSource.existing('db'), keys: ['a'], secretType: 'kubernetes.io/tls' as any }),
    ).toThrow(
      "test/Db: secretType is not a SecretType; give one such as SecretType.TLS, or SecretType.of('acme.io/license')",
    );
  });

  test.each([[['username']], [['username', 'password', 'url']], [['username', 'passwort']], [[]]])(
    '%j is not what the source has',
    (keys) => {
      expect(() => create({ source, keys })).toThrow(
        `test/Db: \`keys\` has ${keys.join(', ') || 'no key'}, and the source has username, password; leave `
          + '`keys` out, or make them the same',
      );
    },
  );

  test('are valid and given once', () => {
    expect(() => create({ source: SecretSource.existing('db'), keys: ['a b'] })).toThrow(
      'test/Db: "a b" is not a valid key',
    );
    expect(() => create({ source, keys: ['username', 'username'] })).toThrow('test/Db: key "username" is given twice');
  });

  test('cannot be changed from outside', () => {
    const keys = ['a'];
    const secret = create({ source: SecretSource.existing('db'), keys });
    keys.push('b');
    expect(secret.keys).toEqual(['a']);
    secret.toMountSource()._objects[0].keys!.push('b');
    expect(secret.keys).toEqual(['a']);
  });
});

describe('as an ISecret of cdk8s-plus', () => {
  test('a known key becomes an environment variable', () => {
    const chart = new Chart(new App(), 'shop');
    const secret: kplus.ISecret = new SecureSecret(chart, 'Db', { source });
    const deployment = new kplus.Deployment(chart, 'Api', {
      containers: [
        {
          image: 'api',
          envVariables: {
            PASSWORD: secret.envValue('password'),
            USER: secret.envValue('username', { optional: true }),
          },
        },
      ],
    });
    const { env } = ApiObject.of(deployment).toJson().spec.template.spec.containers[0];
    expect(env).toEqual([
      { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: secret.name, key: 'password' } } },
      { name: 'USER', valueFrom: { secretKeyRef: { name: secret.name, key: 'username', optional: true } } },
    ]);
  });

  test('an unknown key is an error at construction that names the known ones', () => {
    const secret = create({ source: SecretSource.existing('db'), keys: ['username', 'password'] });
    expect(() => secret.envValue('pasword')).toThrow(
      'test/Db: Secret "db" has no key "pasword"; it has username, password',
    );
  });

  test('it mounts, pulls images and is named in rules', () => {
    const chart = new Chart(new App(), 'shop');
    const secret = new SecureSecret(chart, 'Db', { source });
    const pod = new kplus.Pod(chart, 'Pod', { containers: [{ image: 'api' }], dockerRegistryAuth: secret });
    pod.containers[0].mount('/db', kplus.Volume.fromSecret(chart, 'Files', secret));
    const { spec } = ApiObject.of(pod).toJson();
    expect(spec.volumes[0].secret.secretName).toBe(secret.name);
    expect(spec.imagePullSecrets).toEqual([{ name: secret.name }]);
    const role = new kplus.Role(chart, 'Role');
    role.allowGet(secret);
    expect(ApiObject.of(role).toJson().rules).toEqual([
      { apiGroups: [''], resources: ['secrets'], resourceNames: [secret.name], verbs: ['get'] },
    ]);
  });

  test('it says Secret of v1, whatever was emitted', () => {
    expect(create({ source })).toMatchObject({
      apiVersion: 'v1',
      kind: 'Secret',
      apiGroup: '',
      resourceType: 'secrets',
    });
  });
});

test('what can be mounted of it', () => {
  const chart = new Chart(new App(), 'shop', { namespace: 'apps' });
  const secret = new SecureSecret(chart, 'Db', { source });
  expect(secret.toMountSource()._objects).toEqual([
    { kind: 'Secret', name: secret.name, keys: ['username', 'password'], namespaceName: 'apps', immutable: true },
  ]);
});

test('the API object is the default child', () => {
  const secret = create({ source });
  expect(ApiObject.of(secret).name).toBe(secret.name);
});

test('one source may serve several Secrets, each with its own name', () => {
  const chart = Testing.chart();
  const names = ['A', 'B'].map((id) => new SecureSecret(chart, id, { source }).name);
  expect(new Set(names).size).toBe(2);
  expect(Testing.synth(chart)).toHaveLength(2);
});

test('nothing is left behind in the tree by one that fails', () => {
  const chart = Testing.chart();
  expect(() => new SecureSecret(chart, 'Db', { source, metadata: { name: 'No_Name' } })).toThrow(
    'is not a valid object name',
  );
  expect(chart.node.findAll().filter(ApiObject.isApiObject)).toEqual([]);
});

test('a wrong namespace is an error', () => {
  expect(() => create({ source, metadata: { namespace: 'a.b' } })).toThrow('test/Db: "a.b" is not a valid namespace');
});
