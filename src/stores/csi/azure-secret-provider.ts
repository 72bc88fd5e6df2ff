import { ApiObjectMetadata } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { AzureCsiIdentity } from './azure-csi-identity';
import { AzureObjectFormat, AzureObjectType, AzureCsiSecretObject } from './azure-secret-object';
import { CsiSecret } from './csi-secret';
import { yamlMapping } from './inline-yaml';
import { storeFiles } from './store-files';
import { FileMode } from '../../mounts/file-mode';
import { named, quoted } from '../../redaction/quoted';

/** How pods of a workload read from an Azure Key Vault. */
export interface AzureSecretProviderProps {
  /** Name of the key vault. */
  readonly keyvaultName: string;

  /** Id of the Entra tenant of the key vault. */
  readonly tenantId: string;

  /** Whose access counts. */
  readonly identity: AzureCsiIdentity;

  /**
   * The service account that the identity is federated with. Every pod that mounts these secrets runs under it.
   *
   * @default - required, unless the identity is not that of the pod
   */
  readonly serviceAccount?: kplus.IServiceAccount;

  /**
   * Azure cloud, such as `AzureUSGovernmentCloud`.
   *
   * @default - AzurePublicCloud
   */
  readonly cloudName?: string;

  /**
   * File in the provider's pod that describes the cloud `AzureStackCloud`.
   *
   * @default - none
   */
  readonly cloudEnvFileName?: string;
}

/** Which secrets, keys and certificates become which files. */
export interface AzureCsiSecretOptions {
  /** The objects. */
  readonly objects: AzureCsiSecretObject[];

  /**
   * Name, labels and annotations of the SecretProviderClass.
   *
   * @default - a generated name
   */
  readonly metadata?: ApiObjectMetadata;
}

/**
 * Secrets, keys and certificates of Azure Key Vault as files, by the Secrets Store CSI driver.
 *
 * @see https://azure.github.io/secrets-store-csi-driver-provider-azure/docs/getting-started/usage/
 * @example
 * const azure = new AzureSecretProvider(chart, 'Azure', {
 *   keyvaultName: 'payments',
 *   tenantId: '11111111-2222-3333-4444-555555555555',
 *   identity: AzureCsiIdentity.workloadIdentity('66666666-7777-8888-9999-000000000000'),
 *   serviceAccount,
 * });
 * const database = azure.addSecret('Database', {
 *   objects: [{ objectName: 'payments-db', objectType: AzureObjectType.SECRET, fileName: 'password' }],
 * });
 * new RotatingVolumeMount(chart, 'DatabaseFiles', { workload: api, source: database, mountPath: '/etc/secrets/db' });
 */
export class AzureSecretProvider extends Construct {
  private readonly props: AzureSecretProviderProps;

  public constructor(scope: Construct, id: string, props: AzureSecretProviderProps) {
    validateProps(`${scope.node.path}/${id}`, props);
    super(scope, id);
    this.props = props;
  }

  /**
   * Files with secrets, keys and certificates. Each call is a SecretProviderClass of its own, so that a workload gets just what it mounts.
   *
   * @throws Error on two objects with one file name, and on whatever the provider would refuse at the first mount
   */
  public addSecret(id: string, options: AzureCsiSecretOptions): CsiSecret {
    const where = `${this.node.path}/${id}`;
    options.objects.forEach((object) => validateObject(where, object));
    const { identity, serviceAccount, keyvaultName, tenantId, cloudName, cloudEnvFileName } = this.props;
    const objects = options.objects.map((object) => ({
      objectName: object.objectName,
      objectType: object.objectType,
      objectAlias: object.fileName,
      objectVersion: object.objectVersion,
      objectVersionHistory: object.objectVersionHistory,
      objectFormat: object.objectFormat,
      objectEncoding: object.encoding,
      filePermission: (object.mode ?? FileMode.ALL_READ).toString(),
    }));
    const entries = objects.map((object) => yamlMapping(where, object));
    return new CsiSecret(this, id, {
      provider: 'azure',
      serviceAccount,
      unsafeStaticCredentials: identity._credentials,
      metadata: options.metadata,
      files: storeFiles('azure', objects),
      parameters: {
        keyvaultName,
        tenantID: tenantId,
        ...identity._parameters,
        ...cloudName !== undefined && { cloudName },
        ...cloudEnvFileName !== undefined && { cloudEnvFileName },
        // Each entry is a string of YAML within the list: the provider parses twice.
        objects: `array:\n${entries.map((entry) => `  - |\n${entry.replace(/^/gm, '    ').trimEnd()}\n`).join('')}`,
      },
    });
  }
}

function validateProps(where: string, props: AzureSecretProviderProps): void {
  const { keyvaultName, tenantId, identity, serviceAccount, cloudName, cloudEnvFileName } = props;
  if (!/^[-a-zA-Z0-9]{3,24}$/.test(keyvaultName)) {
    throw new Error(`${where}: key vault name ${quoted(keyvaultName)} is not 3 to 24 letters, digits and '-'; it is the name, not the URL`);
  }
  if (tenantId.trim() === '') {
    throw new Error(`${where}: the tenantId is empty; name the Entra tenant of the key vault`);
  }
  if (identity._parameters.clientID?.trim() === '') {
    throw new Error(`${where}: the client id of the identity is empty; without it the provider looks for a service principal`);
  }
  if (identity._needsServiceAccount && !serviceAccount) {
    throw new Error(`${where}: the pod's own identity counts, and no serviceAccount is given; name the one that the identity is federated with`);
  }
  if (cloudEnvFileName !== undefined && cloudName !== 'AzureStackCloud') {
    throw new Error(`${where}: cloudEnvFileName describes the cloud 'AzureStackCloud', and cloudName is ${cloudName === undefined ? 'not given' : named(cloudName)}`);
  }
}

function validateObject(where: string, object: AzureCsiSecretObject): void {
  const name = quoted(object.objectName);
  const { objectType, objectFormat, encoding, objectVersionHistory, objectVersion } = object;
  if (!/^[-a-zA-Z0-9]{1,127}$/.test(object.objectName)) {
    throw new Error(`${where}: ${name} is not a name that Key Vault allows: 1 to 127 letters, digits and '-'`);
  }
  if (object.fileName === '') {
    throw new Error(`${where}: file name "" is empty; leave fileName of ${name} out for the name of the object`);
  }
  if (object.fileName?.includes('..') || object.fileName?.trim() !== object.fileName) {
    throw new Error(`${where}: fileName ${quoted(object.fileName)} of ${name} has '..' or a space at an end, which the provider refuses or strips`);
  }
  if (objectFormat === AzureObjectFormat.PFX && objectType !== AzureObjectType.SECRET) {
    throw new Error(`${where}: ${name} is to be PFX, and only the type secret can be: read the certificate as a secret`);
  }
  if (encoding !== undefined && objectType !== AzureObjectType.SECRET) {
    throw new Error(`${where}: ${name} has encoding ${named(encoding)}, and only the type secret has encodings`);
  }
  if (objectVersionHistory !== undefined && (!Number.isInteger(objectVersionHistory) || objectVersionHistory < 0)) {
    throw new Error(`${where}: objectVersionHistory ${objectVersionHistory} of ${name} is not a count of versions`);
  }
  if (objectVersion?.trim() === '') {
    throw new Error(`${where}: objectVersion of ${name} is empty; leave it out for the latest`);
  }
}
