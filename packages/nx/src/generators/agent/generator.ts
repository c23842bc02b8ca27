import { addAgent } from '@agent-spaces/scaffold';
import type { Tree } from '@nx/devkit';
import { tell } from '../../executors/tell';
import { answered } from '../answered';
import { asList } from '../as-list';
import { chosenSpace } from '../chosen-space';
import { withShownErrors } from '../with-shown-errors';
import type { AgentGeneratorSchema } from './schema';

/** An agent of a space; what it may contain is scaffold's. */
export default function agentGenerator(workspace: Tree, options: AgentGeneratorSchema): Promise<void> {
  return withShownErrors(workspace, async (tree) => {
    const { tools, ...agent } = answered(options);
    const { qualifiedName } = addAgent(tree, {
      ...agent,
      ...(await chosenSpace(tree, agent)),
      ...(tools === undefined ? {} : { tools: asList(tools) }),
    });
    tell(`The client calls the agent ${qualifiedName}.`);
  });
}
