import { AwsStoreOptions } from './aws-store';
import { AzureStoreOptions } from './azure-store';
import { GcpStoreOptions } from './gcp-store';
import { KubernetesStoreOptions } from './kubernetes-store';
import { StoreContext } from './store-context';
import {
  renderAwsStore, renderAzureStore, renderGcpStore, renderKubernetesStore, renderVaultStore,
} from './store-provider-specs';
import { VaultStoreOptions } from './vault-store';

/**
 * External system behind a store of External Secrets.
 *
 * @example
 * new ExternalSecretStore(chart, 'Store', {
 *   provider: ExternalSecretStoreProvider.vault({
 *     address: 'https://vault.internal:8200',
 *     mount: 'secret',
 *     auth: VaultStoreAuth.kubernetes({ role: 'payments', serviceAccount }),
 *   }),
 * });
 */
export class ExternalSecretStoreProvider {
  /** Uses a HashiCorp Vault server. */
  public static vault(options: VaultStoreOptions): ExternalSecretStoreProvider {
    return new ExternalSecretStoreProvider((context) => ({ vault: renderVaultStore(context, options) }));
  }

  /** Uses AWS Secrets Manager, Systems Manager Parameter Store or Certificate Manager. */
  public static aws(options: AwsStoreOptions): ExternalSecretStoreProvider {
    return new ExternalSecretStoreProvider((context) => ({ aws: renderAwsStore(context, options) }));
  }

  /** Uses Google Cloud Secret Manager. */
  public static gcp(options: GcpStoreOptions): ExternalSecretStoreProvider {
    return new ExternalSecretStoreProvider((context) => ({ gcpsm: renderGcpStore(context, options) }));
  }

  /** Uses Azure Key Vault. */
  public static azure(options: AzureStoreOptions): ExternalSecretStoreProvider {
    return new ExternalSecretStoreProvider((context) => ({ azurekv: renderAzureStore(context, options) }));
  }

  /** Uses Secrets of a namespace, of this cluster or another one. */
  public static kubernetes(options: KubernetesStoreOptions): ExternalSecretStoreProvider {
    return new ExternalSecretStoreProvider((context) => ({ kubernetes: renderKubernetesStore(context, options) }));
  }

  private constructor(
    /** @internal */
    public readonly _render: (context: StoreContext) => object,
  ) {}
}
