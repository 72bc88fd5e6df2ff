import { Graph } from '../../src/manifest/graph';
import { madeByAnother } from '../../src/manifest/running';

const spec = { template: { spec: { containers: [] } } };
const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'api', namespace: 'shop' }, spec };

function replicaSet(owner: object, namespace = 'shop') {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'api-1', namespace, ownerReferences: [owner] },
    spec,
  };
}

function made(...documents: object[]): string[] {
  return [...madeByAnother(Graph.of(documents))].map(({ kind }) => kind);
}

const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api', controller: true };

test('what a workload made is known by the owner that controls it', () => {
  expect(made(deployment, replicaSet(owner))).toEqual(['ReplicaSet']);
});

test('an owner that was not read, is of another namespace or group, or does not control it, made nothing', () => {
  expect(made(replicaSet(owner))).toEqual([]);
  expect(made(deployment, replicaSet(owner, 'other'))).toEqual([]);
  expect(made(deployment, replicaSet({ ...owner, apiVersion: 'acme.example/v1' }))).toEqual([]);
  expect(made(deployment, replicaSet({ ...owner, controller: false }))).toEqual([]);
});

test('a Secret that a workload owns is not a pod, and is judged for itself', () => {
  expect(
    made(deployment, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'db', namespace: 'shop', ownerReferences: [owner] },
    }),
  ).toEqual([]);
});
