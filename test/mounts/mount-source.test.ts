import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { MountSource } from '../../src';
import { testChart } from '../support/workloads';

test('a cdk8s-plus object brings its namespace and whether it is immutable', () => {
  const chart = testChart('shop');
  const secret = new kplus.Secret(chart, 'Secret', { metadata: { name: 'db' }, immutable: true });
  const config = new kplus.ConfigMap(chart, 'Config', { metadata: { name: 'app', namespace: 'other' } });
  expect(MountSource.fromSecret(secret)._objects).toEqual([
    { kind: 'Secret', name: 'db', namespaceName: 'shop', immutable: true },
  ]);
  expect(MountSource.fromConfigMap(config)._objects).toEqual([
    { kind: 'ConfigMap', name: 'app', namespaceName: 'other', immutable: false },
  ]);
  expect(MountSource.fromSecret(secret, { immutable: false })._objects[0].immutable).toBe(false);
});

test('an imported object brings only its name', () => {
  const imported = kplus.Secret.fromSecretName(
    new Chart(testChart(), 'inner', { namespace: 'shop' }),
    'Imported',
    'db',
  );
  expect(MountSource.fromSecret(imported)._objects).toEqual([
    { kind: 'Secret', name: 'db', namespace: undefined, immutable: false },
  ]);
});

test('paths are given to one object at a time', () => {
  const both = MountSource.projected(MountSource.secret('db'), MountSource.configMap('app'));
  expect(() => both.withPaths({ a: 'b' })).toThrow(
    'file paths are given for Secret "db" and ConfigMap "app" together; call withPaths on each, and then '
      + 'MountSource.projected',
  );
});

test('withPaths refuses a key that is known not to be there, at once', () => {
  const db = MountSource.secret('db', { keys: ['username', 'password'] });
  expect(() => db.withPaths({ passwd: 'p' })).toThrow(
    'Secret "db" has no key "passwd"; its keys are "username", "password"',
  );
  expect(() => db.withPaths({ password: 'p' })).not.toThrow();
  expect(() => MountSource.secret('db').withPaths({ passwd: 'p' })).not.toThrow();
});
