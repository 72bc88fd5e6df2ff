import { ApiObjectMetadata } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { CsiObjectEncoding } from './csi-object-encoding';
import { CsiSecret } from './csi-secret';
import { yamlList } from './inline-yaml';
import { storeFiles } from './store-files';
import { FileMode } from '../../mounts/file-mode';
import { quoted } from '../../redaction/quoted';
import { validateAuthMountPath, validateVaultPath, VaultEngine } from '../vault-path';

/** How pods of a workload read from a Vault server. */
export interface VaultSecretProviderProps {
  /** Vault role that the service account is bound to. */
  readonly role: string;

  /** The service account that the role is bound to. Every pod that mounts these secrets runs under it. */
  readonly serviceAccount: kplus.IServiceAccount;

  /**
   * Address of the Vault server.
   *
   * HashiCorp advises to set it only where the provider is installed: an address given here passes by the Vault Agent
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
   * Mount path of the Kubernetes or JWT auth method.
   *
   * @default - the path that the provider was installed with, which is `kubernetes` unless it was changed
   */
  readonly authMountPath?: string;

  /**
   * Audience of the service account's token that is shown to Vault.
   *
   * @default - `vault` where the driver was installed with a token request for it, else the API server's own audience
   */
  readonly audience?: string;

  /**
   * Believes any server to be Vault. Only for a throw-away development server.
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
   * File in the provider's pod (not in the pod that mounts) with the client certificate's key. Needs `tlsClientCertPath`.
   *
   * @default - as the provider was installed
   */
  readonly tlsClientKeyPath?: string;
}

/** Which objects of Vault become which files. */
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
   * @default - the whole answer of Vault, as JSON
   */
  readonly secretKey?: string;

  /**
   * The engine that answers at the path.
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
   * Arguments, sent as the JSON body of the request. They stand in the manifest in plain text. Objects with the same path and method are one
   * request, and so have the same arguments.
   *
   * @default - none
   */
  readonly secretArgs?: { [name: string]: any };

  /**
   * Permission bits of the file. Files belong to root, and `fsGroup` does not reach them, so that a container that is not root
   * reads them by the bits for others only.
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
 * Secrets of HashiCorp Vault as files, by the Secrets Store CSI driver. Pods show Vault their service account's token; no
 * credential is kept in the cluster.
 *
 * @see https://developer.hashicorp.com/vault/docs/platform/k8s/csi/configurations
 * @example
 * const vault = new VaultSecretProvider(chart, 'Vault', { role: 'payments', serviceAccount });
 * const database = vault.addSecret('Database', {
 *   objects: [{ fileName: 'password', secretPath: 'secret/data/payments/db', secretKey: 'password' }],
 * });
 * new RotatingVolumeMount(chart, 'DatabaseFiles', { workload: api, source: database, mountPath: '/etc/secrets/db' });
 */
export class VaultSecretProvider extends Construct {
  private readonly props: VaultSecretProviderProps;

  public constructor(scope: Construct, id: string, props: VaultSecretProviderProps) {
    validateProps(`${scope.node.path}/${id}`, props);
    super(scope, id);
    this.props = props;
  }

  /**
   * Files with values of Vault. Each call is a SecretProviderClass of its own, so that a workload gets just what it mounts.
   *
   * @throws Error on two objects with one file name, a file name or permission that the driver refuses, a key-value path of version 2 without `/data/`, one request with different arguments
   */
  public addSecret(id: string, options: VaultCsiSecretOptions): CsiSecret {
    const where = `${this.node.path}/${id}`;
    options.objects.forEach((object) => validateObject(where, object));
    validateRequests(where, options.objects);
    const props = this.props;
    const objects = options.objects.map(({ fileName, secretPath, secretKey, method, secretArgs, mode, encoding }) => ({
      objectName: fileName,
      secretPath,
      secretKey,
      method,
      secretArgs,
      filePermission: (mode ?? FileMode.ALL_READ).value,
      encoding,
    }));
    return new CsiSecret(this, id, {
      provider: 'vault',
      serviceAccount: props.serviceAccount,
      metadata: options.metadata,
      files: storeFiles('vault', objects),
      parameters: {
        roleName: props.role,
        ...props.address !== undefined && { vaultAddress: props.address },
        ...props.vaultNamespace !== undefined && { vaultNamespace: props.vaultNamespace },
        ...props.authMountPath !== undefined && { vaultAuthMountPath: props.authMountPath },
        ...props.audience !== undefined && { audience: props.audience },
        ...props.unsafeSkipTlsVerify && { vaultSkipTLSVerify: 'true' },
        ...props.caCertPath !== undefined && { vaultCACertPath: props.caCertPath },
        ...props.caDirectory !== undefined && { vaultCADirectory: props.caDirectory },
        ...props.tlsServerName !== undefined && { vaultTLSServerName: props.tlsServerName },
        ...props.tlsClientCertPath !== undefined && { vaultTLSClientCertPath: props.tlsClientCertPath },
        ...props.tlsClientKeyPath !== undefined && { vaultTLSClientKeyPath: props.tlsClientKeyPath },
        objects: yamlList(where, objects),
      },
    });
  }
}

function validateProps(where: string, props: VaultSecretProviderProps): void {
  if (props.role.trim() === '') {
    throw new Error(`${where}: the Vault role is empty; name the role that the service account is bound to`);
  }
  const empty = Object.entries({ vaultNamespace: props.vaultNamespace, audience: props.audience })
    .find(([, value]) => value === '');
  if (empty) {
    throw new Error(`${where}: ${empty[0]} is empty; leave it out for the default`);
  }
  if (props.address !== undefined && !/^https?:\/\/[^/]/.test(props.address)) {
    throw new Error(`${where}: Vault address ${quoted(props.address)} is not a URL that begins with https://`);
  }
  if (props.address?.startsWith('http://') && !props.unsafeSkipTlsVerify) {
    throw new Error(`${where}: Vault address ${quoted(props.address)} sends tokens and secrets in plain text; use https`);
  }
  if ((props.tlsClientCertPath === undefined) !== (props.tlsClientKeyPath === undefined)) {
    throw new Error(`${where}: a client certificate needs both tlsClientCertPath and tlsClientKeyPath`);
  }
  validateAuthMountPath(where, props.authMountPath);
}

function validateObject(where: string, object: VaultCsiSecretObject): void {
  const { fileName, secretPath } = object;
  validateVaultPath(where, fileName, secretPath, object.engine);
  if (object.secretKey === '') {
    throw new Error(`${where}: secretKey of ${quoted(fileName)} is empty; leave it out for the whole answer of Vault`);
  }
  if (object.encoding !== undefined && object.secretKey === undefined) {
    throw new Error(`${where}: ${quoted(fileName)} has an encoding but no secretKey, and the whole answer of Vault is JSON; name a key`);
  }
}

/** The provider asks once for each path and method, and gives the first answer to every object that has them. */
function validateRequests(where: string, objects: readonly VaultCsiSecretObject[]): void {
  const first = new Map<string, VaultCsiSecretObject>();
  for (const object of objects) {
    const request = `${object.method ?? ''} ${object.secretPath}`;
    const other = first.get(request) ?? object;
    first.set(request, other);
    if (JSON.stringify(other.secretArgs) !== JSON.stringify(object.secretArgs)) {
      throw new Error(
        `${where}: ${quoted(other.fileName)} and ${quoted(object.fileName)} have path ${quoted(object.secretPath)} and different secretArgs, ` +
        'and the provider asks once for each path and method: both would hold the first answer. Give each a secret of its own',
      );
    }
  }
}
