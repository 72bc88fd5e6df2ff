import { ChildProcess, execFileSync, spawn, spawnSync } from 'child_process';
import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { AddressInfo, createServer, Server, Socket } from 'net';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { KubeletVolume } from './kubelet-volume';

jest.setTimeout(120_000);

const clients = resolve(__dirname, '../../../examples/payments/clients');
const built = mkdtempSync(join(tmpdir(), 'clients-'));
afterAll(() => rmSync(built, { recursive: true, force: true }));

/** A server of one line: it takes the logins that are valid now, and can cut all connections. */
class OneLineServer {
  public readonly logins: { readonly user: string; readonly accepted: boolean }[] = [];
  public valid = new Set<string>();
  private readonly server: Server;
  private readonly open = new Map<Socket, string>();

  public constructor() {
    this.server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('close', () => this.open.delete(socket));
      socket.once('data', (data) => {
        const [, user, password] = data.toString().trim().split(' ');
        const accepted = this.valid.has(`${user} ${password}`);
        this.logins.push({ user, accepted });
        if (accepted) {
          this.open.set(socket, user);
          socket.write('+OK\n');
        } else {
          socket.end('-DENIED\n');
        }
      });
    });
  }

  public async listen(): Promise<number> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return (this.server.address() as AddressInfo).port;
  }

  public users(): string[] {
    return [...this.open.values()];
  }

  public cut(): void {
    [...this.open.keys()].forEach((socket) => socket.destroy());
  }

  public async close(): Promise<void> {
    this.cut();
    await new Promise((done) => this.server.close(done));
  }
}

interface Language {
  readonly name: string;

  /** The program that has to be there, and how it is started; undefined where it is not there. */
  readonly tool: string;
  start(): readonly [string, ...string[]];
}

const languages: readonly Language[] = [
  { name: 'JavaScript', tool: 'node', start: () => [process.execPath, join(clients, 'pair-client.js')] },
  { name: 'Python', tool: 'python3', start: () => ['python3', join(clients, 'pair_client.py')] },
  {
    name: 'Go',
    tool: 'go',
    start: () => {
      const program = join(built, 'pair-client');
      execFileSync('go', ['build', '-o', program, join(clients, 'pair_client.go')], { stdio: 'pipe' });
      return [program];
    },
  },
  {
    name: 'Java',
    tool: 'javac',
    start: () => {
      execFileSync('javac', ['-d', built, join(clients, 'PairClient.java')], { stdio: 'pipe' });
      return ['java', '-cp', built, 'PairClient'];
    },
  },
];

const isThere = (tool: string) => ['--version', 'version'].some((argument) => spawnSync(tool, [argument]).status === 0);

const pair = (current: string, previous?: string) => ({
  username: `${current}\n`,
  password: `secret-${current}`,
  ...(previous === undefined ? {} : {
    'previous-username': previous, 'previous-password': `secret-${previous}`,
  }),
});
const login = (user: string) => `${user} secret-${user}`;

async function until(what: string, isTrue: () => boolean, seconds = 30): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!isTrue()) {
    if (Date.now() > end) {
      throw new Error(`not within ${seconds} s: ${what}`);
    }
    await new Promise((done) => setTimeout(done, 20));
  }
}

const missing = languages.filter(({ tool }) => !isThere(tool));
// Said on every run: a suite that skips silently looks like one that passed.
missing.forEach(({ name, tool }) => console.warn(`NOT TESTED: the client in ${name}; install ${tool}`));

describe.each(languages.filter((language) => !missing.includes(language)))('the client in $name', ({ start }) => {
  let volume: KubeletVolume;
  let server: OneLineServer;
  let client: ChildProcess;
  let output: string;
  const events = () => output.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as {
    readonly event: string; readonly with?: string; readonly retryInMs?: number;
  });
  const connections = () => events().filter(({ event }) => event === 'connected').map((each) => each.with);

  async function run(files: { [name: string]: string }, ...users: string[]): Promise<void> {
    const [program, ...args] = start();
    volume = new KubeletVolume(files);
    server = new OneLineServer();
    server.valid = new Set(users.map(login));
    output = '';
    const port = await server.listen();
    client = spawn(program, [...args, volume.folder, '127.0.0.1', `${port}`], {
      env: { ...process.env, POLL_MS: '100', BACKOFF_BASE_MS: '20', BACKOFF_CAP_MS: '200' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    client.stdout!.on('data', (data: Buffer) => {
      output += data.toString();
    });
  }

  afterEach(async () => {
    client.kill('SIGKILL');
    await server.close();
    volume.remove();
  });

  test('is logged in at every moment of a rotation, and moves before the old credential ends', async () => {
    await run(pair('blue'), 'blue');
    await until('logged in with the current one', () => server.users().includes('blue'));

    // Made valid beside the old one, distributed, revoked.
    server.valid.add(login('green'));
    volume.write(pair('green', 'blue'));
    await until('moved to the new one', () => server.users().join() === 'green');
    server.valid.delete(login('blue'));
    server.cut();
    await until('logged in again', () => connections().length === 3 && server.users().join() === 'green');
    expect(server.logins.filter(({ accepted }) => !accepted)).toEqual([]);
    expect(connections()).toEqual(['current', 'current', 'current']);
    expect(output).not.toContain('secret-');
  });

  test('logs in with the previous one while the server does not have the new one', async () => {
    await run(pair('green', 'blue'), 'blue');
    await until('logged in with the previous one', () => connections().length === 1);
    expect(connections()).toEqual(['previous']);
    server.valid.add(login('green'));
    await until('moved to the current one', () => connections().length === 2 && server.users().join() === 'green');
    expect(connections()).toEqual(['previous', 'current']);
  });

  test('waits with jitter and a growing bound while neither is valid, and needs no restart then', async () => {
    await run(pair('blue'));
    await until('refused some times', () => events().length >= 8);
    expect(new Set(events().map(({ event }) => event))).toEqual(new Set(['refused']));
    const delays = events().map(({ retryInMs }) => retryInMs!);
    delays.forEach((delay, attempt) => expect(delay).toBeLessThanOrEqual(Math.min(200, 20 * 2 ** attempt)));
    expect(new Set(delays).size).toBeGreaterThan(1);
    server.valid.add(login('green'));
    volume.write(pair('green', 'blue'));
    await until('logged in', () => connections().length > 0);
    expect(connections()).toEqual(['current']);
  });

  test('never takes the two halves of different generations', async () => {
    await run(pair('u0'), 'u0');
    await until('logged in', () => server.users().length > 0);
    for (let generation = 1; generation <= 60; generation++) {
      server.valid.add(login(`u${generation}`));
      volume.write(pair(`u${generation}`, `u${generation - 1}`));
      if (generation % 5 === 0) {
        server.cut();
      }
      await new Promise((done) => setTimeout(done, 10));
    }
    await until('moved to the last one', () => server.users().join() === 'u60');
    expect(server.logins.filter(({ accepted }) => !accepted)).toEqual([]);
  });
});

test('the page of the clients has a line for each program', () => {
  const page = readFileSync(join(clients, 'README.md'), 'utf8');
  const programs = ['node pair-client.js', 'python3 pair_client.py', 'go run pair_client.go', 'java PairClient.java'];
  for (const program of programs) {
    expect(page).toContain(`${program} FOLDER HOST PORT`);
  }
});
