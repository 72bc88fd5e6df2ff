/** What is known about an object that is mounted. */
export interface MountSourceOptions {
  /**
   * Keys that the object has. When given, naming any other key is an error at construction.
   *
   * @default - unknown: any valid key may be named
   */
  readonly keys?: string[];

  /**
   * Namespace of the object. A pod can only mount objects in the same namespace.
   *
   * @default - unknown: taken to be the namespace of the workload
   */
  readonly namespaceName?: string;

  /**
   * Whether the content can never change under this name, so that a change needs a new name and new pods.
   *
   * @default false - the content may change in place
   */
  readonly immutable?: boolean;

  /**
   * Who changes the content under this name without a release, such as `cert-manager`. A mount in pods that keep
   * running then needs `reload`.
   *
   * @default - unknown: nobody, as far as this app shows. A SecretProviderClass is changed by its driver
   */
  readonly rotatedBy?: string;
}
