// `npm test` leaves this folder out; these tests need programs that npm does not bring.
const { jest: unit } = require('../../package.json');

module.exports = {
  rootDir: '../..',
  testMatch: ['<rootDir>/test/cluster/**/*.test.ts'],
  globalSetup: '<rootDir>/test/cluster/global-setup.ts',
  transform: unit.transform,
  moduleNameMapper: unit.moduleNameMapper,
  // A control plane is two programs with work of their own.
  maxWorkers: 1,
  testTimeout: 60000,
};
