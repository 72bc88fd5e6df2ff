import { spawnSync } from 'child_process';
import { generateKeyPairSync, randomBytes } from 'crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ApiClient, Manifest } from './api-client';
import { binary } from './binaries';
import { Host } from './host';
import { Daemon, freePorts } from './process';

/** A user whom the API server knows by a token. */
export interface User {
  readonly token: string;
  readonly name: string;
  readonly groups?: string[];
}

export interface ApiServerOptions {
  /** Flags after ours; of a flag that is there twice the last counts. */
  readonly args?: string[];
  /** Users besides the administrator. */
  readonly users?: User[];
  /**
   * Another API server of the same cluster that runs: its service account keys and the administrator's token are used.
   */
  readonly peer?: ApiServer;
  /** The host that it runs on. This one when undefined. */
  readonly host?: Host;
  /** Its port. A free one when undefined. */
  readonly port?: number;
}

const keepsLogs = () => process.env.STRONGBOX_KEEP_LOGS !== undefined;

/** Starts a program in a private folder, which is removed when it stops, and also when it does not start. */
async function inFolder<T>(name: string, start: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), `strongbox-${name}-`));
  try {
    return await start(folder);
  } catch (error) {
    dispose(folder, keepsLogs());
    throw error;
  }
}

export class Etcd {
  static start(): Promise<Etcd> {
    return inFolder('etcd', (folder) => Etcd.startIn(folder));
  }

  private static async startIn(folder: string): Promise<Etcd> {
    const [client, peer] = await freePorts(2);
    const url = `http://127.0.0.1:${client}`;
    const peerUrl = `http://127.0.0.1:${peer}`;
    const daemon = new Daemon(
      'etcd',
      binary('etcd'),
      [
        `--data-dir=${join(folder, 'data')}`,
        `--listen-client-urls=${url}`,
        `--advertise-client-urls=${url}`,
        `--listen-peer-urls=${peerUrl}`,
        `--initial-advertise-peer-urls=${peerUrl}`,
        `--initial-cluster=default=${peerUrl}`,
        // A test's data need not survive the machine.
        '--unsafe-no-fsync',
      ],
      join(folder, 'etcd.log'),
    );
    await daemon.ready(async () => (await fetch(`${url}/health`)).ok);
    return new Etcd(url, folder, daemon);
  }

  private constructor(readonly url: string, readonly folder: string, private readonly daemon: Daemon) {}

  /** The bytes stored under a key, such as `/registry/secrets/payments/db`; undefined when there is none. */
  async raw(key: string): Promise<Buffer | undefined> {
    return (await this.range({ key: encoded(key) }))[0]?.value;
  }

  /** All keys under a prefix, with the bytes stored there. */
  async list(prefix: string): Promise<{ key: string; value: Buffer }[]> {
    const end = Buffer.from(prefix);
    end[end.length - 1] += 1;
    return this.range({ key: encoded(prefix), range_end: end.toString('base64') });
  }

  /** Puts bytes under a key, past every API server. */
  async put(key: string, value: Buffer): Promise<void> {
    await fetch(`${this.url}/v3/kv/put`, {
      method: 'POST',
      body: JSON.stringify({ key: encoded(key), value: value.toString('base64') }),
    });
  }

  async delete(key: string): Promise<void> {
    await fetch(`${this.url}/v3/kv/deleterange`, { method: 'POST', body: JSON.stringify({ key: encoded(key) }) });
  }

  async stop(keepLogs = false): Promise<void> {
    await this.daemon.stop();
    dispose(this.folder, keepLogs);
  }

  private async range(body: object): Promise<{ key: string; value: Buffer }[]> {
    const response = await fetch(`${this.url}/v3/kv/range`, { method: 'POST', body: JSON.stringify(body) });
    const { kvs = [] } = (await response.json()) as any;
    return kvs.map((each: any) => ({
      key: Buffer.from(each.key, 'base64').toString(),
      value: Buffer.from(each.value ?? '', 'base64'),
    }));
  }
}

const encoded = (text: string) => Buffer.from(text).toString('base64');

/** Removes the folder of a program; with its logs kept, all else of it, since that is keys, tokens and data. */
function dispose(folder: string, keep: boolean): void {
  if (!keep) {
    rmSync(folder, { recursive: true, force: true });
    return;
  }
  const others = readdirSync(folder).filter((name) => !name.endsWith('.log'));
  others.forEach((name) => rmSync(join(folder, name), { recursive: true, force: true }));
  process.stderr.write(`The logs are in ${folder}\n`);
}

const SERVICE_ACCOUNT_KEYS = ['sa.key', 'sa.pub'];

