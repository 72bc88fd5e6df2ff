import { NetworkPolicyObject } from './network-policy-object';
import { ALL_ADDRESSES, IpFamily, IpRange, ipRange } from '../facts/ip-ranges';
import {
  API_SERVER_PODS, API_SERVER_SERVICE, CILIUM_API_SERVER, DNS_PORT, LATE_CALICO_TIERS,
} from '../facts/network-policies';
import { nameFault } from '../facts/object-names';
import { quoted } from '../redaction/quoted';

/** Where the API server is, for a NetworkPolicy, which can name it by addresses only. */
export interface StandardPodNetworkOptions {
  /**
   * Address of the Service `kubernetes` in the namespace `default`, which pods use: `spec.clusterIPs` of it. On a
   * cluster of two families, both addresses.
   */
  readonly serviceAddresses: string[];

  /**
   * Addresses, or ranges of addresses, of the API servers behind the Service, as its EndpointSlices have them. For a
   * managed control plane whose addresses change, the range that the provider documents. What else listens there is
   * closed to the pods too.
   */
  readonly endpointAddresses: string[];
}

/** How Cilium finds the API server. */
export interface CiliumPodNetworkOptions {
  /**
   * Further addresses, or ranges of addresses, that lead to the API server and are not endpoints of the Service
   * `kubernetes`, such as a load balancer with a public name.
   *
   * @default - none: Cilium knows the endpoints of the Service
   */
  readonly additionalAddresses?: string[];
}

/** Where Calico keeps the policy, and how it finds the API server. */
export interface CalicoPodNetworkOptions {
  /**
   * Name of a tier that exists and comes before `default`, such as `kube-admin`, or `adminnetworkpolicy` before Calico
   * 3.32. Policies in `default` cannot only take something away from others.
   */
  readonly tier: string;

  /**
   * Further addresses, or ranges of addresses, that lead to the API server and are not endpoints of the Service
   * `kubernetes`, such as a load balancer with a public name.
   *
   * @default - none: Calico reads the endpoints of the Service
   */
  readonly additionalAddresses?: string[];
}

/**
 * The plugin that enforces network policies in a cluster, and how it knows the API server. Kubernetes enforces nothing
 * itself, and there is no policy that all plugins read in the same way, so there is no default.
 */
