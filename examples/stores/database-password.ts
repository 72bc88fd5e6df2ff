import * as kplus from 'cdk8s-plus-28';
import {
  AwsCsiObjectType, AwsSecretProvider, AzureStoreAuth, ExternalSecretStore, GcpStoreAuth, IMountable, SecretSource,
  ExternalSecretStoreProvider, SecureSecret, VaultOperatorAuth, VaultOperatorAuthMethod, VaultSecretProvider,
} from 'cdk8s-strongbox';
import { Construct } from 'constructs';

/** The stores that this team has tried. docs/choosing-a-store.md compares them. */
export enum DatabaseStore {
  VAULT_BY_CSI = 'vault-by-csi',
  VAULT_BY_OPERATOR = 'vault-by-operator',
  AWS_BY_CSI = 'aws-by-csi',
  GCP_BY_EXTERNAL_SECRETS = 'gcp-by-external-secrets',
  AZURE_BY_EXTERNAL_SECRETS = 'azure-by-external-secrets',
}

/**
 * The database password, mountable as the file `password`, from any of the stores. None of them needs a
 * credential in the cluster: each store trusts a service account.
 *
 * @param serviceAccount the account of the service, which the CSI driver shows to the store
 */
export function databasePassword(
  scope: Construct, store: DatabaseStore, serviceAccount: kplus.ServiceAccount,
): IMountable {
  switch (store) {
    case DatabaseStore.VAULT_BY_CSI:
      return new VaultSecretProvider(scope, 'Vault', { role: 'payments', serviceAccount })
        .addSecret('Database', {
          objects: [{ fileName: 'password', secretPath: 'secret/data/payments/database', secretKey: 'password' }],
        });

    case DatabaseStore.AWS_BY_CSI:
      serviceAccount.metadata.addAnnotation('eks.amazonaws.com/role-arn', 'arn:aws:iam::123456789012:role/payments');
      return new AwsSecretProvider(scope, 'Aws', { serviceAccount, region: 'eu-central-1' })
        .addSecret('Database', {
          objects: [{
            objectName: 'payments/database',
            objectType: AwsCsiObjectType.SECRETS_MANAGER,
            fileName: 'database.json',
            jmesPath: [{ path: 'password', fileName: 'password' }],
          }],
        });

    case DatabaseStore.VAULT_BY_OPERATOR: {
      const auth = new VaultOperatorAuth(scope, 'Vault', {
        method: VaultOperatorAuthMethod.kubernetes({ role: 'payments', serviceAccount }),
      });
      // The service reads the file again when it changes.
      const source = SecretSource.vaultStatic(auth, {
        mount: 'secret',
        path: 'payments/database',
        restartWorkloads: false,
      });
      return new SecureSecret(scope, 'Database', { keys: ['password'], source });
    }

    case DatabaseStore.GCP_BY_EXTERNAL_SECRETS: {
      const gcp = ExternalSecretStoreProvider.gcp({
        projectId: 'acme-payments',
        auth: GcpStoreAuth.workloadIdentity({
          serviceAccount: storeAccount(
            scope, 'iam.gke.io/gcp-service-account', 'payments@acme-payments.iam.gserviceaccount.com',
          ),
        }),
      });
      const source = SecretSource.externalSecret(new ExternalSecretStore(scope, 'Gcp', { provider: gcp }), {
        data: { password: { path: 'payments-database' } },
      });
      return new SecureSecret(scope, 'Database', { keys: ['password'], source });
    }

    case DatabaseStore.AZURE_BY_EXTERNAL_SECRETS: {
      const azure = ExternalSecretStoreProvider.azure({
        address: 'https://payments.vault.azure.net',
        tenantId: '11111111-2222-3333-4444-555555555555',
        auth: AzureStoreAuth.workloadIdentity({
          serviceAccount: storeAccount(
            scope, 'azure.workload.identity/client-id', '66666666-7777-8888-9999-000000000000',
          ),
        }),
      });
      const source = SecretSource.externalSecret(new ExternalSecretStore(scope, 'Azure', { provider: azure }), {
        data: { password: { path: 'payments-database' } },
      });
      return new SecureSecret(scope, 'Database', { keys: ['password'], source });
    }
  }
}

/** Who External Secrets is to the cloud: not the service itself, which then needs no access to the store. */
function storeAccount(scope: Construct, annotation: string, identity: string): kplus.ServiceAccount {
  return new kplus.ServiceAccount(scope, 'StoreAccount', {
    metadata: { name: 'payments-secrets', annotations: { [annotation]: identity } },
  });
}
