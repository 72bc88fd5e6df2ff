import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { seal } from './sealing';
import {
  ApiServerNetworkPolicy, CertificateIssuer, ClusterExternalSecretStore, CredentialPair, CredentialPairSource,
  ExternalSecretStore, ExternalSecretStoreProvider, LeastPrivilegeGroupReader, LeastPrivilegeSecretReader,
  MountSource, PodNetwork, ReloadStrategy, RotatingVolumeMount, RotationWaitAccess, SecretSource, SecureSecret,
  VaultOperatorAuth, VaultOperatorAuthMethod, VaultSecretProvider, VaultStoreAuth, VersionedConfigMap,
} from '../../src';

function workload(chart: Chart, id = 'Api'): kplus.Deployment {
  return new kplus.Deployment(chart, id, { containers: [{ image: 'api:1', name: 'api', portNumber: 8080 }] });
}

function account(chart: Chart): kplus.ServiceAccount {
  return new kplus.ServiceAccount(chart, 'Account');
}

function mountFromVault(chart: Chart) {
  const secret = new VaultSecretProvider(chart, 'Vault', { role: 'payments', serviceAccount: account(chart) })
    .addSecret('Db', {
      objects: [{ fileName: 'password', secretPath: 'secret/data/payments/db', secretKey: 'password' }],
    });
  const api = new kplus.Deployment(chart, 'Api', {
    containers: [{ image: 'api:1', name: 'api', portNumber: 8080 }],
    serviceAccount: kplus.ServiceAccount.fromServiceAccountName(chart, 'Imported', secret.serviceAccountName!),
  });
  new RotatingVolumeMount(chart, 'Files', { workload: api, source: secret, mountPath: '/mnt/db', reload });
  return { api, secret };
}

function vaultStore(chart: Chart): ExternalSecretStore {
  return new ExternalSecretStore(chart, 'Store', {
    provider: ExternalSecretStoreProvider.vault({
      address: 'https://vault.acme',
      auth: VaultStoreAuth.kubernetes({ role: 'payments', serviceAccount: account(chart) }),
    }),
  });
}

/** Must be said where a store changes the value. */
const reload = ReloadStrategy.stakaterReloader();

/** Mounts a source in a deployment, with nothing said that need not be said. */
export function mount(
  chart: Chart,
  source: SecureSecret | VersionedConfigMap | MountSource,
  api = workload(chart),
  strategy?: ReloadStrategy,
): void {
  const props = { workload: api, source, mountPath: '/etc/secrets/db', reload: strategy };
  new RotatingVolumeMount(chart, 'Files', props);
}

