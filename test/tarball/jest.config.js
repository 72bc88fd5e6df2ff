// `npm test` leaves this folder out: these tests install apps, and releases of Node.
const { jest: unit } = require('../../package.json');

module.exports = {
  rootDir: '../..',
  testMatch: ['<rootDir>/test/tarball/*.test.ts'],
  globalSetup: '<rootDir>/test/tarball/global-setup.ts',
  globalTeardown: unit.globalTeardown,
  transform: unit.transform,
  // Each is programs of its own, which use more than one core where they can.
  maxWorkers: 2,
  testTimeout: 300_000,
};
