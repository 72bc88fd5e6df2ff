import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { nodeSuite } from './support/node-suite';
import { CommandResult, endProgram, kubeconfigOfAccount, pause, removeWorkloads, rotate } from './support/rotate';
import { NodeUnderTest, print, probe, until } from './support/use-node';
import { RotatingVolumeMount, RotationWaitAccess, SecretSource, SecureSecret } from '../../src';
import { planFor } from '../rotation/plans';

const FOLDER = '/etc/db';

/** The account that waits, which may do nothing else. */
const ACCOUNT = 'waiter';

/** How many rotations are tried; they run a few at a time. */
const RUNS = Number(process.env.STRONGBOX_ROTATION_RUNS ?? 3);
const AT_ONCE = 3;

/** Two times the longest that a kubelet takes to look after a pod. */
const LATEST_SECONDS = 180;

/** The ways by which the processes have the value. */
const WAYS = ['live', 'variable', 'sub-path', 'server'] as const;

const generation = (number: number) => ({ password: `password of generation ${number}` });
const printed = (number: number) => print(generation(number).password);

/** Clients by three ways, and a server that reads the same key: two ends of one value. */
function chart(namespace: string): Chart {
  const it = new Chart(new App(), 'rotation', { namespace, disableResourceNameHashes: true });
  const db = new SecureSecret(it, 'Db', { source: SecretSource.existing('db'), keys: ['password'] });
  const native = kplus.Secret.fromSecretName(it, 'Native', 'db');
  new RotationWaitAccess(it, 'Wait', { secrets: [db], metadata: { name: ACCOUNT } });
  const live = new kplus.Deployment(it, 'live', { replicas: 2, containers: [probe(FOLDER, ['password'])] });
  new RotatingVolumeMount(it, 'LiveFiles', { workload: live, source: db, mountPath: FOLDER });
  live.metadata.addAnnotation('cdk8s-strongbox/reload', 'Secret/db=in-process');
  const variable = { PASSWORD: native.envValue('password') };
  new kplus.Deployment(it, 'variable', { replicas: 2, containers: [probe('/nowhere', [], variable)] });
  const server = { POSTGRES_PASSWORD: native.envValue('password') };
  new kplus.Deployment(it, 'server', {
    replicas: 1, strategy: kplus.DeploymentStrategy.recreate(), containers: [probe('/nowhere', [], server)],
  });
  const subPath = new kplus.Deployment(it, 'sub-path', { replicas: 1, containers: [probe(FOLDER, ['password'])] });
  subPath.containers[0].mount(`${FOLDER}/password`, kplus.Volume.fromSecret(
    it, 'Volume', native, { defaultMode: 0o444 },
  ), {
    subPath: 'password', readOnly: true,
  });
  return it;
}

/** What the plan says of each way, from the manifests and before anything changes. */
function planned(namespace: string): { readonly seen: { readonly [way: string]: string }; readonly hasEnds: boolean } {
  const manifests = Testing.synth(chart(namespace));
  // The image of the tests is none of a database.
  const server = manifests.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name.endsWith('-server'));
  server.spec.template.spec.containers[0].image = 'postgres:17';
  const data = Object.fromEntries(Object.keys(generation(1)).map((key) => [key, '']));
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db', namespace }, data };
  const plan = planFor('db/password', [secret, ...manifests]);
  return {
    seen: Object.fromEntries(plan.uses.map(({ user, seen }) => [user.name.replace('rotation-', ''), seen.when])),
    hasEnds: plan.ends !== undefined,
  };
}

/** What a rotation came to; times are in seconds after the change. */
interface Outcome {
  readonly code: number | null;
  readonly output: string;

  /** When the command ended. */
  readonly ended: number;

  /** When a process with the value of before was seen the last time. */
  readonly lastOld: number;

  /** Whether the process of a way came to have the new value without a new pod. */
  readonly reached: { readonly [way: string]: boolean };
}

class Rotation {
  private changed = 0;
  private lastOld = 0;
  private readonly holders = new Map<string, Set<string>>();

  public constructor(
    private readonly node: NodeUnderTest, private readonly namespace: string, private readonly folder: string,
  ) {}

