/** What a CEL rule is asked about, one item at a time. The item is `self`, the object that holds it `object`. */
export enum RuleScope {
  /** Every object of any kind. */
  OBJECT = 'object',
  /** Every pod spec: of a Pod, a PodTemplate, and of every workload kind. Also there: `object`. */
  POD = 'pod',
  /** Every container, init container and ephemeral container. Also there: `pod`, `object`. */
  CONTAINER = 'container',
  /** Every entry of a container's `env`. Also there: `container`, `pod`, `object`. */
  ENV = 'env',
  /** Every entry of a container's `envFrom`. Also there: `container`, `pod`, `object`. */
  ENV_FROM = 'envFrom',
  /** Every volume of a pod. Also there: `pod`, `object`. */
  VOLUME = 'volume',
  /** Every volume mount of a container. Also there: `container`, `pod`, `object`. */
  VOLUME_MOUNT = 'volumeMount',
  /** Every rule of a Role or ClusterRole. Also there: `object`. */
  RBAC_RULE = 'rbacRule',
  /** Every Secret. */
  SECRET = 'secret',
  /** Every ConfigMap. */
  CONFIG_MAP = 'configMap',
}
