import { App, Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  AwsCsiObjectType,
  AwsSecretProvider,
  AzureCsiIdentity,
  AzureCsiObjectType,
  AzureSecretProvider,
  CsiSecret,
  FileMode,
  GcpSecretProvider,
  VaultSecretProvider,
} from '../../src';
import { resourcesOf } from '../../src/manifest/resource';
import { storeObjectsOf } from '../../src/manifest/secret-provider-class';
import { CATALOG } from '../../src/rules/catalog';
import { evaluate } from '../../src/rules/evaluate';

type Add = (chart: Chart, serviceAccount: kplus.IServiceAccount, mode: FileMode) => CsiSecret;

const PROVIDERS: [string, Add][] = [
  [
    'vault',
    (chart, serviceAccount, mode) =>
      new VaultSecretProvider(chart, 'P', { role: 'api', serviceAccount }).addSecret('S', {
        objects: [{ fileName: 'db/login', secretPath: 'secret/data/db', mode }],
      }),
  ],
  [
    'aws',
    (chart, serviceAccount, mode) =>
      new AwsSecretProvider(chart, 'P', { serviceAccount }).addSecret('S', {
        objects: [
          {
            objectName: 'a/b',
            objectType: AwsCsiObjectType.SECRETS_MANAGER,
            mode,
            jmesPath: [{ path: 'c', fileName: 'c/d' }],
          },
        ],
      }),
  ],
  [
    'gcp',
    (chart, serviceAccount, mode) =>
      new GcpSecretProvider(chart, 'P', { serviceAccount }).addSecret('S', {
        objects: [{ resourceName: 'projects/p/secrets/s/versions/1', fileName: 'login', mode }],
      }),
  ],
  [
    'azure',
    (chart, serviceAccount, mode) =>
      new AzureSecretProvider(chart, 'P', {
        serviceAccount,
        keyvaultName: 'acme',
        tenantId: 't',
        identity: AzureCsiIdentity.workloadIdentity('c'),
      }).addSecret('S', {
        objects: [
          { objectName: 'one', objectType: AzureCsiObjectType.SECRET, mode },
          {
            objectName: 'many',
            objectType: AzureCsiObjectType.SECRET,
            mode,
            fileName: 'folder',
            objectVersionHistory: 3,
          },
        ],
      }),
  ],
];
const MODES = [FileMode.OWNER_READ, FileMode.GROUP_READ, FileMode.ALL_READ, FileMode.fromNumber(0o644)];
const CASES = PROVIDERS.flatMap(([name, add]) => MODES.map((mode) => [name, String(mode), add, mode] as const));

test.each(CASES)('%s writes mode %s, and the audit reads it', (_name, _text, add, mode) => {
  const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
  const annotations = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/api' };
  const secret = add(chart, new kplus.ServiceAccount(chart, 'Account', { metadata: { annotations } }), mode);
  const manifests = Testing.synth(chart);
  const [objects] = resourcesOf(manifests).flatMap((resource) => storeObjectsOf(resource) ?? []);
  const files = objects.objects.flatMap((object) => object.files).filter((file) => file.listed);
  expect(files.map((file) => file.name)).toEqual(secret.files);
  expect([...new Set(files.map((file) => file.mode))]).toEqual([mode.value]);

  const others = evaluate(
    [...manifests, podOf(secret.name)],
    CATALOG.filter(({ id }) => id === 'secret-file-unreadable'),
  );
  // eslint-disable-next-line no-bitwise -- permission bits
  expect(others.length > 0).toBe((mode.value & 4) === 0);
});

/** A pod whose container is not root and mounts the class: it reads by the bits for others. */
function podOf(secretProviderClass: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'api', namespace: 'shop' },
    spec: {
      securityContext: { runAsUser: 1000, runAsNonRoot: true, fsGroup: 1000 },
      containers: [{ name: 'app', volumeMounts: [{ name: 'store', mountPath: '/store', readOnly: true }] }],
      volumes: [
        {
          name: 'store',
          csi: { driver: 'secrets-store.csi.k8s.io', readOnly: true, volumeAttributes: { secretProviderClass } },
        },
      ],
    },
  };
}

test.each([
  ['vault', 'filePermission: 0440', 0o440],
  ['vault', 'filePermission: 288', 0o440],
  ['vault', 'filePermission: 0o440', 0o440],
  ['vault', 'filePermission: "0440"', undefined],
  ['vault', 'filePermission: 0', 0o644],
  ['gcp', 'mode: 256', 0o400],
  ['gcp', 'mode: 0400', 0o400],
  ['gcp', 'mode: "0400"', undefined],
  ['gcp', 'mode: 512', undefined],
  ['aws', 'filePermission: "0440"', 0o440],
  ['aws', 'filePermission: 0440', undefined],
  ['aws', 'filePermission: "440"', undefined],
  ['azure', 'filePermission: 0440', 0o440],
  ['azure', 'filePermission: "0440"', 0o440],
  ['azure', 'filePermission: 256', 0o256],
  ['azure', 'filePermission: 0o440', undefined],
  ['azure', '{}', 0o644],
])('%s reads %s as its own reader does', (provider, field, mode) => {
  const entry = field === '{}' ? 'objectName: f\n' : `objectName: f\n${field}\n`;
  const list = `- ${entry.replace(/\n(?=.)/g, '\n  ')}`;
  const nested = `array:\n  - |\n    ${entry.replace(/\n(?=.)/g, '\n    ')}`;
  const parameters =
    provider === 'azure' ? { objects: nested } : { [provider === 'gcp' ? 'secrets' : 'objects']: list };
  const object = {
    apiVersion: 'secrets-store.csi.x-k8s.io/v1',
    kind: 'SecretProviderClass',
    metadata: { name: 'c' },
    spec: { provider, parameters },
  };
  expect(storeObjectsOf(resourcesOf([object])[0])?.objects[0].files[0].mode).toBe(mode);
});
