import { spawnSync } from 'child_process';
import { join, resolve } from 'path';
import { kubernetesModules, whyUnavailable } from './support/binaries';
import { record } from './support/record';

/** The tests of a control plane, once for each release of Kubernetes. */
function run(jestArgs: string[], claims: string): number {
  const statuses = minors().map((minor) => spawnSync('jest', ['--config', 'test/cluster/jest.config.js', ...jestArgs], {
    cwd: resolve(__dirname, '../..'),
    stdio: 'inherit',
    env: { ...process.env, ...(minor && { STRONGBOX_KUBERNETES: minor }), STRONGBOX_CLAIMS: join(claims, minor ?? 'assets') },
  }).status ?? 1);
  return statuses.find((status) => status !== 0) ?? 0;
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

void record({ args: process.argv.slice(2), run, mustMatch: isWhole }).then((status) => {
  process.exitCode = status;
});
