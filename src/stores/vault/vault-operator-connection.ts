import { ApiObject, ApiObjectMetadata, Duration } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { validateMetadata, validateReference } from '../../data/object-names';
import { quoted } from '../../redaction/quoted';
import { goDuration } from '../go-duration';

/** A connection of the Vault Secrets Operator, of this app or made elsewhere. */
export interface IVaultOperatorConnection {
  /** Name of the VaultConnection, after its namespace and a slash where it is in another one. */
  readonly connectionRef: string;
}

/** A Vault server. */
export interface VaultOperatorConnectionProps {
  /** URL of the server. */
  readonly address: string;

  /**
   * Headers of every request. They stand in the manifest in plain text.
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
   * Believes any server to be Vault, and allows plain http. Only for a throw-away development server.
   *
   * @default false
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
 * A Vault server that the Vault Secrets Operator talks to.
 *
 * @see https://developer.hashicorp.com/vault/docs/platform/k8s/vso/api-reference
 * @example
 * const connection = new VaultOperatorConnection(chart, 'Connection', { address: 'https://vault.internal:8200' });
 * new VaultOperatorAuth(chart, 'Auth', { connection, method: VaultOperatorAuthMethod.kubernetes({ role: 'payments', serviceAccount }) });
 */
export class VaultOperatorConnection extends Construct implements IVaultOperatorConnection {
  /**
   * A connection that is made elsewhere.
   *
   * @param name name of the VaultConnection, after its namespace and a slash where it is in another one
   * @throws Error when no object can have the name
   */
  public static fromName(name: string): IVaultOperatorConnection {
    validateReference('VaultOperatorConnection.fromName', name);
    return { connectionRef: name };
  }

  public readonly connectionRef: string;

  /**
   * @throws Error on an address without TLS, or two certificate authorities
   */
  public constructor(scope: Construct, id: string, props: VaultOperatorConnectionProps) {
    const where = `${scope.node.path}/${id}`;
    const { address, unsafeSkipTlsVerify = false } = props;
    validateMetadata(where, props.metadata);
    if (!/^https?:\/\/[^/]/.test(address) || (address.startsWith('http://') && !unsafeSkipTlsVerify)) {
      throw new Error(`${where}: Vault address ${quoted(address)} is not a URL that begins with https://`);
    }
    if (props.caCertSecret && props.caCertPath !== undefined) {
      throw new Error(`${where}: both caCertSecret and caCertPath name a certificate authority; give one of them`);
    }
    super(scope, id);
    this.connectionRef = new ApiObject(this, 'Resource', {
      apiVersion: 'secrets.hashicorp.com/v1beta1',
      kind: 'VaultConnection',
      metadata: props.metadata,
      spec: {
        address,
        headers: props.headers,
        tlsServerName: props.tlsServerName,
        caCertSecretRef: props.caCertSecret?.name,
        caCertPath: props.caCertPath,
        skipTLSVerify: unsafeSkipTlsVerify,
        timeout: props.timeout && goDuration(props.timeout),
      },
    }).name;
  }
}
