import { binary, CONTROL_PLANE, whyUnavailable } from './support/binaries';
import { writeVendoredForTests } from '../support/vendored';

/** Builds what is missing before the first suite, where no test's time limit counts. The suites read the environment. */
export default function (): void {
  writeVendoredForTests();
  const reason = whyUnavailable();
  if (reason) {
    process.env.STRONGBOX_CLUSTER_UNAVAILABLE = reason;
    process.stderr.write(`All tests are skipped: ${reason}\n`);
  } else {
    CONTROL_PLANE.forEach(binary);
  }
}
