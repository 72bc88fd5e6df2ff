import type * as kplus from 'cdk8s-plus-28';
import { missingRole } from '../service-accounts';

/** IP version of the address of the EKS Pod Identity agent. */
export enum AwsCsiAddressType {
  /** IPv4. */
  IPV4 = 'ipv4',
  /** IPv6. */
  IPV6 = 'ipv6',
}

/** Settings of EKS Pod Identity. */
export interface AwsCsiPodIdentityOptions {
  /**
   * IP version to reach the agent by.
   *
   * @default - the one that responds
   */
  readonly preferredAddressType?: AwsCsiAddressType;
}

/**
 * How the AWS provider of the Secrets Store CSI driver gets an IAM role for a service account.
 *
 * @example
 * const identity = AwsCsiIdentity.podIdentity();
 * const aws = new AwsSecretProvider(chart, 'Aws', { serviceAccount, region: 'eu-central-1', identity });
 * aws.addSecret('Db', {
 *   objects: [{ objectName: '/payments/db', objectType: AwsCsiObjectType.SSM_PARAMETER, fileName: 'password' }],
 * });
 */
export class AwsCsiIdentity {
  /**
   * Uses IAM roles for service accounts. The service account has the annotation `eks.amazonaws.com/role-arn`, which is
   * checked at synth, and the driver is installed with a token request for the audience `sts.amazonaws.com`.
   */
  public static irsa(): AwsCsiIdentity {
    return new AwsCsiIdentity({}, (constructPath, serviceAccount) =>
      missingRole(constructPath, serviceAccount, ', or use AwsCsiIdentity.podIdentity()'));
  }

  /**
   * Uses EKS Pod Identity. An association of the cluster binds the service account to a role, and the driver is
   * installed with a token request for the audience `pods.eks.amazonaws.com`.
   */
  public static podIdentity(options: AwsCsiPodIdentityOptions = {}): AwsCsiIdentity {
    const { preferredAddressType } = options;
    return new AwsCsiIdentity({ usePodIdentity: 'true', preferredAddressType }, () => undefined);
  }

  private constructor(
    /** @internal */
    public readonly _parameters: { [name: string]: string | undefined },
    /**
     * What is wrong with the service account, for a check at synth.
     *
     * @internal
     */
    public readonly _fault: (constructPath: string, serviceAccount: kplus.IServiceAccount) => string | undefined,
  ) {}
}
