/** A ConfigMap in the cluster that lists users and groups. */
export interface PolicyConfigMap {
  /** Name of the ConfigMap. */
  readonly name: string;

  /**
   * Namespace of the ConfigMap. Let only the platform team write there: whoever may change the ConfigMap can add
   * themselves.
   */
  readonly namespaceName: string;
}

/** Users and groups. */
export interface PolicySubjects {
  /**
   * Users by name.
   *
   * @default - none
   */
  readonly users?: string[];

  /**
   * Groups of users.
   *
   * @default - none
   */
  readonly groups?: string[];

  /**
   * A ConfigMap with more of them, one on each line of its keys `users` and `groups`. The API server reads it for each
   * request (`paramKind`), so that a change takes effect without new policies. While the ConfigMap does not exist, a
   * policy that denies refuses everything that it checks, and others check nothing. Only for a
   * ValidatingAdmissionPolicy of the API: files of the API server, Kyverno and Gatekeeper have no such parameter.
   *
   * @default - the lists of the options are complete
   */
  readonly configMap?: PolicyConfigMap;
}
