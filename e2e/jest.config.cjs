const preset = require('../jest.preset.cjs');

/** Tests that drive the built CLI from outside. They share nothing but the machine, so two may run side by side. */
module.exports = {
  ...preset,
  displayName: 'e2e',
  rootDir: __dirname,
  testMatch: ['<rootDir>/**/*.e2e.ts'],
  testTimeout: 120_000,
  maxWorkers: 2,
};
