import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { kubernetesMinor, program } from '../support/binaries';
import { Daemon } from '../support/process';

/** A KMS plugin on a unix socket: a gRPC server of the published protocol, whose keys are a list of ids. */
export class KmsPlugin {
  static async start(socket: string, keys: string[]): Promise<KmsPlugin> {
    const folder = mkdtempSync(join(tmpdir(), 'strongbox-kms-'));
    // The final version of the protocol came with Kubernetes 1.29.
    const version = kubernetesMinor() < 29 ? 'v2beta1' : 'v2';
    const plugin = new KmsPlugin(
      folder,
      new Daemon('kms-plugin', program('kms-plugin'), [socket, join(folder, 'keys'), version], join(folder, 'log')),
    );
    try {
      plugin.setKeys(keys);
      await plugin.daemon.ready(async () => existsSync(socket));
      return plugin;
    } catch (error) {
      await plugin.stop();
      throw error;
    }
  }

  private constructor(private readonly folder: string, private readonly daemon: Daemon) {}

  /** The first key encrypts, all of them decrypt. */
  setKeys(keys: string[]): void {
    writeFileSync(join(this.folder, 'keys'), keys.join('\n'));
  }

  async stop(): Promise<void> {
    await this.daemon.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
