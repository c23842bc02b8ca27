import { addSkill } from '@agent-spaces/scaffold';
import type { Tree } from '@nx/devkit';
import { tell } from '../../executors/tell';
import { answered } from '../answered';
import { chosenSpace } from '../chosen-space';
import { withShownErrors } from '../with-shown-errors';
import type { SkillGeneratorSchema } from './schema';

/** A skill of a space; what it may contain is scaffold's. */
export default function skillGenerator(workspace: Tree, options: SkillGeneratorSchema): Promise<void> {
  return withShownErrors(workspace, async (tree) => {
    const skill = answered(options);
    const { qualifiedName } = addSkill(tree, { ...skill, ...(await chosenSpace(tree, skill)) });
    tell(`The client calls the skill ${qualifiedName}.`);
  });
}
