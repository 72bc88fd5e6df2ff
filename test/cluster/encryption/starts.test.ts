import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Yaml } from 'cdk8s';
import { testKeyBytes } from '../../encryption/support';
import { kubernetesMinor } from '../support/binaries';
import { ApiServer, Etcd } from '../support/control-plane';
import { clusterSuite } from '../support/suite';

/**
 * A few of the rules by an API server that starts, or does not; verdicts.test.ts has all of them by its loader alone.
 */
const SECRETBOX = { secretbox: { keys: [{ name: 'a', secret: testKeyBytes('a') }] } };
const kms = (fields: object) => ({
  kms: { apiVersion: 'v2', name: 'kms', endpoint: 'unix:///run/kms/socket.sock', ...fields },
});
const file = (...resources: object[]) => ({
  apiVersion: 'apiserver.config.k8s.io/v1',
  kind: 'EncryptionConfiguration',
  resources,
});
const secrets = (...providers: object[]) => ({ resources: ['secrets'], providers });

clusterSuite('Encryption files: an API server that does not start', (claim) => {
  let folder: string;
  let etcd: Etcd;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'strongbox-starts-'));
    etcd = await Etcd.start();
  }, 60_000);
  afterAll(async () => {
    await etcd?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const refusal = async (args: string[]) => {
    const error: Error = await ApiServer.start(etcd, { args }).then(async (server) => {
      await server.stop();
      throw new Error('the API server started');
    }).catch((reason) => reason);
    return error.message.replace(/\\/g, '');
  };

  const cases: [string, object, string][] = [
    [
      'rule 16: a key of 20 bytes',
      file(secrets({ aescbc: { keys: [{ name: 'a', secret: Buffer.alloc(20, 7).toString('base64') }] } })),
      'secret is not of the expected length, got 20, expected one of [16 24 32]',
    ],
    [
      'rule 19: a KMS name twice',
      file(secrets(kms({})), { resources: ['configmaps'], providers: [kms({})] }),
      'duplicate KMS provider name kms, names must be unique',
    ],
    [
      'rule 24: metadata in the file, as in an object to apply',
      { ...file(secrets(SECRETBOX)), metadata: { name: 'x' } },
      'unknown field "metadata"',
    ],
    [
      'rule 25: a wildcard before what it masks',
      file({ resources: ['*.'], providers: [SECRETBOX] }, secrets(SECRETBOX)),
      'resource "secrets" is masked by earlier rule "*."',
    ],
  ];
  for (const [rule, document, words] of cases) {
    claim(`${rule}: the API server ends with "${words}"`, 'a start of kube-apiserver with the file', async () => {
      if (words.startsWith('unknown field') && kubernetesMinor() < 31) return 'since Kubernetes 1.31';
      const path = join(folder, 'encryption-config.yaml');
      writeFileSync(path, Yaml.stringify(document));
      expect(await refusal([`--encryption-provider-config=${path}`])).toContain(words);
      return undefined;
    }, 180_000);
  }

  claim(
    'rule 24: a file that is not there keeps the API server from starting',
    'a start of kube-apiserver',
    async () => {
      expect(await refusal([`--encryption-provider-config=${join(folder, 'none')}`])).toMatch(
        /error (reading|opening) encryption provider configuration file/,
      );
    },
    180_000,
  );

  claim(
    'rule 29: the flag for reload without the one for the file keeps it from starting',
    'a start of kube-apiserver',
    async () => {
      expect(await refusal(['--encryption-provider-config-automatic-reload=true'])).toContain(
        '--encryption-provider-config-automatic-reload must be set with --encryption-provider-config',
      );
    },
    180_000,
  );

  claim(
    'rule 26: a KMS provider without a version is KMS v1, which is off since Kubernetes 1.29',
    'a start of kube-apiserver with the file',
    async () => {
      const path = join(folder, 'v1.yaml');
      writeFileSync(path, Yaml.stringify(file(secrets(kms({ apiVersion: undefined })))));
      // Such a server starts, and waits for the socket.
      if (kubernetesMinor() < 29) return 'on before 1.29';
      expect(await refusal([`--encryption-provider-config=${path}`])).toContain('KMSv1 is deprecated');
      return undefined;
    },
    300_000,
  );
});
