module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'materializer',
  rootDir: __dirname,
  coverageDirectory: '<rootDir>/coverage',
};
