/** A native Secret that the driver keeps in step with mounted files. */
export interface CsiSyncedSecret {
  /** Name of the Secret. */
  readonly secretName: string;

  /** Type of the Secret. */
  readonly secretType: string;

  /** Mounted file by key of the Secret. */
  readonly files: { [key: string]: string };

  /**
   * Labels of the Secret.
   *
   * @default - none
   */
  readonly labels?: { [name: string]: string };

  /**
   * Annotations of the Secret.
   *
   * @default - none
   */
  readonly annotations?: { [name: string]: string };

  /**
   * Whether pods that this app does not have mount the files. The driver writes the Secret only while a pod does.
   *
   * @default false - synthesis fails unless a workload of this app mounts them
   */
  readonly mountedElsewhere?: boolean;
}
