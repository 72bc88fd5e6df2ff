import { Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  ClusterExternalSecretStore, ExternalSecretStore, LeastPrivilegeSecretReader, MountSource,
  RotatingVolumeMount, SecretSource, SecretStoreProvider, SecureSecret, VaultAuth, VaultAuthMethod, SecretValue,
  VaultSecretProvider, VaultStoreAuth, VersionedConfigMap,
} from '../../src';
import { evaluate } from '../../src/rules/evaluate';
import { RulePreset } from '../../src/rules/rule-preset';
import { seal } from '../support/sealing';

/** What the strictest preset says of a chart, as `kind/name rule: message`. */
function strict(build: (chart: Chart) => void): string[] {
  const chart = new Chart(Testing.app(), 'payments', { namespace: 'payments', disableResourceNameHashes: true });
  build(chart);
  const manifests = Testing.synth(chart);
  return evaluate(manifests, RulePreset.STRICT._rules)
    .map(({ objectIndex, ruleId, message }) => `${manifests[objectIndex].kind}/${manifests[objectIndex].metadata.name} ${ruleId}: ${message}`);
}

function workload(chart: Chart, id = 'Api'): kplus.Deployment {
  return new kplus.Deployment(chart, id, { containers: [{ image: 'api:1', name: 'api', portNumber: 8080 }] });
}

function account(chart: Chart): kplus.ServiceAccount {
  return new kplus.ServiceAccount(chart, 'Account');
}

function vaultStore(chart: Chart): ExternalSecretStore {
  return new ExternalSecretStore(chart, 'Store', {
    provider: SecretStoreProvider.vault({ server: 'https://vault.acme', auth: VaultStoreAuth.kubernetes({ role: 'payments', serviceAccount: account(chart) }) }),
  });
}

function mount(chart: Chart, source: SecureSecret | VersionedConfigMap | MountSource, api = workload(chart)): void {
  new RotatingVolumeMount(chart, 'Files', { workload: api, source, mountPath: '/etc/secrets/db' });
}

const CASES: [name: string, build: (chart: Chart) => void][] = [
  ['settings that roll their consumers', (chart) => mount(chart, new VersionedConfigMap(chart, 'Settings', { data: { 'app.yaml': 'level: info' } }))],
  ['a sealed Secret', (chart) => mount(chart, new SecureSecret(chart, 'Db', {
    source: SecretSource.sealedSecret({ encryptedData: { password: seal('payments/db', 'x') }, name: 'db' }),
  }))],
  ['an external Secret of a namespaced store', (chart) => mount(chart, new SecureSecret(chart, 'Db', {
    keys: ['username', 'password'],
    source: SecretSource.externalSecret(vaultStore(chart), { path: 'secret/data/payments/db' }),
  }))],
  ['an external Secret of a store for the cluster', (chart) => {
    const store = new ClusterExternalSecretStore(chart, 'Store', {
      provider: SecretStoreProvider.vault({
        server: 'https://vault.acme',
        auth: VaultStoreAuth.kubernetes({ role: 'payments', serviceAccount: kplus.ServiceAccount.fromServiceAccountName(chart, 'Eso', 'eso'), serviceAccountNamespace: 'eso' }),
      }),
      allow: { namespaces: ['payments'] },
    });
    mount(chart, new SecureSecret(chart, 'Db', { keys: ['password'], source: SecretSource.externalSecret(store, { path: 'secret/data/payments/db' }) }));
  }],
  ['a generated Secret', (chart) => mount(chart, new SecureSecret(chart, 'Db', { keys: ['password'], source: SecretSource.generated() }))],
  ['a Secret that Vault Secrets Operator keeps', (chart) => {
    const auth = new VaultAuth(chart, 'Auth', { method: VaultAuthMethod.kubernetes({ role: 'payments', serviceAccount: account(chart) }) });
    mount(chart, new SecureSecret(chart, 'Db', { keys: ['password'], source: SecretSource.vaultStatic(auth, { mount: 'secret', path: 'payments/db' }) }));
  }],
  ['files from Vault over CSI', (chart) => {
    const secret = new VaultSecretProvider(chart, 'Vault', { role: 'payments', serviceAccount: account(chart) })
      .secret('Db', { objects: [{ objectName: 'password', secretPath: 'secret/data/payments/db', secretKey: 'password' }] });
    const api = new kplus.Deployment(chart, 'Api', { containers: [{ image: 'api:1', name: 'api', portNumber: 8080 }], serviceAccount: kplus.ServiceAccount.fromServiceAccountName(chart, 'Imported', secret.serviceAccountName!) });
    new RotatingVolumeMount(chart, 'Files', { workload: api, source: secret, mountPath: '/mnt/db' });
  }],
  ['a native copy of a CSI secret', (chart) => {
    const secret = new VaultSecretProvider(chart, 'Vault', { role: 'payments', serviceAccount: account(chart) })
      .secret('Db', { objects: [{ objectName: 'password', secretPath: 'secret/data/payments/db', secretKey: 'password' }] });
    const api = new kplus.Deployment(chart, 'Api', { containers: [{ image: 'api:1', name: 'api', portNumber: 8080 }], serviceAccount: kplus.ServiceAccount.fromServiceAccountName(chart, 'Imported', secret.serviceAccountName!) });
    new RotatingVolumeMount(chart, 'Files', { workload: api, source: secret, mountPath: '/mnt/db' });
    new RotatingVolumeMount(chart, 'Copy', { workload: api, source: new SecureSecret(chart, 'Db', { source: SecretSource.csiSynced(secret) }), mountPath: '/mnt/copy' });
  }],
  ['a reader of one Secret through the API', (chart) => {
    const db = new SecureSecret(chart, 'Db', { keys: ['password'], source: SecretSource.externalSecret(vaultStore(chart), { path: 'secret/data/payments/db' }) });
    new LeastPrivilegeSecretReader(chart, 'Reader', { secrets: [db] }).attachTo(workload(chart));
  }],
];

test.each(CASES)('%s has nothing against it', (_name, build) => {
  expect(strict(build)).toEqual([]);
});

test('an existing Secret gets the note that it is made elsewhere, and nothing else', () => {
  const found = strict((chart) => mount(chart, new SecureSecret(chart, 'Db', { keys: ['password'], source: SecretSource.existing('db') })));
  expect(found).toEqual(['Deployment/payments-api missing-reference: Secret "db" is not in the manifest, and nothing in it makes one']);
});

test('a Secret that is inline by the word unsafe is found by the one rule against it', () => {
  const found = strict((chart) => mount(chart, new SecureSecret(chart, 'Db', {
    source: SecretSource.unsafeInline({ password: SecretValue.unsafePlainText('hunter2hunter2') }, 'a test'),
  })));
  expect(found).toEqual([expect.stringMatching(/^Secret\/payments-db-\w+ plaintext-secret: the value is in the manifest$/)]);
});
