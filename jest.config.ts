import type { Config } from 'jest';

/** All rooms at once, for `npx jest` and editors; `nx run-many -t test` runs them room by room and remembers. */
const config: Config = {
  projects: ['<rootDir>/packages/*/jest.config.cjs'],
  // As in jest.preset.cjs; jest does not take it from the rooms.
  testTimeout: 60_000,
};

export default config;
