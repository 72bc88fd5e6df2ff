import { GcpStoreAuth } from './gcp-store-auth';

/** Version that External Secrets reads when the latest one is disabled or destroyed. */
export enum GcpStoreVersionSelection {
  /** None: the refresh fails, and the Secret keeps what it has. */
  LATEST_OR_FAIL = 'LatestOrFail',
  /** The latest one that is enabled. */
  LATEST_OR_FETCH = 'LatestOrFetch',
}

/** Secrets of Google Cloud Secret Manager that External Secrets reads. */
export interface GcpStoreOptions {
  /** Id or number of the project of the secrets. */
  readonly projectId: string;

  /** Identity that External Secrets uses to authenticate. */
  readonly auth: GcpStoreAuth;

  /**
   * Location, for regional secrets.
   *
   * @default - global secrets
   */
  readonly location?: string;

  /**
   * Version to read when the latest one is disabled or destroyed.
   *
   * @default GcpStoreVersionSelection.LATEST_OR_FAIL
   */
  readonly versionSelection?: GcpStoreVersionSelection;
}