  public async run(): Promise<Outcome> {
    await this.node.createNamespace(this.namespace);
    await this.node.putSecret(this.namespace, 'db', generation(1));
    await this.node.apply(chart(this.namespace));
    for (const [way, count] of [['live', 2], ['variable', 2], ['sub-path', 1], ['server', 1]] as const) {
      await this.node.ready(this.namespace, `rotation-${way}-`, count);
    }
    await this.look();
    await pause(2 + Math.random() * 3);
    this.changed = Date.now();
    await this.node.putSecret(this.namespace, 'db', generation(2));
    const waiting = this.wait();
    const acting = this.act();
    let result: Awaited<typeof waiting> | undefined;
    void waiting.then((found) => (result = found));
    await until('the end of the command', async () => {
      await this.look();
      return result;
    }, 420);
    await acting;
    // What comes after the end would be too early an end.
    for (let index = 0; index < 20; index++) {
      await this.look();
      await pause(0.5);
    }
    const { code, output, at } = result!;
    return {
      code,
      output,
      ended: (at - this.changed) / 1000,
      lastOld: (this.lastOld - this.changed) / 1000,
      reached: Object.fromEntries(WAYS.map((way) => [way, this.changedInPlace(way)])),
    };
  }

  /** Ends processes at random moments, some right after the change, and restarts what has to be. */
  private async act(): Promise<void> {
    for (const way of ['variable', 'sub-path']) {
      if (Math.random() < 0.5) {
        await pause(Math.random() * 10);
        await this.crash(way);
      }
    }
    await pause(Math.random() * 40);
    for (const way of ['variable', 'sub-path', 'server']) {
      await pause(1 + Math.random() * 5);
      await this.node.admin.patch(
        { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: `rotation-${way}`, namespace: this.namespace } },
        { spec: { template: { metadata: { annotations: { restarted: `${Date.now()}` } } } } },
      );
    }
  }

  private async crash(way: string): Promise<void> {
    const [pod] = await this.node.pods(this.namespace, `rotation-${way}-`);
    endProgram(pod);
  }

  /** Notes which processes have the value of before. */
  private async look(): Promise<void> {
    const { body } = await this.node.admin.request('GET', `/api/v1/namespaces/${this.namespace}/pods`);
    for (const pod of body.items) {
      const last = this.node.reports(pod).at(-1);
      const holds = last?.variable ?? last?.files.password?.read;
      const known = this.holders.get(pod.metadata.name) ?? new Set();
      this.holders.set(pod.metadata.name, known);
      if (holds !== undefined) {
        known.add(holds);
      }
      const runs = (pod.status.containerStatuses ?? []).some(({ state }: any) => state.running !== undefined);
      if (holds === printed(1) && runs) {
        this.lastOld = Date.now();
      }
    }
  }

  private changedInPlace(way: string): boolean {
    return [...this.holders].some(([name, seen]) => name.startsWith(`rotation-${way}-`)
      && seen.has(printed(1)) && seen.has(printed(2)));
  }

  private async wait(): Promise<CommandResult> {
    const kubeconfig = await kubeconfigOfAccount(this.node, this.namespace, ACCOUNT, this.folder);
    return rotate(['wait', 'db/password', '-n', this.namespace, '--timeout', '6m', '--interval', '3s'], kubeconfig);
  }
}

nodeSuite('A rotation on a node', (claim, node) => {
  const outcomes: Outcome[] = [];
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'strongbox-rotation-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  claim(
    '`rotate wait` ends with 0 only after the last process with the old value is gone, and soon after that',
    `${RUNS} rotations at random moments: a live file, variables, subPath, and a server with the same key; processes `
      + 'end right after the change, pods are replaced later; each process prints what it has',
    async () => {
      for (let run = 0; run < RUNS; run += AT_ONCE) {
        const batch = Array.from({ length: Math.min(AT_ONCE, RUNS - run) }, (_, index) => run + index);
        outcomes.push(...await Promise.all(
          batch.map((number) => new Rotation(node(), `rotation-${number}`, folder).run()),
        ));
        for (const number of batch) {
          await removeWorkloads(node(), `rotation-${number}`);
        }
      }
      const wrong = outcomes.filter(({ code, ended, lastOld }) => code !== 0 || ended < lastOld);
      expect(wrong).toEqual([]);
      const late = outcomes.map(({ ended, lastOld }) => Math.round(ended - lastOld)).sort((a, b) => a - b);
      expect(late.at(-1)).toBeLessThanOrEqual(LATEST_SECONDS);
      return `${RUNS} runs, none too early; it ended ${late[0]} to ${late.at(-1)!} s after the last process with the `
        + 'old value was gone';
    },
    Math.ceil(RUNS / AT_ONCE) * 480_000,
  );

  claim(
    'the plan of it says before what happens',
    'the plan of the same manifests, and what the processes printed',
    async () => {
      expect(planned('rotation-0')).toEqual({
        seen: { 'live': 'within', 'variable': 'start', 'server': 'start', 'sub-path': 'new-pod' },
        hasEnds: true,
      });
      expect(outcomes.map(({ reached }) => [reached.live, reached.server])).toEqual(outcomes.map(() => [true, false]));
      return 'live files change in place; variables at a start; a file by subPath in a new pod; two ends are named';
    },
  );
});
