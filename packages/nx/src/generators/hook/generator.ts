import { addHook } from '@agent-spaces/scaffold';
import type { Tree } from '@nx/devkit';
import { tell } from '../../executors/tell';
import { answered } from '../answered';
import { chosenSpace } from '../chosen-space';
import { withShownErrors } from '../with-shown-errors';
import type { HookGeneratorSchema } from './schema';

/** A hook of a space; what it may contain is scaffold's. */
export default function hookGenerator(workspace: Tree, options: HookGeneratorSchema): Promise<void> {
  return withShownErrors(workspace, async (tree) => {
    const hook = answered(options);
    const { event, script } = addHook(tree, { ...hook, ...(await chosenSpace(tree, hook)) });
    tell(`The client runs ${script} at ${event}. It is executable, and has to be committed so.`);
  });
}
