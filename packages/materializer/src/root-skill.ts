import type { ReachedFile, SpaceTree } from './space-tree';

/** The `SKILL.md` at the top of a space, which the client takes for a skill only where there is no `skills` beside it. */
export const rootSkillOf = async (tree: SpaceTree): Promise<ReachedFile | undefined> =>
  tree.entries.includes('skills') ? undefined : tree.find('SKILL.md');
