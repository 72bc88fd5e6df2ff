/**
 * What is changed, and the tests that have to notice: those next to the sources, and for what others stand on also
 * theirs. Few tests for each, since every change runs all of them that reach it.
 */
const AREAS = {
  facts: ['facts', 'rules/catalog.test.ts', 'manifest', 'agreement'],
  credentials: ['credentials'],
  rules: ['rules'],
  access: ['access', 'agreement'],
  config: ['config', 'agreement'],
  data: ['data', 'config', 'secrets'],
  encryption: ['encryption', 'agreement'],
  mounts: ['mounts', 'agreement'],
  secrets: ['secrets', 'agreement'],
  stores: ['stores', 'agreement'],
  workload: ['workload', 'mounts', 'access'],
};

/** The area of this run, by the environment: each is a run of its own. */
function areaOf(environment) {
  const area = environment.STRONGBOX_MUTATION_AREA;
  if (!Object.hasOwn(AREAS, area)) {
    throw new Error(`STRONGBOX_MUTATION_AREA is ${JSON.stringify(area)}; set it to ${Object.keys(AREAS).join(', ')}`);
  }
  return { area, tests: AREAS[area] };
}

module.exports = { AREAS, areaOf };
