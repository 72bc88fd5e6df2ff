import { Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  CsiSyncedOptions,
  ReloadStrategy,
  RotatingVolumeMount,
  SecretSource,
  SecretType,
  SecureSecret,
  SecureSecretProps,
  VaultSecretProvider,
} from '../../../src';
import { expectValidStoreManifests } from '../../support/store-schema';

function make(options: CsiSyncedOptions = {}, props: Partial<SecureSecretProps> = {}, classNamespace?: string) {
  const chart = new Chart(Testing.app(), 'payments', { disableResourceNameHashes: true });
  const serviceAccount = new kplus.ServiceAccount(chart, 'Account');
  const files = new VaultSecretProvider(chart, 'Vault', { role: 'payments', serviceAccount }).addSecret('Files', {
    objects: ['username', 'password'].map((key) => ({
      fileName: key,
      secretPath: 'secret/data/payments/db',
      secretKey: key,
    })),
    metadata: { namespace: classNamespace },
  });
  const secret = new SecureSecret(chart, 'Db', { source: SecretSource.csiSynced(files, options), ...props });
  const workload = new kplus.Deployment(chart, 'Api', {
    containers: [{ image: 'api:1', envVariables: { USERNAME: secret.envValue(secret.keys[0]) } }],
  });
  const mount = () =>
    new RotatingVolumeMount(chart, 'Mount', {
      workload,
      source: files,
      mountPath: '/etc/secrets/db',
      reload: ReloadStrategy.inProcess(),
    });
  const classes = () => {
    const manifests = Testing.synth(chart).filter(({ kind }) => kind === 'SecretProviderClass');
    expectValidStoreManifests(manifests);
    return manifests;
  };
  return { chart, secret, mount, classes };
}

test('the class says what the Secret has, and nothing else is emitted', () => {
  const { secret, mount, classes, chart } = make();
  mount();
  const [{ spec }] = classes();
  expect(spec.secretObjects).toEqual([
    {
      secretName: secret.name,
      type: 'Opaque',
      data: [
        { objectName: 'username', key: 'username' },
        { objectName: 'password', key: 'password' },
      ],
    },
  ]);
  expect(secret.keys).toEqual(['username', 'password']);
  expect(Testing.synth(chart).filter(({ kind }) => kind === 'Secret')).toEqual([]);
});

test('files may have other keys; labels, annotations, name and type are those of the Secret', () => {
  const { mount, classes } = make(
    { files: { 'ssh-privatekey': 'password' } },
    {
      secretType: SecretType.SSH_AUTH,
      metadata: { name: 'deploy-key', labels: { team: 'payments' }, annotations: { note: 'n' } },
    },
  );
  mount();
  expect(classes()[0].spec.secretObjects).toEqual([
    {
      secretName: 'deploy-key',
      type: 'kubernetes.io/ssh-auth',
      labels: { team: 'payments' },
      annotations: { note: 'n' },
      data: [{ objectName: 'password', key: 'ssh-privatekey' }],
    },
  ]);
});

test('without a pod that mounts the files there is no Secret: an error, unless that pod is elsewhere', () => {
  expect(() => make().classes()).toThrow(
    'payments/Vault/Files: the driver writes Secret payments-db only while a pod mounts these files, and no '
      + 'workload of this app does',
  );
  expect(() => make({ mountedElsewhere: true }).classes()).not.toThrow();
});

test.each([
  [undefined, undefined, undefined], ['payments', undefined, 'payments'], [undefined, 'billing', 'billing'],
  ['payments', 'payments', 'payments'],
])('a class of namespace %s and a Secret of %s: the Secret is in %s', (classNamespace, namespace, expected) => {
  expect(make({}, { metadata: { namespace } }, classNamespace).secret.namespaceName).toBe(expected);
});

test.each<[string, () => unknown, string]>([
  [
    'an immutable Secret',
    () => make({}, { immutable: true }),
    'payments/Db: the Secrets Store CSI driver writes no immutable Secret; leave `immutable` out',
  ],
  [
    'another namespace',
    () => make({}, { metadata: { namespace: 'billing' } }, 'payments'),
    'payments/Db: the Secrets Store CSI driver writes Secrets into the namespace of the class, payments, and this '
      + 'one is in billing; make a class there',
  ],
  [
    'a third key of a TLS Secret',
    () =>
      make(
        { files: { 'tls.crt': 'username', 'tls.key': 'password', 'ca.crt': 'username' } },
        { secretType: SecretType.TLS },
      ),
    "payments/Vault/Files: the driver copies 'tls.crt' and 'tls.key' to a Secret of type kubernetes.io/tls and "
      + 'refuses any other key, such as "ca.crt"',
  ],
  [
    'a file that is not mounted',
    () => make({ files: { a: 'other' } }),
    'key "a" of Secret payments-db is to hold file "other", which is not mounted',
  ],
])('%s is refused', (_, build, message) => {
  expect(build).toThrow(message);
});
