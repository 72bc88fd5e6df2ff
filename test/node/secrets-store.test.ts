import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { nodeSuite } from './support/node-suite';
import { CommandResult, kubeconfigOfAccount, pause, removeWorkloads, rotate } from './support/rotate';
import {
  classStatuses, podsGone, published, SECRETS_STORE_VERSION, SecretsStore, whyNoSecretsStore,
} from './support/secrets-store';
import { isReady, NodeUnderTest, print, probe, until, USER } from './support/use-node';
import {
  ReloadStrategy, RotatingVolumeMount, RotationWaitAccess, SecretSource, SecureSecret, VaultSecretProvider,
} from '../../src';
import { COPY_AGAIN_MS } from '../../src/facts/driver-mounts';
import { planFor } from '../rotation/plans';

const NAMESPACE = 'secrets-store';
const FOLDER = '/etc/db';
const PATH = 'secret/data/shop/db';

/** Where the value is that is copied to a Secret. */
const COPIED = 'secret/data/shop/copied';
const POLL_SECONDS = 5;
const NOTES = 'secrets-store.csi.x-k8s.io/v1';

/** How many rotations are tried beside the one of the copy. */
const RUNS = Number(process.env.STRONGBOX_ROTATION_RUNS ?? 3);

/** Two times the longest that a kubelet takes to look after a pod. */
const LATEST_SECONDS = 180;

/** What the driver takes beside the next sync of a pod. */
const SLACK_SECONDS = 15;

const passwordOf = (generation: number) => `password of generation ${generation}`;

/** Pods with files, and pods that have another value as files and from the copy of it in a variable. */
function chart(): Chart {
  const it = new Chart(new App(), 'store', { namespace: NAMESPACE, disableResourceNameHashes: true });
  const account = new kplus.ServiceAccount(it, 'account', { metadata: { name: 'shop' } });
  const vault = new VaultSecretProvider(it, 'Vault', { role: 'shop', serviceAccount: account });
  const filesOf = (name: string, secretPath: string) => vault.addSecret(name, {
    metadata: { name },
    objects: ['password', 'user'].map((key) => ({ fileName: key, secretPath, secretKey: key })),
  });
  const [files, copied] = [filesOf('db', PATH), filesOf('copied', COPIED)];
  const source = SecretSource.csiSynced(copied, { files: { password: 'password' } });
  const copy = new SecureSecret(it, 'Copy', { metadata: { name: 'copy' }, source });
  new RotationWaitAccess(it, 'Wait', { secrets: [copy], metadata: { name: 'waiter' } });
  const reload = ReloadStrategy.inProcess();
  const live = new kplus.Deployment(it, 'live', {
    replicas: 2,
    serviceAccount: account,
    securityContext: { fsGroup: USER.gid + 1 },
    containers: [probe(FOLDER, ['password', 'user'])],
  });
  new RotatingVolumeMount(it, 'Files', { workload: live, source: files, mountPath: FOLDER, reload });
  const value = kplus.Secret.fromSecretName(it, 'Native', 'copy').envValue('password');
  const variable = new kplus.Deployment(it, 'variable', {
    replicas: 2, serviceAccount: account, containers: [probe(FOLDER, ['password'], { PASSWORD: value })],
  });
  new RotatingVolumeMount(it, 'Beside', { workload: variable, source: copied, mountPath: FOLDER, reload });
  return it;
}

/** A pod whose file has a mode by which its group alone may read it. */
function closedPod(manifests: any[]): any[] {
  const providerClass = structuredClone(manifests.find(({ kind, metadata }) =>
    kind === 'SecretProviderClass' && metadata.name === 'db'));
  providerClass.metadata.name = 'closed';
  const { parameters } = providerClass.spec;
  parameters.objects = parameters.objects.replace(/filePermission: \d+/g, `filePermission: ${0o440}`);
  const { spec } = structuredClone(manifests.find(({ kind, metadata }) =>
    kind === 'Deployment' && metadata.name === 'store-live')).spec.template;
  spec.volumes.forEach(({ csi }: any) => (csi.volumeAttributes.secretProviderClass = 'closed'));
  return [providerClass, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'closed', namespace: NAMESPACE }, spec }];
}

/** The driver as its project publishes it, with the settings of this one. */
function rotatingDriver(): any[] {
  return published('deploy/secrets-store-csi-driver.yaml').map((manifest) => {
    const driver = structuredClone(manifest) as any;
    const container = driver.spec.template.spec.containers.find(({ name }: any) => name === 'secrets-store');
    container.args = [
      ...container.args.filter((arg: string) => !arg.includes('rotation')),
      '--enable-secret-rotation=true', `--rotation-poll-interval=${POLL_SECONDS}s`,
    ];
    return driver;
  });
}

