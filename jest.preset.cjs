/** Shared by every room: TypeScript through swc, workspace packages from source, ESM-only libraries transformed. */
const esmOnly = [
  'execa',
  '@sindresorhus',
  'figures',
  'get-stream',
  'human-signals',
  'is-plain-obj',
  'is-stream',
  'npm-run-path',
  'pretty-ms',
  'parse-ms',
  'signal-exit',
  'strip-final-newline',
  'unicorn-magic',
  'yoctocolors',
  'path-key',
  'is-unicode-supported',
  'smol-toml',
  'p-limit',
  'yocto-queue',
  'shlex',
  'toml-eslint-parser',
  '@sec-ant',
];
const swc = {
  jsc: { parser: { syntax: 'typescript' }, target: 'es2022', keepClassNames: true },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
};
// Tests assert the modes of files; jest's workers, and what they start, inherit this.
process.umask(0o022);

module.exports = {
  // Generous, because no test is about time: on a busy machine a few git processes can take seconds.
  testTimeout: 60_000,
  testEnvironment: require('node:path').join(__dirname, 'jest.environment.cjs'),
  testEnvironmentOptions: { customExportConditions: ['@agent-spaces/source', 'node', 'node-addons'] },
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  transform: { '^.+\\.[cm]?[tj]s$': ['@swc/jest', swc] },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  moduleNameMapper: {
    // Exports itself to `import` alone, which a CommonJS test run never asks for.
    '^unicorn-magic$': require('node:path').join(__dirname, 'node_modules/unicorn-magic/node.js'),
    // A dynamic import names the file that will be there once compiled.
    '^(\\.{1,2}/.*)\\.js$': ['$1', '$1.js'],
  },
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json'],
  collectCoverageFrom: ['<rootDir>/src/**/*.ts', '!<rootDir>/src/**/*.spec.ts', '!<rootDir>/src/index.ts'],
  coverageReporters: ['text-summary', 'json-summary', 'lcov'],
};
