import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App } from 'cdk8s';
import { sleep, Traffic, TwoServers } from './two-servers';
import { EncryptionConfig, EncryptionConfigProps } from '../../../src/encryption/encryption-config';
import { EncryptionKey } from '../../../src/encryption/encryption-key';
import { EncryptionProvider } from '../../../src/encryption/encryption-provider';
import { EncryptionRotation } from '../../../src/encryption/rotation/encryption-rotation';
import { EncryptionStage, EncryptionStageKind } from '../../../src/encryption/rotation/encryption-stage';
import { hasGo } from '../support/binaries';
import { whyNoHost } from '../support/host';
import { clusterSuite } from '../support/suite';

const RESOURCES = ['secrets', 'configmaps'];
const unavailable =
  process.env.STRONGBOX_CLUSTER_UNAVAILABLE ?? (hasGo() ? whyNoHost() : 'no Go, to build a KMS plugin with');
const MINUTES = 60_000;

/** How a server comes to a new file. */
enum By {
  RESTART,
  RELOAD,
}

clusterSuite(
  'Encryption at rest: rotations of two API servers on one etcd',
  (claim) => {
    let two: TwoServers;
    let outdir: string;
    let plaintext: Buffer;
    beforeAll(async () => {
      outdir = mkdtempSync(join(tmpdir(), 'strongbox-outdir-'));
      two = await TwoServers.start();
      await two.servers[0].admin.expectApplied({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'first', namespace: 'default' },
        stringData: { password: 'from before' },
      });
      plaintext = (await two.etcd.raw('/registry/secrets/default/first'))!;
    }, 5 * MINUTES);
    afterAll(async () => {
      await two?.stop();
      rmSync(outdir, { recursive: true, force: true });
    }, 2 * MINUTES);

    const config = (props: EncryptionConfigProps) =>
      new EncryptionConfig(new App({ outdir }), 'Encryption', { resources: RESOURCES, ...props });

    /** What the writer of a stage's file puts before an object. */
    const [box1, box2] = [EncryptionKey.generate('box-1'), EncryptionKey.generate('box-2')];

    async function expectRun(status: number, script: string, ...args: string[]): Promise<void> {
      const ran = await two.run(script, args);
      expect({ script, ...ran }).toEqual({ script, status, output: status === ran.status ? ran.output : '' });
    }

    /** Every object of every resource is stored in one way. */
    async function expectStored(prefix: string): Promise<void> {
      for (const resource of RESOURCES) {
        expect([resource, Object.keys(await two.prefixes(resource))]).toEqual([resource, [prefix]]);
      }
    }

    /**
     * Does a rotation as its runbook says, while clients read and write through both servers. Between the hosts of each
     * stage, when the servers have different files, check.sh has to refuse.
     */
    async function walk(
      name: string,
      rotation: EncryptionRotation,
      by: (stage: EncryptionStage) => By,
      expected: string,
    ): Promise<Traffic> {
      const folder = two.folder(name);
      rotation.writeTo(folder);
      return two.during(async () => {
        await expectRun(0, join(folder, '0-present/check.sh'));
        for (const stage of rotation.stages) {
          const here = join(folder, stage.folderName);
          if (stage.kind === EncryptionStageKind.RE_ENCRYPT) {
            await expectRun(0, join(here, 're-encrypt.sh'));
            await expectRun(0, join(here, 're-encrypt.sh'), '--verify');
            await expectStored(expected);
            continue;
          }
          two.beginStage();
          for (const index of [0, 1]) {
            if (stage.file) await two.install(index, here);
            else two.remove(index);
            if (by(stage) === By.RELOAD) await two.reloaded(index, stage.file!);
            else await two.restart(index, stage.file);
            await sleep(500);
            await expectRun(index === 0 ? 1 : 0, join(here, 'check.sh'));
          }
        }
      });
    }

    function told(traffic: Traffic): string {
      expect(traffic.failures).toEqual([]);
      expect(Math.min(traffic.reads, traffic.writes)).toBeGreaterThan(20);
      return 'no request failed';
    }

    claim(
      'the encrypting provider that goes first at once, as many guides have it, breaks reads of the other server',
      'one of two API servers gets the last file of the rotation',
      async () => {
        const target = config({
          writeWith: EncryptionProvider.secretbox(box1),
          readAlso: [EncryptionProvider.plaintextUntil('the contrast')],
        });
        const folder = two.folder('contrast');
        EncryptionRotation.enable(target, two.options).writeTo(folder);
        // install.sh refuses to begin anywhere but at the first stage.
        await expect(two.install(0, join(folder, '2-write'))).rejects.toThrow(
          'is a file of another stage (sha256:none); nothing was changed',
        );
        await two.install(0, join(folder, '1-read'));
        await two.install(0, join(folder, '2-write'));
        await two.restart(0, target.toEncryptionFile());
        await two.servers[0].admin.expectApplied({
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 'contrast', namespace: 'default' },
        });
        const { status, body } = await two.servers[1].admin.request(
          'GET',
          '/api/v1/namespaces/default/secrets/contrast',
        );
        expect([status, body.message]).toEqual([
          500,
          expect.stringContaining('identity transformer tried to read encrypted data'),
        ]);
        expect((await two.servers[1].admin.request('GET', '/api/v1/namespaces/default/secrets')).status).toBe(500);
        await two.servers[0].admin.request('DELETE', '/api/v1/namespaces/default/secrets/contrast');
        two.remove(0);
        await two.restart(0, undefined);
        return body.message;
      },
      5 * MINUTES,
    );

    const withPlaintext = () =>
      config({
        writeWith: EncryptionProvider.secretbox(box1),
        readAlso: [EncryptionProvider.plaintextUntil('retirePlaintext')],
      });
    claim(
      'first enablement: no request fails, in any mixture of old and new API servers',
      'EncryptionRotation.enable with its scripts, restart by restart, while clients read and write through both',
      async () =>
        told(
          await walk(
            'enable',
            EncryptionRotation.enable(withPlaintext(), two.options),
            () => By.RESTART,
            'secretbox:v1:box-1',
          ),
        ),
      10 * MINUTES,
    );

    claim(
      'plaintext that somebody puts into etcd is taken for an object while identity is there',
      'a Secret from before, copied within etcd',
      async () => {
        await two.etcd.put('/registry/secrets/default/first', plaintext);
        const { status } = await two.servers[0].admin.request('GET', '/api/v1/namespaces/default/secrets/first');
        expect(status).toBe(200);
      },
    );

    const present = () => config({ writeWith: EncryptionProvider.secretbox(box1) });
    claim(
      'retiring identity: no request fails, and what lay there as plaintext is written again before',
      'EncryptionRotation.retirePlaintext with its scripts',
      async () =>
        told(
          await walk(
            'retire',
            EncryptionRotation.between(withPlaintext(), present(), two.options),
            () => By.RESTART,
            'secretbox:v1:box-1',
          ),
        ),
      10 * MINUTES,
    );

    claim(
      'after that, plaintext that somebody puts into etcd is not read as an object',
      'a Secret from before, put into etcd under another name',
      async () => {
        await two.etcd.put('/registry/secrets/default/planted', plaintext);
        const { status, body } = await two.servers[0].admin.request(
          'GET',
          '/api/v1/namespaces/default/secrets/planted',
        );
        await two.etcd.delete('/registry/secrets/default/planted');
        expect(status).toBe(500);
        expect(body.message).toContain('no matching prefix found');
        return body.message;
      },
    );

    const rotated = () => EncryptionRotation.rotateKey(present(), box2, two.options);
    claim(
      'a new key: no request fails; the first stage comes by automatic reload, without a restart',
      'EncryptionRotation.rotateKey with its scripts, reload and restarts',
      async () =>
        told(
          await walk(
            'rotate',
            rotated(),
            (stage) => (stage.kind === EncryptionStageKind.READ ? By.RELOAD : By.RESTART),
            'secretbox:v1:box-2',
          ),
        ),
      15 * MINUTES,
    );

    const kms = () => EncryptionProvider.kmsV2({ endpoint: `unix://${two.socket}` });
    const toKms = () => EncryptionRotation.changeProvider(rotated().result!, kms(), two.options);
    claim(
      'plugins with different keys are found by check.sh before anything is written',
      'EncryptionRotation.changeProvider, its first stage, with a plugin on each host',
      async () => {
        await two.startPlugins([['kek-1'], ['kek-other']]);
        const folder = two.folder('to-kms');
        const [read] = toKms().stages;
        toKms().writeTo(folder);
        two.beginStage();
        for (const index of [0, 1]) {
          await two.install(index, join(folder, read.folderName));
          await two.restart(index, read.file);
        }
        const { status, output } = await two.run(join(folder, read.folderName, 'check.sh'));
        expect(status).toBe(1);
        // As the stage says, the rollback is the previous file.
        two.beginStage();
        for (const index of [0, 1]) {
          await two.install(index, join(folder, '0-present'));
          await two.restart(index, read.rollbackFile);
        }
        await expectRun(0, join(folder, '0-present/check.sh'));
        two.setKeys(1, ['kek-1']);
        return /has another key of KMS provider kms[^;]*/.exec(output)![0];
      },
      10 * MINUTES,
    );

    claim(
      'from a local key to KMS v2: no request fails',
      'EncryptionRotation.changeProvider with its scripts, and a plugin of the published gRPC protocol on each host',
      async () => told(await walk('to-kms', toKms(), () => By.RESTART, 'kms:v2:kms')),
      10 * MINUTES,
    );

    claim(
      'decrypting everything: no request fails, and the API servers run without a file',
      'EncryptionRotation.decrypt with its scripts',
      async () =>
        told(
          await walk(
            'decrypt',
            EncryptionRotation.decrypt(toKms().result!, two.options),
            () => By.RESTART,
            'plaintext',
          ),
        ),
      10 * MINUTES,
    );
  },
  { unavailable },
);
