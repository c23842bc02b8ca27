import { ConfigError, parseSpaceManifest, type SpaceId } from '@agent-spaces/core';
import { planAgent, type AgentOptions } from './add-agent';
import { commandFile, planCommand, type CommandOptions } from './add-command';
import { planSkill, type SkillOptions } from './add-skill';
import { componentName, wordsOf } from './component-name';
import { oneLine } from './one-line';
import { asOptionFaults } from './option-faults';
import { newFile, writeFiles, type PlannedFile, type WrittenFile } from './planned-files';
import { spacesDirectory } from './spaces-in-tree';
import { aboutCommandText } from './templates/command';
import { spaceManifestText, type SpaceManifestFacts } from './templates/space-manifest';
import type { ScaffoldTree } from './tree';

export interface SpaceAuthor {
  readonly name: string;
  readonly email?: string;
  readonly url?: string;
}

export interface CreateSpaceOptions {
  /** Kebab-case, 1–64 characters; also the name of its directory and of its plugin. */
  readonly id: string;
  /** The registry's directory, where `spaces/` lies; the root unless given. */
  readonly registry?: string;
  readonly description?: string;
  /** `0.1.0` unless given. */
  readonly version?: string;
  /** Who makes it: `claude plugin validate --strict` asks for one, so there is no space without. */
  readonly author: SpaceAuthor | undefined;
  readonly license?: string;
  readonly keywords?: readonly string[];
  /** What it begins with; a command `about-<id>` where all three are left out, nothing where one is `false` and no other is given. */
  readonly command?: CommandOptions | false;
  readonly skill?: SkillOptions | false;
  readonly agent?: AgentOptions | false;
}

export interface CreatedSpace {
  readonly id: SpaceId;
  /** From the tree's root: `spaces/<id>`. */
  readonly directory: string;
  readonly version: string;
  /** The full names of what it begins with: `/frontend:about-frontend`. */
  readonly components: readonly string[];
  readonly files: readonly WrittenFile[];
}

/**
 * Makes a space with a valid `space.toml` and a first component.
 * @throws ConfigError; then nothing was written
 */
export function createSpace(tree: ScaffoldTree, options: CreateSpaceOptions): CreatedSpace {
  const id = componentName('space', options.id) as SpaceId;
  const directory = `${spacesDirectory(options.registry)}/${id}`;
  const manifestFile = `${directory}/space.toml`;
  const { version, ...facts } = manifestFacts(id, options);
  const text = spaceManifestText({ version, ...facts });
  asOptionFaults(manifestFile, () => parseSpaceManifest(text, manifestFile, { expectedId: id }));
  const manifest = newFile(tree, { path: manifestFile, text }, 'Choose another id, or add to that space.');
  const { components, files } = firstComponents(tree, directory, id, options);
  return { id, directory, version, components, files: writeFiles(tree, [manifest, ...files]) };
}

function manifestFacts(id: string, options: CreateSpaceOptions): SpaceManifestFacts {
  const { author, version = '0.1.0', license, keywords } = options;
  if (!author || author.name.trim() === '') {
    throw new ConfigError('A space needs an author.', {
      hint: 'Name one, or set it once with git config --global user.name "<your name>".',
    });
  }
  return {
    id,
    version,
    description: oneLine('The description', options.description ?? `Abilities for ${wordsOf(id)}`, 500),
    author,
    ...(license === undefined ? {} : { license }),
    ...(keywords === undefined ? {} : { keywords }),
  };
}

function firstComponents(
  tree: ScaffoldTree,
  directory: string,
  id: string,
  { command, skill, agent }: CreateSpaceOptions,
): { readonly components: readonly string[]; readonly files: readonly PlannedFile[] } {
  if (command === undefined && skill === undefined && agent === undefined) {
    // Another name in each space, so that two of them can be composed without a collision of commands (W201).
    const name = `about-${id}`;
    const file = commandFile(tree, directory, [name], aboutCommandText(id));
    return { components: [`/${id}:${name}`], files: [file] };
  }
  const planned = {
    command: command ? planCommand(tree, directory, command) : undefined,
    skill: skill ? planSkill(tree, directory, skill) : undefined,
  };
  const commands = planned.command ? [`/${id}:${planned.command.name}`] : [];
  const helper = agent ? planAgent(tree, directory, agent, commands) : undefined;
  return {
    components: [
      ...commands,
      ...[planned.skill, helper].flatMap((component) => (component ? [`${id}:${component.name}`] : [])),
    ],
    files: [planned.command, planned.skill, helper].flatMap((component) => component?.files ?? []),
  };
}
