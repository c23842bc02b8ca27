import { addCommand } from '@agent-spaces/scaffold';
import type { Tree } from '@nx/devkit';
import { tell } from '../../executors/tell';
import { answered } from '../answered';
import { asList } from '../as-list';
import { chosenSpace } from '../chosen-space';
import { withShownErrors } from '../with-shown-errors';
import type { CommandGeneratorSchema } from './schema';

/** A command of a space; what it may contain is scaffold's. */
export default function commandGenerator(workspace: Tree, options: CommandGeneratorSchema): Promise<void> {
  return withShownErrors(workspace, async (tree) => {
    const command = answered(options);
    const { qualifiedName } = addCommand(tree, {
      ...command,
      ...(await chosenSpace(tree, command)),
      allowedTools: asList(command.allowedTools),
    });
    tell(`The client calls the command ${qualifiedName}.`);
  });
}
