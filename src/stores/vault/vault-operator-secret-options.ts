import { Duration } from 'cdk8s';
import { VaultEngine } from '../vault-engine';

/** A workload that the Vault Secrets Operator restarts. */
export interface VaultOperatorRestartTarget {
  /** Kind of the workload. */
  readonly kind: VaultOperatorRestartKind;

  /** Name of the workload, in the namespace of the Secret. */
  readonly name: string;
}

/** Kinds of workloads that the Vault Secrets Operator restarts. */
export enum VaultOperatorRestartKind {
  /** A Deployment. */
  DEPLOYMENT = 'Deployment',
  /** A DaemonSet. */
  DAEMON_SET = 'DaemonSet',
  /** A StatefulSet. */
  STATEFUL_SET = 'StatefulSet',
  /** A Rollout of Argo. */
  ARGO_ROLLOUT = 'argo.Rollout',
}

/** Settings of a Secret that the Vault Secrets Operator writes. */
export interface VaultOperatorSyncOptions {
  /** Mount of the engine in Vault. */
  readonly mount: string;

  /** Path below the mount. */
  readonly path: string;

  /**
   * Vault Enterprise or HCP namespace.
   *
   * @default - that of the login
   */
  readonly vaultNamespace?: string;

  /**
   * Restarts workloads of this app that use the Secret when it changes. Set it to false where they read the files again
   * themselves, and give `ReloadStrategy.inProcess()` to their mounts.
   *
   * @default true
   */
  readonly restartWorkloads?: boolean;

  /**
   * Workloads that this app does not have, restarted too.
   *
   * @default - none
   */
  readonly restartTargets?: VaultOperatorRestartTarget[];

  /**
   * Keys of the Secret that are made of Vault's response, each by a Go template: `{{ get .Secrets "username" }}`.
   *
   * @default - every key of the Secret is a key in Vault
   */
  readonly templateData?: { [key: string]: string };

  /**
   * Labels of the Secret.
   *
   * @default - those that the operator sets
   */
  readonly templateLabels?: { [name: string]: string };

  /**
   * Annotations of the Secret.
   *
   * @default - none
   */
  readonly templateAnnotations?: { [name: string]: string };
}

/** Options for `SecretSource.vaultStatic`. */
export interface VaultOperatorStaticSecretOptions extends VaultOperatorSyncOptions {
  /**
   * Version of the key-value engine. Use `SecretSource.vaultDynamic` for any other engine.
   *
   * @default VaultEngine.KV_V2
   */
  readonly engine?: VaultEngine;

  /**
   * Version of the secret.
   *
   * @default - the latest
   */
  readonly version?: number;

  /**
   * Interval at which Vault is read again. Without it the operator would read once.
   *
   * @default Duration.minutes(5)
   */
  readonly refreshAfter?: Duration;

  /**
   * Follows events of Vault, which Vault Enterprise sends, and changes the Secret at once.
   *
   * @default false
   */
  readonly instantUpdates?: boolean;

  /**
   * Has the operator keep a keyed hash of what it wrote, and undo what others change in the Secret. Without it the
   * operator restarts no workload.
   *
   * @default true
   */
  readonly detectDrift?: boolean;
}

/** HTTP methods of the request for a dynamic secret. */
export enum VaultOperatorRequestMethod {
  /** GET. */
  GET = 'GET',
  /** POST. */
  POST = 'POST',
  /** PUT. */
  PUT = 'PUT',
}

/** Options for `SecretSource.vaultDynamic`. */
export interface VaultOperatorDynamicSecretOptions extends VaultOperatorSyncOptions {
  /**
   * Parameters of the request. They are in the manifest in plain text, so that a credential is refused.
   *
   * @default - none
   */
  readonly parameters?: { [name: string]: string };

  /**
   * HTTP method of the request. Not together with `parameters`, which are always sent by PUT.
   *
   * @default - GET, and PUT where there are parameters
   */
  readonly requestMethod?: VaultOperatorRequestMethod;

  /**
   * Renews the lease after this share of it, in percent: 0 to 90.
   *
   * @default 67
   */
  readonly renewalPercent?: number;

  /**
   * Revokes the lease when the VaultDynamicSecret is deleted. Pods that still run lose their access then.
   *
   * @default false - the lease expires
   */
  readonly revoke?: boolean;

  /**
   * Reads the credentials of a static role, which Vault rotates in place: the operator reads them again when they were
   * rotated. Without it, a Secret of such a role keeps the old password.
   *
   * @default - true where the path begins with `static-creds/` or `static-cred/`, and false for any other
   */
  readonly staticCredentials?: boolean;

  /**
   * Interval at which Vault is read again where its response has no lease.
   *
   * @default - as the lease says
   */
  readonly refreshAfter?: Duration;
}
