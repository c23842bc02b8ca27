import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { executorContext } from './executor-context';
import { gitWorkspace, spaceToml, targetsToml, type GitWorkspace } from './git-workspace';

/** Where the project is; its name is another. */
export const PROJECT = 'apps/web';

/** A workspace with the published spaces `base` (a command and a hook) and `app` (an MCP server), and a project `shop`. */
export interface RunTargetWorkspace extends GitWorkspace {
  /** Of a task of the project. */
  readonly context: ExecutorContext;
  /** Commits a version of a space and tags it. */
  publish(id: string, files?: Readonly<Record<string, string>>, version?: string): void;
  /** Writes the manifest of the project. */
  targets(compose: Readonly<Record<string, readonly string[]>>, more?: string): void;
  /** Absolute, of a path in the project. */
  at(path: string): string;
  /** Another one for any change of a file of the workspace; what git ignores counts. */
  state(): string;
}

const HOOKS = JSON.stringify({
  hooks: { Stop: [{ hooks: [{ type: 'command', command: '"${CLAUDE_PLUGIN_ROOT}/hooks/stop.sh"' }] }] },
});
const MCP = JSON.stringify({
  mcpServers: { facts: { command: 'node', args: ['${CLAUDE_PLUGIN_ROOT}/mcp/facts.mjs'] } },
});
export const BASE_FILES = {
  'commands/greet.md': '---\ndescription: Greets\n---\nGreet.\n',
  'hooks/hooks.json': HOOKS,
  'hooks/stop.sh': '#!/bin/sh\nexit 0\n',
};
const APP_FILES = { 'mcp/mcp.json': MCP, 'mcp/facts.mjs': 'export {};\n' };

/** The target `both` composes the two spaces, `one` only `base`. */
export function runTargetWorkspace(
  compose: Readonly<Record<string, readonly string[]>> = {
    both: ['space:base@^1', 'space:app@^1'],
    one: ['space:base@^1'],
  },
): RunTargetWorkspace {
  const workspace = gitWorkspace({ '.gitignore': 'asp_modules/\n.asp.lock\ndist/\n*.local\n' });
  const project: RunTargetWorkspace = {
    ...workspace,
    context: executorContext(workspace.root, { shop: PROJECT }),
    publish(id, files = {}, version = '1.0.0') {
      const inside = Object.entries(files).map(([path, text]) => [`spaces/${id}/${path}`, text]);
      workspace.commit({
        [`spaces/${id}/space.toml`]: spaceToml(id, version),
        ...Object.fromEntries(inside),
      });
      workspace.git('tag', `space/${id}/v${version}`);
    },
    targets: (names, more = '') =>
      workspace.write({ [`${PROJECT}/asp-targets.toml`]: targetsToml(names) + more }),
    at: (path) => join(workspace.root, PROJECT, path),
    state() {
      workspace.git('add', '--all', '--force');
      return workspace.git('write-tree');
    },
  };
  project.publish('base', BASE_FILES);
  project.publish('app', APP_FILES);
  project.targets(compose);
  return project;
}
