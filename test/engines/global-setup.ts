import { buildEngine, ENGINES, EngineName, pathVariable, whyNoEngines } from './support/engines';
import { writeVendoredForTests } from '../support/vendored';

/** Builds what is missing before the tests, one engine after the other: each takes all of a machine. */
export default async function (): Promise<void> {
  writeVendoredForTests();
  const reason = whyNoEngines();
  if (reason) {
    process.env.STRONGBOX_ENGINES_UNAVAILABLE = reason;
    process.stderr.write(`All tests are skipped: ${reason}\n`);
    return;
  }
  for (const name of Object.keys(ENGINES) as EngineName[]) {
    process.env[pathVariable(name)] = await buildEngine(name);
  }
}
