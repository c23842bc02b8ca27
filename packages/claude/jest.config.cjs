module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'claude',
  rootDir: __dirname,
  coverageDirectory: '<rootDir>/coverage',
};
