import { execFileSync } from 'child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { connect, createServer, Server } from 'net';
import { join } from 'path';
import { PAUSE_IMAGE, writeImages } from './image';
import { enterSandbox, pluginFolder, Sandbox } from './sandbox';
import { binary } from '../../cluster/support/binaries';
import { ControlPlane } from '../../cluster/support/control-plane';
import { Daemon } from '../../cluster/support/process';

/** What a node needs besides a control plane. */
export const NODE_BINARIES = ['kubelet', 'kube-controller-manager'] as const;

export const NODE_NAME = 'node-1';
const NODE_TOKEN = 'token-of-the-only-node-in-a-sandbox';
/** Where pods find what listens on the node. */
export const NODE_ADDRESS = '10.0.1.1';
const POD_SUBNET = '10.0.2.0/24';

/** The Service `kubernetes`: the first address of the range that the control plane is started with. */
const API_ADDRESS = '10.0.0.1';

/** What the tests need to know of a node. */
export interface NodeAddress {
  readonly server: string;
  /** The administrator's. */
  readonly token: string;
  readonly ca: string;
  /** The folder with what containers printed. */
  readonly logs: string;
  /** The folder of the kubelet. */
  readonly kubelet: string;
}

/**
 * A kubelet with containerd and runc, and the controllers that make pods of Deployments, in the sandbox that this
 * process is in.
 */
export class KubernetesNode {
  static async start(): Promise<KubernetesNode> {
    const sandbox = enterSandbox();
    execFileSync('ip', ['link', 'set', 'lo', 'up']);
    [NODE_ADDRESS, API_ADDRESS].forEach((address) =>
      execFileSync('ip', ['address', 'add', `${address}/32`, 'dev', 'lo']),
    );

    const node = new KubernetesNode(sandbox, await ControlPlane.start({
      // Besides RBAC: lists of a flag add up.
      args: ['--authorization-mode=Node', '--enable-admission-plugins=NodeRestriction'],
      users: [{ token: NODE_TOKEN, name: `system:node:${NODE_NAME}`, groups: ['system:nodes'] }],
    }));
    try {
      await node.forwardService();
      await node.startContainerd();
      await node.startControllers();
      await node.startKubelet();
      return node;
    } catch (error) {
      await node.stop(true);
      throw error;
    }
  }

  private readonly daemons: Daemon[] = [];
  private readonly folder: string;
  private readonly logs: string;
  private readonly kubelet: string;
  private service?: Server;

  private constructor(private readonly sandbox: Sandbox, private readonly plane: ControlPlane) {
    this.folder = sandbox.folder;
    this.logs = join(this.folder, 'pods');
    this.kubelet = join(this.folder, 'kubelet');
  }

  /** How the tests reach it, which run apart from it. */
  get address(): NodeAddress {
    const { server, token } = this.plane.admin;
    const ca = readFileSync(this.plane.apiServer.certificate, 'utf8');
    return { server, token, ca, logs: this.logs, kubelet: this.kubelet };
  }

  async stop(keepLogs = false): Promise<void> {
    for (const daemon of this.daemons.reverse()) {
      await daemon.stop();
    }
    this.service?.close();
    await this.plane.stop(keepLogs);
    if (keepLogs) {
      // The sandbox ends with this process, and its files with it.
      this.daemons.forEach(({ name, log }) =>
        process.stderr.write(`The end of the log of ${name}:\n${log.split('\n').slice(-50).join('\n')}\n`),
      );
    }
  }

  /** Stands in for kube-proxy, which would lead a Service to what is behind it. */
  private async forwardService(): Promise<void> {
    const port = Number(new URL(this.plane.admin.server).port);
    this.service = createServer((inbound) => {
      const outbound = connect(port, '127.0.0.1');
      inbound.pipe(outbound).pipe(inbound);
      inbound.on('error', () => outbound.destroy());
      outbound.on('error', () => inbound.destroy());
    });
    await new Promise<void>((resolve) => this.service!.listen(443, API_ADDRESS, resolve));
  }

