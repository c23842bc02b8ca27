import { AspError } from '@agent-spaces/core';
import type { MemoryTree } from './memory-tree';

/** The typed error a call ends with, as `CODE message | hint`; fails where there is none, or anything was written. */
export function refusalOf(tree: MemoryTree, call: () => unknown): string {
  const before = tree.texts();
  try {
    call();
  } catch (error) {
    if (!(error instanceof AspError)) throw error;
    expect(tree.texts()).toEqual(before);
    expect(tree.writes).toEqual([]);
    return `${error.code} ${error.message} | ${error.hint}`;
  }
  throw new Error('It was not refused');
}
