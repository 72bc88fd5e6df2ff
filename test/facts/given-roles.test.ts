import { givenRole, GIVEN_ROLES, isGivenBinding, isGivenRule } from '../../src/facts/given-roles';

const EVERYTHING = { groups: ['*'], resources: ['*'], verbs: ['*'], names: [] };
const LIST = { groups: [''], resources: ['secrets'], verbs: ['list'], names: [] };

test('a role is known by kind, namespace and name', () => {
  expect(givenRole('ClusterRole', '', 'cluster-admin')).toBeDefined();
  expect(givenRole('Role', 'shop', 'cluster-admin')).toBeUndefined();
  expect(givenRole('Role', 'kube-system', 'system:controller:token-cleaner')).toBeDefined();
  expect(givenRole('Role', 'shop', 'system:controller:token-cleaner')).toBeUndefined();
  expect(givenRole('ClusterRole', '', 'system:controller:token-cleaner')).toBeUndefined();
  expect(givenRole('ClusterRole', '', 'system:orders')).toBeUndefined();
});

test('a rule is given as long as it allows no more than Kubernetes gave the role', () => {
  expect(isGivenRule('ClusterRole', '', 'cluster-admin', EVERYTHING)).toBe(true);
  expect(isGivenRule('ClusterRole', '', 'system:controller:resourcequota-controller', LIST)).toBe(false);
  expect(
    isGivenRule('ClusterRole', '', 'system:controller:resourcequota-controller', {
      ...EVERYTHING,
      verbs: ['watch', 'list'],
    }),
  ).toBe(true);
  expect(isGivenRule('ClusterRole', '', 'system:controller:resourcequota-controller', EVERYTHING)).toBe(false);
  expect(isGivenRule('ClusterRole', '', 'edit', LIST)).toBe(true);
  expect(isGivenRule('ClusterRole', '', 'view', LIST)).toBe(false);
  expect(isGivenRule('ClusterRole', '', 'system:orders', LIST)).toBe(false);
});

test('a rule without the names of the given one allows more', () => {
  const approve = { groups: ['certificates.k8s.io'], resources: ['signers'], verbs: ['approve'] };
  const given = (names: string[]) =>
    isGivenRule('ClusterRole', '', 'system:certificates.k8s.io:kube-apiserver-client-approver', {
      ...approve,
      names,
    });
  expect([given(['kubernetes.io/kube-apiserver-client']), given([]), given(['kubernetes.io/*'])]).toEqual([
    true,
    false,
    false,
  ]);
});

test('a binding is given to whom Kubernetes gives it, under the name of the role', () => {
  const role = { kind: 'ClusterRole', name: 'cluster-admin' };
  const binding = { name: 'cluster-admin', namespace: '' };
  const masters = { kind: 'Group', name: 'system:masters', namespace: '' };
  expect(isGivenBinding(binding, role, masters)).toBe(true);
  expect(isGivenBinding({ ...binding, name: 'mine' }, role, masters)).toBe(false);
  expect(isGivenBinding(binding, role, { kind: 'ServiceAccount', name: 'api', namespace: 'shop' })).toBe(false);
  expect(isGivenBinding(binding, { ...role, name: 'admin' }, masters)).toBe(false);
});

test('nobody is given the role of nodes, which reads every Secret, since nodes have their own authorizer', () => {
  const nodes = { kind: 'Group', name: 'system:nodes', namespace: '' };
  const name = 'system:node';
  expect(isGivenBinding({ name, namespace: '' }, { kind: 'ClusterRole', name }, nodes)).toBe(false);
});

test('the accounts of controllers are those of kube-system', () => {
  const name = 'system:controller:generic-garbage-collector';
  const given = (namespace: string) =>
    isGivenBinding(
      { name, namespace: '' },
      { kind: 'ClusterRole', name },
      { kind: 'ServiceAccount', name: 'generic-garbage-collector', namespace },
    );
  expect([given('kube-system'), given('shop')]).toEqual([true, false]);
});

test('no role is there twice, and each has a rule', () => {
  const names = GIVEN_ROLES.flatMap((role) => role.names.map((name) => `${role.namespace ?? ''}/${name}`));
  expect(new Set(names).size).toBe(names.length);
  expect(GIVEN_ROLES.filter((role) => role.rules.length === 0)).toEqual([]);
});
