/**
 * `npm run test:mutation -- [area …] [--sample N] [--seed S] [--only PATH] [--loading]`: changes the sources in small
 * ways, one at a time, and looks whether a test fails. docs/contributing/mutation-testing.md says how to read it.
 */
import { fork, type ChildProcess } from 'child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';
import { AREAS, TESTS_LEFT_OUT, type Area } from './areas';
import { changesOf, typescriptIn, type Change } from './changes';
import { hashOf, interval, sampleOf } from './figures';
import { LOADING, type FileRun } from './warm-tests';
import type { Answer, Order } from './worker';

const USAGE = 'npm run test:mutation -- [area …] [--sample N] [--seed S] [--only PATH] [--loading]';
const ROOT = join(__dirname, '../..');
const THRESHOLD = 0.9;

/** For one file of tests under one change, beside ten times what the tests took. */
const GRACE_MILLISECONDS = 60_000;

/** How long a change of what a module computes while it loads is looked for: every test could notice it. */
const LOADING_BUDGET_MILLISECONDS = 20_000;

/** What to run. */
export interface MutationRun {
  readonly areas: readonly string[];

  /** Changes of each area; undefined for all of them. */
  readonly sample?: number;

  /** Which sample. */
  readonly seed: string;

  /** Part of the path of the sources to change. */
  readonly only?: string;

  /** Whether to change what modules compute while they load, and nothing else. */
  readonly loading?: true;
}

/** Reads the command line. */
export function readArguments(args: readonly string[]): MutationRun {
  const areas: string[] = [];
  const options: Record<string, string | undefined> = { '--seed': '1' };
  for (let at = 0; at < args.length; at++) {
    if (['--sample', '--seed', '--only'].includes(args[at])) {
      options[args[at]] = args[at + 1];
      at++;
    } else if (args[at] === '--loading') {
      options[args[at]] = '';
    } else {
      areas.push(args[at]);
    }
  }
  const { '--sample': sample, '--seed': seed, '--only': only } = options;
  if ('--sample' in options && !(Number.isInteger(Number(sample)) && Number(sample) > 0)) {
    throw new Error(`--sample is ${JSON.stringify(sample)}; give a number of changes: ${USAGE}`);
  }
  const unknown = areas.filter((area) => !Object.hasOwn(AREAS, area));
  if (unknown.length > 0) {
    throw new Error(`there is no area ${unknown.join(', ')}; there are ${Object.keys(AREAS).join(', ')}: ${USAGE}`);
  }
  return {
    areas: areas.length === 0 ? Object.keys(AREAS) : areas,
    sample: sample === undefined ? undefined : Number(sample),
    seed: seed ?? '1',
    ...only !== undefined && { only },
    ...'--loading' in options && { loading: true },
  };
}

/** Tests of one file, and how long they took without a change. */
interface Portion {
  readonly file: string;
  readonly tests: readonly string[];
  readonly milliseconds: number;
}

/** The process that runs tests; another one after a test that did not end. */
class Runner {
  private child?: ChildProcess;

  constructor(private readonly texts: Readonly<Record<string, string>>) {}

  /** The answer, or undefined when there is none in that time. */
  async order(order: Order, milliseconds: number): Promise<Answer | undefined> {
    if (this.child === undefined) {
      this.child = fork(join(__dirname, 'worker.ts'), {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        env: { ...process.env, STRONGBOX_MUTATION: 'on' },
      });
      await this.send({ kind: 'begin', root: ROOT, texts: this.texts }, 60_000);
    }
    const answer = await this.send(order, milliseconds);
    if (answer === undefined) {
      this.end();
    }
    return answer;
  }

  end(): void {
    this.child?.kill('SIGKILL');
    this.child = undefined;
  }

  private send(order: Order, milliseconds: number): Promise<Answer | undefined> {
    const child = this.child!;
    return new Promise((resolve) => {
      const done = (answer: Answer | undefined): void => {
        clearTimeout(timer);
        child.removeAllListeners();
        resolve(answer);
      };
      const timer = setTimeout(() => done(undefined), milliseconds);
      child.once('message', (answer) => done(answer as Answer));
      child.once('exit', () => done(undefined));
      child.send(order);
    });
  }
}

/** What the tests reach without a change. */
interface Observed {
  /** For each change the tests that reach it, the quick ones first. */
  readonly portions: ReadonlyMap<string, readonly Portion[]>;

  /** Changes that are reached while a module loads, and never after. */
  readonly whileLoading: ReadonlySet<string>;
}

/** Where it is kept what a file of tests reached: reading all of them takes longer than a sample of changes. */
class Kept {
  private readonly common: string;

  constructor(texts: Readonly<Record<string, string>>) {
    const others = ['src', 'test'].flatMap((folder) => typescriptIn(ROOT, folder, ''))
      .filter((file) => /\.(?:ts|ya?ml|json|snap)$/.test(file) && !file.endsWith('.test.ts')
        && !file.startsWith('test/mutation/'));
    this.common = hashOf([
      ...Object.entries(texts).flat(), ...others.flatMap((file) => [file, readFileSync(join(ROOT, file), 'utf8')]),
    ]);
  }

  async read(file: string, make: () => Promise<FileRun | undefined>): Promise<FileRun | undefined> {
    const key = hashOf([this.common, file, readFileSync(join(ROOT, file), 'utf8')]);
    const path = join(ROOT, 'coverage/mutation/reached', `${key}.json`);
    if (existsSync(path)) {
      return JSON.parse(readFileSync(path, 'utf8')) as FileRun;
    }
    const run = await make();
    if (run?.tests.every(({ failure }) => failure === undefined) === true) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, JSON.stringify(run));
    }
    return run;
  }
}

