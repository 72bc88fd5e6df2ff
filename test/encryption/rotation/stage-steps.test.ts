import { ControlPlane } from '../../../src/encryption/control-plane/control-plane';
import { EncryptionConfig } from '../../../src/encryption/encryption-config';
import { EncryptionProvider } from '../../../src/encryption/encryption-provider';
import { EncryptionRotation } from '../../../src/encryption/rotation/encryption-rotation';
import { newChart, testKey } from '../support';

const SERVERS = ['https://10.0.0.11:6443', 'https://10.0.0.12:6443'];
const TIMES = 'INSTALLED_AT="<for each node, what date +%s printed right before it was changed>" ';
const config = (writeWith: EncryptionProvider, props = {}) =>
  new EncryptionConfig(newChart(), 'Encryption', { writeWith, ...props });
const box = (name: string) => EncryptionProvider.secretbox(testKey(name));
const plugin = (name: string) => EncryptionProvider.kmsV2({ name, endpoint: `unix:///run/${name}/kms.sock` });

const withoutNotes = (commands: readonly string[]) => commands.map((command) => command.replace(/ {3}#.*/s, ''));
const rotate = (controlPlane: ControlPlane) =>
  EncryptionRotation.rotateKey(config(box('old')), testKey('new'), { apiServers: SERVERS, controlPlane });

const ON_THE_HOST: [string, ControlPlane][] = [
  ['static pods', ControlPlane.staticPod()], ['kubeadm', ControlPlane.kubeadm()],
  ['k3s', ControlPlane.k3s()], ['RKE2', ControlPlane.rke2()],
];

describe.each(ON_THE_HOST)('a new key with %s', (_, plane) => {
  const { stages } = rotate(plane);

  test('after the first stage, API servers get the file and nothing else', () => {
    const install = ['copy this folder to every control-plane node', 'sudo sh install.sh', 'sh check.sh'];
    expect([stages[1], stages[3]].map(({ commands }) => withoutNotes(commands))).toEqual([install, install]);
    expect([stages[1], stages[3]].map(({ scripts }) => Object.keys(scripts))).toEqual([['install.sh'], ['install.sh']]);
    expect(stages[2].commands).toEqual(['sh re-encrypt.sh', 'sh re-encrypt.sh --verify']);
  });

  test('a rollback installs the file from before the stage, and checks it', () => {
    expect(stages.map(({ rollback }) => rollback.map((step) => step.split(':')[0]))).toEqual([
      ['no object was stored in a new way', 'install the file of 0-present on every control-plane node',
        'sh 0-present/check.sh'],
      ['install the file of 1-read on every control-plane node', 'sh 1-read/check.sh',
        'objects may be stored in the new way, and stay readable'],
      ['stop re-encrypt.sh, and delete the file progress beside it',
        'install the file of 1-read on every control-plane node', 'sh 1-read/check.sh',
        'objects may be stored in the new way, and stay readable'],
      ['install the file of 2-write on every control-plane node', 'sh 2-write/check.sh',
        'the rollbacks of the earlier stages are possible again from here'],
    ]);
  });
});

test.each<[string, ControlPlane, string[]]>([
  ['Talos', ControlPlane.talos(), ['talosctl patch machineconfig --nodes "$NODE" --patch @no-encryption.patch.yaml '
    + '--patch @encryption.patch.yaml']],
  ['kOps', ControlPlane.kops(), ['kops create secret encryptionconfig --force -f encryption-config.yaml',
    'kops update cluster --yes',
    'kops rolling-update cluster --instance-group-roles control-plane,apiserver --force --yes']],
])('a new key with %s: each check but that of the present file is told when the nodes changed', (_, plane, way) => {
  const { stages } = rotate(plane);
  const changed = [...way, `${TIMES}sh check.sh`];
  const again = [`${TIMES}sh re-encrypt.sh`, `${TIMES}sh re-encrypt.sh --verify`];
  expect(stages.map(({ commands }) => withoutNotes(commands))).toEqual([changed, changed, again, changed]);
  expect(stages.map(({ rollback }) => rollback.find((step) => step.endsWith('check.sh')))).toEqual([
    'sh 0-present/check.sh', ...['1-read', '1-read', '2-write'].map((folder) => `${TIMES}sh ${folder}/check.sh`),
  ]);
});

const MANIFEST = '/etc/kubernetes/manifests/kube-apiserver.yaml';
test.each<[string, ControlPlane, string[]]>([
  ['static pods', ControlPlane.staticPod(),
    [`${MANIFEST}: remove the volume of "/run/one" and its mount, one node after the other`]],
  ['kubeadm', ControlPlane.kubeadm(), ['remove "/run/one" from the ConfigMap kubeadm-config of kube-system',
    `${MANIFEST}: remove the volume of "/run/one" and its mount, one node after the other`]],
  ['RKE2', ControlPlane.rke2(),
    ['/etc/rancher/rke2/config.yaml.d/50-encryption.yaml: remove /run/one:/run/one:ro']],
  ['Talos', ControlPlane.talos(),
    ['machine configuration, cluster.apiServer.extraVolumes: remove "/run/one"']],
  ['k3s, which has no mounts', ControlPlane.k3s(), []],
])('the folder of a plugin that is gone is unmounted after the last check, and never before: %s', (_, plane, steps) => {
  const unmounts = (before: EncryptionProvider, after: EncryptionProvider) =>
    EncryptionRotation.between(config(before), config(after), { apiServers: SERVERS, controlPlane: plane })
      .stages.map(({ commands }) => commands.filter((command) => command.startsWith('once the check succeeds: ')));
  const last = steps.map((step) => `once the check succeeds: ${step}`);
  expect(unmounts(plugin('one'), plugin('two'))).toEqual([[], [], [], last]);
  const neighbour = EncryptionProvider.kmsV2({ name: 'other', endpoint: 'unix:///run/one/other.sock' });
  expect(unmounts(plugin('one'), neighbour)).toEqual([[], [], [], []]);
});

test('what backups of etcd still need is named where it goes, and nothing else', () => {
  const kept = (before: EncryptionConfig, after: EncryptionConfig) =>
    EncryptionRotation.between(before, after, { apiServers: SERVERS }).stages.at(-1)!.preconditions
      .filter((text) => text.includes('last backup of etcd'));
  const keys = 'the old keys stay backed up until the last backup of etcd that needs them is gone';
  const key = (name: string) =>
    `the key of KMS provider "${name}" stays in the KMS until the last backup of etcd that needs it is gone`;
  expect(kept(config(box('a')), config(box('b')))).toEqual([keys]);
  expect(kept(config(plugin('one')), config(plugin('two')))).toEqual([key('one')]);
  expect(kept(config(plugin('one'), { readAlso: [box('a')] }), config(box('b')))).toEqual([keys, key('one')]);
  expect(kept(config(box('a'), { readAlso: [EncryptionProvider.plaintextUntil('migrated')] }), config(box('a'))))
    .toEqual([]);
});

test.each(ON_THE_HOST)('KMS v1: the gate is named where its flag is new, and once: %s', (_, plane) => {
  const old = EncryptionProvider.deprecatedKmsV1({ name: 'v1', endpoint: 'unix:///run/one/v1.sock' });
  const gate = (before: EncryptionProvider, after: EncryptionProvider) =>
    EncryptionRotation.between(config(before), config(after), { apiServers: SERVERS, controlPlane: plane }).stages
      .map(({ scripts }) => Object.values(scripts).some((text) => text.includes('KMSv1=true')));
  expect(gate(plugin('one'), old)).toEqual([true, false, false, false]);
  const notes = plane.wire(config(old)).steps.filter((step) => step.includes('--feature-gates=KMSv1=true'));
  expect([notes.length, plane.wire(config(plugin('one'))).steps.join().includes('KMSv1')]).toEqual([1, false]);
});
