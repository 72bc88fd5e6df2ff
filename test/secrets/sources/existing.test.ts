import { App, Chart, Testing } from 'cdk8s';
import { SecretSource } from '../../../src/secrets/secret-source';
import { SecureSecret } from '../../../src/secrets/secure-secret';

test('nothing is emitted, and the handle has what was said', () => {
  const chart = new Chart(new App(), 'app', { namespace: 'apps' });
  const secret = new SecureSecret(chart, 'Db', { keys: ['password'], source: SecretSource.existing('db-credentials') });
  expect(Testing.synth(chart)).toEqual([]);
  expect(secret.node.children).toEqual([]);
  expect(secret).toMatchObject({ name: 'db-credentials', namespaceName: 'apps', keys: ['password'], immutable: false });
});

test('it may be in another namespace, and known to be immutable', () => {
  const secret = new SecureSecret(new Chart(new App(), 'app', { namespace: 'apps' }), 'Db', {
    keys: ['password'], immutable: true, source: SecretSource.existing('db', { namespaceName: 'shared' }),
  });
  expect(secret).toMatchObject({ namespaceName: 'shared', immutable: true });
});

test('wrong names and metadata are errors', () => {
  const create = (name: string, namespace?: string, metadata?: object) => () =>
    new SecureSecret(Testing.chart(), 'Db', {
      keys: ['password'],
      metadata,
      source: SecretSource.existing(name, { namespaceName: namespace }),
    });
  expect(create('Db_1')).toThrow('test/Db: "Db_1" (4 characters) is not a valid object name');
  expect(create('db', 'a.b')).toThrow('test/Db: "a.b" is not a valid namespace');
  expect(create('db', undefined, { labels: { a: 'b' } })).toThrow(
    'test/Db: an existing Secret is not written by this app, so its `metadata` cannot be set',
  );
});
