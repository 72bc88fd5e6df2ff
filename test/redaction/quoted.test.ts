import { createHash } from 'crypto';
import { listed, mayBeShown, named, quoted, withoutSecrets, WORD } from '../../src/redaction/quoted';
import { leakOf, NOTATIONS } from '../support/secrets';

test.each([
  'payments-db-credentials-prod',
  'DB_PASSWORD',
  'tls.crt',
  '..data',
  'my role',
  "it's",
  '--dry-run=server',
  'my_db!',
  'VersionedConfigMap12',
  'v1beta1',
  'x509',
  'mTLS',
  'IPv4',
  'S3Bucket',
  'validatingadmissionpolicybindings',
  'secretproviderclasses.secrets-store.csi.x-k8s.io',
  'settings-5f4dcc3b5a',
  'payments-7f9c8d6b5-x2x9z',
  'shop-schema-c880b050-412fc3cdf9',
  'shop/shop-schema-c880b050-412fc3cdf9',
  'shop-api-c8970f87-7d4b8c9f5x-zqx7w',
  'cart-env-4g6t2h9kmf',
  'cart-db-7hk8884d94',
  'payments-58f9h6w4z2',
  'cdk8s-plus-28',
  'v1.29.3+k3s1',
  '0440',
  '3s',
  '',
  '/etc/kubernetes/pki/apiserver-kubelet-client.key',
  '/tmp/strongbox-aB3dE9/app/config.yaml',
  '/tmp/tmp.I0O9Niyigm/in.yaml',
  'C:\\Users\\me\\app',
  '../shared/values.yaml',
  'dist/app.k8s.yaml',
  'https://vault.example:8200',
  'unix:///var/run/kmsplugin/socket.sock',
  'https://10.0.0.11:6443',
  '10.0.0.0/8',
  'arn:aws:secretsmanager:eu-central-1:111122223333:secret:db',
  'projects/acme-prod/secrets/db-password/versions/latest',
  '//iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/pool',
  '0 2 * * 6',
  '^team-[a-z]+$',
  'job="apiserver"',
  '2027-01-31',
  '2026-11-27T12:31:00Z',
  'öffentlich',
  '名前',
  'a\nb',
  'a'.repeat(300),
])('a name, path or word is repeated: %j', (text) => {
  expect(quoted(text)).toBe(JSON.stringify(text));
  expect(mayBeShown(text)).toBe(true);
});

test.each(NOTATIONS)('a secret is not: %s', (_, secret) => {
  const around = [
    secret,
    ` ${secret}`,
    `${secret}\n`,
    `'${secret}'`,
    `/${secret}`,
    `./${secret}`,
    `https://${secret}/x`,
    `${secret}.yaml`,
    `name=${secret}`,
    `${secret},${secret}`,
  ];
  for (const text of around) {
    expect(
      leakOf(
        secret,
        [
          quoted(text),
          named(text),
          listed([text, 'a']),
          withoutSecrets(`error: "${text}" is not known`, [text]),
          withoutSecrets(text),
        ].join(' | '),
      ),
    ).toBeUndefined();
  }
});

test.each([
  'xkqjzvwpmtrbnhgd',
  'JBSWY3DPEHPK3PXP',
  'acme-t0ken-Vx71qZ',
  'acme-b4c9d5f2g7h6k8',
  'c880b050-412fc3cdf9-9f8e7d6c',
  '58f9h6w4z2',
  'P@ssw0rd!',
  'x$9#kL!2',
  '1b4e28ba-2fa1-11d2-883f-0016d3cca427',
  '4111111111111111',
  '31415926',
  'password: hunter2',
  '12, 255, 3, 14, 99, 100, 7, 8, 9, 200, 201, 202, 203, 17, 4, 5',
  '0xde 0xad 0xbe 0xef 0xde 0xad 0xbe 0xef',
  'a'.repeat(1025),
])('what may be a secret is told by its length: %j', (text) => {
  expect(quoted(text)).toMatch(new RegExp(`^a text of ${text.length} characters \\(not shown: it may be [^()]*\\)$`));
});

