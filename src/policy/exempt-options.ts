/** An object that no policy judges. */
export interface ExemptObject {
  /** Kind of the object. */
  readonly kind: string;

  /** Name of the object. */
  readonly name: string;

  /**
   * Namespace of the object.
   *
   * @default - an object of the cluster
   */
  readonly namespaceName?: string;
}

/**
 * What admission policies do not judge. Each list that is given replaces its default; what the defaults have is what a
 * cluster needs to keep running.
 */
export interface PolicyExemptions {
  /**
   * Namespaces by name.
   *
   * @default - `kube-system`, `kube-public` and `kube-node-lease`
   */
  readonly namespaces?: string[];

  /**
   * Label of namespaces, with any value. Whoever may label a namespace can exempt it.
   *
   * @default - no label exempts a namespace
   */
  readonly namespaceLabel?: string;

  /**
   * Users by name.
   *
   * @default - the API server, the controller manager and the scheduler: `system:apiserver`,
   * `system:kube-controller-manager` and `system:kube-scheduler`
   */
  readonly users?: string[];

  /**
   * Groups of users.
   *
   * @default - nodes, which make mirror pods, and accounts of kube-system, which the controllers of Kubernetes run
   * under: `system:nodes` and `system:serviceaccounts:kube-system`
   */
  readonly groups?: string[];

  /**
   * Objects by kind, namespace and name.
   *
   * @default - none
   */
  readonly objects?: ExemptObject[];
}
