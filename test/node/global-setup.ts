import { KubernetesNode } from './support/node';
import { writeVendoredForTests } from '../support/vendored';

/** Starts the one node of all suites, whose end is global-teardown.ts. */
export default async function (): Promise<void> {
  if (process.env.STRONGBOX_NODE_UNAVAILABLE) {
    process.stderr.write(`All tests are skipped: ${process.env.STRONGBOX_NODE_UNAVAILABLE}\n`);
    return;
  }
  writeVendoredForTests();
  const node = await KubernetesNode.start();
  process.env.STRONGBOX_NODE = JSON.stringify(node.address);
  (globalThis as any).stopNode = () => node.stop(process.env.STRONGBOX_KEEP_LOGS !== undefined);
}