/** A stack a construct, with the fewest props that it takes, in a chart of namespace `payments`. */
export const MINIMAL_CONSTRUCTS: [name: string, build: (chart: Chart) => void][] = [
  [
    'settings that roll their consumers',
    (chart) => mount(chart, new VersionedConfigMap(chart, 'Settings', { data: { 'app.yaml': 'level: info' } })),
  ],
  [
    'a sealed Secret',
    (chart) =>
      mount(
        chart,
        new SecureSecret(chart, 'Db', {
          source: SecretSource.sealedSecret({ encryptedData: { password: seal('payments/db', 'x') }, name: 'db' }),
        }),
      ),
  ],
  [
    'an external Secret of a namespaced store',
    (chart) =>
      mount(
        chart,
        new SecureSecret(chart, 'Db', {
          keys: ['username', 'password'],
          source: SecretSource.externalSecret(vaultStore(chart), { path: 'secret/data/payments/db' }),
        }),
        undefined,
        reload,
      ),
  ],
  [
    'an external Secret of a store for the cluster',
    (chart) => {
      const store = new ClusterExternalSecretStore(chart, 'Store', {
        provider: ExternalSecretStoreProvider.vault({
          address: 'https://vault.acme',
          auth: VaultStoreAuth.kubernetes({
            role: 'payments',
            serviceAccount: kplus.ServiceAccount.fromServiceAccountName(chart, 'Eso', 'eso'),
            serviceAccountNamespaceName: 'eso',
          }),
        }),
        allow: { namespaces: ['payments'] },
      });
      mount(
        chart,
        new SecureSecret(chart, 'Db', {
          keys: ['password'],
          source: SecretSource.externalSecret(store, { path: 'secret/data/payments/db' }),
        }),
        undefined,
        reload,
      );
    },
  ],
  [
    'a certificate of cert-manager',
    (chart) => {
      const issuer = CertificateIssuer.namespaced('internal');
      const source = SecretSource.certManager(issuer, { dnsNames: ['shop.example.com'] });
      new RotatingVolumeMount(chart, 'Files', {
        workload: workload(chart),
        source: new SecureSecret(chart, 'Tls', { source }),
        mountPath: '/etc/tls',
        reload: ReloadStrategy.stakaterReloader(),
      });
    },
  ],
  [
    'a generated Secret',
    (chart) => mount(chart, new SecureSecret(chart, 'Db', { keys: ['password'], source: SecretSource.generated() })),
  ],
  [
    'a Secret that Vault Secrets Operator keeps',
    (chart) => {
      const auth = new VaultOperatorAuth(chart, 'Auth', {
        method: VaultOperatorAuthMethod.kubernetes({ role: 'payments', serviceAccount: account(chart) }),
      });
      mount(
        chart,
        new SecureSecret(chart, 'Db', {
          keys: ['password'],
          source: SecretSource.vaultStatic(auth, { mount: 'secret', path: 'payments/db' }),
        }),
      );
    },
  ],
  [
    'files from Vault over CSI',
    (chart) => {
      mountFromVault(chart);
    },
  ],
  [
    'a native copy of a CSI secret',
    (chart) => {
      const { api, secret } = mountFromVault(chart);
      new RotatingVolumeMount(chart, 'Copy', {
        workload: api,
        source: new SecureSecret(chart, 'Db', { source: SecretSource.csiSynced(secret) }),
        mountPath: '/mnt/copy',
        reload,
      });
    },
  ],
  [
    'a token for a service of the team',
    (chart) => {
      const api = new kplus.Deployment(chart, 'Api', {
        containers: [{ image: 'api:1', name: 'api', portNumber: 8080 }], serviceAccount: account(chart),
      });
      new RotatingVolumeMount(chart, 'Files', {
        workload: api,
        source: MountSource.serviceAccountToken('ledger'),
        mountPath: '/run/ledger',
        reload: ReloadStrategy.inProcess(),
      });
    },
  ],
  [
    'a group that reads one Secret through the API',
    (chart) => {
      const source = SecretSource.externalSecret(vaultStore(chart), { path: 'secret/data/payments/db' });
      const db = new SecureSecret(chart, 'Db', { keys: ['password'], source });
      new LeastPrivilegeGroupReader(chart, 'Team', { groups: ['oidc:payments'], secrets: [db] });
    },
  ],
  [
    'a reader of one Secret through the API',
    (chart) => {
      const db = new SecureSecret(chart, 'Db', {
        keys: ['password'],
        source: SecretSource.externalSecret(vaultStore(chart), { path: 'secret/data/payments/db' }),
      });
      new LeastPrivilegeSecretReader(chart, 'Reader', { secrets: [db] }).attachTo(workload(chart));
    },
  ],
  [
    'the access of a wait for a rotation',
    (chart) => {
      new RotationWaitAccess(chart, 'Wait', { secrets: [kplus.Secret.fromSecretName(chart, 'Db', 'db')] });
    },
  ],
  [
    'a NetworkPolicy that keeps pods from the API server',
    (chart) => {
      const network = PodNetwork.standard({ serviceAddresses: ['10.96.0.1'], endpointAddresses: ['192.0.2.10'] });
      new ApiServerNetworkPolicy(chart, 'NoApi', { network });
    },
  ],
  [
    'a policy of Cilium that keeps pods from the API server',
    (chart) => {
      new ApiServerNetworkPolicy(chart, 'NoApi', { network: PodNetwork.cilium() });
    },
  ],
  [
    'a pair of credentials in one Secret',
    (chart) => mount(chart, new CredentialPair(chart, 'Db', {
      source: CredentialPairSource.paths(vaultStore(chart), { current: 'secret/db', previous: 'secret/db-before' }),
    }), workload(chart), reload),
  ],
  [
    'a pair of credentials of two roles of Vault',
    (chart) => mount(chart, new CredentialPair(chart, 'Db', {
      source: CredentialPairSource.vaultRoles(
        {
          address: 'https://vault.acme',
          auth: VaultStoreAuth.kubernetes({ role: 'payments', serviceAccount: account(chart) }),
        },
        { current: 'database/static-creds/a', previous: 'database/static-creds/b' },
      ),
    }), workload(chart), reload),
  ],
];
