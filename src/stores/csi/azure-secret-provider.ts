import { ApiObjectMetadata } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { AzureCsiIdentity } from './azure-csi-identity';
import { AzureCsiSecretObject } from './azure-secret-object';
import { CsiSecret } from './csi-secret';
import { yamlMapping } from './inline-yaml';
import { providerClassProps } from './provider-class';
import { azureParameterFaults, azureParameterIdle } from '../../facts/secrets-store-azure';
import { FileMode } from '../../mounts/file-mode';
import { quoted } from '../../redaction/quoted';
import { refuse } from '../refuse';
import { refuseDefaultAccount } from '../service-accounts';

/** Access of pods to an Azure Key Vault. */
export interface AzureSecretProviderProps {
  /** Name of the key vault. */
  readonly keyvaultName: string;

  /** Id of the Entra tenant of the key vault. */
  readonly tenantId: string;

  /** Identity that the provider uses to authenticate. */
  readonly identity: AzureCsiIdentity;

  /**
   * Service account that the identity is federated with. Every pod that mounts these secrets runs under it.
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

/** Secrets, keys and certificates, and their files. */
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
 *   objects: [{ objectName: 'payments-db', objectType: AzureCsiObjectType.SECRET, fileName: 'password' }],
 * });
 * new RotatingVolumeMount(chart, 'DatabaseFiles', {
 *   workload: api, source: database, mountPath: '/etc/secrets/db', reload: ReloadStrategy.inProcess(),
 * });
 */
export class AzureSecretProvider extends Construct {
  private readonly identity: AzureCsiIdentity;
  private readonly serviceAccount?: kplus.IServiceAccount;
  private readonly parameters: { readonly [name: string]: string | undefined };

  /**
   * @throws Error when the name of the key vault, the tenant or the client id is invalid, or the service account is
   * missing or the namespace's `default`
   */
  public constructor(scope: Construct, id: string, props: AzureSecretProviderProps) {
    const { keyvaultName, tenantId, identity, serviceAccount, cloudName, cloudEnvFileName } = props;
    const parameters = { keyvaultName, tenantID: tenantId, ...identity._parameters, cloudName, cloudEnvFileName };
    validate(`${scope.node.path}/${id}`, props, parameters);
    super(scope, id);
    this.identity = identity;
    this.serviceAccount = serviceAccount;
    this.parameters = parameters;
  }

  /**
   * Adds files with secrets, keys and certificates. Each call makes a SecretProviderClass, so that a workload gets just
   * what it mounts.
   *
   * @throws Error when two objects have one file name, and on whatever the provider would refuse at the first mount
   */
  public addSecret(id: string, options: AzureCsiSecretOptions): CsiSecret {
    const constructPath = `${this.node.path}/${id}`;
    options.objects.forEach((object) => validateObject(constructPath, object));
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
    const entries = objects.map((object) => yamlMapping(constructPath, object).replace(/^/gm, '    ').trimEnd());
    return new CsiSecret(this, id, providerClassProps(constructPath, {
      provider: 'azure',
      objects,
      parameters: this.parameters,
      // Each entry is a string of YAML within the list: the provider parses twice.
      text: `array:\n${entries.map((entry) => `  - |\n${entry}\n`).join('')}`,
      serviceAccount: this.serviceAccount,
      credentials: this.identity._credentials,
      metadata: options.metadata,
    }));
  }
}

function validate(constructPath: string, props: AzureSecretProviderProps, parameters: object): void {
  const { identity, serviceAccount } = props;
  refuse(constructPath, [...azureParameterFaults({ ...parameters }), ...azureParameterIdle({ ...parameters })]);
  if (identity._parameters.clientID?.trim() === '') {
    throw new Error(
      `${constructPath}: the client id of the identity is empty; without it the provider looks for a service principal`,
    );
  }
  if (identity._needsServiceAccount && !serviceAccount) {
    throw new Error(
      `${constructPath}: the provider uses the pod's own identity, and no serviceAccount is given; name the one that ` +
      'the identity is federated with',
    );
  }
  refuseDefaultAccount(constructPath, serviceAccount);
}

/** What the provider takes for something that is not given. */
function validateObject(constructPath: string, { objectName, fileName, objectVersion }: AzureCsiSecretObject): void {
  const name = quoted(objectName);
  if (fileName === '') {
    throw new Error(
      `${constructPath}: file name "" is empty; leave fileName of ${name} out for the name of the object`,
    );
  }
  if (objectVersion?.trim() === '') {
    throw new Error(`${constructPath}: objectVersion of ${name} is empty; leave it out for the latest`);
  }
}
