import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { VaultOperatorAuthMethod } from './vault-operator-auth-method';
import { IVaultOperatorConnection } from './vault-operator-connection';
import { validateMetadata, validateReference } from '../../data/object-names';

/** A log-in of the Vault Secrets Operator, of this app or made elsewhere. */
export interface IVaultOperatorAuth {
  /** Name of the VaultAuth, after its namespace and a slash where it is in another one. */
  readonly authRef: string;
}

/** Key of Vault's transit engine that encrypts what the operator caches. */
export interface VaultOperatorStorageEncryption {
  /** Mount path of the transit engine. */
  readonly mount: string;

  /** Name of the key. */
  readonly keyName: string;
}

/** How the Vault Secrets Operator logs in. */
export interface VaultOperatorAuthProps {
  /** The way to log in. */
  readonly method: VaultOperatorAuthMethod;

  /**
   * The server.
   *
   * @default - the connection that the operator was installed with
   */
  readonly connection?: IVaultOperatorConnection;

  /**
   * Vault Enterprise or HCP namespace.
   *
   * @default - the root namespace
   */
  readonly vaultNamespace?: string;

  /**
   * Other namespaces of the cluster whose objects may use this log-in. `*` is not allowed.
   *
   * @default - the log-in's own namespace only
   */
  readonly allowedNamespaces?: string[];

  /**
   * Parameters of the log-in.
   *
   * @default - none
   */
  readonly loginParameters?: { [name: string]: string };

  /**
   * Headers of the log-in. They stand in the manifest in plain text.
   *
   * @default - none
   */
  readonly headers?: { [name: string]: string };

  /**
   * Key of Vault's transit engine that encrypts what the operator caches.
   *
   * @default - as the operator was installed
   */
  readonly storageEncryption?: VaultOperatorStorageEncryption;

  /**
   * Name, namespace, labels and annotations of the VaultAuth.
   *
   * @default - a generated name, in the namespace of the chart
   */
  readonly metadata?: ApiObjectMetadata;
}

/**
 * How the Vault Secrets Operator logs in to Vault on behalf of a namespace.
 *
 * @see https://developer.hashicorp.com/vault/docs/platform/k8s/vso/api-reference
 * @example
 * const auth = new VaultOperatorAuth(chart, 'Auth', { method: VaultOperatorAuthMethod.kubernetes({ role: 'payments', serviceAccount }) });
 * new SecureSecret(chart, 'Database', {
 *   keys: ['username', 'password'],
 *   source: SecretSource.vaultStatic(auth, { mount: 'secret', path: 'payments/db' }),
 * });
 */
export class VaultOperatorAuth extends Construct implements IVaultOperatorAuth {
  /**
   * A log-in that is made elsewhere.
   *
   * @param name name of the VaultAuth, after its namespace and a slash where it is in another one
   * @throws Error when no object can have the name
   */
  public static fromName(name: string): IVaultOperatorAuth {
    validateReference('VaultOperatorAuth.fromName', name);
    return { authRef: name };
  }

  public readonly authRef: string;

  /**
   * @throws Error when every namespace is allowed
   */
  public constructor(scope: Construct, id: string, props: VaultOperatorAuthProps) {
    const where = `${scope.node.path}/${id}`;
    validateMetadata(where, props.metadata);
    if (props.allowedNamespaces?.includes('*')) {
      throw new Error(`${where}: allowedNamespaces has '*', so that every namespace could read as this role; name those that may`);
    }
    super(scope, id);
    this.authRef = new ApiObject(this, 'Resource', {
      apiVersion: 'secrets.hashicorp.com/v1beta1',
      kind: 'VaultAuth',
      metadata: props.metadata,
      spec: {
        vaultConnectionRef: props.connection?.connectionRef,
        namespace: props.vaultNamespace,
        allowedNamespaces: props.allowedNamespaces,
        params: props.loginParameters,
        headers: props.headers,
        storageEncryption: props.storageEncryption && { mount: props.storageEncryption.mount, keyName: props.storageEncryption.keyName },
        ...props.method._spec,
      },
    }).name;
  }
}
