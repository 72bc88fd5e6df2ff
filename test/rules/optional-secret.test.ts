import { ApiObject, JsonPatch } from 'cdk8s';
import { Deployment } from 'cdk8s-plus-28';
import { RotatingVolumeMount, SecretSource, SecureSecret } from '../../src';
import { CATALOG } from '../../src/rules/catalog';
import { evaluate } from '../../src/rules/evaluate';
import { testChart } from '../support/workloads';

const RULES = CATALOG.filter(({ id }) => id === 'optional-secret');
const env = [{ name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'db', key: 'token', optional: true } } }];
const pod = (more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'api' },
  spec: { containers: [{ name: 'api', image: 'registry.example/api:1', env, ...more }] },
});
const made = (kind: string, apiVersion: string, spec: object) => ({ apiVersion, kind, metadata: { name: 'db' }, spec });
const levels = (...objects: object[]) => evaluate(objects, RULES).map(({ level }) => level);

test.each<[string, object, string]>([
  ['a Secret', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' } }, 'warning'],
  ['a SealedSecret', made('SealedSecret', 'bitnami.com/v1alpha1', { encryptedData: { token: 'x' } }), 'warning'],
  ['an ExternalSecret', made('ExternalSecret', 'external-secrets.io/v1', {}), 'warning'],
  ['an ExternalSecret that makes none',
    made('ExternalSecret', 'external-secrets.io/v1', { target: { creationPolicy: 'None' } }), 'note'],
  ['an ExternalSecret that waits for another maker',
    made('ExternalSecret', 'external-secrets.io/v1', { target: { creationPolicy: 'Merge' } }), 'note'],
  ['a ConfigMap of the name', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'db' } }, 'note'],
])('beside %s it is a %s', (_, object, level) => {
  expect(levels(pod(), object)).toEqual([level]);
});

test('another key that the pod waits for does not make up for a missing one', () => {
  const needed = { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } };
  expect(levels(pod({ env: [...env, needed] }))).toEqual(['note']);
  const same = { name: 'OTHER', valueFrom: { secretKeyRef: { name: 'db', key: 'token' } } };
  expect(levels(pod({ env: [...env, same] }))).toEqual([]);
});

test('a patch that makes the volume of a mount optional is found', () => {
  const chart = testChart();
  const api = new Deployment(chart, 'Api', { containers: [{ name: 'api', image: 'registry.example/api:1' }] });
  const secret = new SecureSecret(chart, 'Db', { keys: ['password'], source: SecretSource.existing('db') });
  new RotatingVolumeMount(chart, 'Mount', { workload: api, source: secret, mountPath: '/db' });
  const object = ApiObject.of(api);
  object.addJsonPatch(JsonPatch.add('/spec/template/spec/volumes/0/secret/optional', true));
  expect(evaluate([object.toJson()], RULES)).toMatchObject([
    { level: 'note', pointer: '/spec/template/spec/volumes/0/secret/optional' },
  ]);
});
