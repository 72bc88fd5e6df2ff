import { ApiObject } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';

const ROLE_ANNOTATION = 'eks.amazonaws.com/role-arn';

/** The version of IP under which the EKS Pod Identity agent is reached. */
export enum AwsAddressType {
  /** IPv4. */
  IPV4 = 'ipv4',
  /** IPv6. */
  IPV6 = 'ipv6',
}

/** Settings of EKS Pod Identity. */
export interface AwsPodIdentityOptions {
  /**
   * The version of IP under which the agent is reached.
   *
   * @default - the one that answers
   */
  readonly preferredAddressType?: AwsAddressType;
}

/**
 * How a service account becomes an IAM role for the AWS provider of the Secrets Store CSI driver.
 *
 * @example
 * const aws = new AwsSecretProvider(chart, 'Aws', { serviceAccount, region: 'eu-central-1', identity: AwsCsiIdentity.podIdentity() });
 * aws.addSecret('Db', { objects: [{ objectName: '/payments/db', objectType: AwsObjectType.SSM_PARAMETER, fileName: 'password' }] });
 */
export class AwsCsiIdentity {
  /**
   * IAM roles for service accounts. The service account carries the annotation `eks.amazonaws.com/role-arn`, and the driver is
   * installed with a token request for the audience `sts.amazonaws.com`.
   */
  public static irsa(): AwsCsiIdentity {
    return new AwsCsiIdentity({}, (where, serviceAccount) => {
      return annotationOf(serviceAccount) === undefined
        ? [`${where}: service account ${serviceAccount.name} has no annotation ${ROLE_ANNOTATION}, which names the IAM role; add it, or use AwsCsiIdentity.podIdentity()`]
        : [];
    });
  }

  /**
   * EKS Pod Identity. An association of the cluster binds the service account to a role, and the driver is installed with a token
   * request for the audience `pods.eks.amazonaws.com`.
   */
  public static podIdentity(options: AwsPodIdentityOptions = {}): AwsCsiIdentity {
    const { preferredAddressType } = options;
    return new AwsCsiIdentity({ usePodIdentity: 'true', ...preferredAddressType !== undefined && { preferredAddressType } }, () => []);
  }

  private constructor(
    /** @internal */
    public readonly _parameters: { [name: string]: string },
    /** @internal */
    public readonly _problems: (where: string, serviceAccount: kplus.IServiceAccount) => string[],
  ) {}
}

/** Null when the service account is not an object of this app, so that its annotations cannot be known. */
function annotationOf(serviceAccount: kplus.IServiceAccount): string | undefined | null {
  const own = serviceAccount.node.findAll().find(ApiObject.isApiObject);
  return own ? own.metadata.toJson()?.annotations?.[ROLE_ANNOTATION] : null;
}
