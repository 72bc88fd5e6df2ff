/**
 * `npm run test:mutation -- [area …] [--sample N]`: changes the sources in small ways, one at a time, and looks whether
 * a test fails. Each area is a run of Stryker with its own tests. `--sample` takes N lines of each area, spread evenly,
 * since a whole area can take an hour.
 */
import { spawnSync } from 'child_process';
import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { AREAS } from './areas';

const USAGE = 'npm run test:mutation -- [area …] [--sample N]';
const ROOT = join(__dirname, '../..');

/** What to run. */
export interface MutationRun {
  readonly areas: readonly string[];

  /** Lines of each area; undefined for all of them. */
  readonly sample?: number;
}

/** Reads the command line. */
export function readArguments(args: readonly string[]): MutationRun {
  const at = args.indexOf('--sample');
  const sample = at < 0 ? undefined : Number(args[at + 1]);
  if (sample !== undefined && !(Number.isInteger(sample) && sample > 0)) {
    throw new Error(`--sample is ${JSON.stringify(args[at + 1])}; give a number of lines: ${USAGE}`);
  }
  const areas = args.filter((_arg, index) => at < 0 || index < at || index > at + 1);
  const unknown = areas.filter((area) => !Object.hasOwn(AREAS, area));
  if (unknown.length > 0) {
    throw new Error(`there is no area ${unknown.join(', ')}; there are ${Object.keys(AREAS).join(', ')}: ${USAGE}`);
  }
  return { areas: areas.length === 0 ? Object.keys(AREAS) : areas, sample };
}

/** Lines of code of a folder that a change can be made in, evenly over all of them, as Stryker takes them. */
export function sampleOf(folder: string, count: number): string[] {
  const lines = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && `${folder}/${file}` !== 'src/rules/catalog.ts').sort()
    .flatMap((file) => readFileSync(join(ROOT, folder, file), 'utf8').split('\n')
      .map((text, index) => ({ text, place: `${folder}/${file}:${index + 1}-${index + 1}` })))
    .filter(({ text }) => /[(&|?=<>+]/.test(text) && !/^\s*(?:\*|\/\/|\/\*|import |export interface)/.test(text));
  const taken = Math.min(count, lines.length);
  return Array.from({ length: taken }, (_none, index) => lines[Math.floor(index * lines.length / taken)].place);
}

function main(args: readonly string[]): number {
  const { areas, sample } = readArguments(args);
  const failed = areas.filter((area) => {
    const mutate = sample === undefined ? [] : ['--mutate', sampleOf(`src/${area}`, sample).join(',')];
    const { status } = spawnSync(
      process.execPath,
      [
        join(ROOT, 'node_modules/@stryker-mutator/core/bin/stryker.js'),
        'run',
        'test/mutation/stryker.config.js',
        ...mutate,
      ],
      { cwd: ROOT, stdio: 'inherit', env: { ...process.env, STRONGBOX_MUTATION_AREA: area } },
    );
    return status !== 0;
  });
  process.stdout.write(failed.length === 0 ? 'every area is above the threshold\n' : `below: ${failed.join(', ')}\n`);
  return failed.length === 0 ? 0 : 1;
}

if (require.main === module) {
  try {
    process.exitCode = main(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`test:mutation: ${(error as Error).message}\n`);
    process.exitCode = 2;
  }
}
