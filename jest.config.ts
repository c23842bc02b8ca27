import type { Config } from 'jest';

import preset from './jest.preset.cjs';

/** All rooms at once, for `npx jest` and editors; `nx run-many -t test` runs them room by room and remembers. */
const config: Config = {
  projects: ['<rootDir>/packages/*/jest.config.cjs'],
  // jest does not take it from the rooms.
  testTimeout: preset.testTimeout,
};

export default config;
