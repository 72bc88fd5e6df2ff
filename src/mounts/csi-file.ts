import { FileMode } from './file-mode';

/** A file that a provider of the Secrets Store CSI driver writes. */
export interface CsiFile {
  /** Path relative to the mount path. */
  readonly fileName: string;

  /**
   * Permission bits that the provider gives the file.
   *
   * @default - 0644, the driver's own default
   */
  readonly mode?: FileMode;
}
