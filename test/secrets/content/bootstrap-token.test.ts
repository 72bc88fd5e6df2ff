import { App, Chart, Testing } from 'cdk8s';
import { SecretSource } from '../../../src/secrets/secret-source';
import { SecretType } from '../../../src/secrets/secret-type';
import { SecretValue } from '../../../src/secrets/secret-value';
import { SecureSecret, SecureSecretProps } from '../../../src/secrets/secure-secret';

const good = { 'token-id': '07401b', 'token-secret': 'f395accd246ae52d' };

function token(
  texts: { [key: string]: string },
  props: Partial<SecureSecretProps> = {},
  namespace: string | undefined = 'kube-system',
) {
  const values = Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, SecretValue.unsafePlainText(text)]),
  );
  const chart = new Chart(new App(), 'app', { namespace });
  return () =>
    new SecureSecret(chart, 'Token', {
      secretType: SecretType.BOOTSTRAP_TOKEN,
      source: SecretSource.unsafeInline(values, 'test'),
      ...props,
    });
}

test('a token is named by its id and can change in place', () => {
  const secret = token(good)();
  expect(secret.name).toBe('bootstrap-token-07401b');
  expect(secret.immutable).toBe(false);
  expect(token(good, { metadata: { name: 'bootstrap-token-07401b' } })().name).toBe('bootstrap-token-07401b');
});

test('all fields that the control plane reads are taken in their form', () => {
  expect(token({
    ...good,
    'description': 'any text',
    'expiration': '2027-03-10T03:22:11Z',
    'usage-bootstrap-authentication': 'true',
    'usage-bootstrap-signing': 'false',
    'auth-extra-groups': 'system:bootstrappers:a,system:bootstrappers:b:c',
  })).not.toThrow();
});

test.each([
  ['token-id', '07401B'],
  ['token-id', '07401b\n'],
  ['token-secret', 'short'],
  ['expiration', 'tomorrow'],
  ['usage-bootstrap-authentication', 'yes'],
  ['usage-bootstrap-signing', 'True'],
  ['auth-extra-groups', 'system:masters'],
])('%s is refused in another form', (key, text) => {
  expect(token({ ...good, [key]: text })).toThrow(`app/Token: "${key}" is not what a bootstrap token has there: `);
});

test('the namespace is kube-system', () => {
  expect(token(good, {}, 'apps')).toThrow(
    'app/Token: a bootstrap token works in namespace kube-system only, and this one lands in "apps"',
  );
  expect(
    () =>
      new SecureSecret(Testing.chart(), 'Token', {
        secretType: SecretType.BOOTSTRAP_TOKEN,
        keys: Object.keys(good),
        source: SecretSource.existing('bootstrap-token-07401b'),
      }),
  ).toThrow('works in namespace kube-system only, and none is set');
});

test('another name is refused, wherever the values come from', () => {
  expect(token(good, { metadata: { name: 'mine' } })).toThrow(
    'with these values must be named bootstrap-token-07401b, and `metadata.name` is "mine"',
  );
  const existing = (name: string) => token({}, { source: SecretSource.existing(name), keys: Object.keys(good) });
  expect(existing('bootstrap-token-abcdef')).not.toThrow();
  expect(existing('bootstrap-token-abc')).toThrow(
    'is found by the name bootstrap-token-<id>, with the 6 characters of its id, and this one is named '
      + '"bootstrap-token-abc"',
  );
});

test('it cannot be immutable, since its name cannot have a hash', () => {
  expect(token(good, { immutable: true })).toThrow('cannot be immutable here');
  expect(token(good, { immutable: false })).not.toThrow();
});
