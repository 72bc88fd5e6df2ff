import { ApiObjectMetadata } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { CsiObjectEncoding } from './csi-object-encoding';
import { CsiSecret } from './csi-secret';
import { yamlList } from './inline-yaml';
import { providerClassProps } from './provider-class';
import { vaultCsiParameterFaults } from '../../facts/secrets-store-vault';
import { vaultPathFault } from '../../facts/vault';
import { FileMode } from '../../mounts/file-mode';
import { quoted } from '../../redaction/quoted';
import { told } from '../../redaction/told';
import { refuse } from '../refuse';
import { refuseDefaultAccount } from '../service-accounts';
import { validateVaultAddress, vaultFaults } from '../vault-checks';
import { VaultEngine } from '../vault-engine';

/** Access of pods to a Vault server. */
export interface VaultSecretProviderProps {
  /** Vault role that the service account is bound to. */
  readonly role: string;

  /** Service account that the role is bound to. Every pod that mounts these secrets runs under it. */
  readonly serviceAccount: kplus.IServiceAccount;

  /**
   * Address of the Vault server.
   *
   * HashiCorp advises to set it only where the provider is installed: an address given here bypasses the Vault Agent
   * beside the provider, and with it the renewal of leases and the cache of tokens.
   *
   * @default - the address that the provider was installed with
   */
  readonly address?: string;

  /**
   * Vault Enterprise or HCP namespace.
   *
   * @default - the namespace that the provider was installed with
   */
  readonly vaultNamespace?: string;

  /**
   * Mount of the Kubernetes or JWT auth method, without `auth/`.
   *
   * @default - the mount that the provider was installed with, which is `kubernetes` unless it was changed
   */
  readonly authMountPath?: string;

  /**
   * Audience of the service account's token that is sent to Vault.
   *
   * @default - `vault` where the driver was installed with a token request for it, else the API server's own audience
   */
  readonly audience?: string;

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
   * File in the provider's pod (not in the pod that mounts) with the certificate authority of the server.
   *
   * @default - as the provider was installed
   */
  readonly caCertPath?: string;

  /**
   * Folder in the provider's pod (not in the pod that mounts) with certificate authorities of the server.
   *
   * @default - as the provider was installed
   */
  readonly caDirectory?: string;

  /**
   * Name that the server's certificate is verified against.
   *
   * @default - the host of the address
   */
  readonly tlsServerName?: string;

  /**
   * File in the provider's pod (not in the pod that mounts) with a client certificate. Needs `tlsClientKeyPath`.
   *
   * @default - as the provider was installed
   */
  readonly tlsClientCertPath?: string;

  /**
   * File in the provider's pod (not in the pod that mounts) with the client certificate's key. Needs
   * `tlsClientCertPath`.
   *
   * @default - as the provider was installed
   */
  readonly tlsClientKeyPath?: string;
}

/** Objects of Vault, and their files. */
export interface VaultCsiSecretOptions {
  /** The objects, each a file. */
  readonly objects: VaultCsiSecretObject[];

  /**
   * Name, labels and annotations of the SecretProviderClass.
   *
   * @default - a generated name
   */
  readonly metadata?: ApiObjectMetadata;
}

/** A value of Vault, written to a file. */
export interface VaultCsiSecretObject {
  /** Path of the file, relative to the mount path. */
  readonly fileName: string;

  /** Path in Vault, as its HTTP API has it after `/v1/`. Query parameters follow a `?`. */
  readonly secretPath: string;

  /**
   * Key within the secret.
   *
   * @default - the whole response of Vault, as JSON
   */
  readonly secretKey?: string;

  /**
   * Engine that responds at the path.
   *
   * @default VaultEngine.KV_V2 - and a path without `/data/` is refused
   */
  readonly engine?: VaultEngine;

  /**
   * HTTP method of the request.
   *
   * @default - GET
   */
  readonly method?: string;

  /**
   * Arguments, sent as the JSON body of the request. They are in the manifest in plain text. Objects with the same path
   * and method are one request, and so have the same arguments.
   *
   * @default - none
   */
  readonly secretArgs?: { [name: string]: any };

  /**
   * Permission bits of the file. Files belong to root, and `fsGroup` does not reach them, so that a container that is
   * not root reads them by the bits for others only.
   *
   * @default FileMode.ALL_READ
   */
  readonly mode?: FileMode;

  /**
   * How Vault holds the value.
   *
   * @default CsiObjectEncoding.UTF_8
   */
  readonly encoding?: CsiObjectEncoding;
}

