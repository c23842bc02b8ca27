module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'git',
  rootDir: __dirname,
  coverageDirectory: '<rootDir>/coverage',
};