/** The keys that sign the tokens of service accounts, shared by the API servers of one cluster. */
function serviceAccountKeys(folder: string): void {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(join(folder, 'sa.key'), privateKey.export({ type: 'sec1', format: 'pem' }), { mode: 0o600 });
  writeFileSync(join(folder, 'sa.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
}

export const ISSUER = 'https://kubernetes.default.svc';

export class ApiServer {
  static start(etcd: Etcd, options: ApiServerOptions = {}): Promise<ApiServer> {
    return inFolder('apiserver', (folder) => ApiServer.startIn(folder, etcd, options));
  }

  private static async startIn(folder: string, etcd: Etcd, options: ApiServerOptions): Promise<ApiServer> {
    const adminToken = options.peer?.admin.token ?? randomBytes(16).toString('hex');
    if (options.peer) {
      // A copy, since a server may outlive the one whose keys it has.
      SERVICE_ACCOUNT_KEYS.forEach((name) => copyFileSync(join(options.peer!.folder, name), join(folder, name)));
    } else {
      serviceAccountKeys(folder);
    }
    const users = [{ token: adminToken, name: 'admin', groups: ['system:masters'] }, ...options.users ?? []];
    const tokens = join(folder, 'tokens.csv');
    writeFileSync(
      tokens,
      users.map(({ token, name, groups = [] }) => `${token},${name},${name},"${groups.join(',')}"\n`).join(''),
      { mode: 0o600 },
    );
    const certificates = join(folder, 'certificates');
    mkdirSync(certificates);
    const port = options.port ?? (await freePorts(1))[0];
    const args = [
      `--etcd-servers=${etcd.url}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${port}`,
      '--advertise-address=127.0.0.1',
      '--endpoint-reconciler-type=none',
      // The server creates its own certificate there, which is what the client trusts.
      `--cert-dir=${certificates}`,
      '--authorization-mode=RBAC', `--token-auth-file=${tokens}`,
      `--service-account-issuer=${ISSUER}`,
      `--service-account-key-file=${join(folder, 'sa.pub')}`,
      `--service-account-signing-key-file=${join(folder, 'sa.key')}`,
      '--service-cluster-ip-range=10.0.0.0/24',
      ...options.args ?? [],
    ];
    const [path, hostArgs] = options.host?.command(binary('kube-apiserver'), args) ?? [binary('kube-apiserver'), args];
    const daemon = new Daemon('kube-apiserver', path, hostArgs, join(folder, 'kube-apiserver.log'));
    const certificate = join(certificates, 'apiserver.crt');
    const server = `https://127.0.0.1:${port}`;
    const client = () => new ApiClient(server, adminToken, readFileSync(certificate, 'utf8'));
    await daemon.ready(
      async () => existsSync(certificate) && (await client().request('GET', '/readyz')).status === 200,
    );
    return new ApiServer(client(), folder, certificate, daemon);
  }

  private constructor(
    /** The administrator. */
    readonly admin: ApiClient,
    readonly folder: string,
    /** The path of the certificate to trust. */
    readonly certificate: string,
    private readonly daemon: Daemon,
  ) {}

  get log(): string {
    return this.daemon.log;
  }

  /** A kubeconfig file for a token; the administrator's when none is given. */
  kubeconfig(token = this.admin.token): string {
    const path = join(this.folder, `kubeconfig-${randomBytes(4).toString('hex')}`);
    writeFileSync(
      path,
      JSON.stringify({
        'apiVersion': 'v1',
        'kind': 'Config',
        'clusters': [
          { name: 'test', cluster: { 'server': this.admin.server, 'certificate-authority': this.certificate } },
        ],
        'users': [{ name: 'test', user: { token } }],
        'contexts': [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
        'current-context': 'test',
      }),
      { mode: 0o600 },
    );
    return path;
  }

  /** Runs kubectl against this server, as the administrator unless a token is given. */
  kubectl(
    args: string[],
    { input, token }: { input?: string; token?: string } = {},
  ): { status: number | null; stdout: string; stderr: string } {
    const kubeconfig = this.kubeconfig(token);
    try {
      // HOME, since kubectl caches what it discovers per host and port, and ports come again.
      const env = { ...process.env, KUBECONFIG: kubeconfig, HOME: this.folder };
      return spawnSync(binary('kubectl'), args, { encoding: 'utf8', input, env, maxBuffer: 256 * 1024 * 1024 });
    } finally {
      rmSync(kubeconfig);
    }
  }

  /** A namespace with its service account `default`, which the controller manager would add. */
  async createNamespace(name: string, labels: { [name: string]: string } = {}): Promise<void> {
    await this.admin.expectApplied({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
    await this.createServiceAccount(name, 'default');
  }

  async createServiceAccount(namespace: string, name: string): Promise<Manifest> {
    return this.admin.expectApplied({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } });
  }

  /** A token of a service account, from the TokenRequest API as the kubelet asks it. */
  async serviceAccountToken(
    namespace: string,
    name: string,
    spec: { audiences?: string[]; expirationSeconds?: number } = {},
  ): Promise<string> {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
    const { status, body } = await this.admin.request('POST', path, {
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec },
    });
    if (status >= 300) {
      throw new Error(`no token for ${namespace}/${name}: ${status} ${body.message}`);
    }
    return body.status.token;
  }

  async stop(keepLogs = false): Promise<void> {
    await this.daemon.stop();
    dispose(this.folder, keepLogs);
  }
}

/** One API server on a dedicated etcd. */
export class ControlPlane {
  static async start(options: ApiServerOptions = {}): Promise<ControlPlane> {
    const etcd = await Etcd.start();
    try {
      return new ControlPlane(etcd, await ApiServer.start(etcd, options));
    } catch (error) {
      await etcd.stop();
      throw error;
    }
  }

  private constructor(readonly etcd: Etcd, readonly apiServer: ApiServer) {}

  get admin(): ApiClient {
    return this.apiServer.admin;
  }

  async stop(keepLogs = false): Promise<void> {
    await this.apiServer.stop(keepLogs);
    await this.etcd.stop(keepLogs);
  }
}