/**
 * Secrets of HashiCorp Vault as files, by the Secrets Store CSI driver. Pods authenticate to Vault with their service
 * account's token; no credential is kept in the cluster.
 *
 * @see https://developer.hashicorp.com/vault/docs/platform/k8s/csi/configurations
 * @example
 * const vault = new VaultSecretProvider(chart, 'Vault', { role: 'payments', serviceAccount });
 * const database = vault.addSecret('Database', {
 *   objects: [{ fileName: 'password', secretPath: 'secret/data/payments/db', secretKey: 'password' }],
 * });
 * new RotatingVolumeMount(chart, 'DatabaseFiles', {
 *   workload: api, source: database, mountPath: '/etc/secrets/db', reload: ReloadStrategy.inProcess(),
 * });
 */
export class VaultSecretProvider extends Construct {
  private readonly serviceAccount: kplus.IServiceAccount;
  private readonly parameters: { readonly [name: string]: string | undefined };

  /**
   * @throws Error when the role, the address or the mount of the auth method is invalid, the address has no TLS, or the
   * service account is the namespace's `default`
   */
  public constructor(scope: Construct, id: string, props: VaultSecretProviderProps) {
    const parameters = parametersOf(props);
    validate(`${scope.node.path}/${id}`, props, parameters);
    super(scope, id);
    this.serviceAccount = props.serviceAccount;
    this.parameters = parameters;
  }

  /**
   * Adds files with values of Vault. Each call makes a SecretProviderClass, so that a workload gets just what it
   * mounts.
   *
   * @throws Error when two objects have one file name, a file name or mode is one that the driver refuses, a path of a
   * key-value engine of version 2 has no `/data/`, or one request has different arguments
   */
  public addSecret(id: string, options: VaultCsiSecretOptions): CsiSecret {
    const constructPath = `${this.node.path}/${id}`;
    options.objects.forEach((object) => validateObject(constructPath, object));
    const objects = options.objects.map(({ fileName, secretPath, secretKey, method, secretArgs, mode, encoding }) => ({
      objectName: fileName,
      secretPath,
      secretKey,
      method,
      secretArgs,
      filePermission: (mode ?? FileMode.ALL_READ).value,
      encoding,
    }));
    return new CsiSecret(this, id, providerClassProps(constructPath, {
      provider: 'vault',
      objects,
      parameters: this.parameters,
      text: yamlList(constructPath, objects),
      serviceAccount: this.serviceAccount,
      metadata: options.metadata,
    }));
  }
}

function parametersOf(props: VaultSecretProviderProps): { [name: string]: string | undefined } {
  return {
    roleName: props.role,
    vaultAddress: props.address,
    vaultNamespace: props.vaultNamespace,
    vaultAuthMountPath: props.authMountPath,
    audience: props.audience,
    vaultSkipTLSVerify: props.unsafeSkipTlsVerify ? 'true' : undefined,
    vaultCACertPath: props.caCertPath,
    vaultCADirectory: props.caDirectory,
    vaultTLSServerName: props.tlsServerName,
    vaultTLSClientCertPath: props.tlsClientCertPath,
    vaultTLSClientKeyPath: props.tlsClientKeyPath,
  };
}

function validate(constructPath: string, props: VaultSecretProviderProps, parameters: object): void {
  refuse(constructPath, vaultFaults(props));
  const empty = Object.entries({ vaultNamespace: props.vaultNamespace, audience: props.audience })
    .find(([, value]) => value === '');
  if (empty) {
    throw new Error(`${constructPath}: ${empty[0]} is empty; leave it out for the default`);
  }
  refuse(constructPath, vaultCsiParameterFaults({ ...parameters }));
  validateVaultAddress(constructPath, props);
  refuseDefaultAccount(constructPath, props.serviceAccount);
}

function validateObject(constructPath: string, object: VaultCsiSecretObject): void {
  const { fileName, secretPath, engine = VaultEngine.KV_V2 } = object;
  const isKv2 = engine === VaultEngine.KV_V2;
  const fault = vaultPathFault({ path: secretPath, of: fileName, isKv2 });
  if (fault !== undefined) {
    const isOfAnotherEngine = vaultPathFault({ path: secretPath, of: fileName, isKv2: false }) === undefined;
    const hint = isOfAnotherEngine ? '; for another engine set `engine`' : '';
    throw new Error(`${constructPath}: ${told(fault.text, fault.given)}${hint}`);
  }
  if (object.secretKey === '') {
    throw new Error(
      `${constructPath}: secretKey of ${quoted(fileName)} is empty; leave it out for the whole response of Vault`,
    );
  }
}
