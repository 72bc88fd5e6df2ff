import { spawnSync } from 'child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { kubernetesModules, whyUnavailable } from './support/binaries';
import { readClaims, verifiedPage } from './support/verified';

const ROOT = resolve(__dirname, '../..');
const PAGE = join(ROOT, 'docs/verified.md');

/**
 * The command line of the tests that need real programs: `[--write] [arguments of jest]`, with the tests of a control plane once for each
 * release of Kubernetes.
 */
function main(args: string[]): number {
  const write = args.includes('--write');
  const jestArgs = args.filter((arg) => arg !== '--write');
  const claims = mkdtempSync(join(tmpdir(), 'strongbox-claims-'));
  try {
    const statuses = minors().map((minor) => spawnSync('jest', ['--config', 'test/cluster/jest.config.js', ...jestArgs], {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, ...(minor && { STRONGBOX_KUBERNETES: minor }), STRONGBOX_CLAIMS: join(claims, minor ?? 'assets') },
    }).status ?? 1);
    const failed = statuses.find((status) => status !== 0);
    if (failed !== undefined) {
      return failed;
    }
    const before = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '';
    const after = verifiedPage(before, readClaims(claims));
    if (write) {
      writeFileSync(PAGE, after);
    } else if (after !== before && isWhole(jestArgs)) {
      process.stderr.write('docs/verified.md does not say what was found: write it with `npm run test:cluster -- --write`, and look at the difference.\n');
      return 1;
    }
    return 0;
  } finally {
    rmSync(claims, { recursive: true, force: true });
  }
}

/** Whether all was tried, with the versions that the page is about. */
function isWhole(jestArgs: string[]): boolean {
  return jestArgs.length === 0 && whyUnavailable() === undefined && !process.env.KUBEBUILDER_ASSETS && !process.env.STRONGBOX_KUBERNETES;
}

/** The releases to test with: those of test/cluster/binaries, or the one that the environment chooses, which has no number to choose by. */
function minors(): (string | undefined)[] {
  if (process.env.KUBEBUILDER_ASSETS) {
    return [undefined];
  }
  return process.env.STRONGBOX_KUBERNETES ? [process.env.STRONGBOX_KUBERNETES] : kubernetesModules().map(({ minor }) => minor);
}

process.exitCode = main(process.argv.slice(2));
