import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { nodeSuite } from './support/node-suite';
import {
  CommandResult, endProgram, kubeconfigOfAccount, kubeconfigOfAdmin, pause, removeWorkloads, rotate, shell,
} from './support/rotate';
import { NodeUnderTest, program, until } from './support/use-node';
import { RotatingVolumeMount, RotationWaitAccess, SecretSource, SecureSecret } from '../../src';

const FOLDER = '/etc/db';
const ACCOUNT = 'waiter';

/** Where the two ends of one value are tried, and where a server has passwords in its data. */
const ENDS = 'revocation-ends';
const LOAD = 'revocation-load';

const passwordOf = (generation: number) => `password of generation ${generation}`;
const ready = kplus.Probe.fromHttpGet('/', { port: 8080, periodSeconds: Duration.seconds(1) });

function newChart(namespace: string): Chart {
  return new Chart(new App(), 'shop', { namespace, disableResourceNameHashes: true });
}

const fromSecret = (chart: Chart) => kplus.Secret.fromSecretName(chart, 'Native', 'db').envValue('password');

/** How clients have the password: a live file, a file by subPath, which stays as it was mounted, or a variable. */
type Way = 'live' | 'sub-path' | 'variable';

/** A server; it reads the Secret where it is one end of it. */
function serverChart(namespace: string, isEnd: boolean): Chart {
  const chart = newChart(namespace);
  const variables: Record<string, kplus.EnvValue> = isEnd ? { POSTGRES_PASSWORD: fromSecret(chart) } : {};
  new kplus.Deployment(chart, 'ledger', {
    replicas: 1,
    containers: [{ ...program('ledger.js', {}), portNumber: 5432, envVariables: variables, readiness: ready }],
  });
  return chart;
}

/** Clients that pay all the time, by the ways of their names. */
function clientChart(namespace: string, host: string, ways: readonly Way[]): Chart {
  const chart = newChart(namespace);
  const db = new SecureSecret(chart, 'Db', { source: SecretSource.existing('db'), keys: ['password'] });
  new RotationWaitAccess(chart, 'Wait', { secrets: [db], metadata: { name: ACCOUNT } });
  const payer = (more: object) => kplus.EnvValue.fromValue(JSON.stringify({ host, ...more }));
  for (const way of ways) {
    const variables: Record<string, kplus.EnvValue> = way === 'variable'
      ? { PAYER: payer({}), PASSWORD: fromSecret(chart) } : { PAYER: payer({ folder: FOLDER }) };
    const workload = new kplus.Deployment(chart, way, {
      replicas: 2, containers: [{ ...program('payer.js', variables), readiness: ready }],
    });
    if (way === 'live') {
      new RotatingVolumeMount(chart, 'Files', { workload, source: db, mountPath: FOLDER });
      workload.metadata.addAnnotation('cdk8s-strongbox/reload', 'Secret/db=in-process');
    } else if (way === 'sub-path') {
      const native = kplus.Secret.fromSecretName(chart, 'Mounted', 'db');
      const volume = kplus.Volume.fromSecret(chart, 'Volume', native, { defaultMode: 0o444 });
      workload.containers[0].mount(`${FOLDER}/password`, volume, { subPath: 'password', readOnly: true });
    }
  }
  return chart;
}

interface Counts {
  readonly paid: number;
  readonly failed: number;
}

/** A server and its clients in a namespace, and what became of their payments. */
class Shop {
  private readonly counts = new Map<string, Counts>();
  private host = '';

  public constructor(
    private readonly node: NodeUnderTest, private readonly namespace: string, private readonly folder: string,
  ) {}

