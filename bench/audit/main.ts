/**
 * `npm run bench:audit`: wall time and peak memory of `strongbox audit`, next to the package `yaml` parsing the same
 * file. Both run alternately, each in a separate process; figures are medians. `--write` puts the table into
 * docs/benchmarks.md, `--large` measures 100 MB too, `--quick` measures once.
 */
import { spawnSync } from 'child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { cpus, tmpdir } from 'os';
import { join, resolve } from 'path';
import { writeManifests } from './manifests';

interface Figures {
  readonly seconds: number;

  /** Of all threads, the collector's among them. */
  readonly cpuSeconds: number;
  readonly megabytes: number;
}

interface Row {
  readonly size: number;
  readonly audit: Figures;
  readonly parse: Figures;
}

const root = resolve(__dirname, '../..');
const page = join(root, 'docs/benchmarks.md');
const sizes = [1, 10, 30, ...(process.argv.includes('--large') ? [100] : [])];
const quick = process.argv.includes('--quick');
const folder = mkdtempSync(join(tmpdir(), 'strongbox-bench-'));

/** Enough memory for the package `yaml`, which needs more than the default of Node. */
const HEAP = '--max-old-space-size=12000';

function run(args: readonly string[]): Figures {
  const usage = join(folder, 'usage');
  const start = process.hrtime.bigint();
  const result = spawnSync(process.execPath, ['--require', join(__dirname, 'usage.cjs'), HEAP, ...args], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    env: { ...process.env, BENCH_USAGE: usage },
  });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (result.status !== 0) {
    throw new Error(`${args.join(' ')} ended with ${result.status ?? result.signal}: ${result.stderr}`);
  }
  return { seconds, ...JSON.parse(readFileSync(usage, 'utf8')) };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function medians(rounds: readonly Figures[]): Figures {
  const of = (name: keyof Figures) => median(rounds.map((round) => round[name]));
  return { seconds: of('seconds'), cpuSeconds: of('cpuSeconds'), megabytes: of('megabytes') };
}

function roundsFor(size: number): number {
  return quick ? 1 : size <= 10 ? 5 : size <= 30 ? 3 : 1;
}

function measure(size: number): Row {
  const file = join(folder, `${size}.yaml`);
  writeManifests(file, size);
  const audit: Figures[] = [];
  const parse: Figures[] = [];
  for (let round = 0; round < roundsFor(size); round++) {
    audit.push(run([join(root, 'lib/cli/strongbox.js'), 'audit', file, '--no-config', '--fail-on', 'never']));
    parse.push(run([join(__dirname, 'parse.cjs'), file]));
  }
  rmSync(file);
  return { size, audit: medians(audit), parse: medians(parse) };
}

function table(rows: readonly Row[]): string {
  const [before, last] = rows.slice(-2);
  const exponent = Math.log(last.audit.cpuSeconds / before.audit.cpuSeconds) / Math.log(last.size / before.size);
  return [
    '| MB of YAML | `strongbox audit` s | `yaml` parse s | ratio | CPU s (audit / parse) | ratio | peak MB (audit / '
      + 'parse) |',
    '| ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows.map(({ size, audit, parse }) => '| ' + [
      size,
      audit.seconds.toFixed(2),
      parse.seconds.toFixed(2),
      `**${(audit.seconds / parse.seconds).toFixed(2)}**`,
      `${audit.cpuSeconds.toFixed(2)} / ${parse.cpuSeconds.toFixed(2)}`,
      (audit.cpuSeconds / parse.cpuSeconds).toFixed(2),
      `${audit.megabytes.toFixed(0)} / ${parse.megabytes.toFixed(0)}`,
    ].join(' | ') + ' |'),
    '',
    `Growth exponent of the audit's CPU time between the two largest sizes: ${exponent.toFixed(2)}.`,
    '',
  ].join('\n');
}

const report = [
  `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0].model}.`, '', table(sizes.map(measure)),
].join('\n');
rmSync(folder, { recursive: true, force: true });
console.log(report);

if (process.argv.includes('--write')) {
  const [before, , after] = readFileSync(page, 'utf8').split(/<!-- (?:audit|end of audit) -->\n/);
  writeFileSync(page, `${before}<!-- audit -->\n${report}<!-- end of audit -->\n${after}`);
}
