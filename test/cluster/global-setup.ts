import { buildAll, hasGo, whyUnavailable } from './support/binaries';
import { writeVendoredForTests } from '../support/vendored';

/**
 * Builds what is missing before the first suite, where no test's time limit counts. The suites read the environment.
 */
export default async function (): Promise<void> {
  writeVendoredForTests();
  const reason = whyUnavailable();
  if (reason) {
    process.env.STRONGBOX_CLUSTER_UNAVAILABLE = reason;
    process.stderr.write(`All tests are skipped: ${reason}\n`);
  } else if (hasGo()) {
    await buildAll();
  }
}
