import { Testing } from 'cdk8s';
import { SecretSource } from '../../src/secrets/secret-source';
import { SecretType } from '../../src/secrets/secret-type';
import { SecureSecret } from '../../src/secrets/secure-secret';

function existing(secretType: SecretType, ...keys: string[]) {
  return () => new SecureSecret(Testing.chart(), 'Db', { secretType, keys, source: SecretSource.existing('db') });
}

test.each<[SecretType, string[], string]>([
  [SecretType.TLS, ['tls.crt'], 'a Secret of type kubernetes.io/tls needs the key "tls.key", and this one has tls.crt'],
  [SecretType.TLS, ['tls.key'], 'needs the key "tls.crt"'],
  [
    SecretType.BASIC_AUTH,
    ['user', 'pass'],
    'a Secret of type kubernetes.io/basic-auth needs the key "username" or "password", and this one has user, pass',
  ],
  [SecretType.SSH_AUTH, ['id_rsa'], 'needs the key "ssh-privatekey"'],
  [SecretType.DOCKER_CONFIG_JSON, ['.dockercfg'], 'needs the key ".dockerconfigjson"'],
  [SecretType.DOCKER_CFG, ['.dockerconfigjson'], 'needs the key ".dockercfg"'],
  [SecretType.BOOTSTRAP_TOKEN, ['token-id'], 'needs the key "token-secret"'],
  [SecretType.of('kubernetes.io/tls'), ['tls.crt'], 'needs the key "tls.key"'],
])('%s asks for its keys', (type, keys, message) => {
  expect(existing(type, ...keys)).toThrow(message);
});

test.each<[SecretType, string[]]>([
  [SecretType.OPAQUE, ['any']],
  [SecretType.of('acme.io/license'), ['any']],
  [SecretType.TLS, ['tls.crt', 'tls.key', 'ca.crt']],
  [SecretType.BASIC_AUTH, ['username']],
  [SecretType.BASIC_AUTH, ['password']],
  [SecretType.SSH_AUTH, ['ssh-privatekey', 'known_hosts']],
])('%s is content with %j', (type, keys) => {
  expect(existing(type, ...keys)).not.toThrow();
});

test('a token that never expires has no type, and the error says what to use', () => {
  expect(() => SecretType.of('kubernetes.io/service-account-token')).toThrow('does not expire');
  expect(() => SecretType.of('kubernetes.io/service-account-token')).toThrow('LeastPrivilegeSecretReader.attachTo');
});

test.each(['', ' ', 'a b'])('%j is not a type', (name) => {
  expect(() => SecretType.of(name)).toThrow(`${JSON.stringify(name)} is not a type of Secret`);
});

test('a type reads as its name', () => {
  expect(`${SecretType.TLS}`).toBe('kubernetes.io/tls');
});
