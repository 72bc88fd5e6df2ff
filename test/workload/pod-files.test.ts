import { ApiObject, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  FileMode, LeastPrivilegeSecretReader, MountSource, PodFilesOptions, RotatingVolumeMount, VaultSecretProvider,
} from '../../src';
import { expectValidManifests } from '../support/kubernetes-schema';
import { testChart } from '../support/workloads';

const db = MountSource.secret('db', { keys: ['user', 'password'] });
const filesOf = (options: Partial<PodFilesOptions> = {}, source = db) =>
  source.toPodFiles({ volumeName: 'db', mountPath: '/etc/secrets/db', ...options });

test('a Pod by hand has the same files as one with a RotatingVolumeMount', () => {
  const chart = testChart();
  const files = filesOf();
  const pod = (id: string, spec: object, container: object) => new ApiObject(chart, id, {
    apiVersion: 'v1', kind: 'Pod', spec: { ...spec, containers: [{ name: 'a', image: 'a', ...container }] },
  } as any);
  pod('Hand', { volumes: [files.toVolume()], securityContext: files.toPodSecurityContext() }, {
    volumeMounts: [files.toVolumeMount()],
  });
  const mount = new RotatingVolumeMount(chart, 'Db', {
    workload: pod('Mounted', {}, {}), source: db, mountPath: '/etc/secrets/db',
  });
  const [byHand, mounted] = Testing.synth(chart);
  expectValidManifests([byHand, mounted]);
  expect(byHand.spec).toEqual(mounted.spec);
  expect([mount.toVolume(), mount.toVolumeMount(), mount.toPodSecurityContext()])
    .toEqual([files.toVolume(), files.toVolumeMount(), files.toPodSecurityContext()]);
  expect([files.pathOf('user'), mount.pathOf('user')]).toEqual(['/etc/secrets/db/user', '/etc/secrets/db/user']);
});

test('the values are plain, and new each time', () => {
  const files = filesOf({ paths: { password: 'p/w' } });
  expect(JSON.parse(JSON.stringify(files.toVolume()))).toEqual(files.toVolume());
  files.toVolume().secret.secretName = 'other';
  expect(files.toVolume()).toEqual({
    name: 'db', secret: { secretName: 'db', defaultMode: 288, items: [{ key: 'password', path: 'p/w' }] },
  });
  expect(() => files.pathOf('user'))
    .toThrow('files of Secret "db": key "user" is not mounted; the keys are "password"');
});

test.each<[string, Partial<PodFilesOptions>, object]>([
  ['0440', {}, { fsGroup: 65532, fsGroupChangePolicy: 'OnRootMismatch' }],
  ['0440 and a group', { fsGroup: 2000 }, { fsGroup: 2000, fsGroupChangePolicy: 'OnRootMismatch' }],
  ['0444', { mode: FileMode.UNSAFE_ALL_READ }, {}],
  ['0444 and a group', { mode: FileMode.UNSAFE_ALL_READ, fsGroup: 2000 }, {
    fsGroup: 2000, fsGroupChangePolicy: 'OnRootMismatch',
  }],
  ['0400', { mode: FileMode.OWNER_READ }, {}],
])('the security context for %s', (_name, options, expected) => {
  expect(filesOf(options).toPodSecurityContext()).toEqual(expected);
});

test('files of a CSI driver know their account, and need no group', () => {
  const chart = testChart('shop');
  const serviceAccount = kplus.ServiceAccount.fromServiceAccountName(chart, 'Account', 'web');
  const source = new VaultSecretProvider(chart, 'Vault', { role: 'api', serviceAccount })
    .addSecret('Db', { objects: [{ fileName: 'p', secretPath: 'secret/data/db', secretKey: 'p' }] });
  const files = filesOf({}, source.toMountSource());
  expect([files.serviceAccountName, files.toPodSecurityContext()]).toEqual(['web', {}]);
  expect(files.toVolume().csi.driver).toBe('secrets-store.csi.k8s.io');
});

test('the token of a reader', () => {
  const chart = testChart();
  const secrets = [kplus.Secret.fromSecretName(chart, 'S', 'db')];
  const reader = new LeastPrivilegeSecretReader(chart, 'Reader', { secrets });
  const files = reader.toPodFiles();
  expect(files.serviceAccountName).toBe(reader.serviceAccount.name);
  expect(files.toVolume().projected.sources).toHaveLength(3);
  expect(files.toVolumeMount().mountPath).toBe('/var/run/secrets/kubernetes.io/serviceaccount');
  expect(files.pathOf('token')).toBe('/var/run/secrets/kubernetes.io/serviceaccount/token');
});

test.each<[Partial<PodFilesOptions>, string]>([
  [{ volumeName: 'Db' }, 'files of Secret "db": volumeName "Db" is not the name of a volume; use at most 63'],
  [{ mountPath: 'db' }, 'files of Secret "db": mountPath "db" is not absolute'],
  [
    { mountPath: '/run/secrets/kubernetes.io' },
    'files of Secret "db": mountPath "/run/secrets/kubernetes.io" overlaps',
  ],
  [{ fsGroup: 0 }, 'files of Secret "db": fsGroup 0 is not a whole number from 1 to 2147483647'],
  [{ fsGroup: 2000, mode: FileMode.OWNER_READ }, 'files of Secret "db": a group does not read files of this mode'],
  [{ mode: FileMode.ALL_READ }, 'with mode 0444, every user in the container could read the files of Secret "db"'],
  [{ paths: { other: 'x' } }, 'files of Secret "db": Secret "db" has no key "other"'],
])('%j is refused', (options, message) => {
  expect(() => filesOf(options)).toThrow(message);
});
