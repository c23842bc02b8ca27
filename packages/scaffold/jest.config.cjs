module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'scaffold',
  rootDir: __dirname,
  coverageDirectory: '<rootDir>/coverage',
};
