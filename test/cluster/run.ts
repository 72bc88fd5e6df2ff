import { spawnSync } from 'child_process';
import { readdirSync, readFileSync } from 'fs';
import { join, relative, resolve } from 'path';
import { kubernetesModules, whyUnavailable } from './support/binaries';
import { record } from './support/record';

const root = resolve(__dirname, '../..');

/** Every suite with every release, which takes longest; a page that is written is about all of them. */
const isAll = (args: string[]) => args.includes('--all') || args.includes('--write');

/** The files of suites that say that they are the same in every release. */
export function suitesOfTheNewest(): string[] {
  return readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => relative(root, join(__dirname, name)))
    .filter((name) => /\bsameInEveryRelease:/.test(readFileSync(join(root, name), 'utf8')))
    .sort();
}

/**
 * The releases to test with: those of test/cluster/binaries, or the one that the environment chooses, which has no
 * number to choose by.
 */
function minors(): (string | undefined)[] {
  if (process.env.KUBEBUILDER_ASSETS) {
    return [undefined];
  }
  return process.env.STRONGBOX_KUBERNETES
    ? [process.env.STRONGBOX_KUBERNETES]
    : kubernetesModules().map(({ minor }) => minor);
}

/** The tests of a control plane, once for each release of Kubernetes. */
function run(all: boolean, jestArgs: string[], claims: string): number {
  const statuses = minors().map((minor, index) => {
    const started = Date.now();
    const left = index > 0 && !all ? suitesOfTheNewest() : [];
    const without = left.map((name) => `<rootDir>/${name}`);
    const ignore = left.length > 0 ? ['--testPathIgnorePatterns', '/node_modules/', ...without] : [];
    const said =
      left.length > 0 ? `, without what is the same in every release (--all has it): ${left.join(', ')}` : '';
    const which = minor ? `Kubernetes ${minor}` : 'the programs of KUBEBUILDER_ASSETS';
    process.stderr.write(`Testing with ${which}${said}\n`);
    const { status } = spawnSync('jest', ['--config', 'test/cluster/jest.config.js', ...jestArgs, ...ignore], {
      cwd: root,
      stdio: 'inherit',
      env: {
        ...process.env,
        ...minor && { STRONGBOX_KUBERNETES: minor },
        STRONGBOX_CLAIMS: join(claims, minor ?? 'assets'),
      },
    });
    process.stderr.write(`Tested with ${which} in ${Math.round((Date.now() - started) / 1000)} s\n`);
    return status ?? 1;
  });
  return statuses.find((status) => status !== 0) ?? 0;
}

/** Whether all was tried, with the versions that the page is about. */
function isWhole(jestArgs: string[]): boolean {
  const { KUBEBUILDER_ASSETS, STRONGBOX_KUBERNETES } = process.env;
  return jestArgs.length === 0 && whyUnavailable() === undefined && !KUBEBUILDER_ASSETS && !STRONGBOX_KUBERNETES;
}

if (require.main === module) {
  const args = process.argv.slice(2);
  const all = isAll(args);
  void record({
    args: args.filter((arg) => arg !== '--all'),
    run: (jestArgs, claims) => run(all, jestArgs, claims),
    mustMatch: (jestArgs) => isWhole(jestArgs) && (all ? 'whole' : 'part'),
  }).then((status) => {
    process.exitCode = status;
  });
}
