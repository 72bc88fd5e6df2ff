import { Duration } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { FileMode } from '../../mounts/file-mode';
import { VaultEngine } from '../vault-engine';

/** A file that the agent writes. */
export interface VaultInjectedSecret {
  /** Path in Vault, such as `secret/data/payments/db`. */
  readonly path: string;

  /**
   * Engine that responds at the path.
   *
   * @default VaultEngine.KV_V2 - and a path without `/data/` is refused, unless a template says what it reads
   */
  readonly engine?: VaultEngine;

  /**
   * Template of the file, in the language of Consul Template.
   *
   * @default - every key and value of the secret, a line each
   */
  readonly template?: string;

  /**
   * File with the template, in the agent's container. Not together with `template`.
   *
   * @default - none
   */
  readonly templateFile?: string;

  /**
   * Path of the file, relative to the volume.
   *
   * @default - the name of the secret
   */
  readonly fileName?: string;

  /**
   * Permission bits of the file. The agent writes it as its own user, so that the containers read it by the bits for
   * others.
   *
   * @default FileMode.ALL_READ
   */
  readonly mode?: FileMode;

  /**
   * Command that the agent runs in its container after it wrote the file.
   *
   * @default - none
   */
  readonly command?: string;

  /**
   * Fails when the template uses a key that the secret does not have, rather than writing `<no value>`.
   *
   * @default true
   */
  readonly errorOnMissingKey?: boolean;
}

/** CPU and memory of the agent's containers, as Kubernetes writes quantities. */
export interface VaultInjectedAgentResources {
  /**
   * CPU to reserve.
   *
   * @default - as the injector was installed: 250m
   */
  readonly cpuRequest?: string;

  /**
   * CPU to allow.
   *
   * @default - as the injector was installed: 500m
   */
  readonly cpuLimit?: string;

  /**
   * Memory to reserve.
   *
   * @default - as the injector was installed: 64Mi
   */
  readonly memoryRequest?: string;

  /**
   * Memory to allow.
   *
   * @default - as the injector was installed: 128Mi
   */
  readonly memoryLimit?: string;
}

/** Files of Vault in a workload, by the Vault Agent Injector. */
export interface VaultAgentInjectorProps {
  /** Workload of cdk8s-plus, or any object with a pod template; see `RotatingVolumeMountProps.workload`. */
  readonly workload: IConstruct;

  /** Vault role that the service account is bound to. */
  readonly role: string;

  /** Service account that the role is bound to. The pod runs under it. */
  readonly serviceAccount: kplus.IServiceAccount;

  /** Files to write, by the name of the secret, which is the file name unless it has another one. */
  readonly secrets: { [name: string]: VaultInjectedSecret };

  /**
   * Directory in the containers.
   *
   * @default '/vault/secrets'
   */
  readonly mountPath?: string;

  /**
   * Names of the containers that get the files.
   *
   * @default - all
   */
  readonly containers?: string[];

  /**
   * Audience of the token that is sent to Vault.
   *
   * @default - the API server's own
   */
  readonly audience?: string;

  /**
   * Mount of the auth method, without `auth/`.
   *
   * @default - as the injector was installed: `kubernetes`
   */
  readonly authMountPath?: string;

  /**
   * Type of the auth method.
   *
   * @default - as the injector was installed: `kubernetes`
   */
  readonly authType?: string;

  /**
   * Vault Enterprise or HCP namespace.
   *
   * @default - the root namespace
   */
  readonly vaultNamespace?: string;

  /**
   * Address of the Vault server, as a URL.
   *
   * @default - as the injector was installed
   */
  readonly address?: string;

  /**
   * Secret with certificates for the connection to Vault, mounted in the agent's containers at `/vault/tls`.
   *
   * @default - none
   */
  readonly tlsSecret?: kplus.ISecret;

  /**
   * File with the certificate authority of the server, in the agent's container.
   *
   * @default - those of the image
   */
  readonly caCertPath?: string;

  /**
   * Name that the server's certificate is verified against.
   *
   * @default - the host of the address
   */
  readonly tlsServerName?: string;

  /**
   * Allows an address of plain http, over which tokens and secrets are readable on the way. Only for a throw-away
   * development server.
   *
   * @default false - the address begins with https://
   */
  readonly unsafeAllowHttp?: boolean;

  /**
   * Accepts any certificate, so that any server can pass for Vault. Only for a throw-away development server.
   *
   * @default false - the server's certificate is verified
   */
  readonly unsafeSkipTlsVerify?: boolean;

  /**
   * Leaves out the sidecar: the files are written before the containers start, and never change. For Jobs, which would
   * not end beside a sidecar.
   *
   * @default - true for Jobs and CronJobs, false for all else
   */
  readonly prePopulateOnly?: boolean;

  /**
   * Has the agent's init container run before those of the workload, which can then read the files.
   *
   * @default false
   */
  readonly initFirst?: boolean;

  /**
   * Interval at which the sidecar reads values that have no lease.
   *
   * @default - 5 minutes
   */
  readonly staticSecretRenderInterval?: Duration;

  /**
   * Has the sidecar revoke its token when the pod ends, and with it the leases of dynamic secrets.
   *
   * @default true, where there is a sidecar
   */
  readonly revokeOnShutdown?: boolean;

  /**
   * Runs the agent as the user of the first container, which has to name one.
   *
   * @default false - user 100, group 1000
   */
  readonly runAsSameUser?: boolean;

  /**
   * User id of the agent.
   *
   * @default - 100
   */
  readonly runAsUser?: number;

  /**
   * Group id of the agent.
   *
   * @default - 1000
   */
  readonly runAsGroup?: number;

  /**
   * Gives the containers the token of Vault, in the file `token`: they can then do whatever the role may.
   *
   * @default false
   */
  readonly unsafeInjectToken?: boolean;

  /**
   * Has the sidecar serve the containers' own requests to Vault from a cache.
   *
   * @default false
   */
  readonly cache?: boolean;

  /**
   * CPU and memory of the agent's containers.
   *
   * @default - as the injector was installed
   */
  readonly resources?: VaultInjectedAgentResources;
}
