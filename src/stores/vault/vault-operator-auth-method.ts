import { Duration } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { validateAuthMountPath } from '../vault-path';

/** Log-in to Vault with a service account's token. */
export interface VaultOperatorTokenAuthOptions {
  /** Vault role that the service account is bound to. */
  readonly role: string;

  /** The service account, in the namespace of each Secret that is to be filled. */
  readonly serviceAccount: kplus.IServiceAccount;

  /**
   * Mount path of the auth method.
   *
   * @default - `kubernetes` or `jwt`
   */
  readonly authMountPath?: string;

  /**
   * Audiences of the token.
   *
   * @default - the API server's own
   */
  readonly audiences?: string[];

  /**
   * Lifetime of the token, at least 10 minutes.
   *
   * @default Duration.minutes(10)
   */
  readonly tokenExpiration?: Duration;
}

/** Log-in to Vault as an IAM role of AWS. */
export interface VaultOperatorAwsAuthOptions {
  /** Vault role. */
  readonly role: string;

  /** Service account with the annotation `eks.amazonaws.com/role-arn`. */
  readonly irsaServiceAccount: kplus.IServiceAccount;

  /**
   * Mount path of the auth method.
   *
   * @default 'aws'
   */
  readonly authMountPath?: string;

  /**
   * Region of AWS STS.
   *
   * @default - that of the operator
   */
  readonly region?: string;

  /**
   * Value of the header `X-Vault-AWS-IAM-Server-ID` that the auth method demands.
   *
   * @default - none
   */
  readonly headerValue?: string;
}

/** Log-in to Vault as a service account of Google Cloud. */
export interface VaultOperatorGcpAuthOptions {
  /** Vault role. */
  readonly role: string;

  /** Service account with workload identity. */
  readonly workloadIdentityServiceAccount: kplus.IServiceAccount;

  /**
   * Mount path of the auth method.
   *
   * @default 'gcp'
   */
  readonly authMountPath?: string;

  /**
   * Region of the GKE cluster.
   *
   * @default - asked of the metadata server
   */
  readonly region?: string;

  /**
   * Name of the GKE cluster.
   *
   * @default - asked of the metadata server
   */
  readonly clusterName?: string;

  /**
   * Project of the GKE cluster.
   *
   * @default - asked of the metadata server
   */
  readonly projectId?: string;
}

/** Log-in to Vault by AppRole. */
export interface VaultOperatorAppRoleAuthOptions {
  /** Id of the AppRole. It is no secret. */
  readonly roleId: string;

  /** Secret with the secret id in its key `id`. */
  readonly secretId: kplus.ISecret;

  /**
   * Mount path of the auth method.
   *
   * @default 'approle'
   */
  readonly authMountPath?: string;
}

/**
 * How the Vault Secrets Operator logs in to Vault.
 *
 * @example
 * const method = VaultOperatorAuthMethod.jwt({ role: 'payments', serviceAccount, authMountPath: 'jwt-production', audiences: ['vault'] });
 * new VaultOperatorAuth(chart, 'Auth', { method });
 */
export class VaultOperatorAuthMethod {
  /** By the Kubernetes auth method, with a short-lived token of a service account. */
  public static kubernetes(options: VaultOperatorTokenAuthOptions): VaultOperatorAuthMethod {
    return new VaultOperatorAuthMethod('kubernetes', options.authMountPath, tokenAuth(options));
  }

  /** By the JWT auth method, with a short-lived token of a service account. Vault needs no access to the cluster's API for it. */
  public static jwt(options: VaultOperatorTokenAuthOptions): VaultOperatorAuthMethod {
    return new VaultOperatorAuthMethod('jwt', options.authMountPath, tokenAuth(options));
  }

  /** By the AWS auth method, as the IAM role of a service account. */
  public static aws(options: VaultOperatorAwsAuthOptions): VaultOperatorAuthMethod {
    const { role, irsaServiceAccount, region, headerValue } = options;
    return new VaultOperatorAuthMethod('aws', options.authMountPath, { role: filled('role', role), irsaServiceAccount: named(irsaServiceAccount), region, headerValue });
  }

  /** By the Google Cloud auth method, by workload identity of a service account. */
  public static gcp(options: VaultOperatorGcpAuthOptions): VaultOperatorAuthMethod {
    const { role, workloadIdentityServiceAccount, region, clusterName, projectId } = options;
    return new VaultOperatorAuthMethod('gcp', options.authMountPath, {
      role: filled('role', role), workloadIdentityServiceAccount: named(workloadIdentityServiceAccount), region, clusterName, projectID: projectId,
    });
  }

  /** By AppRole. The secret id is a long-lived credential in a native Secret. */
  public static unsafeAppRole(options: VaultOperatorAppRoleAuthOptions): VaultOperatorAuthMethod {
    return new VaultOperatorAuthMethod('appRole', options.authMountPath ?? 'approle', { roleId: filled('roleId', options.roleId), secretRef: options.secretId.name });
  }

  private constructor(private readonly method: string, private readonly mount: string | undefined, private readonly settings: object) {
    validateAuthMountPath('Vault auth method', mount);
  }

  /** @internal */
  public get _spec(): object {
    return { method: this.method, mount: this.mount ?? this.method, [this.method]: this.settings };
  }
}

function tokenAuth({ role, serviceAccount, audiences, tokenExpiration }: VaultOperatorTokenAuthOptions): object {
  const seconds = tokenExpiration?.toSeconds({ integral: false }) ?? 600;
  if (!Number.isInteger(seconds) || seconds < 600) {
    throw new Error(`Vault auth method: a token lifetime of ${seconds} seconds is shorter than the 600 that Kubernetes issues at least`);
  }
  return { role: filled('role', role), serviceAccount: named(serviceAccount), audiences, tokenExpirationSeconds: seconds };
}

function named(serviceAccount: kplus.IServiceAccount): string {
  if (serviceAccount.name === 'default') {
    throw new Error("Vault auth method: the service account is the namespace's 'default', which every pod that names none runs under; make one for this role");
  }
  return serviceAccount.name;
}

function filled(what: string, text: string): string {
  if (text.trim() === '') {
    throw new Error(`Vault auth method: the ${what} is empty, and Vault lets nobody in without`);
  }
  return text;
}
