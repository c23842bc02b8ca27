import { removeSpaceFromTarget } from '@agent-spaces/scaffold';
import type { Tree } from '@nx/devkit';
import { tell } from '../../executors/tell';
import { chosenProject } from '../chosen-project';
import { chosenTarget } from '../chosen-target';
import { withShownErrors } from '../with-shown-errors';
import type { RemoveGeneratorSchema } from './schema';

/** A space less in a Run Target. */
export default function removeGenerator(workspace: Tree, options: RemoveGeneratorSchema): Promise<void> {
  return withShownErrors(workspace, async (tree) => {
    const directory = chosenProject(tree, options);
    const removed = removeSpaceFromTarget(tree, {
      space: options.space,
      project: directory,
      target: await chosenTarget(tree, directory, options.target),
    });
    tell(
      `${removed.target} no longer composes ${removed.refs.join(', ')}. Run nx sync to drop it from the lock.`,
    );
  });
}