test('hardly any random text passes for a name', () => {
  const random = Array.from({ length: 3000 }, (_, index) => createHash('sha512').update(String(index)).digest());
  const passing = (notation: 'hex' | 'base64' | 'base64url', bytes: number) =>
    random.filter((each) => mayBeShown(each.subarray(0, bytes).toString(notation).replace(/=+$/, ''))).length;
  for (const notation of ['hex', 'base64', 'base64url'] as const) {
    expect([passing(notation, 32), passing(notation, 24)]).toEqual([0, 0]);
    expect(passing(notation, 16)).toBeLessThan(10);
    expect(passing(notation, 12)).toBeLessThan(60);
  }
});

test('one part of a path that may be a secret is left out of it', () => {
  expect(quoted('/var/lib/app/hV4nRx81kQzt7Lp2/values/prod.yaml')).toBe(
    '"/var/lib/app/<16 characters>/values/prod.yaml"',
  );
  expect(quoted('/hV4nRx81kQzt7Lp2')).toBe('a text of 17 characters (not shown: it may be a secret)');
});

test('a kind of credential is named', () => {
  expect(quoted(`ghp_${'aB3dE9'.repeat(6)}`)).toBe('a text of 40 characters (not shown: it may be a GitHub token)');
});

test('what a variable with a secret in it holds is recognised, also within more, and whatever it looks like', () => {
  process.env.STRONGBOX_TEST_PASSWORD = 'sunshine';
  process.env.STRONGBOX_TEST_FOLDER = 'build';
  try {
    expect([mayBeShown('sunshine'), mayBeShown('/run/sunshine/x'), mayBeShown('build')]).toEqual([
      false,
      false,
      true,
    ]);
  } finally {
    delete process.env.STRONGBOX_TEST_PASSWORD;
    delete process.env.STRONGBOX_TEST_FOLDER;
  }
});

test.each([
  ['PWD', '/srv/x9Kq2vLm8Zt4', '/srv/x9Kq2vLm8Zt4/till/config/settings.env'],
  ['PWD', '/srv/till', '/srv/till/config/settings.env'],
  ['TILL_CREDENTIALS', '/etc/till/key.json', '/etc/till/key.json'],
])('a path in %s is a place and not a secret', (name, value, path) => {
  const before = process.env[name];
  process.env[name] = value;
  try {
    expect(quoted(path)).not.toContain('not shown');
  } finally {
    if (before === undefined) {
      delete process.env[name];
    } else {
      process.env[name] = before;
    }
  }
});

test('a password that begins with a slash is not a path', () => {
  process.env.TILL_PASSWORD = '/maple7!Q';
  try {
    expect(mayBeShown('till /maple7!Q')).toBe(false);
  } finally {
    delete process.env.TILL_PASSWORD;
  }
});

test('more is left out where more is known of the form', () => {
  expect([quoted('eror', WORD), quoted('hunter2', WORD)]).toEqual([
    '"eror"',
    'a text of 7 characters (not shown: it may be a secret)',
  ]);
});

test('for what is not a text, the type is shown', () => {
  expect([quoted(undefined), quoted(3), quoted(true), quoted([]), quoted({})]).toEqual([
    'undefined',
    '3',
    'true',
    'a list',
    'a map',
  ]);
});

test('what no reader sees is written out', () => {
  expect(quoted('a\u202eb\u0007\u009b\u200b')).toBe('"a\\u202eb\\u0007\\u009b\\u200b"');
});

test('names stand without quotes where none are needed', () => {
  expect(listed(['tls.crt', 'my role', 'a"b', 'hV4nRx81kQzt7Lp2'])).toBe(
    'tls.crt, my role, "a\\"b", a text of 16 characters (not shown: it may be a secret)',
  );
});

test('a message of somebody else keeps its words', () => {
  const message =
    'Error from server (Forbidden): secrets is forbidden: User "system:serviceaccount:ci:reader" cannot list ' +
      'resource "secrets" in API group "" at the cluster scope';
  expect(withoutSecrets(message)).toBe(message);
});
