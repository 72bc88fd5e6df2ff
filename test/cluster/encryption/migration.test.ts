import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { App } from 'cdk8s';
import { execute } from './two-servers';
import { EncryptionConfig } from '../../../src/encryption/encryption-config';
import { EncryptionKey } from '../../../src/encryption/encryption-key';
import { EncryptionProvider } from '../../../src/encryption/encryption-provider';
import { EncryptionRotation } from '../../../src/encryption/rotation/encryption-rotation';
import { ReEncryption } from '../../../src/encryption/rotation/re-encryption';
import { binary, hasGo, kubernetesModule, STORAGE_VERSION_MIGRATION } from '../support/binaries';
import { ApiServer, Etcd } from '../support/control-plane';
import { Daemon, freePorts } from '../support/process';
import { clusterSuite } from '../support/suite';

const since = `StorageVersionMigration v1 came with Kubernetes 1.${STORAGE_VERSION_MIGRATION}`;
const tooOld = Number(kubernetesModule().minor.split('.')[1]) < STORAGE_VERSION_MIGRATION ? since : undefined;

clusterSuite(
  'Encryption at rest: StorageVersionMigration',
  (claim) => {
    claim(
      'migrate.sh has the controller manager write every object again, and waits for it',
      'ReEncryption.storageVersionMigration, kube-controller-manager with its migrator',
      async () => {
        const folder = mkdtempSync(join(tmpdir(), 'strongbox-migration-'));
        const etcd = await Etcd.start();
        let server: ApiServer | undefined;
        let manager: Daemon | undefined;
        try {
          const [port, managerPort] = await freePorts(2);
          const present = new EncryptionConfig(new App({ outdir: join(folder, 'dist') }), 'E', {
            resources: ['secrets', 'configmaps'],
            writeWith: EncryptionProvider.secretbox(EncryptionKey.generate('old')),
          });
          const rotation = EncryptionRotation.rotateKey(present, EncryptionKey.generate('new'), {
            apiServers: [`https://127.0.0.1:${port}`],
            reEncryption: ReEncryption.storageVersionMigration('1.37'),
          });
          rotation.writeTo(join(folder, 'rotation'));
          const start = (path: string) =>
            ApiServer.start(etcd, { port, args: [`--encryption-provider-config=${path}`] });

          server = await start(join(folder, 'rotation/0-present/encryption-config.yaml'));
          for (let number = 0; number < 20; number += 1) {
            for (const kind of ['Secret', 'ConfigMap']) {
              await server.admin.expectApplied({
                apiVersion: 'v1',
                kind,
                metadata: { name: `o-${number}`, namespace: 'default' },
              });
            }
          }
          await server.stop();
          server = await start(join(folder, 'rotation/2-write/encryption-config.yaml'));

          const kubeconfig = server.kubeconfig();
          manager = new Daemon(
            'kube-controller-manager',
            binary('kube-controller-manager'),
            [
              `--kubeconfig=${kubeconfig}`,
              `--authentication-kubeconfig=${kubeconfig}`,
              `--authorization-kubeconfig=${kubeconfig}`,
              '--controllers=storage-version-migrator-controller,garbage-collector-controller',
              '--leader-elect=false',
              '--bind-address=127.0.0.1',
              `--secure-port=${managerPort}`,
              `--cert-dir=${folder}`,
            ],
            join(folder, 'kube-controller-manager.log'),
          );
          const { status, output } = await execute('sh', [join(folder, 'rotation/3-re-encrypt/migrate.sh')], {
            PATH: `${dirname(binary('kubectl'))}:${process.env.PATH}`,
            HOME: folder,
            KUBECONFIG: kubeconfig,
            TIMEOUT_SECONDS: '240',
          });
          expect({ status, output }).toEqual({ status: 0, output });
          for (const resource of ['secrets', 'configmaps']) {
            const stored = await etcd.list(`/registry/${resource}/`);
            expect(stored.length).toBeGreaterThanOrEqual(20);
            expect(
              stored.filter(({ value }) => !value.toString('latin1').startsWith('k8s:enc:secretbox:v1:new:')),
            ).toEqual([]);
          }
        } finally {
          await manager?.stop();
          await server?.stop();
          await etcd.stop();
          rmSync(folder, { recursive: true, force: true });
        }
      },
      600_000,
    );
  },
  {
    unavailable:
      process.env.STRONGBOX_CLUSTER_UNAVAILABLE ??
      tooOld ??
      (hasGo() ? undefined : 'no Go, to build kube-controller-manager with'),
  },
);
