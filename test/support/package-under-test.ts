import { execFileSync } from 'child_process';
import { createHash } from 'crypto';
import { existsSync, readdirSync, statSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { locked, oncePerRun } from './test-run';

export const projectRoot = resolve(__dirname, '../..');

/** jsii and npm talk about Node 20's end of life and about unknown settings; neither is a result. */
const environment = { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20', CI: 'true' };

/** The path of a command of a package that is installed here; `npx` takes a second to find it. */
export const bin = (name: string) => join(projectRoot, 'node_modules/.bin', name);

/** Runs a command and returns what it printed; its error carries both streams. */
export function run(command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv = {}): string {
  return execFileSync(command, args, {
    cwd,
    env: { ...environment, ...env },
    encoding: 'utf8',
    stdio: 'pipe',
    maxBuffer: 64 * 1024 * 1024,
  });
}

function newest(folder: string): number {
  return Math.max(
    0,
    ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => statSync(join(folder, file)).mtimeMs),
  );
}

/** Test files that need the compiled library run side by side: one compiles, the others wait. */
const COMPILING = join(
  tmpdir(),
  `strongbox-${createHash('sha256').update(projectRoot).digest('hex').slice(0, 12)}.lock`,
);

/** Compiles the library unless `lib/` is newer than all that it is made of and by, as it is in `npm test`. */
export function compileLibrary(): void {
  locked(COMPILING, () => {
    const entry = join(projectRoot, 'lib/index.js');
    const folders = ['src', 'projenrc'].map((folder) => newest(join(projectRoot, folder)));
    const inputs = Math.max(...folders, statSync(join(projectRoot, 'package.json')).mtimeMs);
    if (!existsSync(entry) || statSync(entry).mtimeMs < inputs) {
      run(bin('projen'), ['compile'], projectRoot);
    }
  });
}

/** The path of a tarball of the library as it would be published, packed once for all test files. */
export function packLibrary(): string {
  const folder = oncePerRun('tarball', (target) => {
    compileLibrary();
    run('npm', ['pack', '--ignore-scripts', '--pack-destination', target], projectRoot);
  });
  return join(folder, readdirSync(folder)[0]);
}

/** The folder with what an example writes, written once for all test files. */
export function outputOf(example: 'encryption' | 'migrate' | 'payments' | 'rotation' | 'stores' | 'workloads'): string {
  const folder = join(projectRoot, 'examples', example);
  return oncePerRun(`example-${example}`, (target) => {
    if (['encryption', 'rotation', 'workloads'].includes(example)) {
      runProgram(example, target);
    } else {
      run(bin('cdk8s'), ['synth', '--check-upgrade=false', '--output', target], folder);
    }
  });
}

/** Runs the example of encryption, which is a separate program and not an app of cdk8s. */
export function runEncryptionExample(target: string): void {
  runProgram('encryption', target);
}

function runProgram(example: string, target: string): void {
  const folder = join(projectRoot, 'examples', example);
  run(bin('tsx'), ['--tsconfig', join(folder, 'tsconfig.json'), join(folder, 'main.ts'), target], projectRoot);
}
