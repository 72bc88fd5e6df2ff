import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';

/**
 * A mounted Secret that is written step by step as the kubelet writes it: a new folder for each content, `..data_tmp`
 * renamed over `..data`, a link for each top name, and the old folder removed.
 */
export class KubeletVolume {
  public readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'volume-')));
  private generation = 0;

  public constructor(files: { [path: string]: string }) {
    this.write(files);
  }

  /** Without `removeOld` it stops right before the last step, where the kubelet may be seen for a moment. */
  public write(files: { [path: string]: string }, { removeOld = true } = {}): void {
    const old = existsSync(join(this.folder, '..data')) ? readlinkSync(join(this.folder, '..data')) : undefined;
    this.generation += 1;
    const target = `..2026_11_24_09_30_00.${this.generation}`;
    for (const [path, content] of Object.entries(files)) {
      const file = join(this.folder, target, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content, { mode: 0o440 });
    }
    symlinkSync(target, join(this.folder, '..data_tmp'));
    renameSync(join(this.folder, '..data_tmp'), join(this.folder, '..data'));
    const names = new Set(Object.keys(files).map((path) => path.split('/')[0]));
    for (const name of names) {
      if (!existsSync(join(this.folder, name))) symlinkSync(join('..data', name), join(this.folder, name));
    }
    for (const name of readdirSync(this.folder)) {
      if (!name.startsWith('..') && !names.has(name)) rmSync(join(this.folder, name));
    }
    if (old !== undefined && removeOld) rmSync(join(this.folder, old), { recursive: true });
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
