import { FileMode } from './file-mode';

/** A file that a provider of the Secrets Store CSI driver writes. */
export interface CsiFile {
  /** Path relative to the mount path. */
  readonly path: string;

  /**
   * Permission bits that the provider gives the file.
   *
   * @default - 0644, the driver's own default
   */
  readonly mode?: FileMode;
}

/** What is known about a SecretProviderClass that is mounted. */
export interface CsiMountOptions {
  /**
   * Namespace of the SecretProviderClass. A pod can only mount those of its own namespace.
   *
   * @default - unknown: taken to be the namespace of the workload
   */
  readonly classNamespace?: string;

  /**
   * The files that appear in the volume. Given, a mount that the containers could not read is an error at construction.
   *
   * @default - unknown
   */
  readonly files?: CsiFile[];

  /**
   * Name of the service account that the store knows, under which the pod has to run.
   *
   * @default - any but the namespace's default
   */
  readonly serviceAccountName?: string;

  /**
   * Name of a Secret with the provider's own credentials, handed to the provider at each mount.
   *
   * @default - none
   */
  readonly nodePublishSecretName?: string;
}
