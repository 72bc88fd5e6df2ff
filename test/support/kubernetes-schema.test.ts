import { Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { expectValidManifests, isBuiltInKind, schemaErrors } from './kubernetes-schema';

function secret(fields: Record<string, unknown>): Record<string, unknown> {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db', labels: { any: 'label' } }, ...fields };
}

test('a valid object has no errors', () => {
  expect(schemaErrors(secret({ data: { any: 'dg==' }, immutable: true, type: 'Opaque' }))).toEqual([]);
});

test('a field of the wrong type is an error', () => {
  expect(schemaErrors(secret({ immutable: 'yes' })).join()).toContain('/immutable');
});

test('an unknown field is an error, at the top and deep inside', () => {
  expect(schemaErrors(secret({ imutable: true }))).toEqual(['/imutable is an unknown field']);
  expect(schemaErrors({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: {
      containers: [{ name: 'c', image: 'i', volumeMounts: [{ name: 'v', mountPath: '/v', subpath: 'x' }] }],
      volumes: [{ name: 'v', projected: { sources: [{ secret: { name: 's', defaultMode: 288 } }] } }],
    },
  })).toEqual(expect.arrayContaining([
    '/spec/containers/0/volumeMounts/0/subpath is an unknown field',
    '/spec/volumes/0/projected/sources/0/secret/defaultMode is an unknown field',
  ]));
});

test('a kind that Kubernetes does not have is an error', () => {
  const custom = { apiVersion: 'bitnami.com/v1alpha1', kind: 'SealedSecret', metadata: { name: 's' } };
  expect(isBuiltInKind(custom)).toBe(false);
  expect(schemaErrors(custom)).toEqual(['no Kubernetes schema for bitnami.com/v1alpha1 SealedSecret']);
});

test('what cdk8s-plus emits for every workload kind is valid, so the validator does not cry wolf', () => {
  const chart = Testing.chart();
  const containers = [{ image: 'app', port: 8080, envVariables: { A: kplus.EnvValue.fromValue('b') } }];
  new kplus.Deployment(chart, 'Deployment', { containers });
  new kplus.StatefulSet(chart, 'StatefulSet', { containers });
  new kplus.DaemonSet(chart, 'DaemonSet', { containers });
  new kplus.Job(chart, 'Job', { containers });
  new kplus.Pod(chart, 'Pod', { containers });
  new kplus.Role(chart, 'Role').allowRead(kplus.ApiResource.SECRETS);
  expectValidManifests(Testing.synth(chart));
});
