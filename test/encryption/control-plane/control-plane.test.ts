import { readFileSync } from 'fs';
import { join } from 'path';
import { inspect } from 'util';
import { App } from 'cdk8s';
import * as YAML from 'yaml';
import { ControlPlane } from '../../../src/encryption/control-plane/control-plane';
import { KubeadmApiVersion } from '../../../src/encryption/control-plane/kubeadm';
import { EncryptionConfig } from '../../../src/encryption/encryption-config';
import { EncryptionProvider } from '../../../src/encryption/encryption-provider';
import { EncryptionRotation } from '../../../src/encryption/rotation/encryption-rotation';
import { modeOf, newChart, temporaryFolder, testKey, testKeyBytes } from '../support';

const kms = (endpoint?: string) =>
  new EncryptionConfig(newChart(), 'Encryption', { writeWith: EncryptionProvider.kmsV2({ endpoint }) });
const local = (name = 'a') =>
  new EncryptionConfig(newChart(), 'Encryption', { writeWith: EncryptionProvider.secretbox(testKey(name)) });
const parsed = (plane: ControlPlane, file: string, config = kms()) => YAML.parse(plane.wire(config).textOf(file));

test('rule 29: the flag for reload never comes without the flag for the file', () => {
  for (const plane of [ControlPlane.kubeadm(), ControlPlane.staticPod(), ControlPlane.k3s(), ControlPlane.rke2()]) {
    expect(plane.flags(kms())).toEqual({
      'encryption-provider-config': '/etc/kubernetes/enc/encryption-config.yaml',
      'encryption-provider-config-automatic-reload': 'true',
    });
  }
});

test('rule 26: a file with KMS v1 brings its feature gate', () => {
  const v1 = new EncryptionConfig(newChart(), 'E', {
    writeWith: EncryptionProvider.deprecatedKmsV1({ name: 'old', endpoint: 'unix:///run/kms/s.sock' }),
  });
  expect(ControlPlane.staticPod().flags(v1)['feature-gates']).toBe('KMSv1=true');
  expect(() => ControlPlane.talos().wire(v1)).toThrow('use KMS v2');
});

test('kubeadm v1beta4: arguments are a list, folders are mounted read-only', () => {
  expect(parsed(ControlPlane.kubeadm(), 'kubeadm.yaml')).toEqual({
    apiVersion: 'kubeadm.k8s.io/v1beta4',
    kind: 'ClusterConfiguration',
    apiServer: {
      extraArgs: [
        { name: 'encryption-provider-config', value: '/etc/kubernetes/enc/encryption-config.yaml' },
        { name: 'encryption-provider-config-automatic-reload', value: 'true' },
      ],
      extraVolumes: [
        {
          name: 'encryption-config',
          hostPath: '/etc/kubernetes/enc',
          mountPath: '/etc/kubernetes/enc',
          readOnly: true,
          pathType: 'DirectoryOrCreate',
        },
        {
          name: 'kms-plugin',
          hostPath: '/var/run/kmsplugin',
          mountPath: '/var/run/kmsplugin',
          readOnly: true,
          pathType: 'DirectoryOrCreate',
        },
      ],
    },
  });
});

test('kubeadm v1beta3: arguments are a map of strings', () => {
  const { apiVersion, apiServer } = parsed(
    ControlPlane.kubeadm({ apiVersion: KubeadmApiVersion.V1BETA3 }),
    'kubeadm.yaml',
    local(),
  );
  expect(apiVersion).toBe('kubeadm.k8s.io/v1beta3');
  expect(apiServer.extraArgs).toEqual({
    'encryption-provider-config': '/etc/kubernetes/enc/encryption-config.yaml',
    'encryption-provider-config-automatic-reload': 'true',
  });
  expect(apiServer.extraVolumes).toHaveLength(1);
});

test('kubeadm v1: as v1beta4', () => {
  const of = (apiVersion: KubeadmApiVersion) => parsed(ControlPlane.kubeadm({ apiVersion }), 'kubeadm.yaml');
  expect(of(KubeadmApiVersion.V1)).toEqual({ ...of(KubeadmApiVersion.V1BETA4), apiVersion: 'kubeadm.k8s.io/v1' });
});

