import { ApiObject, ApiObjectMetadata, Duration } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { validateMetadata, validateName, validateReference } from '../../data/object-names';
import { refuseCredentialsInStore } from '../../data/written-credentials';
import { apiVersionOf, VAULT_CONNECTION } from '../../facts/api-kinds';
import { goDuration } from '../../facts/durations';
import { vaultConnectionFaults } from '../../facts/vault-operator';
import { refuse } from '../refuse';
import { validateVaultAddress } from '../vault-checks';

/** A connection of the Vault Secrets Operator, of this app or made elsewhere. */
export interface IVaultOperatorConnection {
  /** Name of the VaultConnection, after its namespace and a slash where it is in another one. */
  readonly connectionRef: string;
}

/** A Vault server. */
export interface VaultOperatorConnectionProps {
  /** Address of the server, as a URL. */
  readonly address: string;

  /**
   * Headers of every request. They are in the manifest in plain text, so that a credential is refused.
   *
   * @default - none
   */
  readonly headers?: { [name: string]: string };

  /**
   * Name that the server's certificate is verified against.
   *
   * @default - the host of the address
   */
  readonly tlsServerName?: string;

  /**
   * Secret with the certificate authority of the server in its key `ca.crt`.
   *
   * @default - the certificate authorities in the operator's image
   */
  readonly caCertSecret?: kplus.ISecret;

  /**
   * File in the operator's pod with the certificate authority of the server.
   *
   * @default - the certificate authorities in the operator's image
   */
  readonly caCertPath?: string;

  /**
   * Time after which a request is given up.
   *
   * @default - 60 seconds
   */
  readonly timeout?: Duration;

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
   * Name, namespace, labels and annotations of the VaultConnection.
   *
   * @default - a generated name, in the namespace of the chart
   */
  readonly metadata?: ApiObjectMetadata;
}

/**
 * A Vault server that the Vault Secrets Operator connects to.
 *
 * @see https://developer.hashicorp.com/vault/docs/platform/k8s/vso/api-reference
 * @example
 * const connection = new VaultOperatorConnection(chart, 'Connection', { address: 'https://vault.internal:8200' });
 * const method = VaultOperatorAuthMethod.kubernetes({ role: 'payments', serviceAccount });
 * new VaultOperatorAuth(chart, 'Auth', { connection, method });
 */
export class VaultOperatorConnection extends Construct implements IVaultOperatorConnection {
  /**
   * References a connection that is made elsewhere.
   *
   * @param name name of the VaultConnection, after its namespace and a slash where it is in another one
   * @throws Error when the name is invalid
   */
  public static fromName(name: string): IVaultOperatorConnection {
    validateReference('VaultOperatorConnection.fromName', name);
    return { connectionRef: name };
  }

  public readonly connectionRef: string;

  /**
   * @throws Error when the address is not a URL or has no TLS, there are two certificate authorities, or a header is a
   * credential
   */
  public constructor(scope: Construct, id: string, props: VaultOperatorConnectionProps) {
    const constructPath = `${scope.node.path}/${id}`;
    const spec = {
      address: props.address,
      headers: props.headers,
      tlsServerName: props.tlsServerName,
      caCertSecretRef: props.caCertSecret?.name,
      caCertPath: props.caCertPath,
      skipTLSVerify: props.unsafeSkipTlsVerify ?? false,
      timeout: props.timeout && goDuration(props.timeout.toMilliseconds()),
    };
    validateMetadata(constructPath, props.metadata);
    if (props.caCertSecret !== undefined) {
      validateName(constructPath, props.caCertSecret.name);
    }
    refuse(constructPath, vaultConnectionFaults(spec));
    validateVaultAddress(constructPath, props);
    refuseCredentialsInStore(constructPath, spec);
    super(scope, id);
    this.connectionRef = new ApiObject(this, 'Resource', {
      apiVersion: apiVersionOf(VAULT_CONNECTION),
      kind: VAULT_CONNECTION.kind,
      metadata: props.metadata,
      spec,
    }).name;
  }
}
