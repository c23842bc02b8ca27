import { addSpaceToTarget } from '@agent-spaces/scaffold';
import type { Tree } from '@nx/devkit';
import { tell } from '../../executors/tell';
import { chosenProject } from '../chosen-project';
import { chosenTarget } from '../chosen-target';
import { readPluginSettings, registryInTree } from '../plugin-settings';
import { withShownErrors } from '../with-shown-errors';
import type { AddGeneratorSchema } from './schema';

/** A space more in a Run Target, or another selector for one that is there. */
export default function addGenerator(workspace: Tree, options: AddGeneratorSchema): Promise<void> {
  return withShownErrors(workspace, async (tree) => {
    const directory = chosenProject(tree, options);
    const added = addSpaceToTarget(tree, {
      ref: options.ref,
      project: directory,
      target: await chosenTarget(tree, directory, options.target),
      registry: registryInTree(readPluginSettings(tree)),
    });
    tell(
      added.files.every(({ change }) => change === 'unchanged')
        ? `${added.target} composes ${added.ref} already.`
        : `${added.target} composes ${added.ref}${added.replaced ? `, no longer ${added.replaced}` : ''}. Run nx sync to pin it.`,
    );
  });
}
