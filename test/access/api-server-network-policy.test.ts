import { ApiObject, Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { ApiServerNetworkPolicy, LeastPrivilegeSecretReader, PodNetwork } from '../../src';
import { expectValidManifests } from '../support/kubernetes-schema';
import { networkSchemaErrors } from '../support/network-schema';
import { synthOne, testChart, WORKLOAD_KINDS, workloadOfKind } from '../support/workloads';

const LABEL = 'cdk8s-strongbox/api-access';
const STANDARD = { serviceAddresses: ['10.96.0.1'], endpointAddresses: ['192.0.2.10', '192.0.2.16/28'] };

function policyOf(network: PodNetwork, metadata = {}): any {
  const chart = testChart('shop');
  new ApiServerNetworkPolicy(chart, 'NoApi', { network, metadata });
  const [policy] = Testing.synth(chart);
  return policy;
}

const labelsOf = (manifest: any) => {
  const inner = manifest.kind === 'CronJob' ? manifest.spec.jobTemplate : manifest;
  return (inner.kind === 'Pod' ? inner : inner.spec.template).metadata.labels;
};

test('snapshot: a NetworkPolicy leaves the pods everything but the addresses of the API server', () => {
  const policy = policyOf(PodNetwork.standard(STANDARD), { name: 'no-api' });
  expectValidManifests([policy]);
  expect(policy).toMatchSnapshot();
});

test.each<[string, PodNetwork]>([
  ['Cilium', PodNetwork.cilium()],
  ['Cilium, with a load balancer', PodNetwork.cilium({ additionalAddresses: ['198.51.100.7', '2001:db8::7'] })],
  ['Calico', PodNetwork.calico({ tier: 'kube-admin' })],
  ['Calico, with a load balancer', PodNetwork.calico({ tier: 'platform', additionalAddresses: ['198.51.100.0/24'] })],
])('snapshot: the policy of %s', (_, network) => {
  const policy = policyOf(network);
  expect(networkSchemaErrors(policy)).toEqual([]);
  expect(policy.spec).toMatchSnapshot();
});

test('both families are closed where both are given, and each range once', () => {
  const { spec } = policyOf(PodNetwork.standard({
    serviceAddresses: ['10.96.0.1', 'FD00:0::1'],
    endpointAddresses: ['10.96.0.1/32', '2001:db8:0:0:1::/80'],
  }));
  expect(spec.egress[2]).toEqual({
    to: [
      { ipBlock: { cidr: '0.0.0.0/0', except: ['10.96.0.1/32'] } },
      { ipBlock: { cidr: '::/0', except: ['fd00::1/128', '2001:db8:0:0:1::/80'] } },
    ],
  });
});

test('the pods of an API server are not among the pods that stay reachable', () => {
  const [, { to: [{ podSelector, namespaceSelector }] }] = policyOf(PodNetwork.standard(STANDARD)).spec.egress;
  expect(namespaceSelector).toEqual({});
  const isSelected = (labels: any) =>
    podSelector.matchExpressions.every(({ key, values }: any) => !values.includes(labels[key]));
  expect(isSelected({ component: 'kube-apiserver', tier: 'control-plane' })).toBe(false);
  expect(isSelected({ 'k8s-app': 'kube-apiserver' })).toBe(false);
  expect(isSelected({ 'k8s-app': 'kube-dns' })).toBe(true);
  expect(isSelected({})).toBe(true);
});

test('DNS stays, over both protocols', () => {
  expect(policyOf(PodNetwork.standard(STANDARD)).spec.egress[0]).toEqual({
    ports: [{ protocol: 'UDP', port: 53 }, { protocol: 'TCP', port: 53 }],
  });
});

describe.each(WORKLOAD_KINDS)('%s', (kind) => {
  test('of a reader: its pods have the label that every policy lets through', () => {
    const chart = testChart('shop');
    const [reading, other] = ['Reading', 'Other'].map((id) => workloadOfKind(kind, chart, id));
    new LeastPrivilegeSecretReader(chart, 'Reader', { secrets: [kplus.Secret.fromSecretName(chart, 'Db', 'db')] })
      .attachTo(reading);
    const labels = Testing.synth(chart).filter((manifest: any) => manifest.kind === kind).map(labelsOf);
    expect(labels.map((each) => each?.[LABEL])).toEqual(['true', undefined]);
    expect(other.node.id).toBe('Other');
    expectValidManifests(Testing.synth(chart));
  });

  test('that is let through: the pods have the label, and the selector stays as it was', () => {
    const chart = testChart('shop');
    const workload = workloadOfKind(kind, chart, 'Controller');
    const before = synthOne(chart, kind);
    new ApiServerNetworkPolicy(chart, 'NoApi', { network: PodNetwork.cilium() }).allow(workload);
    const after = synthOne(chart, kind);
    expect(labelsOf(after)).toEqual({ ...labelsOf(before), [LABEL]: 'true' });
    expect(after.spec.selector).toEqual(before.spec.selector);
  });
});

test('each policy selects exactly the pods without the label', () => {
  expect(ApiServerNetworkPolicy.POD_LABEL).toBe(LABEL);
  const without = { matchExpressions: [{ key: LABEL, operator: 'DoesNotExist' }] };
  expect(policyOf(PodNetwork.standard(STANDARD)).spec.podSelector).toEqual(without);
  expect(policyOf(PodNetwork.cilium()).spec.endpointSelector).toEqual(without);
  expect(policyOf(PodNetwork.calico({ tier: 'kube-admin' })).spec.selector).toBe(`!has(${LABEL})`);
});

test('a policy that denies leaves all else to other policies', () => {
  expect(policyOf(PodNetwork.cilium()).spec.enableDefaultDeny).toEqual({ egress: false });
  expect(policyOf(PodNetwork.calico({ tier: 'kube-admin' })).spec.egress.at(-1)).toEqual({ action: 'Pass' });
});

test('a name that is given is kept, with the tier before it, as Calico requires', () => {
  expect(policyOf(PodNetwork.cilium(), { name: 'no-api' }).metadata).toEqual({ name: 'no-api', namespace: 'shop' });
  const chart = testChart('shop');
  const policy = new ApiServerNetworkPolicy(chart, 'NoApi', {
    network: PodNetwork.calico({ tier: 'kube-admin' }), metadata: { name: 'no-api', labels: { team: 'platform' } },
  });
  expect(policy.policyName).toBe('kube-admin.no-api');
  expect(Testing.synth(chart)[0].metadata).toEqual({
    name: 'kube-admin.no-api', namespace: 'shop', labels: { team: 'platform' },
  });
});

test.each<[string, () => PodNetwork, string]>([
  [
    'no address of the Service', () => PodNetwork.standard({ ...STANDARD, serviceAddresses: [] }),
    'PodNetwork.standard: serviceAddresses is empty, and a NetworkPolicy can only name the API server by its '
      + 'addresses; kubectl get service kubernetes -n default shows them',
  ],
  [
    'no address behind it', () => PodNetwork.standard({ ...STANDARD, endpointAddresses: [] }),
    'kubectl get endpointslices -n default shows them',
  ],
  [
    'a name', () => PodNetwork.standard({ ...STANDARD, endpointAddresses: ['api.acme'] }),
    'PodNetwork.standard: endpointAddresses: "api.acme" is not an IP address or a range of them',
  ],
  [
    'all addresses', () => PodNetwork.standard({ ...STANDARD, endpointAddresses: ['0.0.0.0/0'] }),
    'PodNetwork.standard: endpointAddresses: "0.0.0.0/0" is all addresses, which would leave the pods no network',
  ],
  [
    'bits behind the prefix', () => PodNetwork.cilium({ additionalAddresses: ['192.0.2.17/28'] }),
    'PodNetwork.cilium: additionalAddresses: "192.0.2.17/28" has bits set behind its prefix length; the range is '
      + '192.0.2.16/28',
  ],
  [
    'the tier of all policies', () => PodNetwork.calico({ tier: 'default' }),
    'PodNetwork.calico: tier "default" is not before the tier of the other policies',
  ],
  [
    'a tier that cannot be a name', () => PodNetwork.calico({ tier: 'Kube Admin' }),
    'PodNetwork.calico: tier "Kube Admin"',
  ],
])('refused: %s', (_, make, message) => {
  expect(make).toThrow(message);
});

test('a refused policy leaves nothing behind', () => {
  const chart = testChart('shop');
  const network = PodNetwork.cilium();
  expect(() => new ApiServerNetworkPolicy(chart, 'NoApi', { network, metadata: { name: 'No Api' } })).toThrow(
    'payments/NoApi: "No Api" (6 characters) is not a valid object name',
  );
  expect(chart.node.children).toEqual([]);
});

test('only a workload can be let through', () => {
  const chart = testChart('shop');
  const policy = new ApiServerNetworkPolicy(chart, 'NoApi', { network: PodNetwork.cilium() });
  expect(() => policy.allow(new Chart(chart, 'Other')))
    .toThrow('has no pod template (no objects); pass a workload of cdk8s-plus');
});

test('a workload that has no place for labels of its pods is refused, with the label to set', () => {
  const chart = testChart();
  const sidecars = new ApiObject(chart, 'Proxy', {
    apiVersion: 'apps.kruise.io/v1alpha1', kind: 'SidecarSet', spec: { containers: [{ name: 'proxy', image: 'p' }] },
  } as any);
  const policy = new ApiServerNetworkPolicy(chart, 'NoApi', { network: PodNetwork.cilium() });
  expect(() => policy.allow(sidecars)).toThrow(
    'payments/NoApi: payments/Proxy is a SidecarSet, which has no place for labels of its pods; set '
      + `${LABEL} where its pods get their labels`,
  );
});
