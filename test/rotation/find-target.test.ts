import { deployment, lookUp, planFor } from './plans';
import { parseTarget } from '../../src/rotation/find-target';

test.each<[string, object | undefined]>([
  ['db', { kind: 'Secret', name: 'db' }],
  ['db/password', { kind: 'Secret', name: 'db', key: 'password' }],
  ['secret:db', { kind: 'Secret', name: 'db' }],
  ['configmap:settings/app.yaml', { kind: 'ConfigMap', name: 'settings', key: 'app.yaml' }],
  ['store:secret/data/shop/db', { kind: 'store path', name: 'secret/data/shop/db' }],
  ['store:shop/db#password', { kind: 'store path', name: 'shop/db', key: 'password' }],
  ['', undefined],
  ['/password', undefined],
  ['db/', undefined],
  ['store:', undefined],
  ['store:x#', undefined],
])('%s is the target %j', (text, expected) => {
  expect(parseTarget(text)).toEqual(expected);
});

const secret = (namespace: string, data = 'password: ""') => `
---
apiVersion: v1
kind: Secret
metadata: {name: db${namespace === '' ? '' : `, namespace: ${namespace}`}}
data: {${data}}
`;

test('a name in several namespaces is not guessed at', () => {
  expect(lookUp('db', secret('shop') + secret('bank'))).toEqual({
    fault: 'ambiguous',
    text: 'there is one in the namespaces bank and shop',
    names: ['shop', 'bank'],
  });
  expect(planFor('db', secret('shop') + secret('bank'), 'bank').target).toEqual({
    kind: 'Secret',
    name: 'db',
    namespace: 'bank',
  });
});

test('an object that leaves its namespace open is that of the one that names it', () => {
  const plan = planFor('db', secret('') + deployment('api', 'envFrom: [{secretRef: {name: db}}]'));
  expect([plan.target.namespace, plan.isComplete, plan.uses.length]).toEqual(['shop', true, 1]);
  expect(planFor('db', secret('')).target).toEqual({ kind: 'Secret', name: 'db' });
});

test('a Secret that is only named has a plan, which is not complete', () => {
  const plan = planFor('db', deployment('api', 'envFrom: [{secretRef: {name: db}}]'));
  expect([plan.isComplete, plan.sources[0].how]).toEqual([false, 'unknown']);
  expect(plan.unknowns[0]).toBe('Where the value comes from, and who else has it there.');
});

test('what nothing is, makes or names is missing, with what there is', () => {
  expect(lookUp('dp', secret('shop'))).toEqual({
    fault: 'missing',
    text: 'nothing in the input is a Secret of this name, makes one or names one',
    names: ['db'],
  });
  expect(lookUp('db', secret('shop').replace('kind: Secret', 'kind: ConfigMap'))).toMatchObject({
    text: 'nothing in the input is a Secret of this name, makes one or names one; there is a ConfigMap of the name: '
      + 'write configmap:db',
  });
  expect(lookUp('db', secret('shop'), 'bank')).toMatchObject({
    fault: 'missing',
    text: expect.stringContaining('it is in shop'),
  });
  expect(lookUp('store:shop/db', secret('shop'))).toMatchObject({ fault: 'missing', names: [] });
});

test('a key that an object does not have is refused, with those that it has', () => {
  expect(lookUp('db/pasword', secret('shop', 'password: "", username: ""'))).toEqual({
    fault: 'no-key',
    text: 'Secret shop/db has no such key; it has password and username',
    names: ['password', 'username'],
  });
});
