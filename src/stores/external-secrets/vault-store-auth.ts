import { validateAwsRegion } from '../aws-region';
import { renderSecretKey, renderServiceAccount, StoreContext } from './store-context';
import { StoreSecretKey, StoreServiceAccount } from './store-references';
import { validateAuthMountPath } from '../vault-path';

/** Log-in by the Kubernetes auth method of Vault. */
export interface VaultStoreKubernetesAuthOptions extends StoreServiceAccount {
  /** Vault role that the service account is bound to. */
  readonly role: string;

  /**
   * Mount path of the auth method.
   *
   * @default 'kubernetes'
   */
  readonly authMountPath?: string;
}

/** Log-in by the JWT auth method of Vault. */
export interface VaultStoreJwtAuthOptions extends StoreServiceAccount {
  /** Vault role that the service account is bound to. */
  readonly role: string;

  /**
   * Mount path of the auth method.
   *
   * @default 'jwt'
   */
  readonly authMountPath?: string;
}

/** Log-in by the AWS auth method of Vault. */
export interface VaultStoreIamAuthOptions extends StoreServiceAccount {
  /** Vault role that the IAM role is bound to. */
  readonly role: string;

  /**
   * Region of AWS STS.
   *
   * @default - us-east-1
   */
  readonly region?: string;

  /**
   * ARN of an IAM role that is assumed first.
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
   * Mount path of the auth method.
   *
   * @default 'aws'
   */
  readonly authMountPath?: string;
}

/** Log-in by the Google Cloud auth method of Vault. */
export interface VaultStoreGcpAuthOptions extends StoreServiceAccount {
  /** Vault role that the Google service account is bound to. */
  readonly role: string;

  /**
   * Google Cloud project.
   *
   * @default - that of the cluster
   */
  readonly projectId?: string;

  /**
   * Mount path of the auth method.
   *
   * @default 'gcp'
   */
  readonly authMountPath?: string;
}

/** Log-in by the AppRole auth method of Vault. */
export interface VaultStoreAppRoleAuthOptions {
  /** Id of the AppRole. It is no secret. */
  readonly roleId: string;

  /** The secret id. */
  readonly secretId: StoreSecretKey;

  /**
   * Mount path of the auth method.
   *
   * @default 'approle'
   */
  readonly authMountPath?: string;
}

/** Log-in with a name and a password. */
export interface VaultStorePasswordAuthOptions {
  /** Name of the user. */
  readonly username: string;

  /** The password. */
  readonly password: StoreSecretKey;

  /**
   * Mount path of the auth method.
   *
   * @default - `userpass` or `ldap`
   */
  readonly authMountPath?: string;
}

/** Log-in with a client certificate. */
export interface VaultStoreCertificateAuthOptions {
  /** The certificate. */
  readonly certificate: StoreSecretKey;

  /** Its private key. */
  readonly privateKey: StoreSecretKey;

  /**
   * Vault role of the certificate.
   *
   * @default - whichever matches the certificate
   */
  readonly role?: string;

  /**
   * Mount path of the auth method.
   *
   * @default 'cert'
   */
  readonly authMountPath?: string;
}

/**
 * How External Secrets logs in to Vault.
 *
 * @example
 * const auth = VaultStoreAuth.jwt({ role: 'payments', serviceAccount, audiences: ['vault'] });
 * new ExternalSecretStore(chart, 'Store', { provider: ExternalSecretStoreProvider.vault({ address: 'https://vault.internal:8200', auth }) });
 */
export class VaultStoreAuth {
  /** By the Kubernetes auth method, with a short-lived token of a service account. */
  public static kubernetes(options: VaultStoreKubernetesAuthOptions): VaultStoreAuth {
    return new VaultStoreAuth((context) => ({
      kubernetes: {
        mountPath: mountOf(context, options.authMountPath, 'kubernetes'),
        role: named(context, options.role),
        serviceAccountRef: renderServiceAccount(context, options),
      },
    }));
  }

  /** By the JWT auth method, with a short-lived token of a service account. Vault needs no access to the cluster's API for it. */
  public static jwt(options: VaultStoreJwtAuthOptions): VaultStoreAuth {
    return new VaultStoreAuth((context) => ({
      jwt: {
        path: mountOf(context, options.authMountPath, 'jwt'),
        role: named(context, options.role),
        kubernetesServiceAccountToken: { serviceAccountRef: renderServiceAccount(context, options) },
      },
    }));
  }

  /** By the AWS auth method, as the IAM role of a service account. */
  public static iam(options: VaultStoreIamAuthOptions): VaultStoreAuth {
    return new VaultStoreAuth((context) => {
      if (options.region !== undefined) validateAwsRegion(context.where, options.region);
      return {
        iam: {
          path: mountOf(context, options.authMountPath, 'aws'),
          vaultRole: named(context, options.role),
          region: options.region,
          role: options.assumeRole,
          externalID: options.externalId,
          vaultAwsIamServerID: options.serverId,
          jwt: { serviceAccountRef: renderServiceAccount(context, options) },
        },
      };
    });
  }

  /** By the Google Cloud auth method, by workload identity of a service account. */
  public static gcp(options: VaultStoreGcpAuthOptions): VaultStoreAuth {
    return new VaultStoreAuth((context) => ({
      gcp: {
        path: mountOf(context, options.authMountPath, 'gcp'),
        role: named(context, options.role),
        projectID: options.projectId,
        workloadIdentity: { serviceAccountRef: renderServiceAccount(context, options) },
      },
    }));
  }

  /** By AppRole. The secret id is a long-lived credential in a native Secret. */
  public static unsafeAppRole(options: VaultStoreAppRoleAuthOptions): VaultStoreAuth {
    return new VaultStoreAuth((context) => ({
      appRole: {
        path: mountOf(context, options.authMountPath, 'approle'),
        roleId: options.roleId,
        secretRef: renderSecretKey(context, options.secretId),
      },
    }));
  }

  /** With a token of Vault in a native Secret. It is not renewed: when it expires, so does the store. */
  public static unsafeToken(token: StoreSecretKey): VaultStoreAuth {
    return new VaultStoreAuth((context) => ({ tokenSecretRef: renderSecretKey(context, token) }));
  }

  /** As a user with a password in a native Secret. */
  public static unsafeUserPassword(options: VaultStorePasswordAuthOptions): VaultStoreAuth {
    return new VaultStoreAuth((context) => ({
      userPass: {
        path: mountOf(context, options.authMountPath, 'userpass'),
        username: options.username,
        secretRef: renderSecretKey(context, options.password),
      },
    }));
  }

  /** As a user of LDAP with a password in a native Secret. */
  public static unsafeLdap(options: VaultStorePasswordAuthOptions): VaultStoreAuth {
    return new VaultStoreAuth((context) => ({
      ldap: {
        path: mountOf(context, options.authMountPath, 'ldap'),
        username: options.username,
        secretRef: renderSecretKey(context, options.password),
      },
    }));
  }

  /** With a client certificate whose private key is in a native Secret. */
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

function named(context: StoreContext, role: string): string {
  if (role.trim() === '') {
    throw new Error(`${context.where}: the Vault role is empty; name the role that the service account is bound to`);
  }
  return role;
}

function mountOf(context: StoreContext, authMountPath: string | undefined, byDefault: string): string {
  validateAuthMountPath(context.where, authMountPath);
  return authMountPath ?? byDefault;
}
