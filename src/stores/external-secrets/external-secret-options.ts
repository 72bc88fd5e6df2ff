import { Duration } from 'cdk8s';
import { ExternalSecretValue } from './external-secret-data';
import { ExternalSecretDataFrom } from './external-secret-data-from';

/** Time at which External Secrets reads the external system again. */
export enum ExternalSecretRefreshPolicy {
  /** At every interval, and when the ExternalSecret changes. */
  PERIODIC = 'Periodic',
  /** When the ExternalSecret changes. */
  ON_CHANGE = 'OnChange',
  /** Never after the first time. */
  CREATED_ONCE = 'CreatedOnce',
}

/** Owner of the Secret that External Secrets writes. */
export enum ExternalSecretCreationPolicy {
  /** External Secrets makes the Secret, and it goes when the ExternalSecret goes. */
  OWNER = 'Owner',
  /**
   * External Secrets makes the Secret, and it stays when the ExternalSecret goes. A Secret that is deleted is not made
   * again.
   */
  ORPHAN = 'Orphan',
  /** External Secrets adds keys to a Secret that somebody else makes. */
  MERGE = 'Merge',
  /** External Secrets adds keys to a Secret that somebody else makes, and makes it while nobody has. */
  CREATE_OR_MERGE = 'CreateOrMerge',
}

/** Treatment of the Secret when the external system no longer has the value. */
export enum ExternalSecretDeletionPolicy {
  /** Keeps it as it is. */
  RETAIN = 'Retain',
  /** Deletes it. */
  DELETE = 'Delete',
  /** Removes its keys, and keeps those of others. */
  MERGE = 'Merge',
}

/** Effect of sync windows. */
export enum ExternalSecretSyncWindowKind {
  /** Refreshes run only inside the windows. */
  ALLOW = 'allow',
  /** Refreshes run only outside the windows. */
  DENY = 'deny',
}

/** A recurring time. */
export interface ExternalSecretSyncWindow {
  /** Begin of the window: a cron expression of five fields, in UTC. */
  readonly schedule: string;

  /** Length of the window. */
  readonly duration: Duration;
}

/** Times of periodic refreshes. */
export interface ExternalSecretSyncWindows {
  /** Effect of the windows. */
  readonly kind: ExternalSecretSyncWindowKind;

  /** The windows. */
  readonly windows: ExternalSecretSyncWindow[];
}

/** Settings of the Secret that External Secrets writes, from any source. */
export interface ExternalSecretTargetOptions {
  /**
   * Keys of the Secret that are made of other values, each by a Go template: `postgres://{{ .user }}:{{ .password
   * }}@db`. See `ExternalSecretTemplate`. A value that only templates use need not be a key of the Secret.
   *
   * @default - none
   */
  readonly templateData?: { [key: string]: string };

  /**
   * Labels of the Secret.
   *
   * @default - those of the ExternalSecret; none where the Secret has a type, templates or `templateAnnotations`
   */
  readonly templateLabels?: { [name: string]: string };

  /**
   * Annotations of the Secret.
   *
   * @default - those of the ExternalSecret; none where the Secret has a type, templates or `templateLabels`
   */
  readonly templateAnnotations?: { [name: string]: string };
}

/** Options for `SecretSource.externalSecret`. */
export interface ExternalSecretOptions extends ExternalSecretTargetOptions {
  /**
   * Name or path of one secret in the external system that has every key of the Secret as a property.
   *
   * @default - every key is in `data`, `dataFrom` or `templateData`
   */
  readonly path?: string;

  /**
   * Version of that secret.
   *
   * @default - the latest
   */
  readonly version?: string;

  /**
   * Sources of single values, by key. A key that the Secret does not have is there for templates.
   *
   * @default - none: every key is a property of the secret at `path`
   */
  readonly data?: { [key: string]: ExternalSecretValue };

  /**
   * Sources of many values at once. Their keys are known only in the cluster: those in `keys` are a promise, and others
   * may be there too.
   *
   * @default - none
   */
  readonly dataFrom?: ExternalSecretDataFrom[];

  /**
   * Time at which the external system is read again.
   *
   * @default ExternalSecretRefreshPolicy.PERIODIC, and CREATED_ONCE for an immutable Secret
   */
  readonly refreshPolicy?: ExternalSecretRefreshPolicy;

  /**
   * Interval at which it is read again.
   *
   * @default Duration.hours(1)
   */
  readonly refreshInterval?: Duration;

  /**
   * Limits periodic refreshes to certain times.
   *
   * @default - at any time
   */
  readonly syncWindows?: ExternalSecretSyncWindows;

  /**
   * Owner of the Secret.
   *
   * @default ExternalSecretCreationPolicy.OWNER
   */
  readonly creationPolicy?: ExternalSecretCreationPolicy;

  /**
   * Treatment of the Secret when the external system no longer has the value.
   *
   * @default ExternalSecretDeletionPolicy.RETAIN
   */
  readonly deletionPolicy?: ExternalSecretDeletionPolicy;
}
