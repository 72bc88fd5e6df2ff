/** Options for `SecretSource.existing`. */
export interface ExistingSecretOptions {
  /**
   * Namespace of the Secret.
   *
   * @default - the namespace of the chart
   */
  readonly namespaceName?: string;
}
