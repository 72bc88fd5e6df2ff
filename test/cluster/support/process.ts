import { ChildProcess, spawn } from 'child_process';
import { randomInt } from 'crypto';
import { closeSync, openSync, readFileSync } from 'fs';
import { createServer } from 'net';

/**
 * Ends the program when this process is gone, however it went: the shell reads a pipe that only this process holds
 * open, and Node has no way to ask the kernel for the same.
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

  constructor(
    readonly name: string,
    path: string,
    args: string[],
    private readonly logPath: string,
    env: NodeJS.ProcessEnv = {},
  ) {
    const log = openSync(logPath, 'a');
    this.child = spawn('/bin/sh', ['-c', LEASH, name, path, ...args], {
      stdio: ['pipe', log, log],
      env: { ...process.env, ...env },
    });
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
   * @throws Error when the program ends first, or the time is over, with the end of its log
   */
  async ready(probe: () => Promise<boolean>, seconds = 120): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    while (!await probe().catch(() => false)) {
      if (this.exit !== undefined || Date.now() > deadline) {
        const why =
          this.exit === undefined ? `was not ready after ${seconds} s` : `ended with ${this.exit} before it was ready`;
        await this.stop();
        throw new Error(`${this.name} ${why}; the end of its log:\n${this.log.split('\n').slice(-30).join('\n')}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async stop(): Promise<void> {
    this.child.stdin!.end();
    await this.ended;
  }
}

/** The first port of a range that Linux gives to nobody who does not say a number. */
const FIRST_PORT = 10_000;
const PORTS = 20_000;

/**
 * Ports of the loopback interface that are free at this moment, and far from those that the system gives to any
 * connection: a server that stops finds its port again, and suites that run side by side draw from thousands.
 */
export async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = FIRST_PORT + randomInt(PORTS);
    if (await isFree(port)) {
      found.add(port);
    }
  }
  return [...found];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