  private async startContainerd(): Promise<void> {
    const networks = join(this.folder, 'networks');
    mkdirSync(networks);
    writeFileSync(join(networks, '10-pods.conflist'), JSON.stringify({
      cniVersion: '0.4.0',
      name: 'pods',
      plugins: [{
        type: 'bridge',
        bridge: 'pods0',
        isDefaultGateway: true,
        ipam: { type: 'host-local', dataDir: join(this.folder, 'addresses'), ranges: [[{ subnet: POD_SUBNET }]] },
      }],
    }));
    const config = join(this.folder, 'containerd.toml');
    // Without restrict_oom_score_adj, pods need CAP_SYS_RESOURCE, which root lacks in many a container and virtual
    // machine.
    writeFileSync(config, `
      version = 2
      root = ${JSON.stringify(join(this.folder, 'containerd'))}
      [plugins."io.containerd.grpc.v1.cri"]
      sandbox_image = ${JSON.stringify(PAUSE_IMAGE)}
      restrict_oom_score_adj = true
      [plugins."io.containerd.grpc.v1.cri".cni]
      bin_dir = ${JSON.stringify(pluginFolder())}
      conf_dir = ${JSON.stringify(networks)}
    `);
    const daemon = this.daemon('containerd', 'containerd', ['--config', config]);
    await daemon.ready(async () => { execFileSync('ctr', ['version'], { stdio: 'ignore' }); return true; });
    const archive = join(this.folder, 'images.tar');
    writeImages(archive);
    execFileSync('ctr', ['--namespace', 'k8s.io', 'images', 'import', archive], { stdio: 'pipe' });
    rmSync(archive);
  }

  private async startControllers(): Promise<void> {
    const { admin, apiServer } = this.plane;
    const daemon = this.daemon('kube-controller-manager', binary('kube-controller-manager'), [
      `--kubeconfig=${apiServer.kubeconfig()}`,
      '--leader-elect=false', '--secure-port=0',
      '--controllers=deployment-controller,replicaset-controller,serviceaccount-controller,' +
        'root-ca-certificate-publisher-controller',
      `--root-ca-file=${apiServer.certificate}`,
    ]);
    await daemon.ready(
      async () => (await admin.request('GET', '/api/v1/namespaces/default/configmaps/kube-root-ca.crt')).status === 200,
    );
  }

  private async startKubelet(): Promise<void> {
    const config = join(this.folder, 'kubelet.json');
    const resolver = join(this.folder, 'resolv.conf');
    writeFileSync(resolver, '');
    // How often a pod is looked after, and how changes are noticed, is left at the defaults: they are what is measured.
    writeFileSync(
      config,
      JSON.stringify({
        apiVersion: 'kubelet.config.k8s.io/v1beta1',
        kind: 'KubeletConfiguration',
        containerRuntimeEndpoint: 'unix:///run/containerd/containerd.sock',
        cgroupDriver: 'cgroupfs',
        cgroupRoot: this.sandbox.cgroup,
        failCgroupV1: false,
        failSwapOn: false,
        enableServer: false,
        healthzPort: 0,
        podLogsDir: this.logs,
        resolvConf: resolver,
        volumePluginDir: join(this.folder, 'volume-plugins'),
        // The files are in memory, which the machine has much of.
        evictionHard: {
          'memory.available': '0%',
          'nodefs.available': '0%',
          'nodefs.inodesFree': '0%',
          'imagefs.available': '0%',
          'imagefs.inodesFree': '0%',
        },
      }),
    );
    const daemon = this.daemon('kubelet', binary('kubelet'), [
      `--config=${config}`,
      `--kubeconfig=${this.plane.apiServer.kubeconfig(NODE_TOKEN)}`,
      `--hostname-override=${NODE_NAME}`, `--node-ip=${NODE_ADDRESS}`,
      `--root-dir=${this.kubelet}`, `--cert-dir=${join(this.folder, 'kubelet-certificates')}`,
    ]);
    await daemon.ready(async () => {
      const { body } = await this.plane.admin.request('GET', `/api/v1/nodes/${NODE_NAME}`);
      return body.status.conditions.some(({ type, status }: any) => type === 'Ready' && status === 'True');
    });
  }

  private daemon(name: string, path: string, args: string[]): Daemon {
    const daemon = new Daemon(name, path, args, join(this.folder, `${name}.log`));
    this.daemons.push(daemon);
    return daemon;
  }
}
