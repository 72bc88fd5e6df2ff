import { spawn } from 'child_process';
import { UsageError } from '../usage-error';

/** What a call of `kubectl` came to. */
export interface KubectlResult {
  readonly code: number;
  readonly stdout: string;

  /** First line of what it complained about. */
  readonly complaint: string;
}

/** Calls `kubectl`, as it is set up for whoever calls, with verbs that only read. */
export class Kubectl {
  private readonly context: readonly string[];

  public constructor(context?: string) {
    this.context = context === undefined ? [] : ['--context', context];
  }

  /** Names of the resources that can be listed, such as `secrets` and `deployments.apps`. */
  public async listable(): Promise<ReadonlySet<string>> {
    const result = await this.run(['api-resources', '--verbs=list', '--output=name']);
    const names = result.stdout.split('\n').map((line) => line.trim()).filter((line) => line !== '');
    // It fails when one of several API groups does not answer, and has told of all others then.
    if (names.length === 0) {
      throw new UsageError(`kubectl cannot tell what the cluster has: ${result.complaint || `exit code ${result.code}`}`);
    }
    return new Set(names);
  }

  /** All objects of a resource, as the text of a list in JSON. */
  public async get(resource: string, namespace: string | undefined): Promise<KubectlResult> {
    const where = namespace === undefined ? ['--all-namespaces'] : ['--namespace', namespace];
    return this.run(['get', resource, ...where, '--output=json', '--show-managed-fields']);
  }

  private async run(args: readonly string[]): Promise<KubectlResult> {
    return new Promise((resolve, reject) => {
      const child = spawn('kubectl', [...this.context, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
      const stdout: Buffer[] = [];
      const stderr: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
      child.on('error', (error: NodeJS.ErrnoException) => reject(new UsageError(error.code === 'ENOENT'
        ? '--live needs kubectl on the PATH; without it, pipe in what you have: … | strongbox audit -'
        : `kubectl cannot be run: ${error.code ?? error.name}`)));
      child.on('close', (code) => resolve({
        code: code ?? 1,
        stdout: Buffer.concat(stdout).toString('utf8'),
        complaint: firstLine(Buffer.concat(stderr).toString('utf8')),
      }));
    });
  }
}

/** Long enough for the reason, too short for an object. */
const LONGEST = 300;

function firstLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  // Before the reason stand warnings, and the log of the client in its own form.
  return (lines.find((line) => !/^(?:warning:|[EIW]\d{4} )/i.test(line)) ?? lines[0] ?? '').slice(0, LONGEST);
}
