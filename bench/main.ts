/**
 * `npm run bench`: the cost of the library next to the same manifests written by hand with cdk8s-plus-28.
 *
 * Both variants run in turn, each in a process of its own, so that drift of the machine hits both. Ratios are of
 * medians over the rounds. Both have to emit the same objects, or the run fails. `--write` puts the tables into docs/benchmarks.md; `--quick` leaves out the large sizes.
 */
import { deepStrictEqual } from 'assert';
import { execFileSync } from 'child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { cpus, tmpdir, totalmem } from 'os';
import { join, resolve } from 'path';
import { assertSameObjects } from './same-objects';

interface Figures {
  readonly constructMs: number;
  readonly synthMs: number;
  readonly heapMb: number;
  readonly rssMb: number;
}

interface Measurement extends Figures {
  /** Number of objects of each kind. */
  readonly kinds: { readonly [kind: string]: number };
}

const root = resolve(__dirname, '..');
const quick = process.argv.includes('--quick');
const sizes = quick ? [100, 400] : [100, 1000, 4000];
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

function medians(rounds: Figures[]): Figures {
  const of = (name: keyof Figures) => median(rounds.map((round) => round[name]));
  return { constructMs: of('constructMs'), synthMs: of('synthMs'), heapMb: of('heapMb'), rssMb: of('rssMb') };
}

function roundsFor(services: number): number {
  return services <= 100 ? 9 : services <= 1000 ? 5 : 3;
}

interface Row {
  readonly services: number;
  readonly ours: Figures;
  readonly byHand: Figures;
}

function compare(services: number, perChart: number): Row {
  const ours: Measurement[] = [];
  const byHand: Measurement[] = [];
  for (let round = 0; round < roundsFor(services); round++) {
    // The order alternates, so that neither always runs on the warmer cache.
    const turns: [string, Measurement[]][] = [['strongbox', ours], ['by-hand', byHand]];
    for (const [variant, figures] of round % 2 ? turns.reverse() : turns) {
      figures.push(measure(variant, services, perChart));
    }
  }
  deepStrictEqual(ours[0].kinds, byHand[0].kinds);
  return { services, ours: medians(ours), byHand: medians(byHand) };
}

const total = (figures: Figures) => figures.constructMs + figures.synthMs;
const ratio = (a: number, b: number) => (a / b).toFixed(2);

/** Slope of log(time) over log(size) between the two largest sizes: 1 is linear, 2 is quadratic. */
function exponent(rows: Row[], side: 'ours' | 'byHand'): string {
  const [a, b] = rows.slice(-2);
  return (Math.log(total(b[side]) / total(a[side])) / Math.log(b.services / a.services)).toFixed(2);
}

function table(title: string, rows: Row[]): string {
  return [
    `### ${title}`,
    '',
    '| services | construct ms (ours / by hand) | ratio | synth ms (ours / by hand) | ratio | **construct + synth ratio** | heap MB after construct | max RSS MB |',
    '| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows.map(({ services, ours, byHand }) => '| ' + [
      services,
      `${ours.constructMs.toFixed(0)} / ${byHand.constructMs.toFixed(0)}`,
      ratio(ours.constructMs, byHand.constructMs),
      `${ours.synthMs.toFixed(0)} / ${byHand.synthMs.toFixed(0)}`,
      ratio(ours.synthMs, byHand.synthMs),
      `**${ratio(total(ours), total(byHand))}**`,
      `${ours.heapMb.toFixed(1)} / ${byHand.heapMb.toFixed(1)}`,
      `${ours.rssMb.toFixed(0)} / ${byHand.rssMb.toFixed(0)}`,
    ].join(' | ') + ' |'),
    '',
    `Growth exponent between the two largest sizes: ours ${exponent(rows, 'ours')}, by hand ${exponent(rows, 'byHand')}.`,
    '',
  ].join('\n');
}

/** Milliseconds that a fresh process needs for some statements, Node's own start left out. */
function loadTime(load: string): number {
  const script = `const start = process.hrtime.bigint();${load};`
    + 'console.log(Number(process.hrtime.bigint() - start) / 1e6)';
  return Number(execFileSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' }));
}

/** What the stack of this benchmark uses; the rest of the package is not loaded. */
const USED = 'LeastPrivilegeSecretReader, RotatingVolumeMount, SecretSource, SecretValue, SecureSecret, VersionedConfigMap';

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
    '| `require` in a fresh process | median ms | ratio |',
    '| --- | ---: | ---: |',
    ...cases.map(({ what, times }) => `| ${what} | ${median(times).toFixed(0)} | **${ratio(median(times), base)}** |`),
    '',
  ].join('\n');
}

assertSameObjects(20);
const version = (name: string) => JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version;
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
