import { isAspError, printable } from '@agent-spaces/core';
import type { Tree } from '@nx/devkit';
import { errorLines } from '../executors/report-error';
import { refusingLinks } from './refusing-links';

/**
 * Does the work of a generator, on a tree that writes through no link. What it throws is thrown on in the form in which Nx shows an
 * error: the first line as the title, what, where and what next below. What nobody foresaw goes through as it is, with its stack.
 */
export async function withShownErrors<Result>(
  tree: Tree,
  work: (tree: Tree) => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await work(refusingLinks(tree));
  } catch (error) {
    throw await shownError(error, tree.root);
  }
}

/** @param directory what relative paths in the error start from */
export async function shownError(error: unknown, directory: string): Promise<unknown> {
  if (!isAspError(error)) return error;
  const lines = await errorLines(error, directory);
  const shown = new Error(lines.map((line) => printable(line, Infinity)).join('\n'), { cause: error });
  // Nx would offer a stack that leads into this plugin and says nothing to its user.
  shown.stack = '';
  return shown;
}
