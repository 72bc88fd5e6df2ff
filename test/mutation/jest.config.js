const { areaOf } = require('./areas');
const { jest: config } = require('../../package.json');

const { tests } = areaOf(process.env);

module.exports = {
  ...config,
  rootDir: '../..',
  // Nothing is compiled, packed or synthesised for these tests; what needs that is not among them.
  globalSetup: undefined,
  globalTeardown: undefined,
  testSequencer: undefined,
  testMatch: tests.map((path) => path.endsWith('.ts') ? `<rootDir>/test/${path}` : `<rootDir>/test/${path}/**/*.test.ts`),
};
