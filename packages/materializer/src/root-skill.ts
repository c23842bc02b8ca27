import type { SpaceContent } from '@agent-spaces/core';
import { frontmatterName, withFrontmatterName } from './frontmatter';
import type { ReachedFile, SpaceTree } from './space-tree';

export const ROOT_SKILL = 'SKILL.md';

/** The `SKILL.md` at the top of a space, which the client takes for a skill only where there is no `skills` beside it. */
export const rootSkillOf = async (tree: SpaceTree): Promise<ReachedFile | undefined> =>
  tree.entries.includes('skills') ? undefined : tree.find(ROOT_SKILL);

/**
 * The text of a root skill that says no name, with the space's. The client would take the plugin directory's, and in a bundle that
 * is another one in every target.
 */
export async function nameRootSkill(
  tree: SpaceTree,
  content: SpaceContent,
  spaceId: string,
): Promise<string | undefined> {
  const skill = await rootSkillOf(tree);
  if (!skill) return undefined;
  const text = (await content.read(skill.file.path)).toString('utf8');
  return frontmatterName(text) === undefined ? withFrontmatterName(text, spaceId) : undefined;
}
