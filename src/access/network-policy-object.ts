/** An object of a policy, without its metadata. */
export interface NetworkPolicyObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: object;

  /** First part of the name that the object must have. */
  readonly namePrefix?: string;
}
