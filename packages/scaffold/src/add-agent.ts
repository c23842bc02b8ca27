import { toolList } from './add-command';
import type { AddedComponent } from './add-skill';
import { componentName } from './component-name';
import { oneLine } from './one-line';
import { newFile, writeFiles, type PlannedFile } from './planned-files';
import { openSpace, type SpaceAddress } from './spaces-in-tree';
import { agentText, defaultAgentDescription } from './templates/agent';
import type { ScaffoldTree } from './tree';

export interface AgentOptions {
  /** Kebab-case. */
  readonly name: string;
  /** When to hand a task to it: all that a session knows of an agent. */
  readonly description?: string;
  /** All tools it has; those that read alone, unless given. */
  readonly tools?: readonly string[];
  /** `sonnet`, `opus`, `haiku` or a full name; the session's own unless given. */
  readonly model?: string;
}

/**
 * Adds `agents/<name>.md` to a space, called as `plugin:name`.
 * @throws ConfigError, ConfigParseError, ConfigValidationError; then nothing was written
 */
export function addAgent(tree: ScaffoldTree, options: SpaceAddress & AgentOptions): AddedComponent {
  const { id, directory, pluginName } = openSpace(tree, options);
  const commands = tree
    .children(`${directory}/commands`)
    .filter((child) => child.endsWith('.md'))
    .map((child) => `/${pluginName}:${child.slice(0, -'.md'.length)}`)
    .sort();
  const { name, files } = planAgent(tree, directory, options, commands);
  return { space: id, name, qualifiedName: `${pluginName}:${name}`, files: writeFiles(tree, files) };
}

export function planAgent(
  tree: ScaffoldTree,
  space: string,
  { name: wanted, description, tools = ['Read', 'Grep', 'Glob'], model }: AgentOptions,
  commands: readonly string[],
): { readonly name: string; readonly files: readonly PlannedFile[] } {
  const name = componentName('agent', wanted);
  const text = agentText({
    name,
    description: oneLine('The description', description ?? defaultAgentDescription(name), 1024),
    tools: toolList(tools),
    ...(model === undefined ? {} : { model: oneLine('The model', model, 100) }),
    commands,
  });
  const file = newFile(
    tree,
    { path: `${space}/agents/${name}.md`, text },
    'Choose another name for the agent.',
  );
  return { name, files: [file] };
}
