import { rmSync, mkdtempSync, writeFileSync, existsSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { program } from '../support/binaries';
import { Daemon } from '../support/process';

/** A KMS plugin on a unix socket: a gRPC server of the published protocol, whose keys are a list of ids. */
export class KmsPlugin {
  static async start(socket: string, keys: string[]): Promise<KmsPlugin> {
    const folder = mkdtempSync(join(tmpdir(), 'strongbox-kms-'));
    const plugin = new KmsPlugin(folder, new Daemon('kms-plugin', program('kms-plugin'), [socket, join(folder, 'keys')], join(folder, 'log')));
    plugin.setKeys(keys);
    await plugin.daemon.ready(async () => existsSync(socket));
    return plugin;
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
