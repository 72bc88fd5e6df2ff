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
   * Accepts that pods outside this app mount the files. The driver writes the Secret only while a pod does.
   *
   * @default false - every workload of this app that uses the Secret mounts the files, and at least one does
   */
  readonly mountedElsewhere?: boolean;
}
