import { beginTestRun } from './test-run';
import { writeVendoredForTests } from './vendored';

/** Once, before the first test file. */
export default function (): void {
  beginTestRun();
  writeVendoredForTests();
}
