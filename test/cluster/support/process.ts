import { ChildProcess, spawn } from 'child_process';
import { closeSync, openSync, readFileSync } from 'fs';
import { createServer } from 'net';

/**
 * Ends the program when this process is gone, however it went: the shell reads a pipe that only this process holds open, and Node has no way to
 * ask the kernel for the same.
 */
const LEASH = [
  'exec 3<&0',
  '"$@" </dev/null 3<&- &',
  'child=$!',
  // A signal to the whole group of processes, as `timeout` sends it, must not take the one away that sees to the end.
  '{ trap "" TERM; cat <&3 >/dev/null; kill -TERM "$child"; sleep 5; kill -KILL "$child"; } >/dev/null 2>&1 &',
  'leash=$!',
  'wait "$child"',
  'code=$?',
  'kill -KILL "$leash" 2>/dev/null',
  'exit "$code"',
].join('\n');

/** A program that runs until `stop`, or until this process ends in whatever way. */
export class Daemon {
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;
  private exit?: string;

  constructor(readonly name: string, path: string, args: string[], private readonly logPath: string, env: NodeJS.ProcessEnv = {}) {
    const log = openSync(logPath, 'a');
    this.child = spawn('/bin/sh', ['-c', LEASH, name, path, ...args], { stdio: ['pipe', log, log], env: { ...process.env, ...env } });
    closeSync(log);
    this.child.stdin!.on('error', () => undefined);
    this.ended = new Promise((resolve) => this.child.once('exit', (code, signal) => {
      this.exit = signal ?? `code ${code}`;
      this.child.stdin!.destroy();
      resolve();
    }));
  }

  get log(): string {
    return readFileSync(this.logPath, 'utf8');
  }

  /**
   * Waits until a probe says yes.
   * @throws when the program ends first, or the time is over, with the end of its log.
   */
  async ready(probe: () => Promise<boolean>, seconds = 120): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    while (!await probe().catch(() => false)) {
      if (this.exit !== undefined || Date.now() > deadline) {
        const why = this.exit === undefined ? `was not ready after ${seconds} s` : `ended with ${this.exit} before it was ready`;
        await this.stop();
        throw new Error(`${this.name} ${why}; the end of ${this.logPath}:\n${this.log.split('\n').slice(-30).join('\n')}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async stop(): Promise<void> {
    this.child.stdin!.end();
    await this.ended;
  }
}

/** Ports of the loopback interface that are free at this moment. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
    const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => resolve(server));
  })));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