  public async open(isEnd: boolean, ways: readonly Way[]): Promise<void> {
    await this.node.createNamespace(this.namespace);
    await this.put(1);
    await this.node.apply(serverChart(this.namespace, isEnd));
    const [server] = await this.node.ready(this.namespace, 'shop-ledger-', 1);
    this.host = server.status.podIP;
    if (!isEnd) {
      await this.accept(1);
    }
    await this.node.apply(clientChart(this.namespace, this.host, ways));
    for (const way of ways) {
      await this.node.ready(this.namespace, `shop-${way}-`, 2);
    }
  }

  /** Writes a password into the Secret. */
  public async put(generation: number): Promise<void> {
    await this.node.putSecret(this.namespace, 'db', { password: passwordOf(generation) });
  }

  /** From now on the server takes these passwords, and no others. */
  public async accept(...generations: readonly number[]): Promise<void> {
    const body = JSON.stringify(generations.map(passwordOf));
    expect((await fetch(`http://${this.host}:8080/`, { method: 'PUT', body })).status).toBe(200);
  }

  public async restartServer(): Promise<void> {
    const [server] = await this.node.pods(this.namespace, 'shop-ledger-');
    endProgram(server);
    await until('another start of the server', async () => {
      const [pod] = await this.node.pods(this.namespace, 'shop-ledger-');
      return pod.status.containerStatuses[0].restartCount > 0 || undefined;
    }, 60);
    await this.node.ready(this.namespace, 'shop-ledger-', 1);
  }

  /** All payments of all pods until now, also of those that are gone. */
  public async payments(): Promise<Counts> {
    const { body } = await this.node.admin.request('GET', `/api/v1/namespaces/${this.namespace}/pods`);
    for (const pod of body.items) {
      const last = this.node.reports(pod).at(-1);
      if (last !== undefined) {
        this.counts.set(pod.metadata.name, last);
      }
    }
    const all = [...this.counts.values()];
    const sum = (of: keyof Counts) => all.reduce((total, each) => total + each[of], 0);
    return { paid: sum('paid'), failed: sum('failed') };
  }

  /** How many logins the server has refused since it started. */
  public async denied(): Promise<number> {
    return (await (await fetch(`http://${this.host}:8080/`)).json() as { denied: number }).denied;
  }

  public async plan(): Promise<{ readonly code: number | null; readonly plan: any }> {
    const { code, stdout } = await rotate(
      ['plan', 'db/password', '-n', this.namespace, '--live', '--format', 'json'], kubeconfigOfAdmin(this.folder),
    );
    return { code, plan: JSON.parse(stdout).plan ?? JSON.parse(stdout) };
  }

  /** Runs the commands by which a plan replaces the pods of some workloads. */
  public async restartBy(plan: any, ...names: readonly string[]): Promise<string[]> {
    const commands: string[] = plan.restarts
      .filter(({ workload }: any) => names.includes(workload.name)).flatMap((restart: any) => restart.commands);
    for (const command of commands) {
      expect(await shell(command, kubeconfigOfAdmin(this.folder))).toMatchObject({ code: 0 });
    }
    return commands;
  }

  public async wait(): Promise<CommandResult> {
    const kubeconfig = await kubeconfigOfAccount(this.node, this.namespace, ACCOUNT, this.folder);
    return rotate(['wait', 'db/password', '-n', this.namespace, '--timeout', '6m', '--interval', '2s'], kubeconfig);
  }

  /** Waits for a result, and counts payments meanwhile. */
  public async during<T>(work: Promise<T>): Promise<T> {
    let isOver = false;
    const counting = (async () => {
      while (!isOver) {
        await this.payments();
        await pause(0.5);
      }
    })();
    try {
      return await work;
    } finally {
      isOver = true;
      await counting;
    }
  }

  public async close(): Promise<void> {
    await removeWorkloads(this.node, this.namespace);
  }
}

