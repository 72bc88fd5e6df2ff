import { spawn } from 'child_process';
import { withoutSecrets } from '../redaction/quoted';

/** Result of a call of `kubectl`. */
export interface KubectlOutcome {
  readonly stdout: string;

  /** Standard error without anything that may be a secret, such as a `--context` value. */
  readonly stderr: string;

  /** Undefined when a signal ended the process. */
  readonly code?: number;
  readonly signal?: string;
}

/** `kubectl` could not be started. */
export class KubectlFault extends Error {
  public constructor(public readonly code: string) {
    super(`kubectl cannot be run: ${code}`);
  }

  /** Whether `kubectl` is missing on the PATH. */
  public get isMissing(): boolean {
    return this.code === 'ENOENT';
  }
}

/**
 * Runs the `kubectl` on the PATH.
 *
 * @throws KubectlFault when it cannot be started, or its output is too large to hold
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
        reject(new KubectlFault((error as NodeJS.ErrnoException).code ?? 'its output is too large'));
      }
    });
  });
}
