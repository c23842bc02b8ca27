export { addAgent } from './add-agent';
export type { AgentOptions } from './add-agent';
export { addCommand } from './add-command';
export type { CommandOptions } from './add-command';
export { addHook } from './add-hook';
export type { AddedHook, HookOptions, HookScriptLanguage } from './add-hook';
export { addMcpServer } from './add-mcp-server';
export type { LocalServer, McpServerOptions, RemoteServer } from './add-mcp-server';
export { addSkill } from './add-skill';
export type { AddedComponent, SkillOptions } from './add-skill';
export { createRunTarget } from './create-run-target';
export type { CreatedRunTarget, CreateRunTargetOptions } from './create-run-target';
export { createSpace } from './create-space';
export type { CreatedSpace, CreateSpaceOptions, SpaceAuthor } from './create-space';
export { initWorkspace } from './init-workspace';
export type { InitializedWorkspace, InitWorkspaceOptions } from './init-workspace';
export { movedSelector } from './moved-selector';
export type { MovedSelector } from './moved-selector';
export type { WrittenFile } from './planned-files';
export { setDistTag, withDistTag } from './set-dist-tag';
export type { ChangedDistTag, DistTagChange } from './set-dist-tag';
export { setSpaceDependency } from './space-dependency';
export type { ChangedDependency, SetDependencyOptions } from './space-dependency';
export { bumpVersion, setSpaceVersion } from './space-version';
export type { BumpVersionOptions, ChangedVersion, SetVersionOptions } from './space-version';
export { spacesIn } from './spaces-in-tree';
export type { SpaceAddress } from './spaces-in-tree';
export { addSpaceToTarget, removeSpaceFromTarget } from './target-spaces';
export type {
  AddedSpace,
  AddSpaceOptions,
  RemovedSpace,
  RemoveSpaceOptions,
  TargetAddress,
} from './target-spaces';
export type { ScaffoldTree } from './tree';
