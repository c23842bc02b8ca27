import { parse } from 'semver';

/**
 * A version as it was published, build metadata included: two tags may differ in nothing else, and each names a commit of its own.
 * `undefined` for what is no version.
 */
export function fullVersion(text: string): string | undefined {
  const parsed = parse(text);
  if (!parsed) return undefined;
  return parsed.build.length ? `${parsed.version}+${parsed.build.join('.')}` : parsed.version;
}