async function observe(runner: Runner, kept: Kept, files: readonly string[]): Promise<Observed> {
  const portions = new Map<string, Portion[]>();
  const loading = new Set<string>();
  const later = new Set<string>();
  for (const file of files) {
    const run = await kept.read(file, async () => (await runner.order({ kind: 'observe', file }, 600_000))?.file);
    const failed = run?.tests.find((test) => test.failure !== undefined);
    if (run === undefined || failed !== undefined) {
      process.stdout.write(`${file} takes no part, since it fails without a change: `
        + `${failed?.id ?? ''} ${failed?.failure ?? 'no answer'}\n`);
      continue;
    }
    const times = new Map(run.tests.map((test) => [test.id, test.milliseconds]));
    const tests = new Map<string, Set<string>>();
    for (const [test, changes] of Object.entries(run.reached)) {
      for (const change of changes) {
        const those = tests.get(change) ?? new Set();
        tests.set(change, test === LOADING ? new Set(times.keys()) : those.add(test));
      }
    }
    tests.forEach((_those, change) => later.add(change));
    for (const change of run.whileLoading) {
      loading.add(change);
      if (!tests.has(change)) {
        tests.set(change, new Set(times.keys()));
      }
    }
    for (const [change, those] of tests) {
      const milliseconds = [...those].reduce((sum, test) => sum + (times.get(test) ?? 0), 0);
      portions.set(change, [...portions.get(change) ?? [], { file, tests: [...those], milliseconds }]);
    }
  }
  portions.forEach((list) => list.sort((a, b) => a.milliseconds - b.milliseconds));
  return { portions, whileLoading: new Set([...loading].filter((change) => !later.has(change))) };
}

/** A change, and what became of it. */
interface Outcome extends Change {
  readonly outcome: 'noticed' | 'endless' | 'unnoticed' | 'not reached';
  readonly by?: string;
}

async function attempt(runner: Runner, change: Change, portions: readonly Portion[]): Promise<Outcome> {
  let spent = 0;
  for (const { file, tests, milliseconds } of portions) {
    const order: Order = { kind: 'try', change: change.id, file, tests, hitLimit: 1_000_000 };
    const answer = await runner.order(order, GRACE_MILLISECONDS + 10 * milliseconds);
    if (answer === undefined || answer.failed?.failure?.includes('Hit count limit') === true) {
      return { ...change, outcome: 'endless', by: file };
    }
    if (answer.crash !== undefined) {
      throw new Error(`${change.file}:${change.line}: ${answer.crash}`);
    }
    if (answer.failed !== undefined) {
      return { ...change, outcome: 'noticed', by: `${file}: ${answer.failed.id}: ${answer.failed.failure}` };
    }
    spent += milliseconds;
    if (spent > LOADING_BUDGET_MILLISECONDS) {
      break;
    }
  }
  return { ...change, outcome: portions.length === 0 ? 'not reached' : 'unnoticed' };
}

function testsOf(area: Area): string[] {
  return area.tests.flatMap((path) => typescriptIn(ROOT, `test/${path}`, '.test.ts'))
    .filter((file) => !Object.hasOwn(TESTS_LEFT_OUT, file));
}

const keyOf = ({ file, line, kind, before, after }: Change): string => [file, line, kind, before, after].join('\0');

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 160);

async function measure(name: string, { sample, seed, only, loading }: MutationRun): Promise<boolean> {
  const area = AREAS[name];
  const { changes, texts } = await changesOf(ROOT, area, only);
  const runner = new Runner(texts);
  const began = Date.now();
  try {
    const { portions, whileLoading } = await observe(runner, new Kept(texts), testsOf(area));
    const eligible = changes.filter(({ id }) => whileLoading.has(id) === (loading === true));
    process.stdout.write(`${name}: tests read in ${Math.round((Date.now() - began) / 1000)} s\n`);
    const chosen = sampleOf(eligible, sample ?? eligible.length, seed, keyOf);
    const outcomes: Outcome[] = [];
    for (const change of chosen) {
      const outcome = await attempt(runner, change, portions.get(change.id) ?? []);
      outcomes.push(outcome);
      if (outcome.outcome === 'unnoticed' || outcome.outcome === 'not reached') {
        process.stdout.write(`${change.file}:${change.line} ${change.kind}, ${outcome.outcome}\n`
          + `  - ${oneLine(change.before)}\n  + ${oneLine(change.after)}\n`);
      }
    }
    const noticed = outcomes.filter(({ outcome }) => outcome === 'noticed' || outcome === 'endless').length;
    const { score, low, high } = interval(noticed, outcomes.length);
    const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;
    process.stdout.write(`${name}: ${noticed} of ${outcomes.length} noticed (${eligible.length} in all, seed ${seed}): `
      + `${percent(score)}, ${percent(low)} to ${percent(high)}; ${Math.round((Date.now() - began) / 1000)} s\n`);
    mkdirSync(join(ROOT, 'coverage/mutation'), { recursive: true });
    writeFileSync(join(ROOT, `coverage/mutation/${name}.json`), JSON.stringify(outcomes, undefined, 1));
    return score >= THRESHOLD;
  } finally {
    runner.end();
  }
}

async function main(args: readonly string[]): Promise<number> {
  const run = readArguments(args);
  const below: string[] = [];
  for (const area of run.areas) {
    if (!await measure(area, run)) {
      below.push(area);
    }
  }
  process.stdout.write(below.length === 0 ? 'every area is above the threshold\n' : `below: ${below.join(', ')}\n`);
  return below.length === 0 ? 0 : 1;
}

if (require.main === module) {
  main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  }, (error: Error) => {
    process.stderr.write(`test:mutation: ${error.message}\n`);
    process.exitCode = 2;
  });
}
