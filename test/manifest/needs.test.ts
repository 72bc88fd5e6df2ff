import { orderByNeeds } from '../../src/manifest/needs';

const pod = (name: string, spec: object) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec });
const named = (kind: string, name: string, more: object = {}, apiVersion = 'v1') =>
  ({ apiVersion, kind, metadata: { name }, ...more });
const volumes = (...secrets: string[]) => ({
  volumes: secrets.map((name) => ({ name, secret: { secretName: name } })),
});

function order(documents: any[], dependencies: { readonly [index: number]: number[] } = {}): string[] | undefined {
  return orderByNeeds(documents, (index) => dependencies[index] ?? [])
    ?.map((index) => `${documents[index].kind} ${documents[index].metadata.name}`);
}

test('what a pod needs comes before it, whatever makes it and whatever that needs', () => {
  const external = named('ExternalSecret', 'es', {
    spec: { target: { name: 'db' }, secretStoreRef: { name: 'vault', kind: 'SecretStore' } },
  }, 'external-secrets.io/v1');
  expect(order([
    named('Service', 'web'),
    pod('web', {
      serviceAccountName: 'web',
      ...volumes('db'),
      containers: [{
        envFrom: [{ configMapRef: { name: 'c' } }],
      }],
    }),
    named('ConfigMap', 'other'),
    external,
    named('RoleBinding', 'b', {
      roleRef: { kind: 'Role', name: 'r' }, subjects: [{ kind: 'ServiceAccount', name: 'web' }],
    }, 'rbac.authorization.k8s.io/v1'),
    named('Role', 'r', {}, 'rbac.authorization.k8s.io/v1'),
    named('ServiceAccount', 'web'),
    named('ConfigMap', 'c'),
    named('SecretStore', 'vault', {}, 'external-secrets.io/v1'),
  ])).toEqual([
    'Service web', 'SecretStore vault', 'ExternalSecret es', 'Role r', 'ServiceAccount web', 'RoleBinding b',
    'ConfigMap c', 'Pod web', 'ConfigMap other',
  ]);
});

test('an order that is right stays as it is', () => {
  expect(order([named('Secret', 'b'), named('Secret', 'a'), pod('web', volumes('a', 'b')), named('Service', 'web')]))
    .toEqual(['Secret b', 'Secret a', 'Pod web', 'Service web']);
});

test('dependencies are kept', () => {
  expect(order([named('ConfigMap', 'first'), pod('web', volumes('db')), named('Secret', 'x'), named('Secret', 'db')],
    { 3: [0, 2] })).toEqual(['ConfigMap first', 'Secret x', 'Secret db', 'Pod web']);
});

test('where a dependency contradicts a need, nothing is moved', () => {
  expect(order([pod('web', volumes('db')), named('Secret', 'db')], { 1: [0] })).toBeUndefined();
});

test('objects that name each other end', () => {
  const naming = (name: string, other: string) => named('Secret', name, { spec: { other } });
  expect(order([pod('web', volumes('a')), naming('a', 'b'), naming('b', 'a')])).toHaveLength(3);
});

test('a long chain, and many pods that need the same, take time in proportion', () => {
  const chain = Array.from({ length: 2000 }, (_, index) => named('Secret', `s${index}`, {
    spec: { next: `s${index + 1}` },
  }));
  const pods = Array.from({ length: 2000 }, (_, index) => pod(`p${index}`, volumes('s0', `s${index}`)));
  const start = process.cpuUsage();
  expect(order([...pods, ...chain])).toHaveLength(4000);
  expect(process.cpuUsage(start).user / 1e6).toBeLessThan(5);
});
