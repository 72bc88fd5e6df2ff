import { spawn } from 'child_process';
import { withoutSecrets } from '../redaction/quoted';

/** What a call of `kubectl` came to. */
export interface KubectlOutcome {
  readonly stdout: string;

  /** Without what may be a secret: a context that was given, for example. */
  readonly stderr: string;

  /** Undefined where a signal ended it. */
  readonly code?: number;
  readonly signal?: string;
}

/** That `kubectl` could not be started. */
export class KubectlFault extends Error {
  public constructor(public readonly code: string) {
    super(`kubectl cannot be run: ${code}`);
  }

  /** Whether there is none on the PATH. */
  public get isMissing(): boolean {
    return this.code === 'ENOENT';
  }
}

/**
 * Runs the `kubectl` that is on the PATH.
 *
 * @throws KubectlFault if it cannot be started, or says more than can be held
 */
export async function runKubectl(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<KubectlOutcome> {
  return new Promise((resolve, reject) => {
    const child = spawn('kubectl', args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', (error: NodeJS.ErrnoException) => reject(new KubectlFault(error.code ?? error.name)));
    child.on('close', (code, signal) => {
      try {
        resolve({
          stdout: Buffer.concat(stdout).toString('utf8'),
          stderr: withoutSecrets(Buffer.concat(stderr).toString('utf8'), args),
          code: code ?? undefined,
          signal: signal ?? undefined,
        });
      } catch (error) {
        reject(new KubectlFault((error as NodeJS.ErrnoException).code ?? 'its answer is too long'));
      }
    });
  });
}
