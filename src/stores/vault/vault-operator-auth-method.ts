import { Duration } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { validateName } from '../../data/object-names';
import { MIN_TOKEN_SECONDS, tokenLifeFault } from '../../facts/account-token';
import { vaultAuthFaults } from '../../facts/vault-operator';
import { refuse } from '../refuse';
import { refuseDefaultAccount } from '../service-accounts';
import { vaultFaults } from '../vault-checks';

/** Login to Vault with a service account's token. */
export interface VaultOperatorTokenAuthOptions {
  /** Vault role that the service account is bound to. */
  readonly role: string;

  /** Service account, in the namespace of each Secret that is to be filled. */
  readonly serviceAccount: kplus.IServiceAccount;

  /**
   * Mount of the auth method, without `auth/`.
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
   * Lifetime of the token: at least 10 minutes, at most 2^32 seconds.
   *
   * @default Duration.minutes(10)
   */
  readonly tokenExpiration?: Duration;
}

/** Login to Vault with an IAM role of AWS. */
export interface VaultOperatorAwsAuthOptions {
  /** Vault role. */
  readonly role: string;

  /** Service account with the annotation `eks.amazonaws.com/role-arn`, which is checked at synth. */
  readonly irsaServiceAccount: kplus.IServiceAccount;

  /**
   * Mount of the auth method, without `auth/`.
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

/** Login to Vault with a service account of Google Cloud. */
export interface VaultOperatorGcpAuthOptions {
  /** Vault role. */
  readonly role: string;

  /** Service account with workload identity. */
  readonly workloadIdentityServiceAccount: kplus.IServiceAccount;

  /**
   * Mount of the auth method, without `auth/`.
   *
   * @default 'gcp'
   */
  readonly authMountPath?: string;

  /**
   * Region of the GKE cluster.
   *
   * @default - read from the metadata server
   */
  readonly region?: string;

  /**
   * Name of the GKE cluster.
   *
   * @default - read from the metadata server
   */
  readonly clusterName?: string;

  /**
   * Project of the GKE cluster.
   *
   * @default - read from the metadata server
   */
  readonly projectId?: string;
}

/** Login to Vault by AppRole. */
export interface VaultOperatorAppRoleAuthOptions {
  /** Id of the AppRole. It is not a secret. */
  readonly roleId: string;

  /** Secret with the secret id in its key `id`. */
  readonly secretId: kplus.ISecret;

  /**
   * Mount of the auth method, without `auth/`.
   *
   * @default 'approle'
   */
  readonly authMountPath?: string;
}

/** What errors of the methods begin with: they are not in the construct tree. */
const CONSTRUCT_PATH = 'Vault auth method';

/**
 * Auth method by which the Vault Secrets Operator authenticates to Vault.
 *
 * @example
 * const method = VaultOperatorAuthMethod.jwt({
 *   role: 'payments', serviceAccount, authMountPath: 'jwt-production', audiences: ['vault'],
 * });
 * new VaultOperatorAuth(chart, 'Auth', { method });
 */
export class VaultOperatorAuthMethod {
  /** Uses the Kubernetes auth method, with a short-lived token of a service account. */
  public static kubernetes(options: VaultOperatorTokenAuthOptions): VaultOperatorAuthMethod {
    return new VaultOperatorAuthMethod('kubernetes', options.authMountPath ?? 'kubernetes', tokenAuth(options));
  }

  /**
   * Uses the JWT auth method, with a short-lived token of a service account. Vault needs no access to the cluster's API
   * for it.
   */
  public static jwt(options: VaultOperatorTokenAuthOptions): VaultOperatorAuthMethod {
    return new VaultOperatorAuthMethod('jwt', options.authMountPath ?? 'jwt', tokenAuth(options));
  }

  /** Uses the AWS auth method, with the IAM role of a service account. */
  public static aws(options: VaultOperatorAwsAuthOptions): VaultOperatorAuthMethod {
    const { role, irsaServiceAccount, region, headerValue } = options;
    const settings = { role, irsaServiceAccount: dedicatedName(irsaServiceAccount), region, headerValue };
    return new VaultOperatorAuthMethod('aws', options.authMountPath ?? 'aws', settings, irsaServiceAccount);
  }

  /** Uses the Google Cloud auth method, with workload identity of a service account. */
  public static gcp(options: VaultOperatorGcpAuthOptions): VaultOperatorAuthMethod {
    const { role, workloadIdentityServiceAccount, region, clusterName, projectId } = options;
    return new VaultOperatorAuthMethod('gcp', options.authMountPath ?? 'gcp', {
      role,
      workloadIdentityServiceAccount: dedicatedName(workloadIdentityServiceAccount),
      region,
      clusterName,
      projectID: projectId,
    });
  }

  /** Uses AppRole. The secret id is a long-lived credential in a native Secret. */
  public static unsafeAppRole(options: VaultOperatorAppRoleAuthOptions): VaultOperatorAuthMethod {
    validateName(CONSTRUCT_PATH, options.secretId.name);
    const settings = { roleId: options.roleId, secretRef: options.secretId.name };
    return new VaultOperatorAuthMethod('appRole', options.authMountPath ?? 'approle', settings);
  }

  private constructor(
    private readonly method: string,
    private readonly mount: string,
    private readonly settings: object,
    /**
     * Service account whose IAM role the login uses, for a check at synth.
     *
     * @internal
     */
    public readonly _irsaServiceAccount?: kplus.IServiceAccount,
  ) {
    refuse(CONSTRUCT_PATH, [...vaultFaults({ authMountPath: mount }), ...vaultAuthFaults(this._spec)]);
  }

  /** @internal */
  public get _spec(): { [field: string]: unknown } {
    return { method: this.method, mount: this.mount, [this.method]: this.settings };
  }
}

function tokenAuth({ role, serviceAccount, audiences, tokenExpiration }: VaultOperatorTokenAuthOptions): object {
  const seconds = tokenExpiration === undefined ? MIN_TOKEN_SECONDS : tokenExpiration.toMilliseconds() / 1000;
  const fault = tokenLifeFault(seconds);
  if (fault !== undefined) {
    throw new Error(`${CONSTRUCT_PATH}: the token lifetime of ${seconds} s ${fault}`);
  }
  return { role, serviceAccount: dedicatedName(serviceAccount), audiences, tokenExpirationSeconds: seconds };
}

function dedicatedName(serviceAccount: kplus.IServiceAccount): string {
  refuseDefaultAccount(CONSTRUCT_PATH, serviceAccount);
  return serviceAccount.name;
}
