import { execFileSync } from 'child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { App, Chart } from 'cdk8s';
import * as YAML from 'yaml';
import { KmsPlugin } from './kms-plugin';
import { execute } from './two-servers';
import { ControlPlane } from '../../../src/encryption/control-plane/control-plane';
import { EncryptionConfig } from '../../../src/encryption/encryption-config';
import { EncryptionKey } from '../../../src/encryption/encryption-key';
import { EncryptionProvider } from '../../../src/encryption/encryption-provider';
import { EncryptionRotation } from '../../../src/encryption/rotation/encryption-rotation';
import { binary, hasGo } from '../support/binaries';
import { ApiServer, Etcd } from '../support/control-plane';
import { Host, whyNoHost } from '../support/host';
import { freePorts } from '../support/process';
import { clusterSuite } from '../support/suite';

const unavailable =
  process.env.STRONGBOX_CLUSTER_UNAVAILABLE ?? (hasGo() ? whyNoHost() : 'no Go, to build a KMS plugin with');
const PATCH = 'kube-apiserver-patch.yaml';

/** The static pod of a cluster that has no encryption. */
const MANIFEST = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'kube-apiserver', namespace: 'kube-system' },
  spec: {
    containers: [
      {
        name: 'kube-apiserver',
        image: 'registry.example/kube-apiserver',
        command: ['kube-apiserver', '--watch-cache=false'],
        volumeMounts: [{ name: 'k8s-certs', mountPath: '/etc/kubernetes/pki', readOnly: true }],
      },
    ],
    volumes: [{ name: 'k8s-certs', hostPath: { path: '/etc/kubernetes/pki', type: 'DirectoryOrCreate' } }],
  },
};

