import { ApiObject, App, Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  ExternalSecretStore, ReloadStrategy, RotatingVolumeMount, SecretSource, SecureSecret, VaultOperatorAuth,
  VaultSecretProvider,
} from '../../src';
import { CATALOG } from '../../src/rules/catalog';
import { evaluate } from '../../src/rules/evaluate';

const reload = ReloadStrategy.inProcess();

const OURS = {
  apiVersion: 'external-secrets.io/v1',
  kind: 'ExternalSecret',
  metadata: { name: 'db', namespace: 'shop' },
  spec: { target: { name: 'db' }, data: [{ secretKey: 'key', remoteRef: { key: 'p', property: 'key' } }] },
};

/** What a SecureSecret of External Secrets says of another object in its app. */
function refused(other: any): boolean {
  const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
  new SecureSecret(chart, 'Db', {
    keys: ['key'],
    metadata: { name: 'db' },
    source: SecretSource.externalSecret(ExternalSecretStore.fromName('vault'), { path: 'p' }),
  });
  new ApiObject(chart, 'Other', other);
  try {
    Testing.synth(chart);
    return false;
  } catch (error) {
    expect((error as Error).message).toContain('each would undo the work of the other');
    return true;
  }
}

function found(ruleId: string, manifests: object[]): string[] {
  return evaluate(manifests, CATALOG.filter(({ id }) => id === ruleId))
    .map(({ objectIndex, pointer }) => `${(manifests[objectIndex] as any).kind} ${pointer}`);
}

const object = (apiVersion: string, kind: string, name: string, spec: object, more: object = {}) =>
  ({ apiVersion, kind, metadata: { name, namespace: 'shop' }, spec, ...more });
const eso = (spec: object) => object('external-secrets.io/v1', 'ExternalSecret', 'other', spec);
const vso = (destination: object) =>
  object('secrets.hashicorp.com/v1beta1', 'VaultStaticSecret', 'other', {
    destination: { name: 'db', ...destination },
  });

test.each<[string, any, boolean]>([
  ['a Secret', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db', namespace: 'shop' } }, true],
  ['an ExternalSecret', eso({ target: { name: 'db' } }), true],
  ['an orphan', eso({ target: { name: 'db', creationPolicy: 'Orphan' } }), true],
  ['an ExternalSecret that merges', eso({ target: { name: 'db', creationPolicy: 'Merge' } }), false],
  [
    'an ExternalSecret of a ConfigMap',
    eso({ target: { name: 'db', manifest: { apiVersion: 'v1', kind: 'ConfigMap' } } }),
    false,
  ],
  ['a SealedSecret', object('bitnami.com/v1alpha1', 'SealedSecret', 'db', {}), true],
  [
    'a SealedSecret whose template has the name',
    object('bitnami.com/v1alpha1', 'SealedSecret', 'other', { template: { metadata: { name: 'db' } } }),
    true,
  ],
  [
    'a SealedSecret whose template has another name',
    object('bitnami.com/v1alpha1', 'SealedSecret', 'db', { template: { metadata: { name: 'else' } } }),
    false,
  ],
  [
    'an Issuer',
    object('cert-manager.io/v1', 'Issuer', 'other', { acme: { privateKeySecretRef: { name: 'db' } } }),
    true,
  ],
  ['a VaultStaticSecret that makes it', vso({ create: true }), true],
  ['a VaultStaticSecret that fills it', vso({}), true],
  [
    'an Ingress that shares its certificate',
    {
      ...object('networking.k8s.io/v1', 'Ingress', 'other', { tls: [{ secretName: 'db' }] }),
      metadata: { name: 'other', namespace: 'shop', annotations: { 'cert-manager.io/issuer': 'ca' } },
    },
    false,
  ],
  [
    'a SopsSecret',
    object('isindir.github.com/v1alpha3', 'SopsSecret', 'other', { secretTemplates: [{ name: 'db' }] }),
    true,
  ],
  ['an object of another Secret', vso({ name: 'else', create: true }), false],
])('%s beside an ExternalSecret: both sides agree on a conflict', (_name, other, conflict) => {
  expect([refused(other), found('external-secret-owner-conflict', [OURS, other]).length > 0]).toEqual([
    conflict,
    conflict,
  ]);
});

test.each<[string, boolean]>([
  ['that mounts the class', true],
  ['that does not', false],
])('the copy of a class is read by a workload %s: both sides agree', (_name, mounts) => {
  const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
  const serviceAccount = new kplus.ServiceAccount(chart, 'Account');
  const files = new VaultSecretProvider(chart, 'Vault', { role: 'shop', serviceAccount }).addSecret('Files', {
    objects: [{ fileName: 'key', secretPath: 'secret/data/shop', secretKey: 'key' }],
  });
  const workload = (id: string) => new kplus.Deployment(chart, id, { serviceAccount, containers: [{ image: 'i:1' }] });
  const [mounting, reading] = [workload('Mounts'), workload('Reads')];
  new RotatingVolumeMount(chart, 'Mount', { workload: mounting, source: files, mountPath: '/etc/shop', reload });
  if (mounts) {
    new RotatingVolumeMount(chart, 'Second', { workload: reading, source: files, mountPath: '/etc/shop', reload });
  }
  const copy = new SecureSecret(chart, 'Copy', { source: SecretSource.csiSynced(files) });
  reading.containers[0].env.addVariable('KEY', copy.envValue('key'));
  const manifests: any[] = chart.node
    .findAll()
    .filter(ApiObject.isApiObject)
    .map((each) => each.toJson());
  const verdict = () => Testing.synth(chart);
  if (mounts) {
    expect(verdict).not.toThrow();
  } else {
    expect(verdict).toThrow('shop/Vault/Files: shop/Reads/Resource uses Secret');
  }
  expect(found('csi-sync-without-mount', manifests)).toHaveLength(mounts ? 0 : 1);
});

test('a key that the Vault Secrets Operator does not write is found in what a SecureSecret emits', () => {
  const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
  const auth = VaultOperatorAuth.fromName('shop');
  new SecureSecret(chart, 'Db', {
    keys: ['username', 'url', 'ca.crt'],
    metadata: { name: 'db' },
    source: SecretSource.vaultStatic(auth, { mount: 'secret', path: 'db', templateData: { url: 'postgres://' } }),
  });
  const env = ['username', 'url', 'ca.crt', 'password', '_raw'].map((key) => ({
    name: key,
    valueFrom: { secretKeyRef: { name: 'db', key } },
  }));
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'shop' },
    spec: { containers: [{ name: 'c', env }] },
  };
  expect(found('missing-key', [...Testing.synth(chart), pod])).toEqual([
    'Pod /spec/containers/0/env/3/valueFrom/secretKeyRef/key',
    'Pod /spec/containers/0/env/4/valueFrom/secretKeyRef/key',
  ]);
});
