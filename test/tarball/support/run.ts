import { execFile } from 'child_process';
import { promisify } from 'util';

/**
 * Runs a program and returns what it wrote to both streams.
 *
 * @throws Error with both streams, when the program fails
 */
export async function run(
  program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {},
): Promise<string> {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, [...args], {
      cwd,
      env: { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1', ...env },
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout + stderr;
  } catch (error) {
    const { message, stdout = '', stderr = '' } = error as Error & { [stream in 'stdout' | 'stderr']?: string };
    throw new Error(`${message.split('\n')[0]}\n${stdout}\n${stderr}`);
  }
}

/** Installs packages into a folder that has a `package.json`, or makes one. */
export async function npmInstall(folder: string, ...packages: readonly string[]): Promise<void> {
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error', ...packages], folder);
}
