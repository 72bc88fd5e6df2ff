import { renderSecretKey, renderServiceAccount, StoreContext } from './store-context';
import { ExternalSecretStoreSecretKey, ExternalSecretStoreServiceAccount } from './store-references';
import { refuse } from '../refuse';
import { missingRole } from '../service-accounts';
import { vaultFaults } from '../vault-checks';

/** Login by the Kubernetes auth method of Vault. */
export interface VaultStoreKubernetesAuthOptions extends ExternalSecretStoreServiceAccount {
  /** Vault role that the service account is bound to. */
  readonly role: string;

  /**
   * Mount of the auth method, without `auth/`.
   *
   * @default 'kubernetes'
   */
  readonly authMountPath?: string;
}

/** Login by the JWT auth method of Vault. */
export interface VaultStoreJwtAuthOptions extends ExternalSecretStoreServiceAccount {
  /** Vault role that the service account is bound to. */
  readonly role: string;

  /**
   * Mount of the auth method, without `auth/`.
   *
   * @default 'jwt'
   */
  readonly authMountPath?: string;
}

/** Login by the AWS auth method of Vault. */
export interface VaultStoreIamAuthOptions extends ExternalSecretStoreServiceAccount {
  /** Vault role that the IAM role is bound to. */
  readonly role: string;

  /**
   * Region of AWS STS.
   *
   * @default - us-east-1
   */
  readonly region?: string;

  /**
   * ARN of an IAM role to assume first.
   *
   * @default - the role of the service account
   */
  readonly assumeRole?: string;

  /**
   * External id, for assuming the role.
   *
   * @default - none
   */
  readonly externalId?: string;

  /**
   * Value of the header `X-Vault-AWS-IAM-Server-ID` that the auth method demands.
   *
   * @default - none
   */
  readonly serverId?: string;

  /**
   * Mount of the auth method, without `auth/`.
   *
   * @default 'aws'
   */
  readonly authMountPath?: string;
}

/** Login by the Google Cloud auth method of Vault. */
export interface VaultStoreGcpAuthOptions extends ExternalSecretStoreServiceAccount {
  /** Vault role that the Google service account is bound to. */
  readonly role: string;

  /**
   * Google Cloud project.
   *
   * @default - that of the cluster
   */
  readonly projectId?: string;

  /**
   * Mount of the auth method, without `auth/`.
   *
   * @default 'gcp'
   */
  readonly authMountPath?: string;
}

/** Login by the AppRole auth method of Vault. */
export interface VaultStoreAppRoleAuthOptions {
  /** Id of the AppRole. It is not a secret. */
  readonly roleId: string;

  /** The secret id. */
  readonly secretId: ExternalSecretStoreSecretKey;

  /**
   * Mount of the auth method, without `auth/`.
   *
   * @default 'approle'
   */
  readonly authMountPath?: string;
}

/** Login with a name and a password. */
export interface VaultStorePasswordAuthOptions {
  /** Name of the user. */
  readonly username: string;

  /** The password. */
  readonly password: ExternalSecretStoreSecretKey;

  /**
   * Mount of the auth method, without `auth/`.
   *
   * @default - `userpass` or `ldap`
   */
  readonly authMountPath?: string;
}

/** Login with a client certificate. */
export interface VaultStoreCertificateAuthOptions {
  /** The certificate. */
  readonly certificate: ExternalSecretStoreSecretKey;

  /** Its private key. */
  readonly privateKey: ExternalSecretStoreSecretKey;

  /**
   * Vault role of the certificate.
   *
   * @default - whichever matches the certificate
   */
  readonly role?: string;

  /**
   * Mount of the auth method, without `auth/`.
   *
   * @default 'cert'
   */
  readonly authMountPath?: string;
}

/**
 * How External Secrets authenticates to Vault.
 *
 * @example
 * const auth = VaultStoreAuth.jwt({ role: 'payments', serviceAccount, audiences: ['vault'] });
 * new ExternalSecretStore(chart, 'Store', {
 *   provider: ExternalSecretStoreProvider.vault({ address: 'https://vault.internal:8200', auth }),
 * });
 */
