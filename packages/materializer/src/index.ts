export { COMPONENT_ENTRIES } from './carried-files';
export { clientRule } from './client-tools';
export { commandsOf, componentsOf } from './components';
export type { SpaceCommand, SpaceComponents } from './components';
export { readHooks } from './hooks';
export type { Hook, HooksConfig, HookScript } from './hooks';
export { composeMcp, readMcpServers } from './mcp';
export type { McpCollision, McpConfig, McpPlugin, McpServer } from './mcp';
export { PLUGIN_RECORD, writePluginDirectory } from './plugin-directory';
export type { PluginDirectoryFile } from './plugin-directory';
export { pluginManifestText } from './plugin-manifest';
export { planPlugin, PLUGIN_JSON } from './plugin-plan';
export type { PluginFile, PluginFileSource, PluginPlan } from './plugin-plan';
export { composeSettings } from './settings';
export type { ClaudeSettings, RenamedTool, SettingsOptions } from './settings';
export { registryPath } from './space-path';
export { readSpaceSettings } from './space-settings';
export { openSpaceTree } from './space-tree';
export type { ReachedFile, SpaceTree } from './space-tree';
export * from './bundle';
export { compareBundle } from './bundle-differences';
export type { BundleDifference, ExpectedBundle } from './bundle-differences';
export {
  isBundle,
  makeParent,
  pluginDirectoryName,
  pruneBundles,
  pruneLeftovers,
  refuseForeignDirectory,
} from './bundle-place';
export type { BundlePlugin } from './bundle-plugins';
export { bundleTexts } from './bundle-record';
export type { BundleTexts, Composition, RecordedBundle } from './bundle-record';
export type { PluginFileFacts } from './inspect-plugin';
export type { Scrutiny } from './plugin-stamp';
