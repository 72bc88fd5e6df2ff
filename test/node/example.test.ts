import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { PROGRAMS_IMAGE } from './support/image';
import { nodeSuite } from './support/node-suite';
import { until } from './support/use-node';
import { fingerprint } from '../../examples/payments/shared/fingerprint.js';
import { projectRoot, run } from '../support/package-under-test';
import { podSpecOf } from '../support/workloads';

const NAMESPACE = 'payments-staging';

/**
 * The manifests of staging, with the image of the tests since there is no registry. The Secret that the SealedSecret becomes is made by the
 * test: its controller does not run here.
 */
function manifests(): any[] {
  const folder = mkdtempSync(join(tmpdir(), 'strongbox-payments-'));
  try {
    run(join(projectRoot, 'node_modules/.bin/cdk8s'), ['synth', '--check-upgrade=false', '--output', folder], join(projectRoot, 'examples/payments'));
    const all: any[] = parseAllDocuments(readFileSync(join(folder, 'staging.k8s.yaml'), 'utf8')).map((document) => document.toJS());
    for (const container of all.filter(({ kind }) => kind === 'Deployment').flatMap((each) => podSpecOf(each).containers)) {
      Object.assign(container, { image: PROGRAMS_IMAGE, imagePullPolicy: 'IfNotPresent' });
    }
    return all.filter(({ kind }) => kind !== 'SealedSecret');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const database = (number: number) => ({ username: 'payments', password: `password ${number}` });
const gateway = (number: number) => ({ key: `key ${number}` });

/** The version that the service shows for the files of a state. */
const filesVersion = (number: number) => fingerprint([
  ['database/username', database(number).username], ['database/password', database(number).password], ['gateway/key', gateway(number).key],
]);
const keyVersion = (number: number) => fingerprint(Object.entries(gateway(number)));

nodeSuite('The example on a node', (claim, node) => {
  let services: any[];
  let worker: any;
  const events = (pod: any, name: string) => node().reports(pod).filter(({ event }) => event === name);
  const put = async (number: number) => {
    await node().putSecret(NAMESPACE, 'payments-database', database(number));
    await node().putSecret(NAMESPACE, 'payments-gateway', gateway(number));
  };
  const running = (prefix: string, count: number) => until(`${count} running ${prefix}`, async () => {
    const pods = await node().pods(NAMESPACE, prefix);
    return pods.length === count && pods.every(({ status }) => status.phase === 'Running') ? pods : undefined;
  }, 120);

  beforeAll(async () => {
    await node().createNamespace(NAMESPACE);
    await put(1);
    await node().apply(manifests());
    services = await running('staging-service-', 2);
    [worker] = await running('staging-worker-', 1);
  });

  claim('its pods are admitted where the Pod Security Standard restricted is enforced, and start', 'the manifests of examples/payments, staging', async () => {
    for (const pod of services) {
      const [{ version }] = await until('start of the service', () => (events(pod, 'started').length > 0 ? events(pod, 'started') : undefined), 60);
      expect(version).toBe(filesVersion(1));
    }
  });

  claim('its worker gets its Secret from the API, with the token that LeastPrivilegeSecretReader gives it', 'the log of the worker', async () => {
    const [{ version }] = await until('a key', () => (events(worker, 'key-changed').length > 0 ? events(worker, 'key-changed') : undefined), 60);
    expect(version).toBe(keyVersion(1));
  });

  claim('its service reads new credentials in all replicas without a restart', 'both Secrets changed; the log of the service', async () => {
    const at = Date.now();
    await put(2);
    const seconds = await Promise.all(services.map(async (pod) => {
      const { time } = await until('the new files', () => events(pod, 'files-changed').find(({ version }) => version === filesVersion(2)), 150);
      return Math.round((Date.parse(time) - at) / 1000);
    }));
    return `after ${seconds.sort((a, b) => a - b).join(' and ')} s`;
  });

  claim('a replica whose database is away is not ready, and is not restarted', 'the same pods, with no database at all', async () => {
    for (const { containerStatuses: [status] } of (await node().pods(NAMESPACE, 'staging-service-')).map((pod) => pod.status)) {
      expect(status).toMatchObject({ ready: false, restartCount: 0, state: { running: {} } });
    }
  });

  claim('nothing that it prints has a value of a Secret', 'all lines of all containers', async () => {
    const lines = JSON.stringify([...services, worker].flatMap((pod) => node().reports(pod)));
    expect(lines).not.toMatch(/password \d|key \d/);
  });
});
