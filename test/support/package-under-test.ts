import { execFileSync } from 'child_process';
import { createHash } from 'crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';

export const projectRoot = resolve(__dirname, '../..');

/** jsii and npm talk about Node 20's end of life and about unknown settings; neither is a result. */
const environment = { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20', CI: 'true' };

/** Runs a command and returns what it printed; its error carries both streams. */
export function run(command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv = {}): string {
  return execFileSync(command, args, { cwd, env: { ...environment, ...env }, encoding: 'utf8', stdio: 'pipe', maxBuffer: 64 * 1024 * 1024 });
}

function newest(folder: string): number {
  return Math.max(0, ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => statSync(join(folder, file)).mtimeMs));
}

/** Several test files need the compiled library and jest runs them side by side: one compiles, the others wait. */
function locked<T>(work: () => T): T {
  const lock = join(tmpdir(), `strongbox-${createHash('sha256').update(projectRoot).digest('hex').slice(0, 12)}.lock`);
  const deadline = Date.now() + 180_000;
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (Date.now() > deadline) {
        rmSync(lock, { recursive: true, force: true }); // left behind by a run that was killed
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
  try {
    return work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** Compiles the library with jsii unless `lib/` is newer than every source file. */
export function compileLibrary(): void {
  locked(() => {
    const entry = join(projectRoot, 'lib/index.js');
    const inputs = Math.max(newest(join(projectRoot, 'src')), statSync(join(projectRoot, 'package.json')).mtimeMs);
    if (!existsSync(entry) || statSync(entry).mtimeMs < inputs) {
      run('npx', ['projen', 'compile'], projectRoot);
    }
  });
}

/** Packs the library as it would be published and returns the tarball's path in `folder`. */
export function packLibrary(folder: string): string {
  compileLibrary();
  const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], projectRoot));
  return join(folder, filename);
}
