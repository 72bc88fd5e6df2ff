// `npm test` leaves this folder out; these tests need programs that npm does not bring.
const { jest: unit } = require('../../package.json');

module.exports = {
  rootDir: '../..',
  testMatch: ['<rootDir>/test/cluster/**/*.test.ts'],
  globalSetup: '<rootDir>/test/cluster/global-setup.ts',
  testSequencer: '<rootDir>/test/support/long-first.js',
  transform: unit.transform,
  moduleNameMapper: unit.moduleNameMapper,
  // The rotations wait for servers most of their time, and the other suites run next to them, each with its own servers.
  maxWorkers: 2,
  testTimeout: 120_000,
};
