import { RefParseError, type SourceLocation } from '@agent-spaces/core';
import type { RegistrySpace } from './registry';
import { parseSpaceRef, type SpaceRef } from './space-ref';

/** A reference as a file has it. */
export interface WrittenRef {
  readonly text: string;
  readonly location: SourceLocation;
}

export interface LocatedRef extends WrittenRef {
  readonly ref: SpaceRef;
}

/**
 * Parses references that were written together, in their order, so that whoever has to correct them is told once.
 * @throws RefParseError that names every text that is no reference.
 */
export function parseSpaceRefs<Written extends WrittenRef>(
  written: readonly Written[],
): readonly (Written & LocatedRef)[] {
  const faults: RefParseError[] = [];
  const parsed = written.flatMap((each) => {
    try {
      return [{ ...each, ref: parseSpaceRef(each.text, each.location) }];
    } catch (error) {
      if (!(error instanceof RefParseError)) throw error;
      faults.push(error);
      return [];
    }
  });
  const [first] = faults;
  if (!first) return parsed;
  if (faults.length === 1) throw first;
  throw new RefParseError(`${faults.length} texts are not space references`, {
    ...(first.location ? { location: first.location } : {}),
    issues: faults.flatMap(({ issues }) => issues),
  });
}

/**
 * The references in `deps.spaces` of a space.
 * @throws RefParseError that names every text that is no reference.
 */
export const dependencyRefs = ({ manifest, place }: RegistrySpace): readonly LocatedRef[] =>
  parseSpaceRefs(
    (manifest.deps?.spaces ?? []).map((text, index) => ({
      text,
      location: place('deps', 'spaces', `${index}`),
    })),
  );
