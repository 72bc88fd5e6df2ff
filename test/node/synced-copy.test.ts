import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { nodeSuite } from './support/node-suite';
import { CommandResult, kubeconfigOfAccount, pause, removeWorkloads, rotate } from './support/rotate';
import { NodeUnderTest, print, probe, until } from './support/use-node';
import { RotatingVolumeMount, RotationWaitAccess, SecretSource, SecureSecret } from '../../src';

const NAMESPACE = 'synced-copy';
const FOLDER = '/etc/db';
const GROUP = 'external-secrets.io';

/** How long the controller is made to take until the copy follows. */
const BEHIND_SECONDS = 25;

const passwordOf = (generation: number) => ({ password: `password of generation ${generation}` });

/** The kinds of External Secrets, as far as a command has to read them: the controller is played by the test. */
const DEFINITIONS = [['ExternalSecret', 'externalsecrets'], ['SecretStore', 'secretstores']].map(([kind, plural]) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.${GROUP}` },
  spec: {
    group: GROUP,
    scope: 'Namespaced',
    names: { kind, plural, singular: kind.toLowerCase() },
    versions: [{
      name: 'v1',
      served: true,
      storage: true,
      schema: { openAPIV3Schema: { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true } },
    }],
  },
}));

const OBJECTS = [
  {
    apiVersion: `${GROUP}/v1`,
    kind: 'SecretStore',
    metadata: { name: 'aws', namespace: NAMESPACE },
    spec: { provider: { aws: { service: 'SecretsManager', region: 'eu-central-1' } } },
  },
  {
    apiVersion: `${GROUP}/v1`,
    kind: 'ExternalSecret',
    metadata: { name: 'db', namespace: NAMESPACE },
    spec: {
      refreshInterval: '1h',
      secretStoreRef: { name: 'aws' },
      data: [{ secretKey: 'password', remoteRef: { key: 'shop/db', property: 'password' } }],
    },
  },
];

function chart(): Chart {
  const it = new Chart(new App(), 'synced', { namespace: NAMESPACE, disableResourceNameHashes: true });
  const db = new SecureSecret(it, 'Db', { source: SecretSource.existing('db'), keys: ['password'] });
  new RotationWaitAccess(it, 'Wait', { secrets: [db], metadata: { name: 'waiter' } });
  const workload = new kplus.Deployment(it, 'reader', { replicas: 2, containers: [probe(FOLDER, ['password'])] });
  new RotatingVolumeMount(it, 'Files', { workload, source: db, mountPath: FOLDER });
  workload.metadata.addAnnotation('cdk8s-strongbox/reload', 'Secret/db=in-process');
  return it;
}

nodeSuite('A copy of a value of a store on a node', (claim, node) => {
  let folder: string;
  const put = async (generation: number) => node().putSecret(NAMESPACE, 'db', passwordOf(generation));

  async function define({ admin }: NodeUnderTest): Promise<void> {
    for (const definition of DEFINITIONS) {
      await admin.expectApplied(definition);
      const path = `/apis/${GROUP}/v1/${definition.spec.names.plural}`;
      await until(path, async () => ((await admin.request('GET', path)).status === 200 || undefined), 60);
    }
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'strongbox-synced-'));
    await define(node());
    await node().createNamespace(NAMESPACE);
    await put(1);
    await node().apply(OBJECTS);
    await node().apply(chart());
    await node().ready(NAMESPACE, 'synced-reader-', 2);
  });
  afterAll(async () => {
    await removeWorkloads(node(), NAMESPACE);
    rmSync(folder, { recursive: true, force: true });
  });

  claim(
    '`rotate wait` for a value of a store ends with 0 only after its copy has followed, and then the processes that '
      + 'have the copy',
    'an ExternalSecret, whose controller is played by the test and writes the copy '
      + `${BEHIND_SECONDS} s after the change in the store; files of two pods, which print what they read`,
    async () => {
      await pause(2);
      const changed = Date.now();
      const since = new Date(changed).toISOString();
      const kubeconfig = await kubeconfigOfAccount(node(), NAMESPACE, 'waiter', folder);
      let result: CommandResult | undefined;
      // Who reads the store in other namespaces is not in one that is read alone.
      void rotate(['wait', 'store:shop/db#password', '-n', NAMESPACE, '--since', since, '--accept', 'namespaces',
        '--timeout', '6m', '--interval', '2s'], kubeconfig).then((found) => (result = found));
      await pause(BEHIND_SECONDS);
      expect(result).toBeUndefined();
      await put(2);
      let lastOld = changed;
      await until('the end of the command', async () => {
        const pods = await node().pods(NAMESPACE, 'synced-reader-');
        if (pods.some((pod) => node().reports(pod).at(-1)?.files.password?.read !== print(passwordOf(2).password))) {
          lastOld = Date.now();
        }
        return result;
      }, 420);
      const { code, output, at } = result!;
      expect(code === 0 ? '' : output).toBe('');
      expect(output).toContain(`Secret ${NAMESPACE}/db has not changed since ${since.slice(0, 19)}Z.`);
      expect(at).toBeGreaterThan(lastOld);
      expect(lastOld).toBeGreaterThan(changed + BEHIND_SECONDS * 1000);
      const seconds = (time: number) => Math.round((time - changed) / 1000);
      return `the last process had the old value until ${seconds(lastOld)} s after the change in the store; the `
        + `command ended after ${seconds(at)} s`;
    },
    500_000,
  );
});
