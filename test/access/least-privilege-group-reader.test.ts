import { Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  LeastPrivilegeGroupReader, LeastPrivilegeGroupReaderProps,
} from '../../src/access/least-privilege-group-reader';
import { expectValidManifests } from '../support/kubernetes-schema';
import { synthOne, testChart } from '../support/workloads';

function make(props: Partial<LeastPrivilegeGroupReaderProps> = {}) {
  const chart = testChart('shop');
  const secrets = [kplus.Secret.fromSecretName(chart, 'Imported', 'db')];
  const reader = new LeastPrivilegeGroupReader(chart, 'Team', { groups: ['oidc:shop'], secrets, ...props });
  return { chart, reader };
}

test('snapshot: get on names, for a group, and no service account', () => {
  const { chart } = make({ metadata: { name: 'shop-team' } });
  const manifests = Testing.synth(chart);
  expectValidManifests(manifests);
  expect(manifests).toMatchSnapshot();
});

test('several groups, ConfigMaps, and following by name', () => {
  const { chart, reader } = make({
    groups: ['oidc:b', 'oidc:a', 'oidc:b'],
    configMaps: [kplus.ConfigMap.fromConfigMapName(testChart(), 'Imported', 'settings')],
    listAndWatchByName: true,
  });
  expect(reader).toMatchObject({ secretNames: ['db'], configMapNames: ['settings'] });
  const verbs = ['get', 'list', 'watch'];
  expect(synthOne(chart, 'Role').rules).toEqual([
    { apiGroups: [''], resources: ['secrets'], resourceNames: ['db'], verbs },
    { apiGroups: [''], resources: ['configmaps'], resourceNames: ['settings'], verbs },
  ]);
  const binding = synthOne(chart, 'RoleBinding');
  const apiGroup = 'rbac.authorization.k8s.io';
  expect(binding.subjects).toEqual(['oidc:a', 'oidc:b'].map((name) => ({ kind: 'Group', apiGroup, name })));
  expect(binding.roleRef).toEqual({ apiGroup, kind: 'Role', name: reader.roleName });
});

test.each<[groups: unknown, message: string]>([
  [[], 'payments/Team: `groups` names no group; use the group name that the authenticator'],
  [undefined, 'payments/Team: `groups` names no group'],
  [['oidc:a', ' '], 'payments/Team: a name in `groups` is empty'],
  [['system:authenticated'], 'payments/Team: group "system:authenticated" is everybody with any credential, including'],
  [['system:unauthenticated'], 'is everybody who reaches the API server, without a credential; give the group of one'],
  [['system:serviceaccounts'], 'is every service account of the cluster; give the group of one team'],
  [['system:serviceaccounts:shop'], 'is every service account of namespace "shop"; give the group of one team'],
])('%j is refused', (groups, message) => {
  expect(() => make({ groups: groups as string[] })).toThrow(message);
});

test('without an object it is refused, and leaves nothing behind', () => {
  const chart = testChart('shop');
  expect(() => new LeastPrivilegeGroupReader(chart, 'Team', { groups: ['oidc:shop'] })).toThrow(
    'payments/Team: no Secrets are given, nor ConfigMaps, and an RBAC rule without names would allow all in the '
      + 'namespace; name at least one',
  );
  expect(chart.node.children).toEqual([]);
});