/** What a rotation came to; times are in seconds after the change. */
interface Outcome {
  readonly code: number | null;
  readonly output: string;
  readonly ended: number;
  readonly lastOld: number;
}

/** A value of the store, and what pods have of it. */
class Rotated {
  public generation = 1;

  public constructor(
    private readonly node: NodeUnderTest, private readonly store: SecretsStore, private readonly folder: string,
    private readonly path: string, private readonly prefix: string,
  ) {
    store.put(path, 'password', passwordOf(1));
    store.put(path, 'user', 'shop');
  }

  public change(): number {
    this.generation += 1;
    this.store.put(this.path, 'password', passwordOf(this.generation));
    return Date.now();
  }

  public isNew(read: string | undefined): boolean {
    return read === print(passwordOf(this.generation));
  }

  public pods(): Promise<any[]> {
    return this.node.pods(NAMESPACE, this.prefix);
  }

  /** Waits until the files of a pod are new. */
  public async reached(pod: any, seconds: number): Promise<number> {
    return until('the new file', () => {
      const last = this.node.reports(pod).at(-1);
      return this.isNew(last?.files.password?.read) ? last.at as number : undefined;
    }, seconds);
  }

  public async wait(target: string, since: number): Promise<CommandResult> {
    const kubeconfig = await kubeconfigOfAccount(this.node, NAMESPACE, 'waiter', this.folder);
    return rotate(['wait', target, '-n', NAMESPACE, '--since', new Date(since).toISOString(),
      '--accept', 'namespaces', '--timeout', '12m', '--interval', '2s'], kubeconfig);
  }

  /** Waits for the end of a command, and notes when a process had the value of before the last time. */
  public async watched(
    waiting: Promise<CommandResult>, changed: number, holds: (report: any) => string | undefined,
  ): Promise<Outcome> {
    let result: CommandResult | undefined;
    let lastOld = changed;
    const look = async () => {
      const { body } = await this.node.admin.request('GET', `/api/v1/namespaces/${NAMESPACE}/pods`);
      const own = body.items.filter(({ metadata }: any) => metadata.name.startsWith(this.prefix));
      for (const pod of own) {
        const last = this.node.reports(pod).at(-1);
        const held = last === undefined ? undefined : holds(last);
        if (held !== undefined && !this.isNew(held)) {
          lastOld = Date.now();
        }
      }
    };
    void waiting.then((found) => (result = found));
    await until('the end of the command', async () => {
      await look();
      return result;
    }, 780);
    for (let index = 0; index < 10; index++) {
      await pause(0.5);
      await look();
    }
    const { code, output, at } = result!;
    return { code, output, ended: (at - changed) / 1000, lastOld: (lastOld - changed) / 1000 };
  }
}

