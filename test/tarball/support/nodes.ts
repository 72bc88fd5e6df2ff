import { mkdirSync, writeFileSync } from 'fs';
import { delimiter, dirname, join } from 'path';
import { npmInstall, run } from './run';
import { oncePerRun } from '../../support/test-run';

/** A release of Node. */
export interface Node {
  readonly major: number;

  /** The program; not there when it could not be had. */
  readonly program?: string;

  /** Why it could not be had. */
  readonly unavailable?: string;
}

/** The releases that the library is for: those of `engines` that Node's project maintains for the long term. */
const MAJORS = [20, 22, 24];

/** Gets each release: the one that runs this, and the others from npm, which has them as packages of one program. */
export async function installNodes(folder: string): Promise<Node[]> {
  return Promise.all(MAJORS.map(async (major): Promise<Node> => {
    if (process.versions.node.startsWith(`${major}.`)) {
      return { major, program: process.execPath };
    }
    const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
    const home = join(folder, `node-${major}`);
    const program = join(home, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    try {
      mkdirSync(home);
      writeFileSync(join(home, 'package.json'), '{ "private": true }');
      await npmInstall(home, `${name}@${major}`);
      await run(program, ['--version'], home);
      return { major, program };
    } catch (error) {
      return { major, unavailable: `npm has no ${name}@${major} that runs here: ${reasonOf(error)}` };
    }
  }));
}

/** What npm says first that is not a code; what it says last is where its log is. */
function reasonOf(error: unknown): string {
  const lines = (error as Error).message.split('\n');
  return lines.find((line) => /^npm error (?!code)/.test(line)) ?? lines[0];
}

/** The releases that global-setup.ts got, from `least` on. */
export function nodesFrom(least: number): readonly Node[] {
  return (JSON.parse(process.env.STRONGBOX_NODES!) as Node[]).filter(({ major }) => major >= least);
}

/** One test for each release of Node, from `least` on; skipped where the release could not be had. */
export function onEachNode(what: string, body: (runNode: RunNode) => Promise<void>, least = 0): void {
  for (const { major, program } of nodesFrom(least)) {
    const title = `${what} on Node ${major}`;
    if (program === undefined) {
      test.skip(title, () => {});
    } else {
      test(title, () => body((folder, args, env) => run(program, args, folder, {
        ...env,
        // What apps leave goes with the run.
        TMPDIR: oncePerRun('tmp', () => {}),
        // What starts `node` in turn gets the same one.
        PATH: `${dirname(program)}${delimiter}${process.env.PATH}`,
      })));
    }
  }
}

/** Runs Node in a folder, and returns what it wrote to both streams. */
export type RunNode = (folder: string, args: readonly string[], env?: NodeJS.ProcessEnv) => Promise<string>;