export class PodNetwork {
  /**
   * Writes a NetworkPolicy of Kubernetes. Holds for plugins that enforce egress to addresses: Calico, Antrea,
   * OVN-Kubernetes, kube-router, the VPC plugin of AWS. **Not for Cilium**, which matches no node by its address
   * (cilium/cilium#20550), so that every node would be closed too; it has `cilium`. Flannel alone enforces nothing.
   *
   * A NetworkPolicy only allows. It allows the pods everything but the given addresses, so that any other policy that
   * selects them and allows these addresses opens the API server again. Whether a plugin compares the address of the
   * Service or the one behind it is not defined, which is why both are needed. Of a family of addresses (IPv4, IPv6) of
   * which none is given, only other pods and DNS stay reachable.
   *
   * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
   * @throws Error when no address is given, or one is not an address or a range, or is all addresses
   */
  public static standard(options: StandardPodNetworkOptions): PodNetwork {
    const ranges = [
      ...rangesOf('standard: serviceAddresses', options.serviceAddresses, 'kubectl get service kubernetes -n default'),
      ...rangesOf('standard: endpointAddresses', options.endpointAddresses, 'kubectl get endpointslices -n default'),
    ];
    const families = [...new Set(ranges.map(({ family }) => family))].sort();
    return new PodNetwork((label) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      spec: {
        podSelector: { matchExpressions: [{ key: label, operator: 'DoesNotExist' }] },
        policyTypes: ['Egress'],
        egress: [
          { ports: ['UDP', 'TCP'].map((protocol) => ({ protocol, port: DNS_PORT })) },
          {
            to: [{
              namespaceSelector: {},
              podSelector: {
                matchExpressions: API_SERVER_PODS.map(({ key, value }) => ({
                  key, operator: 'NotIn', values: [value],
                })),
              },
            }],
          },
          { to: families.map((family) => ({ ipBlock: allBut(family, ranges) })) },
        ],
      },
    }));
  }

  /**
   * Writes a CiliumNetworkPolicy that denies the entity `kube-apiserver`. Holds for Cilium 1.16 and later. A denial
   * takes precedence over whatever other policies allow, and this policy changes nothing else: pods that no other
   * policy selects keep all their traffic.
   *
   * @see https://docs.cilium.io/en/stable/security/policy/layer3/#access-to-from-kube-apiserver
   * @throws Error when an address is not one or a range, or is all addresses
   */
  public static cilium(options: CiliumPodNetworkOptions = {}): PodNetwork {
    const ranges = rangesOf('cilium: additionalAddresses', options.additionalAddresses ?? []);
    return new PodNetwork((label) => ({
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      spec: {
        endpointSelector: { matchExpressions: [{ key: label, operator: 'DoesNotExist' }] },
        // Without it, the pods could reach only what some policy allows.
        enableDefaultDeny: { egress: false },
        egressDeny: [
          { toEntities: [CILIUM_API_SERVER] },
          ...ranges.length === 0 ? [] : [{ toCIDR: ranges.map(({ text }) => text) }],
        ],
      },
    }));
  }

  /**
   * Writes a NetworkPolicy of Calico that denies the endpoints of the Service `kubernetes` and passes all else on to
   * the next tier. Holds for Calico with tiers, open source since 3.29, and with its API server or, since 3.32, its
   * native definitions, by which `kubectl` applies `projectcalico.org/v3`. A policy of an earlier tier that allows the
   * API server takes precedence.
   *
   * @see https://docs.tigera.io/calico/latest/network-policy/policy-rules/service-policy
   * @see https://docs.tigera.io/calico/latest/network-policy/policy-tiers/tiered-policy
   * @throws Error when the tier is not a name or does not come before `default`, or an address is not one or a range
   */
  public static calico(options: CalicoPodNetworkOptions): PodNetwork {
    const { tier } = options;
    const fault = nameFault(tier);
    if (fault !== undefined) {
      throw new Error(`PodNetwork.calico: tier ${quoted(tier)} ${fault}`);
    }
    if (LATE_CALICO_TIERS.includes(tier)) {
      throw new Error(`PodNetwork.calico: tier ${quoted(tier)} is not before the tier of the other policies: there, a `
        + 'policy denies all that it does not allow, or comes too late; name a tier of your cluster before default, '
        + 'such as kube-admin');
    }
    const ranges = rangesOf('calico: additionalAddresses', options.additionalAddresses ?? []);
    const deny = (destination: object) => ({ action: 'Deny', destination });
    return new PodNetwork((label) => ({
      apiVersion: 'projectcalico.org/v3',
      kind: 'NetworkPolicy',
      namePrefix: `${tier}.`,
      spec: {
        tier,
        selector: `!has(${label})`,
        types: ['Egress'],
        egress: [
          deny({ services: API_SERVER_SERVICE }),
          ...ranges.length === 0 ? [] : [deny({ nets: ranges.map(({ text }) => text) })],
          { action: 'Pass' },
        ],
      },
    }));
  }

  private constructor(private readonly write: (label: string) => NetworkPolicyObject) {}

  /**
   * The policy that keeps pods without a label from the API server.
   *
   * @internal
   */
  public _policy(label: string): NetworkPolicyObject {
    return this.write(label);
  }
}

function allBut(family: IpFamily, ranges: readonly IpRange[]): object {
  return {
    cidr: ALL_ADDRESSES[family],
    except: [...new Set(ranges.filter((range) => range.family === family).map(({ text }) => text))],
  };
}

/** @param command that shows the addresses, where at least one is needed */
function rangesOf(option: string, addresses: readonly string[], command?: string): IpRange[] {
  if (addresses.length === 0 && command !== undefined) {
    throw new Error(`PodNetwork.${option} is empty, and a NetworkPolicy can only name the API server by its addresses; `
      + `${command} shows them`);
  }
  return addresses.map((address) => {
    const range = ipRange(address);
    if (typeof range === 'string') {
      throw new Error(`PodNetwork.${option}: ${quoted(address)} ${range}`);
    }
    if (range.prefixLength === 0) {
      throw new Error(`PodNetwork.${option}: ${quoted(address)} is all addresses, which would leave the pods no `
        + 'network; give those of the API server');
    }
    return range;
  });
}
