import { installNodes } from './support/nodes';
import { appsFolder } from './support/template-app';
import { packLibrary } from '../support/package-under-test';
import { beginTestRun } from '../support/test-run';

/** Packs the library and installs the releases of Node, once for all suites. */
export default async function (): Promise<void> {
  beginTestRun();
  packLibrary();
  const nodes = await installNodes(appsFolder());
  process.env.STRONGBOX_NODES = JSON.stringify(nodes);
  for (const { major, unavailable } of nodes) {
    if (unavailable !== undefined) {
      process.stderr.write(`All tests on Node ${major} are skipped: ${unavailable}\n`);
    }
  }
}
