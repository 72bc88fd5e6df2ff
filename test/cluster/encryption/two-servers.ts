import { execFile } from 'child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { KmsPlugin } from './kms-plugin';
import { ControlPlane as Wiring } from '../../../src/encryption/control-plane/control-plane';
import { EncryptionFile } from '../../../src/encryption/encryption-file';
import { EncryptionRotationOptions } from '../../../src/encryption/rotation/encryption-rotation';
import { binary, kubernetesMinor } from '../support/binaries';
import { ApiServer, Etcd } from '../support/control-plane';
import { Host } from '../support/host';
import { freePorts } from '../support/process';

interface Member {
  readonly host: Host;
  readonly port: number;
  server: ApiServer;
  /** Whether a load balancer would send it requests. */
  serving: boolean;
  /** Requests that wait for an answer. */
  pending: number;
  /** When install.sh was done there. */
  installedAt: string;
}

export interface Ran {
  readonly status: number;
  readonly output: string;
}

/** What clients saw, while they read and wrote through every server that was serving. */
export interface Traffic {
  readonly reads: number;
  readonly writes: number;
  /** Requests that a serving API server answered with anything but success. */
  readonly failures: string[];
}

/**
 * Two API servers on one etcd, each on its own host with its own encryption file, and the scripts of a rotation run on
 * them as people run them.
 */
export class TwoServers {
  static async start(): Promise<TwoServers> {
    const root = mkdtempSync(join(tmpdir(), 'strongbox-two-'));
    const [enc, kms] = [join(root, 'etc/enc'), join(root, 'run/kms')];
    [enc, kms].forEach((path) => mkdirSync(path, { recursive: true }));
    const etcd = await Etcd.start().catch((error) => {
      rmSync(root, { recursive: true, force: true });
      throw error;
    });
    const two = new TwoServers(root, enc, kms, etcd);
    try {
      const ports = await freePorts(2);
      for (const [index, port] of ports.entries()) {
        const host = new Host(`cp-${index + 1}`, join(root, 'hosts'), [enc, kms]);
        const server = await ApiServer.start(etcd, { host, port, peer: two.members[0]?.server, args: WATCHFUL });
        two.members.push({ host, port, server, serving: true, pending: 0, installedAt: '' });
      }
      return two;
    } catch (error) {
      await two.stop();
      throw error;
    }
  }

  private readonly members: Member[] = [];
  private readonly plugins: KmsPlugin[] = [];
  private written = 0;

  private constructor(
    private readonly root: string,
    private readonly enc: string,
    private readonly kms: string,
    readonly etcd: Etcd,
  ) {}

  get servers(): ApiServer[] {
    return this.members.map(({ server }) => server);
  }

  /** Socket of the KMS plugin, on every host. */
  get socket(): string {
    return join(this.kms, 'socket.sock');
  }

  /** Options for rotations of this cluster. */
  get options(): EncryptionRotationOptions {
    return {
      apiServers: this.members.map(({ port }) => `https://127.0.0.1:${port}`),
      controlPlane: Wiring.staticPod({ folder: this.enc }),
    };
  }

  /** A folder for a rotation, outside of everything. */
  folder(name: string): string {
    return join(this.root, 'rotations', name);
  }

  /** Starts a KMS plugin on each host, with the keys of that host. */
  async startPlugins(keys: string[][]): Promise<void> {
    for (const [index, { host }] of this.members.entries()) {
      this.plugins.push(await KmsPlugin.start(join(host.folder(this.kms), 'socket.sock'), keys[index]));
    }
  }

  setKeys(index: number, keys: string[]): void {
    this.plugins[index].setKeys(keys);
  }

  /** Runs a script of a rotation as an administrator, with kubectl against the first server. */
  async run(script: string, args: string[] = []): Promise<Ran> {
    const bundle = join(this.root, 'ca.crt');
    writeFileSync(bundle, this.servers.map(({ certificate }) => readFileSync(certificate, 'utf8')).join('\n'));
    const kubeconfig = this.servers[0].kubeconfig();
    const config = JSON.parse(readFileSync(kubeconfig, 'utf8'));
    config.clusters[0].cluster['certificate-authority'] = bundle;
    writeFileSync(kubeconfig, JSON.stringify(config));
    const installed = this.members.map(({ installedAt }) => installedAt).filter(Boolean).join(' ');
    const ran = await execute('sh', [script, ...args], {
      PATH: `${dirname(binary('kubectl'))}:${process.env.PATH}`,
      HOME: this.root,
      KUBECONFIG: kubeconfig,
      // Only a release before 1.34 asks for these.
      NO_FILE: 'yes',
      ...installed ? { INSTALLED_AT: installed } : {},
    });
    rmSync(kubeconfig);
    return ran;
  }

  /** Forgets when the files of the stage before were installed. */
  beginStage(): void {
    this.members.forEach((member) => { member.installedAt = ''; });
  }

  /** Runs a stage's install.sh on one host. */
  async install(index: number, stageFolder: string): Promise<void> {
    const member = this.members[index];
    const [program, args] = member.host.command('sh', [join(stageFolder, 'install.sh')]);
    const { status, output } = await execute(program, args);
    if (status !== 0) throw new Error(`install.sh: ${output}`);
    member.installedAt = /INSTALLED_AT=(\d+)/.exec(output)![1];
  }

  /** Takes the file from one host, as the last stage of decryption does. */
  remove(index: number): void {
    const member = this.members[index];
    rmSync(join(member.host.folder(this.enc), 'encryption-config.yaml'));
    member.installedAt = String(Math.floor(Date.now() / 1000));
  }

