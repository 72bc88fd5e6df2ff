import { Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { RotationWaitAccess } from '../../src';
import { READER_KINDS } from '../../src/manifest/controller-references';
import { PRODUCER_KINDS } from '../../src/manifest/producers';
import { renderWaitRole } from '../../src/rotation/holders/role';
import { expectValidManifests } from '../support/kubernetes-schema';
import { testChart } from '../support/workloads';

const named = (chart: Chart, name: string) => kplus.Secret.fromSecretName(chart, `Imported-${name}`, name);

function access(chart: Chart, names: string[] = ['db']): RotationWaitAccess {
  const secrets = names.map((name) => named(chart, name));
  return new RotationWaitAccess(chart, 'Wait', { secrets, metadata: { name: 'waiter' } });
}

test('snapshot: get of the Secrets by name, and lists of what tells who uses them', () => {
  const chart = testChart('shop');
  access(chart, ['db', 'cache']);
  const manifests = Testing.synth(chart);
  expectValidManifests(manifests);
  expect(manifests).toMatchSnapshot();
});

test('it lists no Secrets, and changes nothing', () => {
  const chart = testChart('shop');
  access(chart);
  const rules: any[] = Testing.synth(chart).flatMap((manifest) => manifest.rules ?? []);
  expect(new Set(rules.flatMap(({ verbs }) => verbs))).toEqual(new Set(['get', 'list']));
  expect(rules.filter(({ resources }) => resources.includes('secrets')).map(({ verbs }) => verbs)).toEqual([['get']]);
});

test('with metrics it gets pods/proxy in the namespace, and without it does not', () => {
  const rulesWith = (metrics?: boolean) => {
    const chart = testChart('shop');
    new RotationWaitAccess(chart, 'Wait', { secrets: [named(chart, 'db')], metrics, metadata: { name: 'waiter' } });
    return Testing.synth(chart).flatMap(({ kind, metadata, rules = [] }) => rules
      .filter(({ resources }: any) => resources.includes('pods/proxy'))
      .map(({ verbs }: any) => [kind, metadata.namespace, verbs]));
  };
  expect([rulesWith(), rulesWith(false)]).toEqual([[], []]);
  expect(rulesWith(true)).toEqual([['Role', 'shop', ['get']]]);
  const printed = (readsMetrics: boolean) =>
    renderWaitRole({ kind: 'Secret', name: 'db', namespace: 'shop', readsMetrics }).includes('pods/proxy');
  expect([printed(false), printed(true)]).toEqual([false, true]);
});

test('every binding names the account with its namespace, and objects of the cluster have none', () => {
  const chart = testChart('shop');
  const it = access(chart);
  const manifests: any[] = Testing.synth(chart);
  const subject = { kind: 'ServiceAccount', name: it.serviceAccount.name, namespace: 'shop' };
  const bindings = manifests.filter(({ kind }) => kind.endsWith('Binding'));
  expect(bindings.map(({ subjects }) => subjects)).toEqual([[subject], [subject], [subject]]);
  expect(manifests.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`).sort()).toEqual([
    'ClusterRole undefined/shop-waiter', 'ClusterRoleBinding undefined/shop-waiter',
    'Role kube-node-lease/waiter', 'Role shop/waiter', 'RoleBinding kube-node-lease/waiter', 'RoleBinding shop/waiter',
    'ServiceAccount shop/waiter',
  ]);
});

test('it has the rules that the command prints', () => {
  const chart = testChart('shop');
  access(chart);
  const rules = (objects: any[]) => objects.flatMap((object) => object?.rules ?? []);
  const { loadAll } = jest.requireActual('js-yaml');
  expect(rules(Testing.synth(chart)))
    .toEqual(expect.arrayContaining(rules(loadAll(renderWaitRole({ kind: 'Secret', name: 'db', namespace: 'shop' })))));
});

test('what it lists is read by a wait', () => {
  const chart = testChart('shop');
  access(chart);
  const role = Testing.synth(chart).find(({ kind, metadata }) => kind === 'Role' && metadata.namespace === 'shop');
  const known = [...PRODUCER_KINDS, ...READER_KINDS].map(({ group, resource }) => `${resource}.${group}`);
  const others = role.rules.flatMap(({ apiGroups, resources }: any) =>
    resources.map((each: string) => `${each}.${apiGroups[0]}`))
    .filter((resource: string) => !known.includes(resource));
  expect(others).toEqual([
    'secrets.', 'pods.', 'deployments.apps', 'replicasets.apps', 'statefulsets.apps', 'daemonsets.apps', 'jobs.batch',
    'cronjobs.batch', 'secretproviderclasspodstatuses.secrets-store.csi.x-k8s.io', 'roles.rbac.authorization.k8s.io',
    'rolebindings.rbac.authorization.k8s.io',
  ]);
});

test.each<[string, (chart: Chart) => void, RegExp]>([
  ['no Secret', (chart) => access(chart, []), /no Secrets are given/],
  ['a wildcard', (chart) => access(chart, ['*']), /is a wildcard/],
])('%s is refused', (_name, build, message) => {
  expect(() => build(testChart('shop'))).toThrow(message);
});

test('a namespace that is not known is refused, and nothing is left behind', () => {
  const chart = testChart();
  expect(() => access(chart)).toThrow(/the namespace of the Secrets is not known/);
  expect(chart.node.tryFindChild('Wait')).toBeUndefined();
});
