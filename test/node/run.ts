import { spawnSync } from 'child_process';
import { NODE_BINARIES } from './support/node';
import { runInSandbox, whyNoNode } from './support/sandbox';
import { buildSecretsStore } from './support/secrets-store';
import { buildAll } from '../cluster/support/binaries';
import { record } from '../cluster/support/record';

/** The tests of a node, in a sandbox; what has to be built for them is built before, while there still is a network. */
async function run(jestArgs: string[], claims: string): Promise<number> {
  const command = ['jest', '--config', 'test/node/jest.config.js', ...jestArgs];
  const reason = whyNoNode();
  if (reason) {
    return (
      spawnSync(command[0], command.slice(1), {
        stdio: 'inherit',
        env: { ...process.env, STRONGBOX_NODE_UNAVAILABLE: reason },
      }).status ?? 1
    );
  }
  await buildAll(NODE_BINARIES);
  const programs = await buildSecretsStore();
  return runInSandbox(command, { ...process.env, ...programs, STRONGBOX_CLAIMS: claims });
}

// Times differ from run to run, and the page has some.
void record({ args: process.argv.slice(2), run, mustMatch: () => false }).then((status) => {
  process.exitCode = status;
});
