/** Options for `SecretSource.csiSynced`. */
export interface CsiSyncedOptions {
  /**
   * Mounted file by key of the Secret.
   *
   * @default - every file, under its name as the key
   */
  readonly files?: { [key: string]: string };

  /**
   * Whether pods that this app does not have mount the files. The driver writes the Secret only while a pod does.
   *
   * @default false - synthesis fails unless a workload of this app mounts them
   */
  readonly mountedElsewhere?: boolean;
}
