import {
  closest,
  parseSpaceRef,
  RefParseError,
  SelectorResolutionError,
  type SpaceRef,
} from '@agent-spaces/core';
import { spacesIn } from './spaces-in-tree';
import type { ScaffoldTree } from './tree';

/**
 * References that someone wants to have written: each a reference, and none to a space that is surely not there. What a registry has
 * published is not known here; so where the tree has spaces, an id that is none of theirs is refused if it is close to one of them, or
 * asks for the working copy.
 *
 * @param registry its directory in the tree; `false` where it lies elsewhere
 * @throws RefParseError with every text that is no reference, SelectorResolutionError
 */
export function checkedRefs(
  tree: ScaffoldTree,
  texts: readonly string[],
  registry: string | false = '.',
): readonly SpaceRef[] {
  const refs = parsedRefs(texts);
  const known = registry === false ? [] : spacesIn(tree, registry);
  if (known.length === 0) return refs;
  for (const { id, text, selector } of refs) {
    if (known.includes(id)) continue;
    const near = closest(known, id);
    if (near === undefined && selector.kind !== 'dev') continue;
    throw new SelectorResolutionError(`${text} names a space that is not in this workspace.`, {
      hint: near === undefined ? `Its spaces are ${known.join(', ')}.` : `Did you mean space:${near}?`,
    });
  }
  return refs;
}

function parsedRefs(texts: readonly string[]): readonly SpaceRef[] {
  const faults: RefParseError[] = [];
  const refs = texts.flatMap((text) => {
    try {
      return [parseSpaceRef(text)];
    } catch (error) {
      if (!(error instanceof RefParseError)) throw error;
      faults.push(error);
      return [];
    }
  });
  const [first] = faults;
  if (!first) return refs;
  if (faults.length === 1) throw first;
  throw new RefParseError(
    faults.map(({ message }) => message).join(' '),
    first.hint ? { hint: first.hint } : {},
  );
}