nodeSuite('The Secrets Store CSI driver on a node', (claim, node) => {
  const manifests = Testing.synth(chart());
  let folder: string;
  let store: SecretsStore;
  let files: Rotated;
  let copied: Rotated;
  const statuses = async () => classStatuses(node(), NAMESPACE);
  const statusOf = async ({ metadata }: any) =>
    (await statuses()).find(({ status }) => status.podName === metadata.name)!;
  const copyInCluster = async () => {
    const { body } = await node().admin.request('GET', `/api/v1/namespaces/${NAMESPACE}/secrets/copy`);
    return Buffer.from(body.data.password, 'base64').toString();
  };
  const annotate = async (apiVersion: string, kind: string, name: string) => {
    const { status } = await node().admin.patch(
      { apiVersion, kind, metadata: { name, namespace: NAMESPACE } },
      { metadata: { annotations: { touched: `${Date.now()}` } } },
    );
    expect(status).toBe(200);
  };

  /** Replaces the pods of a Deployment, as `kubectl rollout restart` does. */
  const replace = async (rotated: Rotated, name: string) => {
    const before = (await rotated.pods()).map(({ metadata }) => metadata.name);
    const { status } = await node().admin.patch(
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: NAMESPACE } },
      { spec: { template: { metadata: { annotations: { replaced: `${Date.now()}` } } } } },
    );
    expect(status).toBe(200);
    await until('new pods', async () => {
      const pods = await rotated.pods();
      return (pods.length === 2 && pods.every((pod) => isReady(pod) && !before.includes(pod.metadata.name)))
        || undefined;
    }, 120);
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'strongbox-store-'));
    store = await SecretsStore.start(node(), POLL_SECONDS);
    files = new Rotated(node(), store, folder, PATH, 'store-live-');
    copied = new Rotated(node(), store, folder, COPIED, 'store-variable-');
    await node().createNamespace(NAMESPACE);
    await node().apply([...manifests, ...closedPod(manifests)]);
    await node().ready(NAMESPACE, 'store-live-', 2);
    await node().ready(NAMESPACE, 'store-variable-', 2);
    await node().ready(NAMESPACE, 'closed', 1);
  }, 300_000);
  afterAll(async () => {
    await removeWorkloads(node(), NAMESPACE);
    await podsGone(node(), NAMESPACE);
    await store?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 180_000);

  claim(
    'files belong to root, whatever `fsGroup` is: a mode without a bit for others cannot be read by a container that '
      + 'is not root',
    'files of `VaultSecretProvider` with mode 0444, and the same class with 0440, in pods with an fsGroup',
    async () => {
      const [live] = await files.pods();
      const [closed] = await node().pods(NAMESPACE, 'closed');
      const open = { mode: '0444', uid: 0, gid: 0, read: print(passwordOf(1)) };
      const { files: seen, user, link, readOnly } = node().reports(live).at(-1);
      expect(seen.password).toEqual(open);
      expect(link).toMatch(/^\.\.\d{4}_/);
      expect(readOnly).toBe(true);
      expect(user.groups).toContain(USER.gid + 1);
      expect(node().reports(closed).at(-1).files.password).toEqual({ mode: '0440', uid: 0, gid: 0, read: 'EACCES' });
      // It reads what the live pods read, and nobody declares how.
      await node().admin.delete({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'closed', namespace: NAMESPACE } });
      return '0444: read; 0440: EACCES';
    },
  );

  claim(
    'with rotation on, files change at the next sync of the pod by the kubelet after a poll interval, and the note of '
      + 'the mount (SecretProviderClassPodStatus) with them',
    `a poll interval of ${POLL_SECONDS} s; a value of the store changes`,
    async () => {
      const pods = await files.pods();
      const before = await Promise.all(pods.map(statusOf));
      await pause(POLL_SECONDS);
      const changed = files.change();
      const reached = await Promise.all(pods.map((pod) => files.reached(pod, 90 + SLACK_SECONDS)));
      await pause(2);
      const after = await Promise.all(pods.map(statusOf));
      after.forEach(({ status }, index) => {
        expect(status.objects.map(({ id }: any) => id)).toEqual(['password', 'user']);
        expect(status.objects[0].version).not.toBe(before[index].status.objects[0].version);
        expect(status.objects[1]).toEqual(before[index].status.objects[1]);
      });
      const seconds = reached.map((time) => Math.round((time - changed) / 1000)).sort((a, b) => a - b);
      return `after ${seconds.join(' and ')} s`;
    },
    200_000,
  );

  claim(
    'a changed annotation of a pod has its files fetched at once, in place of up to 90 s later',
    'another value changes, and the annotations of one of two pods',
    async () => {
      const [first, second] = await copied.pods();
      const changed = copied.change();
      await annotate('v1', 'Pod', first.metadata.name);
      const at = await copied.reached(first, 10);
      expect(copied.isNew(node().reports(second).at(-1).files.password.read)).toBe(false);
      return `after ${((at - changed) / 1000).toFixed(1)} s`;
    },
  );

  claim(
    'a copy in a Secret goes back to the old value: the driver writes to it what each pod has, also what a pod has '
      + 'that has not fetched yet',
    'the same two pods; the note of the second one is looked at again, as the driver does every five minutes and when '
      + 'it starts',
    async () => {
      const [, second] = await copied.pods();
      const [now, then] = [copied.generation, copied.generation - 1].map(passwordOf);
      const hasCopy = async (value: string) =>
        until('the copy', async () => (await copyInCluster() === value || undefined), 10);
      await hasCopy(now);
      expect(copied.isNew(node().reports(second).at(-1).files.password.read)).toBe(false);
      await annotate(NOTES, 'SecretProviderClassPodStatus', (await statusOf(second)).metadata.name);
      await hasCopy(then);
      await copied.reached(second, 90 + SLACK_SECONDS);
      await hasCopy(now);
      return 'new, old, new';
    },
    200_000,
  );

  claim(
    'a failed fetch shows in no object: files, note and copy stay as they were',
    'the value is taken out of the store for longer than a kubelet takes to look after a pod',
    async () => {
      const before = (await statuses()).map(({ metadata, status }) => [metadata.name, status]);
      store.remove(PATH, 'password');
      await pause(90 + SLACK_SECONDS);
      expect(store.log).toContain('failed to mount secrets store object content');
      expect((await statuses()).map(({ metadata, status }) => [metadata.name, status])).toEqual(before);
      store.put(PATH, 'password', passwordOf(files.generation));
    },
    200_000,
  );

  claim(
    'the plan of it says before what happens',
    'the plan of the same manifests, with the driver as it is published, its rotation on and off',
    async () => {
      const seen = (driver: any[]) => [PATH, COPIED]
        .flatMap((path) => planFor(`store:${path}#password`, [...manifests, ...driver]).uses)
        .map(({ user, how, seen: { when }, seconds }) => [user.name, how, when, seconds]);
      expect(seen(rotatingDriver())).toEqual([
        ['store-live', 'csi-file', 'within', POLL_SECONDS + 90],
        ['store-variable', 'variable', 'start', undefined],
        ['store-variable', 'csi-file', 'within', POLL_SECONDS + 90],
      ]);
      expect(seen(published('deploy/secrets-store-csi-driver.yaml')).map(([, , when]) => when)).toEqual(
        ['new-pod', 'start', 'new-pod'],
      );
      return `files within ${POLL_SECONDS + 90} s, or in a new pod with rotation off; variables at a start`;
    },
  );

  claim(
    '`rotate wait` for files ends with 0 only after the last process with the old value is gone, and soon after that',
    `${RUNS} changes of the store at random moments; in some, annotations of a pod change as the wait says; each `
      + 'process prints what it has',
    async () => {
      const outcomes: Outcome[] = [];
      for (let run = 0; run < RUNS; run += 1) {
        await pause(2 + Math.random() * 10);
        const changed = files.change();
        const waiting = files.wait(`store:${PATH}#password`, changed);
        const watching = files.watched(waiting, changed, (report) => report.files.password?.read);
        if (Math.random() < 0.5) {
          await pause(31 + Math.random() * 5);
          const [pod] = await files.pods();
          await annotate('v1', 'Pod', pod.metadata.name);
        }
        // Where all pods fetched so soon after the change that nothing proves what they got, new pods do.
        await Promise.all((await files.pods()).map((pod) => files.reached(pod, 90 + SLACK_SECONDS)));
        const isOver = await Promise.race([waiting.then(() => true), pause(20).then(() => false)]);
        if (!isOver) {
          await replace(files, 'store-live');
        }
        outcomes.push(await watching);
      }
      expect(outcomes.filter(({ code, ended, lastOld }) => code !== 0 || ended < lastOld)).toEqual([]);
      const late = outcomes.map(({ ended, lastOld }) => Math.round(ended - lastOld)).sort((a, b) => a - b);
      expect(late.at(-1)).toBeLessThanOrEqual(LATEST_SECONDS);
      return `${RUNS} runs, none too early; it ended ${late[0]} to ${late.at(-1)!} s after the last process with the `
        + 'old value was gone';
    },
    RUNS * 800_000,
  );

  claim(
    '`rotate wait` for the copy in a Secret ends with 0 only after the last process that has it in a variable is gone, '
      + 'and when the driver has looked after the copy again',
    'a change of the store; the pods are replaced when their files and the copy are new',
    async () => {
      const changed = copied.change();
      const waiting = copied.wait('copy/password', changed);
      let isOver = false;
      void waiting.then(() => (isOver = true));
      const watching = copied.watched(waiting, changed, ({ variable, files: { password } }) =>
        [variable, password?.read].find((held) => held !== undefined && !copied.isNew(held)));
      await Promise.all((await copied.pods()).map((pod) => copied.reached(pod, 90 + SLACK_SECONDS)));
      await until('the copy', async () => (await copyInCluster() === passwordOf(copied.generation) || undefined), 30);
      expect(isOver).toBe(false);
      await replace(copied, 'store-variable');
      const { code, output, ended, lastOld } = await watching;
      expect(code === 0 ? '' : output).toBe('');
      expect(ended).toBeGreaterThan(lastOld);
      expect(ended - lastOld).toBeLessThan(COPY_AGAIN_MS / 1000 + LATEST_SECONDS);
      return `it ended ${Math.round(ended - lastOld)} s after the last process with the old value was gone`;
    },
    800_000,
  );
}, { unavailable: whyNoSecretsStore(), programs: [SECRETS_STORE_VERSION] });
