import { Graph } from '../../src/manifest/graph';
import { unusedVersions } from '../../src/versions/unused-versions';

const OLD = 'settings-0a1b2c3d4e';
const NEW = 'settings-5f6a7b8c9d';

const configMap = (name: string, more: object = {}, metadata: object = {}) => ({
  apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'shop', ...metadata }, immutable: true, ...more,
});

const template = (name: string) => ({ spec: { volumes: [{ name: 'v', configMap: { name } }] } });
const object = (apiVersion: string, kind: string, more: object, namespace = 'shop') =>
  ({ apiVersion, kind, metadata: { name: kind.toLowerCase(), namespace }, ...more });

const deployment = object('apps/v1', 'Deployment', { spec: { template: template(NEW) } });
const current = object('apps/v1', 'ReplicaSet', { spec: { replicas: 2, template: template(NEW) } });

const unused = (...more: object[]) =>
  unusedVersions(Graph.of([configMap(OLD), configMap(NEW), deployment, current, ...more]), Date.now())
    .unused.map(({ name }) => name);

test('a version that nothing names is listed, and one that a template names is not', () => {
  expect(unused()).toEqual([OLD]);
});

test.each<[string, object]>([
  ['an old ReplicaSet, to which a rollout may go back',
    object('apps/v1', 'ReplicaSet', { spec: { replicas: 0, template: template(OLD) } })],
  ['a ControllerRevision',
    object('apps/v1', 'ControllerRevision', { data: { spec: { template: template(OLD) } } })],
  ['a Job', object('batch/v1', 'Job', { spec: { template: template(OLD) } })],
  ['a CronJob', object('batch/v1', 'CronJob', { spec: { jobTemplate: { spec: { template: template(OLD) } } } })],
  ['a Pod', object('v1', 'Pod', template(OLD))],
  ['a Rollout', object('argoproj.io/v1alpha1', 'Rollout', { spec: { template: template(OLD) } })],
  ['a kind that is not known', object('acme.example/v1', 'Fleet', { spec: { settings: `configmap/${OLD}` } })],
  ['an annotation', object('v1', 'Service', { metadata: { name: 's', namespace: 'shop', annotations: { a: OLD } } })],
  ['an object without a namespace', { ...deployment, metadata: { name: 'x' }, spec: { template: template(OLD) } }],
])('it is in use where it is named by %s', (_, user) => {
  expect(unused(user)).toEqual([]);
});

test.each<[string, object]>([
  ['itself, in the annotation that kubectl writes', configMap(OLD, {}, { annotations: { last: `{"name":"${OLD}"}` } })],
  ['the inventory of Flux', object('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', {
    status: { inventory: { entries: [{ id: `shop_${OLD}__ConfigMap` }] } },
  }, 'flux-system')],
  ['the inventory of Argo CD', object('argoproj.io/v1alpha1', 'Application', {
    status: { resources: [{ kind: 'ConfigMap', name: OLD, namespace: 'shop' }] },
  })],
  ['a pod of another namespace', object('v1', 'Pod', template(OLD), 'other')],
])('it is not in use where it is named by %s alone', (_, other) => {
  expect(unused(other)).toEqual([OLD]);
});

test.each<[string, object]>([
  ['a name without a hash', configMap('settings')],
  ['an object that can be changed', configMap('other-0a1b2c3d4e', { immutable: undefined })],
  ['a name that no API server takes', configMap('; rm -rf-0a1b2c3d4e')],
])('%s is not a version', (_, other) => {
  expect(unused(other)).toEqual([OLD]);
});

test('a Secret is one too; what is young waits', () => {
  const now = Date.parse('2026-05-02T12:00:00Z');
  const at = (creationTimestamp: string) => ({ creationTimestamp });
  const { unused: found, total, young } = unusedVersions(Graph.of([
    { ...configMap('pin-0a1b2c3d4e', {}, at('2026-05-01T12:00:00Z')), kind: 'Secret' },
    configMap(NEW, {}, at('2026-05-02T11:59:00Z')),
  ]), now - 3600_000);
  expect(found).toEqual([
    { kind: 'Secret', namespace: 'shop', name: 'pin-0a1b2c3d4e', created: '2026-05-01T12:00:00Z' },
  ]);
  expect([total, young]).toEqual([2, 1]);
});

test('without the history of a workload it is not known', () => {
  const unknowns = (...objects: object[]) => unusedVersions(Graph.of(objects), 0).unknowns;
  expect(unknowns(configMap(OLD), deployment)).toEqual([
    'The input has a Deployment and no ReplicaSet: a version to which a rollout may go back is not known.',
  ]);
  expect(unknowns(object('apps/v1', 'StatefulSet', {}), object('apps/v1', 'DaemonSet', {}))).toEqual([
    'The input has a StatefulSet and a DaemonSet and no ControllerRevision: a version to which a rollout may go back '
      + 'is not known.',
  ]);
  expect(unknowns(deployment, current)).toEqual([]);
});
