module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'resolver',
  rootDir: __dirname,
  coverageDirectory: '<rootDir>/coverage',
};
