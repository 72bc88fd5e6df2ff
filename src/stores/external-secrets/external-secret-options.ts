import { Duration } from 'cdk8s';
import { ExternalSecretValue } from './external-secret-data';
import { ExternalSecretDataFrom } from './external-secret-data-from';

/** When External Secrets reads the external system again. */
export enum ExternalSecretRefreshPolicy {
  /** At every interval, and when the ExternalSecret changes. */
  PERIODIC = 'Periodic',
  /** When the ExternalSecret changes. */
  ON_CHANGE = 'OnChange',
  /** Never after the first time. */
  CREATED_ONCE = 'CreatedOnce',
}

/** Whose the Secret is. */
export enum ExternalSecretCreationPolicy {
  /** External Secrets makes the Secret, and it goes when the ExternalSecret goes. */
  OWNER = 'Owner',
  /** External Secrets makes the Secret, and it stays when the ExternalSecret goes. A Secret that is deleted does not come back by itself. */
  ORPHAN = 'Orphan',
  /** External Secrets adds keys to a Secret that somebody else makes. */
  MERGE = 'Merge',
  /** External Secrets adds keys to a Secret that somebody else makes, and makes it while nobody has. */
  CREATE_OR_MERGE = 'CreateOrMerge',
}

/** What becomes of the Secret when the external system no longer has the value. */
export enum ExternalSecretDeletionPolicy {
  /** It stays as it is. */
  RETAIN = 'Retain',
  /** It is deleted. */
  DELETE = 'Delete',
  /** Its keys are removed, and those of others stay. */
  MERGE = 'Merge',
}

/** Whether the windows are those in which is refreshed, or those in which is not. */
export enum ExternalSecretSyncWindowKind {
  /** Only within the windows. */
  ALLOW = 'allow',
  /** Only outside of the windows. */
  DENY = 'deny',
}

/** A time that comes back. */
export interface ExternalSecretSyncWindow {
  /** When it begins: a cron expression of five fields, in UTC. */
  readonly schedule: string;

  /** How long it lasts. */
  readonly duration: Duration;
}

/** Times to which periodic refreshes are confined. */
export interface ExternalSecretSyncWindows {
  /** Whether the windows allow or deny. */
  readonly kind: ExternalSecretSyncWindowKind;

  /** The windows. */
  readonly windows: ExternalSecretSyncWindow[];
}

/** Settings of the Secret that External Secrets writes, wherever its values come from. */
export interface ExternalSecretTargetOptions {
  /**
   * Keys of the Secret that are made of other values, each by a Go template: `postgres://{{ .user }}:{{ .password }}@db`. See
   * `SecretTemplate`. What only templates use need not be a key of the Secret.
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
   * Where single values come from, by key. A key that the Secret does not have is there for templates.
   *
   * @default - none: every key is a property of the secret at `path`
   */
  readonly data?: { [key: string]: ExternalSecretValue };

  /**
   * Many values at once. Which keys come of it is known only in the cluster: those in `keys` are a promise, and others may be there too.
   *
   * @default - none
   */
  readonly dataFrom?: ExternalSecretDataFrom[];

  /**
   * When the external system is read again.
   *
   * @default ExternalSecretRefreshPolicy.PERIODIC, and CREATED_ONCE for an immutable Secret
   */
  readonly refreshPolicy?: ExternalSecretRefreshPolicy;

  /**
   * How often it is read again.
   *
   * @default Duration.hours(1)
   */
  readonly refreshInterval?: Duration;

  /**
   * Times to which periodic refreshes are confined.
   *
   * @default - at any time
   */
  readonly syncWindows?: ExternalSecretSyncWindows;

  /**
   * Whose the Secret is.
   *
   * @default ExternalSecretCreationPolicy.OWNER
   */
  readonly creationPolicy?: ExternalSecretCreationPolicy;

  /**
   * What becomes of the Secret when the external system no longer has the value.
   *
   * @default ExternalSecretDeletionPolicy.RETAIN
   */
  readonly deletionPolicy?: ExternalSecretDeletionPolicy;
}
