import { compareBuild, rcompare } from 'semver';

/** Newest first; of versions that differ in build metadata alone the plain one, then the highest build. */
export const newestFirst = (a: string, b: string): number =>
  rcompare(a, b) || Number(hasBuild(a)) - Number(hasBuild(b)) || compareBuild(b, a);

const hasBuild = (version: string): boolean => version.includes('+');