test('static pods: a JSON patch that adds flags, mounts and volumes', () => {
  const patch = parsed(ControlPlane.staticPod({ folder: '/etc/kubernetes/encryption' }), 'kube-apiserver-patch.yaml');
  const pod = { command: ['kube-apiserver', '--v=2'], volumeMounts: [{ name: 'pki' }], volumes: [{ name: 'pki' }] } as {
    [list: string]: unknown[];
  };
  for (const { op, path, value } of patch) {
    expect(op).toBe('add');
    pod[path.split('/').at(-2)].push(value);
  }
  expect(pod).toEqual({
    command: [
      'kube-apiserver',
      '--v=2',
      '--encryption-provider-config=/etc/kubernetes/encryption/encryption-config.yaml',
      '--encryption-provider-config-automatic-reload=true',
    ],
    volumeMounts: [
      { name: 'pki' },
      { name: 'encryption-config', mountPath: '/etc/kubernetes/encryption', readOnly: true },
      { name: 'kms-plugin', mountPath: '/var/run/kmsplugin', readOnly: true },
    ],
    volumes: [
      { name: 'pki' },
      { name: 'encryption-config', hostPath: { path: '/etc/kubernetes/encryption', type: 'DirectoryOrCreate' } },
      { name: 'kms-plugin', hostPath: { path: '/var/run/kmsplugin', type: 'DirectoryOrCreate' } },
    ],
  });
});

test('k3s: arguments that add to those there are; no mounts, since it is a process of the host', () => {
  const wiring = ControlPlane.k3s().wire(kms());
  expect(YAML.parse(wiring.textOf('50-encryption.yaml'))).toEqual({
    'kube-apiserver-arg+': [
      'encryption-provider-config=/etc/kubernetes/enc/encryption-config.yaml',
      'encryption-provider-config-automatic-reload=true',
    ],
  });
  expect(wiring.steps.join('\n')).toContain("no server has 'secrets-encryption'");
});

test('RKE2: arguments and mounts, and the file that RKE2 made is the present one', () => {
  const wiring = ControlPlane.rke2().wire(kms());
  expect(YAML.parse(wiring.textOf('50-encryption.yaml'))['kube-apiserver-extra-mount+']).toEqual([
    '/etc/kubernetes/enc:/etc/kubernetes/enc:ro',
    '/var/run/kmsplugin:/var/run/kmsplugin:ro',
  ]);
  expect(wiring.steps.join('\n')).toContain('/var/lib/rancher/rke2/server/cred/encryption-config.json');
});

test('Talos takes the content of the file, keys and all, and only writeTo gives it out', () => {
  const wiring = ControlPlane.talos().wire(local());
  expect(wiring.holdsKeys).toBe(true);
  expect(() => wiring.textOf('encryption.patch.yaml')).toThrow('holds keys; write it with writeTo(folder)');
  const folder = temporaryFolder();
  wiring.writeTo(folder);
  const path = join(folder, 'encryption.patch.yaml');
  expect(modeOf(path)).toBe('600');
  expect(YAML.parse(readFileSync(path, 'utf8'))).toMatchObject({
    apiVersion: 'v1alpha1',
    kind: 'KubeEtcdEncryptionConfig',
    config: { resources: [{ resources: ['secrets'] }] },
  });
  expect(inspect(wiring, { showHidden: true, depth: 9 })).not.toContain(testKeyBytes('a'));
  expect(parsed(ControlPlane.talos(), 'encryption.patch.yaml').config.resources[0].providers[0].kms.apiVersion).toBe(
    'v2',
  );
  expect(() => ControlPlane.talos().flags(local())).toThrow('sets the flags of its API servers itself');
});

test('on Talos the old document goes in the same command: patches append lists, and the old provider '
  + 'would stay first', () => {
  const folder = join(temporaryFolder(), 'rotation');
  const rotation = EncryptionRotation.rotateKey(local('old'), testKey('new'), {
    apiServers: ['https://10.0.0.11:6443'],
    controlPlane: ControlPlane.talos(),
  });
  rotation.writeTo(folder);
  const patched = (stage: string, file: string) => YAML.parse(readFileSync(join(folder, stage, file), 'utf8'));
  const namesOf = (stage: string) =>
    patched(stage, 'encryption.patch.yaml').config.resources[0].providers[0].secretbox.keys.map((key: any) => key.name);
  expect(['0-present', '1-read', '2-write', '4-retire'].map(namesOf)).toEqual([
    ['old'],
    ['old', 'new'],
    ['new', 'old'],
    ['new'],
  ]);
  for (const stage of ['0-present', '1-read', '2-write', '4-retire']) {
    expect(patched(stage, 'no-encryption.patch.yaml')).toEqual({
      apiVersion: 'v1alpha1',
      kind: 'KubeEtcdEncryptionConfig',
      $patch: 'delete',
    });
  }
  expect(rotation.stages[1].commands[0]).toContain('--patch @no-encryption.patch.yaml --patch @encryption.patch.yaml');
});