nodeSuite('Revoking on a node', (claim, node) => {
  let folder: string;
  let shop: Shop;
  let ends: Shop;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'strongbox-revocation-'));
    shop = new Shop(node(), LOAD, folder);
    ends = new Shop(node(), ENDS, folder);
    await Promise.all([shop.open(false, ['live', 'variable', 'sub-path']), ends.open(true, ['variable'])]);
  });
  afterAll(async () => {
    await Promise.all([shop.close(), ends.close()]);
    rmSync(folder, { recursive: true, force: true });
  });

  claim(
    'who revokes the old value when `rotate wait` ends with 0 loses no payment',
    'payments all the time, each with a login, by clients with live files, with variables, and with files by '
      + 'subPath; the server takes both passwords, the Secret changes, the commands of the plan restart what has a '
      + 'variable or a file by subPath, and the server refuses the old password as soon as the command has ended',
    async () => {
      const { plan, code } = await shop.plan();
      expect({ code, ends: plan.ends }).toEqual({ code: 0, ends: undefined });
      await shop.accept(1, 2);
      const changed = Date.now();
      await shop.put(2);
      // A pod of the second of the change proves nothing: times of the API server are whole seconds.
      await pause(2);
      const waiting = shop.wait();
      const commands = await shop.during(shop.restartBy(plan, 'shop-variable', 'shop-sub-path', 'shop-live'));
      expect(commands).toHaveLength(4);
      expect(commands).toEqual(expect.arrayContaining(['shop-variable', 'shop-sub-path'].flatMap((name) => [
        `kubectl rollout restart deployment/${name} -n ${LOAD}`,
        `kubectl rollout status deployment/${name} -n ${LOAD} --timeout=10m`,
      ])));
      const { code: end, output, at } = await shop.during(waiting);
      expect(end === 0 ? '' : output).toBe('');
      const before = (await shop.payments()).paid;
      await shop.accept(2);
      await shop.during(pause(15));
      const { paid, failed } = await shop.payments();
      expect({ failed, denied: await shop.denied() }).toEqual({ failed: 0, denied: 0 });
      expect(paid).toBeGreaterThan(before);
      return `${paid} payments, none failed; revoked ${Math.round((at - changed) / 1000)} s after the change`;
    },
    600_000,
  );

  claim(
    'who revokes it as soon as the Secret has changed loses payments',
    'the same clients and server; the old password is refused at the moment of the change',
    async () => {
      await shop.put(3);
      await shop.accept(3);
      await shop.during(pause(5));
      const { failed } = await shop.payments();
      expect(failed).toBeGreaterThan(0);
      return `${failed} payments failed within 5 s`;
    },
    60_000,
  );

  claim(
    'a plan names as an error that a server and its clients read one key, and a restart of the server alone cuts '
      + 'its clients off',
    'a server that takes the password of its variable; the Secret changes, the server starts again, and its clients '
      + 'are restarted by the commands of the plan',
    async () => {
      const { plan, code } = await ends.plan();
      expect({ code, first: plan.findings[0]?.id, servers: plan.ends?.servers, clients: plan.ends?.clients }).toEqual({
        code: 1,
        first: 'cuts-one-end-off',
        servers: [`Deployment ${ENDS}/shop-ledger`],
        clients: [`Deployment ${ENDS}/shop-variable`],
      });
      expect((await ends.payments()).failed).toBe(0);
      await ends.put(2);
      await ends.during(pause(3));
      const before = await ends.payments();
      expect(before.failed).toBe(0);
      await ends.during(ends.restartServer());
      await ends.during(until('refused payments', async () => await ends.denied() > 10 || undefined, 60));
      // Their pods cannot become ready before, so that the rollout ends only with pods that can pay.
      await ends.during(ends.restartBy(plan, 'shop-variable'));
      const { paid, failed } = await ends.payments();
      await ends.during(pause(5));
      const after = await ends.payments();
      expect(after.failed - failed).toBe(0);
      expect(after.paid).toBeGreaterThan(paid);
      return 'the plan ends with exit code 1 before anything has changed; payments failed from the restart of the '
        + 'server to that of its clients';
    },
    300_000,
  );
});
