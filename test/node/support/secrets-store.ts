import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join, resolve } from 'path';
import { parseAllDocuments } from 'yaml';
import { NODE_NAME, NodeAddress } from './node';
import { writeKubeconfig } from './rotate';
import { NodeUnderTest, until } from './use-node';
import { Manifest } from '../../cluster/support/api-client';
import { buildPinned, goModule, PinnedModule, pinnedVersion } from '../../cluster/support/binaries';
import { installCrds, PUBLISHERS, publishedCrds } from '../../cluster/support/crds';
import { Daemon } from '../../cluster/support/process';

const DRIVER = 'secrets-store.csi.k8s.io';
const GO_MODULE = PUBLISHERS.secretsStoreCsi.module;
const FOLDER = resolve(__dirname, '../binaries/secrets-store');
const VERSION = pinnedVersion(FOLDER, GO_MODULE);

const MODULE: PinnedModule = {
  folder: FOLDER,
  version: VERSION,
  title: `Secrets Store CSI driver ${VERSION}`,
  linkerFlags: '-s -w',
  cache: 'secrets-store',
  sources: ['mlog/go.mod', 'mlog/mlog.go', 'store-provider/main.go'],
};

/** Where run.ts says that the programs are, or why they are not. */
const PATHS = { driver: 'STRONGBOX_CSI_DRIVER', provider: 'STRONGBOX_CSI_PROVIDER' } as const;
const REASON = 'STRONGBOX_CSI_UNAVAILABLE';

/** Builds the driver and the provider of the tests where there is a network, and gives what tells the suites. */
export async function buildSecretsStore(): Promise<NodeJS.ProcessEnv> {
  try {
    const driver = await buildPinned(MODULE, 'secrets-store-csi-driver', `${GO_MODULE}/cmd/secrets-store-csi-driver`);
    const provider = await buildPinned(MODULE, 'store-provider', './store-provider');
    goModule(GO_MODULE, VERSION);
    return { [PATHS.driver]: driver, [PATHS.provider]: provider };
  } catch (error) {
    return { [REASON]: `the Secrets Store CSI driver could not be built: ${(error as Error).message}` };
  }
}

/** Why its suites cannot run here; undefined when they can. */
export function whyNoSecretsStore(): string | undefined {
  return process.env.STRONGBOX_NODE_UNAVAILABLE ?? process.env[REASON];
}

/** The version of the driver, for the page of claims. */
export const SECRETS_STORE_VERSION = `Secrets Store CSI driver ${VERSION.replace('v', '')}`;

/**
 * The Secrets Store CSI driver on the node, as its project publishes it, but as a program of the node instead of a pod,
 * with rotation on. Its store is a folder, which is read as the provider of Vault reads its objects.
 */
export class SecretsStore {
  static async start(node: NodeUnderTest, pollSeconds: number): Promise<SecretsStore> {
    const store = new SecretsStore(node);
    try {
      await store.install();
      await store.run(pollSeconds);
      return store;
    } catch (error) {
      await store.stop();
      throw error;
    }
  }

  private readonly folder = mkdtempSync(join(tmpdir(), 'strongbox-csi-'));
  private readonly daemons: Daemon[] = [];

  private constructor(private readonly node: NodeUnderTest) {}

  /** Writes a value of the store, at once. */
  put(path: string, key: string, value: string): void {
    const file = join(this.folder, 'store', path, key);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, value);
    renameSync(`${file}.new`, file);
  }

  /** Takes a value away: a mount fails. */
  remove(path: string, key: string): void {
    rmSync(join(this.folder, 'store', path, key));
  }

  /** What the driver printed. */
  get log(): string {
    return this.daemons[0].log;
  }

  async stop(): Promise<void> {
    for (const daemon of this.daemons.reverse()) {
      await daemon.stop();
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The definitions, the CSIDriver and the rights of the driver, as they are published. */
  private async install(): Promise<void> {
    const { admin } = this.node;
    const kinds = ['SecretProviderClass', 'SecretProviderClassPodStatus'];
    await installCrds(admin, publishedCrds({ ...PUBLISHERS.secretsStoreCsi, version: VERSION, kinds })!);
    for (const file of ['csidriver', 'rbac-secretproviderclass', 'rbac-secretprovidersyncing']) {
      for (const manifest of published(`deploy/${file}.yaml`)) {
        await admin.expectApplied(manifest);
      }
    }
  }

  private async run(pollSeconds: number): Promise<void> {
    const { kubelet }: NodeAddress = JSON.parse(process.env.STRONGBOX_NODE!);
    const [providers, plugin] = [join(this.folder, 'providers'), join(this.folder, 'plugin')];
    [providers, plugin, join(this.folder, 'store')].forEach((path) => mkdirSync(path));
    const { body } = await this.node.admin.request(
      'POST', '/api/v1/namespaces/kube-system/serviceaccounts/secrets-store-csi-driver/token',
      { body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} } },
    );
    const socket = join(plugin, 'csi.sock');
    const driver = this.daemon('secrets-store-csi-driver', process.env[PATHS.driver]!, [
      `--endpoint=unix://${socket}`, `--nodeid=${NODE_NAME}`, `--provider-volume=${providers}`,
      `--additional-provider-volume-paths=${providers}`, '--metrics-addr=0',
      '--enable-secret-rotation=true', `--rotation-poll-interval=${pollSeconds}s`,
      `--kubeconfig=${writeKubeconfig(join(this.folder, 'kubeconfig'), body.status.token)}`,
    ]);
    const registration = join(kubelet, 'plugins_registry', `${DRIVER}-reg.sock`);
    rmSync(registration, { force: true });
    this.daemon('store-provider', process.env[PATHS.provider]!, [
      join(providers, 'vault.sock'), join(this.folder, 'store'), registration, DRIVER, socket,
    ]);
    await driver.ready(async () => {
      const { body: found } = await this.node.admin.request('GET', `/apis/storage.k8s.io/v1/csinodes/${NODE_NAME}`);
      return found.spec?.drivers?.some(({ name }: any) => name === DRIVER);
    });
  }

  private daemon(name: string, path: string, args: string[]): Daemon {
    const daemon = new Daemon(name, path, args, join(this.folder, `${name}.log`));
    this.daemons.push(daemon);
    return daemon;
  }
}

/** A file that the project publishes. */
export function published(path: string): Manifest[] {
  const text = readFileSync(join(goModule(GO_MODULE, VERSION)!, path), 'utf8');
  return parseAllDocuments(text).map((document) => document.toJS()).filter((document) => document !== null);
}

/** What the driver noted of the mounts of a namespace. */
export async function classStatuses({ admin }: NodeUnderTest, namespace: string): Promise<any[]> {
  const path = `/apis/${DRIVER.replace('csi.k8s', 'csi.x-k8s')}/v1/namespaces/${namespace}/secretproviderclasspodstatuses`;
  return (await admin.request('GET', path)).body.items;
}

/** Waits until the pods of a namespace are gone, so that the driver has unmounted all. */
export async function podsGone(node: NodeUnderTest, namespace: string): Promise<void> {
  await until(`the end of the pods of ${namespace}`, async () => {
    const { body } = await node.admin.request('GET', `/api/v1/namespaces/${namespace}/pods`);
    return body.items.length === 0 || undefined;
  }, 120);
}
