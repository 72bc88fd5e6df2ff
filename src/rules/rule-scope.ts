/**
 * Items that a CEL rule is evaluated for, one at a time. The item is the variable `self`, and the object that holds it
 * is `object`. The variables between the two are given below.
 */
export enum RuleScope {
  /** Every object of any kind. `self` and `object` are the same. */
  ANY_OBJECT = 'any-object',
  /**
   * Every pod spec, in whatever kind of object it is. Where a kind describes its pods in another way, as a Workflow
   * does, `self` is the pod spec that this comes to.
   */
  POD = 'pod',
  /** Every container, init container and ephemeral container. Between: `pod`. */
  CONTAINER = 'container',
  /** Every entry of a container's `env`. Between: `pod`, `container`. */
  ENV = 'env',
  /** Every entry of a container's `envFrom`. Between: `pod`, `container`. */
  ENV_FROM = 'env-from',
  /** Every volume of a pod. Between: `pod`. */
  VOLUME = 'volume',
  /**
   * Every volume mount of a container. Between: `pod`, `container`, and `volume`, the volume that it mounts. A mount of
   * a volume claim template of a StatefulSet has an empty `volume`.
   */
  VOLUME_MOUNT = 'volume-mount',
  /** Every rule of a Role or ClusterRole. */
  RBAC_RULE = 'rbac-rule',
  /** Every Secret. */
  SECRET = 'secret',
  /** Every ConfigMap. */
  CONFIG_MAP = 'config-map',
  /** Every ServiceAccount. */
  SERVICE_ACCOUNT = 'service-account',
  /** Every ExternalSecret of the External Secrets Operator. */
  EXTERNAL_SECRET = 'external-secret',
  /** Every SecretStore and ClusterSecretStore of the External Secrets Operator. */
  SECRET_STORE = 'secret-store',
}
