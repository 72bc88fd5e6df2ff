import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { PROGRAMS_IMAGE } from './support/image';
import { NODE_ADDRESS } from './support/node';
import { nodeSuite } from './support/node-suite';
import { Identity, PaymentsBackends } from './support/payments-backends';
import { CommandResult, kubeconfigOfAccount, kubeconfigOfAdmin, pause, rotate } from './support/rotate';
import { isReady, until } from './support/use-node';
import { directoryTime } from '../../src/facts/shown-reads';
import { projectRoot, run } from '../support/package-under-test';
import { podSpecOf } from '../support/workloads';

const NAMESPACE = 'payments-staging';
const IDENTITIES = [new Identity('database.staging.example.com'), new Identity('sandbox.gateway.example.com')] as const;
const TRUST = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'trust', namespace: NAMESPACE },
  data: { 'ca.crt': IDENTITIES.map(({ cert }) => cert).join('') },
};

/**
 * The manifests of staging. What only the tests have is added: the image, since there is no registry; names that lead
 * to this machine, since there is no DNS; and the certificates to trust. The Secret that the SealedSecret becomes is
 * made by the test: its controller does not run here.
 */
function manifests(): any[] {
  const folder = mkdtempSync(join(tmpdir(), 'strongbox-payments-'));
  try {
    run(
      join(projectRoot, 'node_modules/.bin/cdk8s'),
      ['synth', '--check-upgrade=false', '--output', folder],
      join(projectRoot, 'examples/payments'),
    );
    const all: any[] = parseAllDocuments(readFileSync(join(folder, 'staging.k8s.yaml'), 'utf8')).map((document) =>
      document.toJS(),
    );
    for (const pod of all.filter(({ kind }) => kind === 'Deployment').map(podSpecOf)) {
      pod.hostAliases = [{ ip: NODE_ADDRESS, hostnames: IDENTITIES.map(({ host }) => host) }];
      (pod.volumes ??= []).push({ name: 'trust', configMap: { name: 'trust' } });
      for (const container of pod.containers) {
        Object.assign(container, { image: PROGRAMS_IMAGE, imagePullPolicy: 'IfNotPresent' });
        container.env.push({ name: 'NODE_EXTRA_CA_CERTS', value: '/etc/trust/ca.crt' });
        container.volumeMounts.push({ name: 'trust', mountPath: '/etc/trust' });
      }
    }
    return [TRUST, ...all.filter(({ kind }) => kind !== 'SealedSecret')];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const database = (number: number) => ({ username: 'payments', password: `password ${number}` });
/** What the Secret has: the credentials of a state, and those of the state before. */
const pair = (number: number) => ({
  ...database(number),
  'previous-username': database(number - 1).username,
  'previous-password': database(number - 1).password,
});
const gateway = (number: number) => ({ key: `key-${number}` });

/** The files that each change of both Secrets changes. */
const CHANGED = ['database/password', 'gateway/key'];

nodeSuite('The example on a node', (claim, node) => {
  let services: any[];
  let worker: any;
  let backends: PaymentsBackends | undefined;
  const put = async (number: number) => {
    await node().putSecret(NAMESPACE, 'payments-database', pair(number));
    await node().putSecret(NAMESPACE, 'payments-gateway', gateway(number));
  };
  const accept = (...numbers: number[]) =>
    backends!.accept(
      numbers.map((each) => database(each).password),
      numbers.map((each) => gateway(each).key),
    );
  const running = (prefix: string, count: number) =>
    until(
      `${count} running ${prefix}`,
      async () => {
        const pods = await node().pods(NAMESPACE, prefix);
        return pods.length === count && pods.every(({ status }) => status.phase === 'Running') ? pods : undefined;
      },
      120,
    );
  /** The first log line of an event that fits. */
  const event = (pod: any, name: string, fits: (line: any) => boolean = () => true) =>
    until(
      `${name} in ${pod.metadata.name}`,
      () =>
        node()
          .reports(pod)
          .find((line) => line.event === name && fits(line)),
      150,
    );
  /** The directories from which a service read changes of its files; both Secrets may come one after the other. */
  const changes = (pod: any) =>
    node()
      .reports(pod)
      .filter((line) => line.event === 'files-changed');
  /** What the metrics of a service show to be in use. */
  const inUse = async ({ status: { podIP } }: any) => {
    const response = await fetch(`http://${podIP}:8080/metrics`);
    return /^strongbox_files_in_use_info\{path="\/etc\/payments\/secrets",directory="(.*)"\} 1$/m
      .exec(await response.text())?.[1];
  };

  beforeAll(async () => {
    await node().createNamespace(NAMESPACE);
    await put(1);
    await node().apply(manifests());
    services = await running('staging-service-', 2);
    [worker] = await running('staging-worker-', 1);
  });

  afterAll(() => backends?.stop());

  claim(
    'its pods are admitted where the Pod Security Standard restricted is enforced, and read their files',
    'the manifests of examples/payments, staging',
    async () => {
      const lines = await Promise.all(services.map((pod) => event(pod, 'started')));
      // The names that the kubelet gives are the ones that `rotate wait` reads.
      expect(lines.every(({ version }) => directoryTime(version) !== undefined)).toBe(true);
    },
  );

  claim(
    'its worker gets its Secret from the API, with the token that LeastPrivilegeSecretReader gives it',
    'the log of the worker',
    async () => {
      await event(worker, 'secret-changed');
    },
  );

  claim(
    'a replica whose database is away is not ready, and is not restarted',
    'the same pods before there is a database',
    async () => {
      const pods = await node().pods(NAMESPACE, 'staging-service-');
      for (const {
        containerStatuses: [status],
      } of pods.map((pod) => pod.status)) {
        expect(status).toMatchObject({ ready: false, restartCount: 0, state: { running: {} } });
      }
    },
  );

  claim(
    'a rotation costs no payment: new credentials are taken beside the old, in all replicas and without a restart',
    'payments all the time; both Secrets changed while the database and the gateway take old and new, the old '
      + 'revoked after',
    async () => {
      backends = await PaymentsBackends.start(NODE_ADDRESS, ...IDENTITIES);
      accept(1);
      services = await until(
        'ready replicas',
        async () => {
          const pods = await node().pods(NAMESPACE, 'staging-service-');
          return pods.every(isReady) ? pods : undefined;
        },
        120,
      );

      const statuses: number[] = [];
      let open = true;
      const customers = services.map(async ({ status: { podIP } }) => {
        while (open) {
          statuses.push(
            await fetch(`http://${podIP}:8080/payments`, { method: 'POST' }).then(
              ({ status }) => status,
              () => 0,
            ),
          );
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      });
      let seconds: number[];
      try {
        accept(1, 2);
        const at = Date.now();
        await put(2);
        seconds = await Promise.all(
          services.map(async (pod) => {
            await until(
              `all files of ${pod.metadata.name}`,
              () => {
                const files = changes(pod).flatMap((line) => line.files.split(','));
                return CHANGED.every((file) => files.includes(file)) || undefined;
              },
              150,
            );
            const { version } = changes(pod).find(({ files }) => files.split(',').includes(CHANGED[0]));
            const moved = await event(pod, 'credentials-in-use', (line) => line.version === version);
            await until(
              `metrics of ${pod.metadata.name} that show what is in use`,
              async () => (await inUse(pod)) === changes(pod).at(-1).version || undefined,
              60,
            );
            return Math.round((Date.parse(moved.time) - at) / 1000);
          }),
        );
        const before = statuses.length;
        accept(2);
        await until('payments with the new credentials alone', () => statuses.length > before + 50 || undefined, 60);
      } finally {
        open = false;
        await Promise.all(customers);
      }

      expect([...new Set(statuses)]).toEqual([201]);
      const restarts = (await node().pods(NAMESPACE, 'staging-service-')).map(
        ({ status }) => status.containerStatuses[0].restartCount,
      );
      expect(restarts).toEqual([0, 0]);
      return `${statuses.length} payments, none failed; new credentials in use after `
        + `${seconds.sort((a, b) => a - b).join(' and ')} s`;
    },
  );

  claim(
    '`rotate wait --metrics` does not end while a replica goes on with the old password, and ends with 0 when all use '
      + 'the new one',
    'the account and role of `--print-role --metrics`; the Secret gets a password that the database refuses; it takes '
      + 'old and new after all replicas have read the files, and the old one is revoked at exit code 0',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'strongbox-metrics-'));
      const target = ['wait', 'payments-database', '-n', NAMESPACE, '--metrics'];
      try {
        const role = await rotate([...target, '--print-role'], kubeconfigOfAdmin(folder));
        const objects = parseAllDocuments(role.stdout).map((document) => document.toJS());
        for (const object of objects) {
          await node().admin.expectApplied(object);
        }
        const { name } = objects.find(({ kind }) => kind === 'ServiceAccount').metadata;
        const kubeconfig = await kubeconfigOfAccount(node(), NAMESPACE, name, folder);
        // Of files of the last 10 s before a change, the declaration of the reload decides, and not the metrics.
        await pause(15);
        const changed = Date.now();
        await node().putSecret(NAMESPACE, 'payments-database', pair(3));
        let result: CommandResult | undefined;
        void rotate([...target, '--timeout', '8m', '--interval', '2s'], kubeconfig).then((found) => (result = found));
        const isNew = ({ time, files }: any) => Date.parse(time) > changed && files.split(',').includes(CHANGED[0]);
        await Promise.all(services.map((pod) => event(pod, 'files-changed', isNew)));
        // Beyond the time after which a declared reload would be believed.
        await pause(Math.max(0, (changed + 115_000 - Date.now()) / 1000));
        expect(result).toBeUndefined();
        backends!.accept([2, 3].map((each) => database(each).password), [gateway(2).key]);
        const accepted = Date.now();
        const { code, output, at } = await until('the end of the command', () => result, 300);
        expect(code === 0 ? '' : output).toBe('');
        for (const pod of services) {
          const { version } = changes(pod).find(isNew);
          const moved = node().reports(pod).find((line) => line.event === 'credentials-in-use'
            && line.version === version);
          expect(Date.parse(moved.time)).toBeGreaterThan(accepted - 1000);
          expect(Date.parse(moved.time)).toBeLessThan(at);
        }
        backends!.accept([database(3).password], [gateway(2).key]);
        const payments = await Promise.all(services.map(async ({ status: { podIP } }) =>
          (await fetch(`http://${podIP}:8080/payments`, { method: 'POST' })).status));
        expect(payments).toEqual(services.map(() => 201));
        const seconds = (time: number) => Math.round((time - changed) / 1000);
        return `new password accepted ${seconds(accepted)} s after the change; exit code 0 after ${seconds(at)} s`;
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    600_000,
  );

  claim('nothing that its programs print has a value of a Secret', 'all lines of all containers', async () => {
    const lines = JSON.stringify([...services, worker].flatMap((pod) => node().reports(pod)));
    expect(lines).toContain('files-changed');
    expect(lines).not.toMatch(/password \d|key-\d/);
  });
});
