import { spawnSync } from 'child_process';
import { resolve } from 'path';
import { whyNoEngines } from './support/engines';
import { record } from '../cluster/support/record';

/** The tests of other policy engines. */
function run(jestArgs: string[], claims: string): number {
  const { status } = spawnSync('jest', ['--config', 'test/engines/jest.config.js', ...jestArgs], {
    cwd: resolve(__dirname, '../..'),
    stdio: 'inherit',
    env: { ...process.env, STRONGBOX_CLAIMS: claims },
  });
  return status ?? 1;
}

const mustMatch = (jestArgs: string[]) => jestArgs.length === 0 && whyNoEngines() === undefined && 'part';

void record({ args: process.argv.slice(2), run, mustMatch }).then((status) => {
  process.exitCode = status;
});
