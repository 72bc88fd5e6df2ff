/**
 * Where a sealed value can be opened. The scope is part of the ciphertext: say here what `kubeseal --scope` was told.
 */
export enum SealedSecretScope {
  /** Under one name in one namespace. */
  STRICT = 'strict',
  /** Under any name in one namespace. */
  NAMESPACE_WIDE = 'namespace-wide',
  /** Anywhere in the cluster: whoever may make a SealedSecret in any namespace can open it there. */
  CLUSTER_WIDE = 'cluster-wide',
}

/** Options for `SecretSource.sealedSecret`. */
export interface SealedSecretOptions {
  /** Ciphertext by key, as `kubeseal` writes it under `spec.encryptedData`. */
  readonly encryptedData: { [key: string]: string };

  /**
   * Scope that the values were sealed with.
   *
   * @default SealedSecretScope.STRICT
   */
  readonly scope?: SealedSecretScope;

  /**
   * Name that the values were sealed for. Required for the strict scope, and only for that one has the ciphertext a
   * name; with the others, set a name with `metadata.name` of the `SecureSecret`, or have one generated.
   *
   * @default - none
   */
  readonly name?: string;

  /**
   * Namespace that the values were sealed for, checked against the one that they land in: a value that was sealed for
   * staging is then an error in production at synth, not in the cluster.
   *
   * @default - the namespace of the chart, or of `metadata`
   */
  readonly namespaceName?: string;

  /**
   * Labels of the Secret that the controller makes. Those of the SealedSecret itself are in `metadata` of the
   * `SecureSecret`.
   *
   * @default - none
   */
  readonly templateLabels?: { [name: string]: string };

  /**
   * Annotations of the Secret that the controller makes.
   *
   * @default - none
   */
  readonly templateAnnotations?: { [name: string]: string };

  /**
   * Further keys of the Secret, each a Go template over the opened values, such as
   * `postgres://app:{{ index . "password" }}@db/app`. They are not encrypted.
   *
   * @default - none
   */
  readonly templateData?: { [key: string]: string };
}
