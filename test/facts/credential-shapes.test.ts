import { CredentialShape, credentialShapeOf, OVERLAPS } from '../../src/facts/credential-shapes';

test.each<[type: string, keys: string[], beside: string[], shape: CredentialShape]>([
  // The type decides before the keys.
  ['kubernetes.io/tls', ['password'], [], 'certificate'], ['kubernetes.io/basic-auth', ['password'], [], 'account'],
  ['kubernetes.io/ssh-auth', ['password'], [], 'ssh-key'],
  ['kubernetes.io/dockerconfigjson', ['password'], [], 'registry'],
  ['kubernetes.io/dockercfg', ['password'], [], 'registry'],
  ['kubernetes.io/service-account-token', ['password'], [], 'service-account-token'],
  ['Opaque', ['password'], [], 'password'], ['', [], [], 'unknown'],
  ...([
    ['tls.crt', 'certificate'], ['tls.key', 'certificate'], ['tls.pem', 'unknown'], ['xtls.key', 'unknown'],
    ['tls.keys', 'unknown'], ['tlsxkey', 'unknown'],
    ['.dockerconfigjson', 'registry'], ['.dockercfg', 'registry'], ['x.dockercfg', 'unknown'],
    ['.dockercfgs', 'unknown'],
    ['ca.crt', 'authority'], ['ca.pem', 'authority'], ['ca-bundle.crt', 'authority'], ['root-ca.pem', 'authority'],
    ['rootca.pem', 'authority'], ['xca.crt', 'unknown'], ['ca.crts', 'unknown'], ['ca.key', 'unknown'],
    ['ssh-privatekey', 'ssh-key'], ['id_rsa', 'ssh-key'], ['id_ed25519', 'ssh-key'], ['id_ecdsa', 'ssh-key'],
    ['my-ssh-privatekey', 'unknown'], ['ssh-privatekeys', 'unknown'], ['id_rsa.pub', 'unknown'], ['xid_rsa', 'unknown'],
    ...['signer', 'JWT', 'hmac', 'cookie', 'session', 'encrypt', 'cipher', 'secret-key-base', 'SECRETKEYBASE',
      'django_secret'].map((key): [string, CredentialShape] => [key, 'signing-key']),
    ...['pass', 'db-password', 'passwd', 'passphrase', 'PWD']
      .map((key): [string, CredentialShape] => [key, 'password']),
    ...['api-key', 'apikey', 'token', 'access_key', 'client.secret', 'WEBHOOK-SECRET']
      .map((key): [string, CredentialShape] => [key, 'api-key']),
    ['config', 'unknown'],
  ] as [string, CredentialShape][]).map(([key, shape]): [string, string[], string[], CredentialShape] =>
    ['', [key], [], shape]),
  ['', ['ca.crt', 'x'], [], 'unknown'], ['', ['x', 'tls.key'], [], 'certificate'],
  ['', ['password', 'signer'], [], 'signing-key'],
  ...['user', 'username', 'login', 'dbuser', 'pguser', 'db-user', 'USER_1', 'a.login.b']
    .map((user): [string, string[], string[], CredentialShape] => ['', ['password'], [user], 'account']),
  ...['users', 'superuser', 'userx', 'loginname']
    .map((user): [string, string[], string[], CredentialShape] => ['', ['password'], [user], 'password']),
  ['', ['user', 'password'], [], 'account'], ['', ['token'], ['user'], 'api-key'],
])('type %j with keys %j beside %j is %s', (type, keys, beside, shape) => {
  expect(credentialShapeOf(type, keys, beside)).toBe(shape);
});

test('each shape says how two are valid at once, and how one ends', () => {
  for (const overlap of Object.values(OVERLAPS)) {
    expect(Object.keys(overlap)).toEqual(['beside', 'undo', 'revoke', 'restore']);
    Object.values(overlap).forEach((sentence) => expect(sentence).toMatch(/^[A-Z].*\.$/s));
  }
});
