import { Graph } from '../../src/manifest/graph';
import { parse } from '../rules/fixtures';

function graph(text: string): Graph {
  return Graph.of(parse(text));
}

const ROLE = `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader, namespace: shop}
rules:
  - {apiGroups: [''], resources: [pods], verbs: [get]}
  - {apiGroups: [''], resources: [secrets], resourceNames: [db], verbs: [get, 7, null]}
`;

function binding(role: string, ...subjects: string[]): string {
  return `
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: reader, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, ${role}}
subjects: [${subjects.join(', ')}]
`;
}

const READER = 'kind: Role, name: reader';
const ORDERS = '{kind: ServiceAccount, name: orders, namespace: shop}';

test('a grant says which rule of which role gives what', () => {
  const [grant] = graph(ROLE + binding(READER, ORDERS)).access.grants;
  expect(grant.rules.map(({ places, verbs, names }) => [places, verbs, names])).toEqual([
    [[{ objectIndex: 0, pointer: '/rules/0' }], ['get'], []],
    [[{ objectIndex: 0, pointer: '/rules/1' }], ['get'], ['db']],
  ]);
});

test('a role without a namespace may be that of a binding with one', () => {
  const { access } = graph(ROLE.replace(', namespace: shop', '') + binding(READER, ORDERS));
  expect(access.grants[0].rules).toHaveLength(2);
  expect(access.missingRoles).toEqual([]);
});

test('an account is given what its name, its user and its groups are', () => {
  const { access } = graph(
    ROLE
      + binding(READER, ORDERS, "{kind: User, name: 'system:serviceaccount:shop:stock'}")
      + binding('kind: ClusterRole, name: view', "{kind: Group, name: 'system:serviceaccounts:shop'}"),
  );
  const roles = (namespace: string, name: string) => access.ofAccount(namespace, name).map(({ role }) => role.name);
  expect(roles('shop', 'orders')).toEqual(['reader', 'view']);
  expect(roles('shop', 'stock')).toEqual(['reader', 'view']);
  expect(roles('shop', 'other')).toEqual(['view']);
  expect(roles('stock', 'orders')).toEqual([]);
});

test('who reads a Secret is told by name', () => {
  const { access } = graph(ROLE + binding(READER, ORDERS));
  expect(access.readersOf('shop', 'db')).toHaveLength(1);
  expect([...access.readersOf('shop', 'other'), ...access.readersOf('stock', 'db')]).toEqual([]);
});

test('the roles of Kubernetes are known without being there', () => {
  const { access } = graph(binding('kind: ClusterRole, name: admin', ORDERS));
  expect(access.grants[0].rules.flatMap(({ places }) => places)).toEqual([]);
  expect(access.readersOf('shop', 'db')).toHaveLength(1);
});

describe('a role that is not there', () => {
  test('is told with the namespaces that have one of its name', () => {
    const [missing] = graph(ROLE.replace('shop', 'stock') + binding(READER, ORDERS)).access.missingRoles;
    expect([missing.role, missing.elsewhere]).toEqual([{ kind: 'Role', name: 'reader' }, ['stock']]);
  });

  test.each(['kind: ClusterRole, name: view', "kind: ClusterRole, name: 'system:image-puller'"])(
    'is not %s',
    (role) => {
      expect(graph(binding(role, ORDERS)).access.missingRoles).toEqual([]);
    },
  );

  test('is a ClusterRole only where ClusterRoles were read', () => {
    const live = binding('kind: ClusterRole, name: own', ORDERS).replace(
      '{name: reader,',
      '{name: reader, uid: 6f1c,',
    );
    expect(graph(live).access.missingRoles).toEqual([]);
    expect(
      graph(`${live}---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: other}\n`)
        .access.missingRoles,
    ).toHaveLength(1);
    expect(graph(binding('kind: ClusterRole, name: own', ORDERS)).access.missingRoles).toHaveLength(1);
  });
});

test('roles that gather each other end, and a Role gathers nothing', () => {
  const loop = ['a', 'b']
    .map(
      (name) => `
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: ${name}, labels: {loop: 'true'}}
aggregationRule: {clusterRoleSelectors: [{matchLabels: {loop: 'true'}}]}
rules: [{apiGroups: [''], resources: [secrets], verbs: [get]}]
`,
    )
    .join('');
  expect(() => graph(loop + binding('kind: ClusterRole, name: a', ORDERS)).access.grants).not.toThrow();
  const role = `${ROLE}aggregationRule: {clusterRoleSelectors: [{matchLabels: {x: y}}]}\n`;
  expect(graph(role + binding(READER, ORDERS)).access.grants[0].rules).toHaveLength(2);
});

test('a role in several copies is given once, with the places of all', () => {
  const { access } = graph(`${ROLE}---${ROLE}${binding(READER, ORDERS)}`);
  expect(access.grants[0].rules.map(({ places }) => places.map(({ objectIndex }) => objectIndex))).toEqual([
    [0, 1],
    [0, 1],
  ]);
});
