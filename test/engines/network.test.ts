import { Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { ENGINES, runEngine } from './support/engines';
import { ApiServerNetworkPolicy, LeastPrivilegeSecretReader, PodNetwork } from '../../src';
import { pinnedVersion } from '../cluster/support/binaries';
import { clusterSuite } from '../cluster/support/suite';
import { testChart, workloadOfKind } from '../support/workloads';

/** A pod, or an address outside of the pods. */
interface Peer {
  readonly address: string;
  readonly namespace?: string;
  readonly labels?: { readonly [key: string]: string };
  readonly isApiServer?: boolean;
  readonly isNode?: boolean;
}

const STANDARD = PodNetwork.standard({
  serviceAddresses: ['10.96.0.1', 'fd00:96::1'], endpointAddresses: ['192.0.2.10', '2001:db8::10'],
});
const BALANCER: Peer = { address: '198.51.100.7' };
const CILIUM = PodNetwork.cilium({ additionalAddresses: [BALANCER.address] });

const WEB: Peer = { address: '10.0.0.1', namespace: 'shop', labels: { app: 'web' } };
const SERVICE: Peer = { address: '10.96.0.1' };
const ON_NODE: Peer = { address: '192.0.2.10', isApiServer: true, isNode: true };
const OUTSIDE: Peer = { address: '192.0.2.10', isApiServer: true };
const API_POD: Peer = { address: '192.0.2.10', namespace: 'kube-system', labels: { component: 'kube-apiserver' } };
const DNS: Peer = { address: '10.0.0.3', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } };
const PEERS: Peer[] = [
  { address: '10.0.0.4', namespace: 'shop', labels: { app: 'db' } },
  { address: '10.0.0.5', namespace: 'other', labels: {} },
  { address: '203.0.113.5' },
  { address: '2001:db8:9::1' },
];
const NODE: Peer = { address: '192.0.2.20', isNode: true };

const ALLOW_ALL = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'all', namespace: 'shop' },
  spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{}] },
};
const ALLOW_ENTITIES = {
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumNetworkPolicy',
  metadata: { name: 'all', namespace: 'shop' },
  spec: { endpointSelector: {}, egress: [{ toEntities: ['all'] }] },
};

function policyOf(network: PodNetwork): object {
  const chart = testChart('shop');
  new ApiServerNetworkPolicy(chart, 'NoApi', { network });
  return Testing.synth(chart)[0];
}

/** The labels of the pods of the only Deployment of a chart. */
function labelsIn(chart: Chart): Peer['labels'] {
  const [deployment] = Testing.synth(chart).filter(({ kind }) => kind === 'Deployment');
  return deployment.spec.template.metadata.labels;
}

clusterSuite('Network policies that keep pods from the API server', (claim) => {
  /** Which peers pods reach, each over TCP, and DNS over UDP as well. */
  function reached(engine: string, policies: readonly object[], from: Peer, to: readonly Peer[]): Peer[] {
    const isDns = (peer: Peer) => peer === DNS;
    const connections = [
      ...to.map((peer) => ({ from, to: peer, protocol: 'TCP', port: isDns(peer) ? 53 : 6443 })),
      ...to.filter(isDns).map((peer) => ({ from, to: peer, protocol: 'UDP', port: 53 })),
    ];
    const [allowed] = runEngine('network', [], JSON.stringify([{ engine, policies, connections }]));
    return to.filter((peer) => connections.every((each, index) => each.to !== peer || allowed[index]));
  }

  claim(
    'with the policy of `PodNetwork.standard`, a pod does not reach the API server, and all else stays: DNS, pods, '
      + 'other addresses',
    'Cyclonus: the addresses of the Service and of the API server, which may be a pod',
    async () => {
      const servers = [SERVICE, ON_NODE, API_POD, { address: 'fd00:96::1' }, { address: '2001:db8::10' }];
      const others = [DNS, ...PEERS, NODE];
      expect(reached('cyclonus', [], WEB, [...servers, ...others])).toEqual([...servers, ...others]);
      expect(reached('cyclonus', [policyOf(STANDARD)], WEB, [...servers, ...others])).toEqual(others);
    },
  );

  claim(
    'another policy that selects the pod and allows all addresses opens the API server again',
    'Cyclonus: the same with a second NetworkPolicy',
    async () => {
      expect(reached('cyclonus', [policyOf(STANDARD), ALLOW_ALL], WEB, [ON_NODE])).toEqual([ON_NODE]);
    },
  );

  claim(
    'with the policy of `PodNetwork.cilium`, a pod reaches neither the API server nor a further address, and all else '
      + 'stays: DNS, pods, other addresses, nodes',
    'the policy engine of Cilium: an API server on a node and one outside of the cluster',
    async () => {
      const servers = [ON_NODE, OUTSIDE, BALANCER];
      const others = [DNS, ...PEERS, NODE];
      expect(reached('cilium', [], WEB, [...servers, ...others])).toEqual([...servers, ...others]);
      expect(reached('cilium', [policyOf(CILIUM)], WEB, [...servers, ...others])).toEqual(others);
    },
  );

  claim(
    'on Cilium, no other policy opens the API server again',
    'the policy engine of Cilium: a NetworkPolicy that allows all, and a CiliumNetworkPolicy for all entities',
    async () => {
      for (const other of [ALLOW_ALL, ALLOW_ENTITIES]) {
        expect(reached('cilium', [other], WEB, [ON_NODE, OUTSIDE])).toEqual([ON_NODE, OUTSIDE]);
        expect(reached('cilium', [policyOf(CILIUM), other], WEB, [ON_NODE, OUTSIDE, DNS])).toEqual([DNS]);
      }
    },
  );

  claim(
    'by contrast: on Cilium, the policy of `PodNetwork.standard` closes every node too, whatever its address',
    'the policy engine of Cilium: a node that has no API server',
    async () => {
      const all = [ON_NODE, NODE, DNS, ...PEERS];
      expect(reached('cilium', [policyOf(STANDARD)], WEB, all)).toEqual([DNS, ...PEERS]);
    },
  );

  claim(
    'the pods of a LeastPrivilegeSecretReader, and those of a workload that `allow` got, reach the API server',
    'Cyclonus and the policy engine of Cilium: the labels that the constructs give to a Deployment of cdk8s-plus',
    async () => {
      const reading = testChart('shop');
      new LeastPrivilegeSecretReader(reading, 'Reader', { secrets: [kplus.Secret.fromSecretName(reading, 'Db', 'db')] })
        .attachTo(workloadOfKind('Deployment', reading, 'Api'));
      const allowed = testChart('shop');
      new ApiServerNetworkPolicy(allowed, 'NoApi', { network: CILIUM })
        .allow(workloadOfKind('Deployment', allowed, 'Api'));
      const plain = testChart('shop');
      workloadOfKind('Deployment', plain, 'Api');
      for (const [engine, network] of [['cyclonus', STANDARD], ['cilium', CILIUM]] as const) {
        const reachedBy = (chart: Chart) =>
          reached(engine, [policyOf(network)], { ...WEB, labels: labelsIn(chart) }, [ON_NODE]);
        expect([reading, allowed, plain].map(reachedBy)).toEqual([[ON_NODE], [ON_NODE], []]);
      }
    },
  );
}, {
  unavailable: process.env.STRONGBOX_ENGINES_UNAVAILABLE,
  versions: () => `${ENGINES.network.module.title.replace(' v', ' ')}, Cyclonus `
    + pinnedVersion(ENGINES.network.module.folder, 'github.com/mattfenwick/cyclonus').replace('v', ''),
});
