const { areaOf } = require('./areas');

const { area } = areaOf(process.env);

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
module.exports = {
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner'],
  mutate: [`src/${area}/**/*.ts`, '!src/rules/catalog.ts'],
  jest: { projectType: 'custom', configFile: 'test/mutation/jest.config.js' },
  coverageAnalysis: 'perTest',
  // Texts: the messages that matter are asserted, prose is not.
  mutator: { excludedMutations: ['StringLiteral'] },
  // What runs once when a module loads would need a new process each.
  ignoreStatic: true,
  ignorePatterns: ['/coverage', '/dist', '/examples/*/dist', '/examples/*/cdk8s.out', '/test/cluster', '/test/node'],
  concurrency: 2,
  timeoutMS: 20_000,
  incremental: true,
  incrementalFile: `coverage/mutation/${area}-incremental.json`,
  reporters: ['clear-text', 'progress-append-only', 'json'],
  jsonReporter: { fileName: `coverage/mutation/${area}.json` },
  thresholds: { high: 95, low: 90, break: 90 },
  tempDirName: '.stryker-tmp',
};