clusterSuite(
  "Encryption at rest: the patches of a cluster's life, one after the other",
  (claim) => {
    let root: string;
    let etcd: Etcd;
    let host: Host;
    let port: number;
    let server: ApiServer | undefined;
    let manifest = YAML.stringify(MANIFEST);
    const plugins: KmsPlugin[] = [];
    const at = (...path: string[]) => join(root, ...path);

    beforeAll(async () => {
      root = mkdtempSync(join(tmpdir(), 'strongbox-patches-'));
      const paths = ['enc', 'kms-one', 'kms-two'].map((name) => at(name));
      paths.forEach((path) => mkdirSync(path));
      host = new Host('cp', at('hosts'), paths);
      [port] = await freePorts(1);
      etcd = await Etcd.start();
    }, 60_000);
    afterAll(async () => {
      await server?.stop();
      await etcd?.stop();
      for (const plugin of plugins) await plugin.stop();
      rmSync(root, { recursive: true, force: true });
    }, 60_000);

    const options = () => ({
      apiServers: [`https://127.0.0.1:${port}`],
      controlPlane: ControlPlane.staticPod({ folder: at('enc') }),
    });
    const kms = (name: string) =>
      new EncryptionConfig(new Chart(new App({ outdir: at('dist') }), name), 'E', {
        writeWith: EncryptionProvider.kmsV2({ name, endpoint: `unix://${at(name, 'socket.sock')}` }),
      });

    /** Patches the manifest with what a stage brings, as its runbook says. */
    function patch(stage: string): void {
      writeFileSync(at('before.yaml'), manifest);
      manifest = execFileSync(
        binary('kubectl'),
        [
          'patch',
          '--local',
          '--filename',
          at('before.yaml'),
          '--type',
          'json',
          '--patch-file',
          join(stage, PATCH),
          '--output',
          'yaml',
        ],
        { encoding: 'utf8', env: { HOME: root } },
      );
    }

    /** Starts what the manifest says, with the folders of the host that it mounts and no other. */
    async function start(stage: string): Promise<void> {
      const {
        containers: [container],
        volumes,
      } = YAML.parse(manifest).spec;
      const mounts = container.volumeMounts.map((mount: any) => mount.mountPath);
      const namesIn = (list: any[]) => list.map(({ name }) => name);
      for (const names of [mounts, namesIn(container.volumeMounts), namesIn(volumes), container.command]) {
        expect(new Set(names).size).toBe(names.length);
      }
      for (const mount of container.volumeMounts) {
        expect(volumes.find((volume: any) => volume.name === mount.name).hostPath.path).toBe(mount.mountPath);
      }
      await server?.stop();
      server = undefined;
      copyFileSync(join(stage, 'encryption-config.yaml'), join(host.folder(at('enc')), 'encryption-config.yaml'));
      const seen = new Host(
        'cp',
        at('hosts'),
        mounts.filter((path: string) => path.startsWith(root)),
      );
      server = await ApiServer.start(etcd, { host: seen, port, args: container.command.slice(1) });
    }

    async function check(stage: string): Promise<void> {
      const { status, output } = await execute('sh', [join(stage, 'check.sh')], {
        PATH: `${dirname(binary('kubectl'))}:${process.env.PATH}`,
        HOME: root,
        KUBECONFIG: server!.kubeconfig(),
        NO_FILE: 'yes',
        INSTALLED_AT: String(Math.floor(Date.now() / 1000) - 600),
      });
      expect({ status, output }).toEqual({ status: 0, output });
    }

    async function expectWritten(name: string, prefix: string): Promise<void> {
      await server!.admin.expectApplied({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name, namespace: 'default' },
        stringData: { password: 'only here' },
      });
      expect((await etcd.raw(`/registry/secrets/default/${name}`))!.toString('latin1')).toMatch(
        new RegExp(`^k8s:enc:${prefix}:`),
      );
    }

    const local = () =>
      new EncryptionConfig(new App({ outdir: at('dist') }), 'E', {
        writeWith: EncryptionProvider.secretbox(EncryptionKey.generate('first')),
        readAlso: [EncryptionProvider.plaintextUntil('this test')],
      });
    let present: EncryptionConfig;

    claim(
      'the first patch wires the file, and the API server starts with what results',
      'EncryptionRotation.enable, its patch, and a start from the manifest',
      async () => {
        present = local();
        EncryptionRotation.enable(present, options()).writeTo(at('enable'));
        patch(at('enable/1-read'));
        await start(at('enable/1-read'));
        await check(at('enable/1-read'));
        await start(at('enable/2-write'));
        await expectWritten('first', 'secretbox:v1:first');
      },
      300_000,
    );

    claim(
      'the patch to a KMS adds the folder of its socket alone, and the API server starts and writes with it',
      'EncryptionRotation.between, its patch, a plugin, and a start from the manifest',
      async () => {
        const target = kms('kms-one');
        EncryptionRotation.between(present, target, options()).writeTo(at('to-kms'));
        plugins.push(await KmsPlugin.start(join(host.folder(at('kms-one')), 'socket.sock'), ['kek-1']));
        patch(at('to-kms/1-read'));
        await start(at('to-kms/1-read'));
        await check(at('to-kms/1-read'));
        await start(at('to-kms/2-write'));
        await expectWritten('second', 'kms:v2:kms-one');
        await check(at('to-kms/3-re-encrypt'));
        await start(at('to-kms/4-retire'));
        await check(at('to-kms/4-retire'));
        present = target;
        // A name ends in a hash of its path, which is another one in each run.
        const mounts: { name: string }[] = YAML.parse(manifest).spec.containers[0].volumeMounts;
        return mounts.map(({ name }) => name.replace(/-[0-9a-f]{10}$/, '-<hash>')).join(', ');
      },
      300_000,
    );

    claim(
      'so does the patch to another KMS',
      'EncryptionRotation.between two KMS, and both plugins',
      async () => {
        EncryptionRotation.between(present, kms('kms-two'), options()).writeTo(at('to-other'));
        plugins.push(await KmsPlugin.start(join(host.folder(at('kms-two')), 'socket.sock'), ['kek-2']));
        patch(at('to-other/1-read'));
        await start(at('to-other/1-read'));
        await check(at('to-other/1-read'));
        await start(at('to-other/2-write'));
        await expectWritten('third', 'kms:v2:kms-two');
        const { status } = await server!.admin.request('GET', '/api/v1/namespaces/default/secrets/second');
        expect(status).toBe(200);
      },
      300_000,
    );
  },
  { unavailable },
);