export class VaultStoreAuth {
  /** Uses the Kubernetes auth method, with a short-lived token of a service account. */
  public static kubernetes(options: VaultStoreKubernetesAuthOptions): VaultStoreAuth {
    return new VaultStoreAuth((context) => ({
      kubernetes: {
        mountPath: mountOf(context, options.authMountPath, 'kubernetes'),
        role: options.role,
        serviceAccountRef: renderServiceAccount(context, options),
      },
    }));
  }

  /**
   * Uses the JWT auth method, with a short-lived token of a service account. Vault needs no access to the cluster's API
   * for it.
   */
  public static jwt(options: VaultStoreJwtAuthOptions): VaultStoreAuth {
    return new VaultStoreAuth((context) => ({
      jwt: {
        path: mountOf(context, options.authMountPath, 'jwt'),
        role: options.role,
        kubernetesServiceAccountToken: { serviceAccountRef: renderServiceAccount(context, options) },
      },
    }));
  }

  /** Uses the AWS auth method, with the IAM role of a service account, whose annotation is checked at synth. */
  public static iam(options: VaultStoreIamAuthOptions): VaultStoreAuth {
    return new VaultStoreAuth((context) => {
      context.checks.push(() => missingRole(context.constructPath, options.serviceAccount));
      return {
        iam: {
          path: mountOf(context, options.authMountPath, 'aws'),
          vaultRole: options.role,
          region: options.region,
          role: options.assumeRole,
          externalID: options.externalId,
          vaultAwsIamServerID: options.serverId,
          jwt: { serviceAccountRef: renderServiceAccount(context, options) },
        },
      };
    });
  }

  /** Uses the Google Cloud auth method, with workload identity of a service account. */
  public static gcp(options: VaultStoreGcpAuthOptions): VaultStoreAuth {
    return new VaultStoreAuth((context) => ({
      gcp: {
        path: mountOf(context, options.authMountPath, 'gcp'),
        role: options.role,
        projectID: options.projectId,
        workloadIdentity: { serviceAccountRef: renderServiceAccount(context, options) },
      },
    }));
  }

  /** Uses AppRole. The secret id is a long-lived credential in a native Secret. */
  public static unsafeAppRole(options: VaultStoreAppRoleAuthOptions): VaultStoreAuth {
    return new VaultStoreAuth((context) => ({
      appRole: {
        path: mountOf(context, options.authMountPath, 'approle'),
        roleId: options.roleId,
        secretRef: renderSecretKey(context, options.secretId),
      },
    }));
  }

  /** Uses a token of Vault in a native Secret. It is not renewed: when it expires, so does the store. */
  public static unsafeToken(token: ExternalSecretStoreSecretKey): VaultStoreAuth {
    return new VaultStoreAuth((context) => ({ tokenSecretRef: renderSecretKey(context, token) }));
  }

  /** Uses a user with a password in a native Secret. */
  public static unsafeUserPassword(options: VaultStorePasswordAuthOptions): VaultStoreAuth {
    return new VaultStoreAuth((context) => ({
      userPass: {
        path: mountOf(context, options.authMountPath, 'userpass'),
        username: options.username,
        secretRef: renderSecretKey(context, options.password),
      },
    }));
  }

  /** Uses a user of LDAP with a password in a native Secret. */
  public static unsafeLdap(options: VaultStorePasswordAuthOptions): VaultStoreAuth {
    return new VaultStoreAuth((context) => ({
      ldap: {
        path: mountOf(context, options.authMountPath, 'ldap'),
        username: options.username,
        secretRef: renderSecretKey(context, options.password),
      },
    }));
  }

  /** Uses a client certificate whose private key is in a native Secret. */
  public static unsafeClientCertificate(options: VaultStoreCertificateAuthOptions): VaultStoreAuth {
    return new VaultStoreAuth((context) => ({
      cert: {
        path: mountOf(context, options.authMountPath, 'cert'),
        vaultRole: options.role,
        clientCert: renderSecretKey(context, options.certificate),
        secretRef: renderSecretKey(context, options.privateKey),
      },
    }));
  }

  private constructor(
    /** @internal */
    public readonly _render: (context: StoreContext) => object,
  ) {}
}

function mountOf(context: StoreContext, authMountPath: string | undefined, byDefault: string): string {
  refuse(context.constructPath, vaultFaults({ authMountPath }));
  return authMountPath ?? byDefault;
}