test('Talos before 1.14 takes one key for Secrets', () => {
  const folder = temporaryFolder();
  ControlPlane.talosSecretbox().wire(local('key2')).writeTo(folder);
  expect(YAML.parse(readFileSync(join(folder, 'encryption.patch.yaml'), 'utf8'))).toEqual({
    cluster: { secretboxEncryptionSecret: testKeyBytes('key2') },
  });
  for (const config of [
    local(),
    kms(),
    new EncryptionConfig(newChart(), 'E', {
      resources: ['secrets', 'configmaps'],
      writeWith: EncryptionProvider.secretbox(testKey('key2')),
    }),
    new EncryptionConfig(newChart(), 'E', {
      writeWith: EncryptionProvider.secretbox(testKey('key2'), testKey('key1')),
    }),
    new EncryptionConfig(newChart(), 'E', {
      writeWith: EncryptionProvider.secretbox(testKey('key2')), readAlso: [EncryptionProvider.kmsV2()],
    }),
  ]) {
    expect(() => ControlPlane.talosSecretbox().wire(config)).toThrow('with one secretbox key, which it names "key2"');
  }
});

test('kOps takes the file as a secret, and sockets only where it mounts', () => {
  const wiring = ControlPlane.kops().wire(kms('unix:///srv/kubernetes/kube-apiserver/kms/socket.sock'));
  expect(wiring.steps).toContain('kops create secret encryptionconfig -f encryption-config.yaml');
  expect(YAML.parse(wiring.textOf('cluster-patch.yaml'))).toEqual({ spec: { encryptionConfig: true } });
  for (const endpoint of [undefined, 'unix:///srv/kubernetes/kms/socket.sock']) {
    expect(() => ControlPlane.kops().wire(kms(endpoint)))
      .toThrow('kOps mounts only /srv/kubernetes/kube-apiserver/ into the API server');
  }
});

test.each(['etc/enc', '/', '/etc/../enc', '/etc/enc/', "/etc/'enc"])('%j is not a folder for the file', (folder) => {
  expect(() => ControlPlane.staticPod({ folder })).toThrow('it must be an absolute path to a dedicated directory');
});

test('several sockets: each folder is mounted once, and none that holds half the host', () => {
  const two = (a: string, b: string) =>
    new EncryptionConfig(newChart(), 'E', {
      writeWith: EncryptionProvider.kmsV2({ name: 'a', endpoint: a }),
      readAlso: [EncryptionProvider.kmsV2({ name: 'b', endpoint: b })],
    });
  const names = (config: EncryptionConfig) =>
    parsed(ControlPlane.kubeadm(), 'kubeadm.yaml', config).apiServer.extraVolumes.map(
      (volume: any) => `${volume.name} ${volume.hostPath}`,
    );
  expect(names(two('unix:///run/kms/a.sock', 'unix:///run/kms/b.sock'))).toEqual([
    'encryption-config /etc/kubernetes/enc',
    'kms-plugin /run/kms',
  ]);
  expect(names(two('unix:///run/a/a.sock', 'unix:///run/b/b.sock'))).toEqual([
    'encryption-config /etc/kubernetes/enc',
    'kms-plugin /run/a',
    'kms-plugin-2 /run/b',
  ]);
  expect(() => ControlPlane.kubeadm().wire(kms('unix:///var/run/kms.sock'))).toThrow(
    'use a dedicated folder for the socket',
  );
});

test('the wiring has the files that it names, and is not written into the output of the App', () => {
  const wiring = ControlPlane.k3s().wire(kms());
  expect(() => wiring.textOf('other.yaml')).toThrow('it has 50-encryption.yaml');
  const chart = newChart();
  const config = new EncryptionConfig(chart, 'E', {});
  expect(() => ControlPlane.k3s().wire(config).writeTo(App.of(chart).outdir)).toThrow(
    'is the output folder of the App',
  );
});

test('a rotation on Talos and kOps goes by the time of the restart, since they write the file themselves', () => {
  for (const controlPlane of [ControlPlane.talos(), ControlPlane.kops()]) {
    const { stages } = EncryptionRotation.rotateKey(local('old'), testKey('new'), {
      apiServers: ['https://10.0.0.11:6443'],
      controlPlane,
    });
    expect(stages[0].checkScript).not.toContain(stages[0].file!.hash);
    expect(stages[0].scripts['install.sh']).toBeUndefined();
    expect(stages[0].commands.join('\n')).toMatch(/talosctl patch|kops create secret/);
    expect(stages[0].commands.at(-1)).toContain('INSTALLED_AT=');
  }
});
