import { spawnSync } from 'child_process';
import { mkdirSync } from 'fs';
import { join } from 'path';

/**
 * A control-plane host, as far as an API server can tell: a separate hostname, by which API servers of one cluster know
 * each other apart, and private folders under paths that every host has. It is two namespaces of Linux.
 */
export class Host {
  /**
   * @param name hostname
   * @param root folder with the host's folders
   * @param paths paths of folders that each host has for itself; they must exist
   */
  constructor(readonly name: string, private readonly root: string, private readonly paths: string[]) {
    paths.forEach((path) => mkdirSync(this.folder(path), { recursive: true, mode: 0o700 }));
  }

  /** Where the content of one of the host's folders is for everybody else. */
  folder(path: string): string {
    return join(this.root, this.name, path.replace(/\W+/g, '-'));
  }

  /** A program and its arguments, to be run on the host. */
  command(program: string, args: string[]): [string, string[]] {
    const mounts = this.paths.map((_, index) => `mount --bind "$${index * 2 + 1}" "$${index * 2 + 2}"`);
    const script = ['hostname "$0"', ...mounts, `shift ${mounts.length * 2}`, 'exec "$@"'].join(' && ');
    return ['unshare', [
      ...process.getuid!() === 0 ? [] : ['--map-root-user'], '--uts', '--mount',
      'sh', '-c', script, this.name, ...this.paths.flatMap((path) => [this.folder(path), path]), program, ...args,
    ]];
  }
}

/** Why there can be no such host here; undefined when there can. */
export function whyNoHost(): string | undefined {
  const [program, args] = new Host('probe', '', []).command('true', []);
  return spawnSync(program, args).status === 0
    ? undefined
    : 'no namespaces: the tests must be allowed to run unshare --uts --mount';
}
