import { Duration } from 'cdk8s';
import { VaultEngine } from '../vault-path';

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
  /** Mount path of the engine in Vault. */
  readonly mount: string;

  /** Path below the mount. */
  readonly path: string;

  /**
   * Vault Enterprise or HCP namespace.
   *
   * @default - that of the log-in
   */
  readonly vaultNamespace?: string;

  /**
   * Whether workloads of this app that use the Secret are restarted when it changes. Say false where they read the files again by
   * themselves.
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
   * Keys of the Secret that are made of Vault's answer, each by a Go template: `{{ get .Secrets "username" }}`.
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
   * The key-value engine: its version. Use `SecretSource.vaultDynamic` for any other engine.
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
   * How often Vault is read again. Without it the operator would read once.
   *
   * @default Duration.minutes(5)
   */
  readonly refreshAfter?: Duration;

  /**
   * Has the operator follow events of Vault, which Vault Enterprise sends, and change the Secret at once.
   *
   * @default false
   */
  readonly instantUpdates?: boolean;

  /**
   * Whether the operator keeps a keyed hash of what it wrote, and puts right what others change in the Secret. Without it the
   * operator restarts no workload.
   *
   * @default true
   */
  readonly detectDrift?: boolean;
}

/** HTTP methods that a dynamic secret is asked for with. */
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
   * Parameters of the request. They stand in the manifest in plain text.
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
   * Share of the lease, in percent, after which it is renewed: 0 to 90.
   *
   * @default 67
   */
  readonly renewalPercent?: number;

  /**
   * Whether the lease is revoked when the VaultDynamicSecret goes. Pods that still run lose their access then.
   *
   * @default false - the lease runs out
   */
  readonly revoke?: boolean;

  /**
   * Says that the credentials are those of a static role, which Vault rotates in place.
   *
   * @default false
   */
  readonly staticCredentials?: boolean;

  /**
   * How often Vault is read again where its answer has no lease.
   *
   * @default - as the lease says
   */
  readonly refreshAfter?: Duration;
}
