import { spawnSync } from 'child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { runProgram } from '../../src/cli/program';
import { compileLibrary, projectRoot } from '../support/package-under-test';

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string | Buffer;
  readonly env?: NodeJS.ProcessEnv;

  /** Below the folder. */
  readonly cwd?: string;
}

/** A folder of files to run the command in. It is gone after the test. */
export class Workplace {
  public readonly folder = mkdtempSync(join(tmpdir(), 'strongbox-cli-'));

  public write(files: { readonly [path: string]: string | Buffer }): void {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), content);
    }
  }

  public script(path: string, content: string): void {
    this.write({ [path]: content });
    chmodSync(join(this.folder, path), 0o755);
  }

  /** Runs the compiled command. */
  public run(args: readonly string[], { input = '', env = {}, cwd = '.' }: RunOptions = {}): Outcome {
    const { NO_COLOR, FORCE_COLOR, ...environment } = process.env;
    const result = spawnSync(process.execPath, [join(projectRoot, 'lib/cli/strongbox.js'), ...args], {
      cwd: join(this.folder, cwd),
      input,
      encoding: 'utf8',
      env: { ...environment, ...env },
      maxBuffer: 2 ** 28,
    });
    return { code: result.status, stdout: result.stdout, stderr: result.stderr };
  }

  /** Runs the command in this process, which is quicker where the promise is not about a process. */
  public async call(args: readonly string[], { env = {}, cwd = '.' }: RunOptions = {}): Promise<Outcome> {
    const before = { folder: process.cwd(), env: { ...process.env } };
    const streams = { stdout: '', stderr: '' };
    const spies = (['stdout', 'stderr'] as const).map((name) =>
      jest.spyOn(process[name], 'write').mockImplementation((text) => {
        streams[name] += String(text);
        return true;
      }),
    );
    process.chdir(join(this.folder, cwd));
    Object.assign(process.env, { FORCE_COLOR: '', NO_COLOR: '' }, env);
    try {
      return { code: await runProgram(args), ...streams };
    } finally {
      spies.forEach((spy) => spy.mockRestore());
      process.chdir(before.folder);
      Object.keys(process.env)
        .filter((name) => !Object.hasOwn(before.env, name))
        .forEach((name) => delete process.env[name]);
      Object.assign(process.env, before.env);
    }
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Compiles once, and gives every test a separate folder. */
export function workplaces(): () => Workplace {
  const all: Workplace[] = [];
  beforeAll(compileLibrary, 300_000);
  afterAll(() => all.forEach((workplace) => workplace.remove()));
  return () => {
    const workplace = new Workplace();
    all.push(workplace);
    return workplace;
  };
}

/** A pod that the recommended preset has a warning and notes on. */
export const POD = `apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop}
spec:
  containers:
    - name: app
      image: registry.example/api:1
      env:
        - name: DB_PASSWORD
          valueFrom:
            secretKeyRef: {name: db, key: password}
`;

/** A ConfigMap that every preset has an error on. */
export const CREDENTIAL = `apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
data:
  DATABASE_URL: postgres://app:dGhpcy1pcy1hLXZhbHVl@db.internal/shop
`;

/** An object that nobody has anything to say about. */
export const CLEAN = `apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
data: {LOG_LEVEL: info}
`;
