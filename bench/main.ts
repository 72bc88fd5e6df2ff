/**
 * `npm run bench`: the cost of the library next to the same manifests written by hand with cdk8s-plus-28.
 *
 * Both variants run alternately, each in a separate process, so that drift of the machine affects both. Ratios are of
 * medians over the rounds, and of processor time, since a machine that does other things besides makes nonsense of the
 * wall clock. Both have to emit the same objects, or the run fails.
 *
 * `--write` puts the tables into docs/benchmarks.md; `--quick` leaves out the large sizes; `--rounds=9,5,3` says how
 * often each size is measured.
 */
import { deepStrictEqual } from 'assert';
import { execFileSync } from 'child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { cpus, tmpdir, totalmem } from 'os';
import { join, resolve } from 'path';
import { assertSameObjects } from './same-objects';

interface Times {
  readonly wallMs: number;
  readonly cpuMs: number;
}

interface Measurement {
  readonly construct: Times;
  readonly synth: Times;
  readonly heapMb: number;
  readonly rssMb: number;
  /** Number of objects of each kind. */
  readonly kinds: { readonly [kind: string]: number };
}

/** Medians over the rounds. */
interface Figures {
  readonly constructMs: number;
  readonly synthMs: number;
  readonly totalMs: number;
  readonly wallMs: number;
  readonly heapMb: number;
  readonly rssMb: number;
}

const root = resolve(__dirname, '..');
const quick = process.argv.includes('--quick');
const sizes = quick ? [100, 400] : [100, 1000, 4000];
const chosen = process.argv.find((argument) => argument.startsWith('--rounds='))?.split('=')[1];
const rounds = (chosen ?? '9,5,3').split(',').map(Number);
const page = join(root, 'docs/benchmarks.md');

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function measure(variant: string, services: number, perChart: number): Measurement {
  const outdir = mkdtempSync(join(tmpdir(), 'strongbox-bench-'));
  try {
    const output = execFileSync(process.execPath, [
      '--expose-gc', '--import', 'tsx', join(__dirname, 'measure.ts'), variant, `${services}`, `${perChart}`, outdir,
    ], { cwd: __dirname, encoding: 'utf8', maxBuffer: 2 ** 24 });
    return JSON.parse(output);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function medians(measured: readonly Measurement[]): Figures {
  const of = (figure: (one: Measurement) => number) => median(measured.map(figure));
  return {
    constructMs: of(({ construct }) => construct.cpuMs),
    synthMs: of(({ synth }) => synth.cpuMs),
    totalMs: of(({ construct, synth }) => construct.cpuMs + synth.cpuMs),
    wallMs: of(({ construct, synth }) => construct.wallMs + synth.wallMs),
    heapMb: of(({ heapMb }) => heapMb),
    rssMb: of(({ rssMb }) => rssMb),
  };
}

interface Row {
  readonly services: number;
  readonly rounds: number;
  readonly ours: Figures;
  readonly byHand: Figures;
}

function compare(services: number, perChart: number): Row {
  const ours: Measurement[] = [];
  const byHand: Measurement[] = [];
  const wanted = rounds[sizes.indexOf(services)] ?? rounds[rounds.length - 1];
  for (let round = 0; round < wanted; round++) {
    // The order alternates, so that neither always runs on the warmer cache.
    const turns: [string, Measurement[]][] = [['strongbox', ours], ['by-hand', byHand]];
    for (const [variant, measured] of round % 2 ? turns.reverse() : turns) {
      measured.push(measure(variant, services, perChart));
    }
  }
  deepStrictEqual(ours[0].kinds, byHand[0].kinds);
  const row = { services, rounds: wanted, ours: medians(ours), byHand: medians(byHand) };
  console.error(perChart, JSON.stringify(row));
  return row;
}

const ratio = (a: number, b: number) => (a / b).toFixed(2);

function pair({ ours, byHand }: Row, figure: keyof Figures, digits = 0): string {
  return `${ours[figure].toFixed(digits)} / ${byHand[figure].toFixed(digits)}`;
}

/** Slope of log(time) over log(size) between the two largest sizes: 1 is linear, 2 is quadratic. */
function exponent(rows: Row[], side: 'ours' | 'byHand'): string {
  const [a, b] = rows.slice(-2);
  return (Math.log(b[side].totalMs / a[side].totalMs) / Math.log(b.services / a.services)).toFixed(2);
}

function table(title: string, rows: Row[]): string {
  return [
    `### ${title}`,
    '',
    '| services | rounds | construct, CPU ms (ours / by hand) | synth, CPU ms (ours / by hand) | **ratio, CPU** | '
      + 'both, wall ms (ours / by hand) | heap MB after construct | max RSS MB |',
    '| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows.map((row) => '| ' + [
      row.services,
      row.rounds,
      pair(row, 'constructMs'),
      pair(row, 'synthMs'),
      `**${ratio(row.ours.totalMs, row.byHand.totalMs)}**`,
      pair(row, 'wallMs'),
      pair(row, 'heapMb', 1),
      pair(row, 'rssMb'),
    ].join(' | ') + ' |'),
    '',
    `Growth exponent between the two largest sizes: ours ${exponent(rows, 'ours')}, by hand `
      + `${exponent(rows, 'byHand')}.`,
    '',
  ].join('\n');
}

/** Milliseconds of the processor that a fresh process needs for some statements, Node's own start left out. */
function loadTime(load: string): number {
  const script = `const start = process.cpuUsage();${load};`
    + 'const { user, system } = process.cpuUsage(start); console.log((user + system) / 1e3)';
  return Number(execFileSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' }));
}

/** What the stack of this benchmark uses; the rest of the package is not loaded. */
const USED =
  'LeastPrivilegeSecretReader, RotatingVolumeMount, SecretSource, SecretValue, SecureSecret, VersionedConfigMap';

function loadTable(): string {
  const peer = "require('cdk8s-plus-28')";
  const own = `require(${JSON.stringify(root)})`;
  const cases = [
    { what: 'cdk8s-plus-28', load: peer },
    { what: 'cdk8s-plus-28 and cdk8s-strongbox', load: `${peer}; ${own}` },
    { what: 'the same, and what this stack uses of it', load: `${peer}; const { ${USED} } = ${own}` },
  ].map((row) => ({ ...row, times: [] as number[] }));
  for (let round = 0; round < 21; round++) {
    cases.forEach(({ load, times }) => times.push(loadTime(load)));
  }
  const base = median(cases[0].times);
  return [
    '### Loading',
    '',
    '| `require` in a fresh process | median CPU ms of 21 | **ratio** |',
    '| --- | ---: | ---: |',
    ...cases.map(({ what, times }) => `| ${what} | ${median(times).toFixed(0)} | **${ratio(median(times), base)}** |`),
    '',
  ].join('\n');
}

assertSameObjects(20);
const version = (name: string) => JSON.parse(
  readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'),
).version;
const report = [
  `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GiB; `
    + `cdk8s ${version('cdk8s')}, cdk8s-plus-28 ${version('cdk8s-plus-28')}, constructs ${version('constructs')}.`,
  '',
  table('All services in one chart', sizes.map((services) => compare(services, services))),
  table('Charts of 20 services', sizes.map((services) => compare(services, 20))),
  loadTable(),
].join('\n');
console.log(report);

if (process.argv.includes('--write')) {
  const [before, , after] = readFileSync(page, 'utf8').split(/<!-- (?:measured|end) -->\n/);
  writeFileSync(page, `${before}<!-- measured -->\n${report}<!-- end -->\n${after}`);
}
