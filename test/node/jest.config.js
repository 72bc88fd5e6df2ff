// `npm test` leaves this folder out: these tests need a node, which run.ts makes room for.
const { jest: unit } = require('../../package.json');

module.exports = {
  rootDir: '../..',
  testMatch: ['<rootDir>/test/node/**/*.test.ts'],
  globalSetup: '<rootDir>/test/node/global-setup.ts',
  globalTeardown: '<rootDir>/test/node/global-teardown.ts',
  transform: unit.transform,
  moduleNameMapper: unit.moduleNameMapper,
  maxWorkers: 1,
  // The kubelet may take 90 seconds to notice a change.
  testTimeout: 180_000,
};
