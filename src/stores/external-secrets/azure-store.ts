import { AzureStoreAuth } from './azure-store-auth';

/** Clouds of Azure. */
export enum AzureStoreEnvironment {
  /** The public cloud. */
  PUBLIC_CLOUD = 'PublicCloud',
  /** The cloud of the US government. */
  US_GOVERNMENT_CLOUD = 'USGovernmentCloud',
  /** The cloud in China. */
  CHINA_CLOUD = 'ChinaCloud',
  /** The cloud in Germany. */
  GERMAN_CLOUD = 'GermanCloud',
  /** Azure Stack. Needs `customCloud`. */
  AZURE_STACK_CLOUD = 'AzureStackCloud',
}

/** Endpoints of a cloud that Microsoft does not run. */
export interface AzureStoreCustomCloud {
  /** URL of Entra ID. */
  readonly activeDirectoryEndpoint: string;

  /**
   * URL of Key Vault.
   *
   * @default - that of the environment
   */
  readonly keyVaultEndpoint?: string;

  /**
   * Suffix of key vaults' host names.
   *
   * @default - that of the environment
   */
  readonly keyVaultDnsSuffix?: string;

  /**
   * URL of the resource manager.
   *
   * @default - that of the environment
   */
  readonly resourceManagerEndpoint?: string;
}

/** A key vault of Azure that External Secrets reads. */
export interface AzureStoreOptions {
  /** Address of the key vault, as a URL. */
  readonly address: string;

  /** Identity that External Secrets uses to authenticate. */
  readonly auth: AzureStoreAuth;

  /**
   * Id of the Entra tenant.
   *
   * @default - that in the annotations of the service account
   */
  readonly tenantId?: string;

  /**
   * Cloud.
   *
   * @default AzureStoreEnvironment.PUBLIC_CLOUD
   */
  readonly environment?: AzureStoreEnvironment;

  /**
   * Endpoints of a cloud that Microsoft does not run. Needs `useAzureSdk`.
   *
   * @default - none
   */
  readonly customCloud?: AzureStoreCustomCloud;

  /**
   * Uses the current Azure SDK rather than the retired one.
   *
   * @default - as External Secrets does: the retired one
   */
  readonly useAzureSdk?: boolean;
}