  /** Restarts one server, drained as behind a load balancer; with a file it gets the flags of our wiring. */
  async restart(index: number, file: EncryptionFile | undefined): Promise<void> {
    const member = this.members[index];
    member.serving = false;
    while (member.pending > 0) await sleep(20);
    await member.server.stop();
    // Servers before 1.34, and those without a file, are seen by their start, and the time of it is whole seconds of a
    // clock that is whole seconds itself.
    if (kubernetesMinor() < 34 || !file) await sleep(2500);
    const flags = file
      ? Object.entries(this.options.controlPlane!.flags(file)).map(([name, value]) => `--${name}=${value}`)
      : [];
    const { host, port } = member;
    member.server = await ApiServer.start(this.etcd, {
      host,
      port,
      peer: this.members[1 - index].server,
      args: [...WATCHFUL, ...flags],
    });
    member.serving = true;
  }

  /** Waits until a server has read a new file automatically, and returns how many seconds it took. */
  async reloaded(index: number, file: EncryptionFile): Promise<number> {
    const started = Date.now();
    const since = Number(this.members[index].installedAt);
    while (Date.now() - started < 150_000) {
      const { body } = await this.servers[index].admin.request('GET', '/metrics');
      const reload =
        /^apiserver_encryption_config_controller_automatic_reload_last_timestamp_seconds\{.*status="success".* (\S+)$/m.exec(
          body,
        );
      if (
        body.includes(`hash="${file.hash}"`) ||
        (!body.includes('_last_config_info') && Math.floor(Number(reload?.[1] ?? 0)) > since)
      ) {
        return Math.round((Date.now() - started) / 1000);
      }
      await sleep(1000);
    }
    throw new Error('the file was not reloaded in 150 s');
  }

  /**
   * Clients that read and write through every serving API server, while something else runs. Whatever one writes is
   * read through both at once, with all that was there before.
   */
  async during(work: () => Promise<unknown>): Promise<Traffic> {
    const traffic = { reads: 0, writes: 0, failures: [] as string[] };
    let over = false;
    const ask = async (
      member: Member,
      method: 'GET' | 'POST' | 'PATCH',
      path: string,
      body?: object,
      query?: { [name: string]: string },
    ): Promise<any> => {
      if (!member.serving) return undefined;
      member.pending += 1;
      try {
        const response = await member.server.admin.request(method, path, {
          body,
          query,
          ...(method === 'PATCH' ? { contentType: 'application/merge-patch+json' } : {}),
        });
        if (response.status >= 300) {
          traffic.failures.push(
            `${member.host.name}: ${method} ${path}: ${response.status} ${response.body?.message ?? response.body}`,
          );
        }
        if (method === 'GET') traffic.reads += 1;
        else traffic.writes += 1;
        return response.body;
      } catch (error) {
        traffic.failures.push(`${member.host.name}: ${method} ${path}: ${(error as Error).message}`);
        return undefined;
      } finally {
        member.pending -= 1;
      }
    };
    const client = async () => {
      while (!over) {
        for (const writer of this.members) {
          if (!writer.serving) continue;
          const number = this.written % OBJECTS;
          const name = `t-${number}`;
          const [kind, path] =
            number % 2 === 0
              ? ['Secret', '/api/v1/namespaces/default/secrets']
              : ['ConfigMap', '/api/v1/namespaces/default/configmaps'];
          const metadata = { name, annotations: { written: `${this.written}` } };
          if (this.written < OBJECTS) await ask(writer, 'POST', path, { apiVersion: 'v1', kind, metadata });
          else await ask(writer, 'PATCH', `${path}/${name}`, { metadata });
          this.written += 1;
          for (const reader of this.members) {
            await ask(reader, 'GET', `${path}/${name}`);
            // From etcd and in pages, not from the cache of the server.
            const page = await ask(reader, 'GET', path, undefined, { limit: '20' });
            if (page?.metadata?.continue) {
              await ask(reader, 'GET', path, undefined, { limit: '500', continue: page.metadata.continue });
            }
          }
        }
        await sleep(200);
      }
    };
    const clients = client();
    try {
      await work();
      await sleep(500);
    } finally {
      over = true;
      await clients;
    }
    return traffic;
  }

  /** Prefixes under which objects of a resource are stored, each with a count. */
  async prefixes(resource: string): Promise<{ [prefix: string]: number }> {
    const counts: { [prefix: string]: number } = {};
    for (const { value } of await this.etcd.list(`/registry/${resource}/`)) {
      const prefix =
        /^k8s:enc:(kms:v2:[^:]+|[a-z]+:v1:[^:]+):/.exec(value.subarray(0, 200).toString('latin1'))?.[1] ?? 'plaintext';
      counts[prefix] = (counts[prefix] ?? 0) + 1;
    }
    return counts;
  }

  async stop(): Promise<void> {
    const keep = process.env.STRONGBOX_KEEP_LOGS !== undefined;
    for (const { server } of this.members) await server.stop(keep);
    await this.etcd.stop(keep);
    for (const plugin of this.plugins) await plugin.stop();
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Runs a program while the clients run. */
export function execute(program: string, args: string[], env: NodeJS.ProcessEnv = process.env): Promise<Ran> {
  return new Promise((resolve) =>
    execFile(program, args, { encoding: 'utf8', env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      resolve({ status: error ? Number(error.code ?? -1) : 0, output: stdout + stderr }),
    ),
  );
}

/** Objects of the clients: first they are made, then changed in turn. */
const OBJECTS = 100;

/** Reads go to etcd: an answer from memory would prove nothing of what is stored. */
const WATCHFUL = ['--watch-cache=false'];

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
