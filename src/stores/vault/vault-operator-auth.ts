import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { VaultOperatorAuthMethod } from './vault-operator-auth-method';
import { IVaultOperatorConnection } from './vault-operator-connection';
import { validateMetadata, validateNamespace, validateReference } from '../../data/object-names';
import { refuseCredentialsInStore } from '../../data/written-credentials';
import { apiVersionOf, VAULT_AUTH } from '../../facts/api-kinds';
import { vaultAuthFaults } from '../../facts/vault-operator';
import { refuse } from '../refuse';
import { missingRole } from '../service-accounts';

/** A login of the Vault Secrets Operator, of this app or made elsewhere. */
export interface IVaultOperatorAuth {
  /** Name of the VaultAuth, after its namespace and a slash where it is in another one. */
  readonly authRef: string;
}

/** Key of Vault's transit engine that encrypts what the operator caches. */
export interface VaultOperatorStorageEncryption {
  /** Mount of the transit engine. */
  readonly mount: string;

  /** Name of the key. */
  readonly keyName: string;
}

/** How the Vault Secrets Operator authenticates to Vault. */
export interface VaultOperatorAuthProps {
  /** Auth method of Vault, with its settings. */
  readonly method: VaultOperatorAuthMethod;

  /**
   * Server to authenticate to.
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
   * Other namespaces of the cluster whose objects may use this login. `*` is not allowed.
   *
   * @default - the login's own namespace only
   */
  readonly allowedNamespaces?: string[];

  /**
   * Parameters of the login. They are in the manifest in plain text, so that a credential is refused.
   *
   * @default - none
   */
  readonly loginParameters?: { [name: string]: string };

  /**
   * Headers of the login. They are in the manifest in plain text, so that a credential is refused.
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
 * Login of the Vault Secrets Operator to Vault on behalf of a namespace.
 *
 * @see https://developer.hashicorp.com/vault/docs/platform/k8s/vso/api-reference
 * @example
 * const method = VaultOperatorAuthMethod.kubernetes({ role: 'payments', serviceAccount });
 * const auth = new VaultOperatorAuth(chart, 'Auth', { method });
 * new SecureSecret(chart, 'Database', {
 *   keys: ['username', 'password'],
 *   source: SecretSource.vaultStatic(auth, { mount: 'secret', path: 'payments/db' }),
 * });
 */
export class VaultOperatorAuth extends Construct implements IVaultOperatorAuth {
  /**
   * References a login that is made elsewhere.
   *
   * @param name name of the VaultAuth, after its namespace and a slash where it is in another one
   * @throws Error when the name is invalid
   */
  public static fromName(name: string): IVaultOperatorAuth {
    validateReference('VaultOperatorAuth.fromName', name);
    return { authRef: name };
  }

  public readonly authRef: string;

  /**
   * @throws Error when every namespace is allowed, the name of a namespace is invalid, or a parameter or header is a
   * credential
   */
  public constructor(scope: Construct, id: string, props: VaultOperatorAuthProps) {
    const constructPath = `${scope.node.path}/${id}`;
    const { method, storageEncryption } = props;
    const spec = {
      vaultConnectionRef: props.connection?.connectionRef,
      namespace: props.vaultNamespace,
      allowedNamespaces: props.allowedNamespaces,
      params: props.loginParameters,
      headers: props.headers,
      storageEncryption: storageEncryption && { mount: storageEncryption.mount, keyName: storageEncryption.keyName },
      ...method._spec,
    };
    validateMetadata(constructPath, props.metadata);
    if (props.allowedNamespaces?.includes('*')) {
      throw new Error(
        `${constructPath}: allowedNamespaces has '*', so that every namespace could read as this role; name those ` +
        'that may',
      );
    }
    props.allowedNamespaces?.forEach((namespace) => validateNamespace(constructPath, namespace));
    refuse(constructPath, vaultAuthFaults(spec));
    refuseCredentialsInStore(constructPath, spec);
    super(scope, id);
    const role = method._irsaServiceAccount;
    if (role !== undefined) {
      this.node.addValidation({ validate: () => [missingRole(constructPath, role) ?? []].flat() });
    }
    this.authRef = new ApiObject(this, 'Resource', {
      apiVersion: apiVersionOf(VAULT_AUTH),
      kind: VAULT_AUTH.kind,
      metadata: props.metadata,
      spec,
    }).name;
  }
}
