import { ApiObject, ApiObjectMetadata, Names } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { PodNetwork } from './pod-network';
import { API_ACCESS_LABEL } from '../data/data-rules';
import { validateMetadata } from '../data/object-names';
import { constructPathOf } from '../workload/construct-path';
import { PodTemplate } from '../workload/pod-template';

/** Which pods are kept from the API server, and by which plugin. */
export interface ApiServerNetworkPolicyProps {
  /** The plugin that enforces the policy. */
  readonly network: PodNetwork;

  /**
   * Name, namespace, labels and annotations of the policy.
   *
   * @default - a generated name, in the namespace of the chart
   */
  readonly metadata?: ApiObjectMetadata;
}

/**
 * Keeps the pods of a namespace from the API server, unless they need it: a stolen token is of no use from a pod that
 * cannot reach the server. All else stays reachable: DNS, other pods, other addresses.
 *
 * Pods with the label `cdk8s-strongbox/api-access` are let through. `LeastPrivilegeSecretReader.attachTo` sets it on
 * the workloads that read; `allow` sets it on others, such as a controller. Whoever may create pods can set the
 * label too: the token and RBAC stay the boundary, and this makes it harder to use what leaked.
 *
 * No policy covers pods on the network of their host, and none keeps the kubelet from mounting Secrets, or a Secret
 * from leaving a pod by another way. What each plugin enforces is in the documentation of `PodNetwork`.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 * @example
 * new ApiServerNetworkPolicy(chart, 'NoApi', {
 *   network: PodNetwork.standard({ serviceAddresses: ['10.96.0.1'], endpointAddresses: ['192.0.2.10'] }),
 * });
 */
export class ApiServerNetworkPolicy extends Construct {
  /** Label of the pods that are let through, with any value. */
  public static readonly POD_LABEL: string = API_ACCESS_LABEL;

  /** Name of the policy. */
  public readonly policyName: string;

  /** @throws Error when the metadata is none of an object */
  public constructor(scope: Construct, id: string, props: ApiServerNetworkPolicyProps) {
    validateMetadata(constructPathOf(scope, id), props.metadata);
    const { namePrefix, ...policy } = props.network._policy(API_ACCESS_LABEL);
    super(scope, id);
    const metadata = namePrefix === undefined
      ? props.metadata : { ...props.metadata, name: `${namePrefix}${props.metadata?.name ?? Names.toDnsLabel(this)}` };
    this.policyName = new ApiObject(this, 'Resource', { ...policy, metadata }).name;
  }

  /**
   * Lets the pods of a workload through, for one that uses the API in another way than reading Secrets.
   *
   * @param workload a workload of cdk8s-plus, or any object with a pod template
   * @throws Error when it is not such a workload, or says nothing of the labels of its pods
   */
  public allow(workload: IConstruct): void {
    const template = PodTemplate.of(this.node.path, workload);
    if (!template.addPodLabel(API_ACCESS_LABEL, 'true')) {
      throw new Error(`${this.node.path}: ${template.path} is a ${template.kind}, which has no place for labels of its `
        + `pods; set ${API_ACCESS_LABEL} where its pods get their labels`);
    }
  }
}
