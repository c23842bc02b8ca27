import { bumpVersion } from '@agent-spaces/scaffold';
import type { Tree } from '@nx/devkit';
import { tell } from '../../executors/tell';
import { answered } from '../answered';
import { chosenSpace } from '../chosen-space';
import { withShownErrors } from '../with-shown-errors';
import type { BumpVersionGeneratorSchema } from './schema';

/** The next version of a space, by npm's rules. */
export default function bumpVersionGenerator(
  workspace: Tree,
  options: BumpVersionGeneratorSchema,
): Promise<void> {
  return withShownErrors(workspace, async (tree) => {
    const release = answered(options);
    const changed = bumpVersion(tree, { ...release, ...(await chosenSpace(tree, release)) });
    tell(`${changed.space} ${changed.from ?? '(no version)'} → ${changed.to}`);
    if (changed.pluginVersion !== undefined)
      tell(`plugin.version says ${changed.pluginVersion} and was left alone: it was another one before.`);
  });
}
