import { GcpStoreAuth } from './gcp-store-auth';

/** What External Secrets does when the latest version of a secret is disabled or destroyed. */
export enum GcpVersionSelection {
  /** Fails, and the Secret keeps what it has. */
  LATEST_OR_FAIL = 'LatestOrFail',
  /** Takes the latest one that is enabled. */
  LATEST_OR_FETCH = 'LatestOrFetch',
}

/** Secrets of Google Cloud Secret Manager that External Secrets reads. */
export interface GcpStoreOptions {
  /** Project of the secrets. */
  readonly projectId: string;

  /** As whom External Secrets talks to Google Cloud. */
  readonly auth: GcpStoreAuth;

  /**
   * Location, for regional secrets.
   *
   * @default - global secrets
   */
  readonly location?: string;

  /**
   * What happens when the latest version is disabled or destroyed.
   *
   * @default GcpVersionSelection.LATEST_OR_FAIL
   */
  readonly versionSelection?: GcpVersionSelection;
}
