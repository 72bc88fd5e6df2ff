// `npm test` leaves this folder out: these tests need programs that npm does not bring.
const { jest: unit } = require('../../package.json');

module.exports = {
  rootDir: '../..',
  testMatch: ['<rootDir>/test/engines/**/*.test.ts'],
  globalSetup: '<rootDir>/test/engines/global-setup.ts',
  transform: unit.transform,
  moduleNameMapper: unit.moduleNameMapper,
  maxWorkers: 2,
  // Kyverno's command line compiles every policy again for each object.
  testTimeout: 1_200_000,
};
