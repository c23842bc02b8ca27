import { createRunTarget } from '@agent-spaces/scaffold';
import type { Tree } from '@nx/devkit';
import { tell } from '../../executors/tell';
import { answered } from '../answered';
import { ask } from '../ask';
import { chosenProject } from '../chosen-project';
import { readPluginSettings, registryInTree } from '../plugin-settings';
import { withShownErrors } from '../with-shown-errors';
import type { RunTargetGeneratorSchema } from './schema';

/** A Run Target of a project; what it may say is scaffold's. */
export default function runTargetGenerator(
  workspace: Tree,
  options: RunTargetGeneratorSchema,
): Promise<void> {
  return withShownErrors(workspace, async (tree) => {
    const target = answered(options);
    const made = createRunTarget(tree, {
      ...target,
      project: chosenProject(tree, target),
      registry: registryInTree(readPluginSettings(tree)),
      compose: target.compose ?? (await askForSpaces()),
    });
    tell(`${made.manifest} has a Run Target ${made.target}. Run nx sync to pin what it composes.`);
  });
}

async function askForSpaces(): Promise<readonly string[]> {
  const answer = await ask('Which spaces? (space:<id>@<selector>, a comma between two)');
  return (answer ?? '')
    .split(',')
    .map((ref) => ref.trim())
    .filter((ref) => ref !== '');
}
