import { existsSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import type {
  CreateNodesContextV2,
  CreateNodesResultV2,
  CreateNodesV2,
  ProjectConfiguration,
} from '@nx/devkit';
import { CONFIG_FILES, LOCK_FILE, sortConfigFiles, SPACE_MANIFEST, TARGETS_MANIFEST } from './config-files';
import type { FactsByKind, SpaceFacts } from './facts';
import { openFactsCache } from './facts-cache';
import { graphError } from './graph-error';
import { readOptions, type AspPluginOptions, type OptionFault, type PluginSettings } from './options';
import { isInheritedName, projectNameOf } from './project-name';
import { optionPointer } from './option-pointer';
import { readFacts } from './read-facts';
import { runTargetProject } from './run-target-project';
import { spaceProject, spaceProjectName } from './space-project';
import { PLUGIN_NAME, SPACE_INPUT } from './target-configuration';

/**
 * Makes projects of spaces and of directories with Run Targets. What a file says wrong is an error about that file; whatever can be
 * told of the others is part of the graph all the same. Whether a reference means anything is left to those who resolve it.
 */
export const createNodesV2: CreateNodesV2<AspPluginOptions> = [
  CONFIG_FILES,
  async (files, rawOptions, context) => {
    const options = readOptions(rawOptions);
    if ('fault' in options) throw await optionError(options.fault, rawOptions, context);
    const { results, errors } = await inferProjects(files, options.settings, context);
    if (errors.length > 0) {
      const { AggregateCreateNodesError } = await import('@nx/devkit');
      const shown: [string, Error][] = [];
      for (const [file, error] of errors) shown.push([file, await graphError(error)]);
      throw new AggregateCreateNodesError(shown, results);
    }
    return results;
  },
];

async function optionError(
  fault: OptionFault,
  raw: unknown,
  { workspaceRoot, nxJsonConfiguration }: CreateNodesContextV2,
): Promise<Error> {
  const { ConfigError } = await import('@agent-spaces/core');
  const pointer = optionPointer(nxJsonConfiguration, raw, fault);
  const error = new ConfigError(`The options of ${PLUGIN_NAME} cannot be used: ${fault.message}.`, {
    location: { file: 'nx.json', ...(pointer === undefined ? {} : { pointer }) },
    hint: fault.hint,
  });
  return graphError(error, workspaceRoot);
}

type Failure = readonly [file: string, error: unknown];

interface Inferred {
  readonly results: CreateNodesResultV2;
  readonly errors: readonly Failure[];
}

async function inferProjects(
  files: readonly string[],
  settings: PluginSettings,
  { workspaceRoot, nxJsonConfiguration }: CreateNodesContextV2,
): Promise<Inferred> {
  const { spaces, runTargets, both } = sortConfigFiles(files, settings.spaces);
  const cache = openFactsCache(workspaceRoot);
  const results: [string, { projects: Record<string, ProjectConfiguration> }][] = [];
  const errors: Failure[] = [];
  const read = <Kind extends keyof FactsByKind>(
    kind: Kind,
    file: string,
  ): FactsByKind[Kind] | undefined | Promise<FactsByKind[Kind] | undefined> => {
    const note = (error: unknown): undefined => {
      errors.push([file, error]);
    };
    try {
      const facts = readFacts(kind, file, workspaceRoot, cache);
      return facts instanceof Promise ? facts.catch(note) : facts;
    } catch (error) {
      return note(error);
    }
  };
  const add = (file: string, project: ProjectConfiguration): void => {
    results.push([file, { projects: { [project.root]: project } }]);
  };

  const registry = settings.registry ?? (isRegistry(workspaceRoot, spaces) ? '.' : undefined);
  const directoryOf = new Map<string, string>();
  const devSpaces = new Map<string, SpaceFacts>();
  const found: [file: string, root: string, facts: SpaceFacts][] = [];
  for (const root of spaces) {
    const file = posix.join(root, SPACE_MANIFEST);
    const facts = await read('space', file);
    if (!facts) continue;
    const other = directoryOf.get(facts.id);
    if (other !== undefined) {
      errors.push([file, await twoSpaces(facts.id, file, posix.join(other, SPACE_MANIFEST))]);
      continue;
    }
    directoryOf.set(facts.id, root);
    if (isInheritedName(spaceProjectName(facts.id, settings))) {
      errors.push([file, await inheritedName(file, facts.id, SPACE_REMEDY)]);
      continue;
    }
    if (registry !== undefined && posix.join(registry, 'spaces', facts.id) === root) {
      devSpaces.set(facts.id, facts);
    }
    found.push([file, root, facts]);
  }
  const context = {
    settings,
    registry,
    inputIsNamed: nxJsonConfiguration.namedInputs?.[SPACE_INPUT] !== undefined,
    known: new Set(found.map(([, , { id }]) => id)),
  };
  for (const [file, root, facts] of found) add(file, spaceProject(facts, root, context));
  for (const root of both) errors.push([posix.join(root, TARGETS_MANIFEST), await runTargetsInSpace(root)]);
  for (const root of runTargets) {
    const file = posix.join(root, TARGETS_MANIFEST);
    const facts = await read('targets', file);
    if (!facts) continue;
    const lock = await read('lock', posix.join(root, LOCK_FILE));
    const name = projectNameOf(workspaceRoot, root);
    if (!name.settled && isInheritedName(name.name)) {
      errors.push([file, await inheritedName(file, name.name, TARGETS_REMEDY)]);
      continue;
    }
    add(file, runTargetProject(facts, lock ?? {}, root, name, { settings, registry, devSpaces }));
  }
  await cache.save();
  return { results, errors };
}

/**
 * Whether references are resolved in the workspace itself. Asks the disk where Nx named no space: nx.json may keep them from this
 * plugin, or list it once for the spaces and once for the rest.
 */
function isRegistry(workspaceRoot: string, spaces: readonly string[]): boolean {
  if (spaces.some((root) => posix.dirname(root) === 'spaces')) return true;
  try {
    return readdirSync(join(workspaceRoot, 'spaces')).some((id) =>
      existsSync(join(workspaceRoot, 'spaces', id, SPACE_MANIFEST)),
    );
  } catch {
    return false;
  }
}

async function twoSpaces(id: string, file: string, other: string): Promise<Error> {
  const { ConfigError } = await import('@agent-spaces/core');
  return new ConfigError(`Two spaces have the id "${id}": this one and ${other}`, {
    location: { file },
    hint: `Rename the directory and the id of one, or leave one out of the option \`spaces\` of ${PLUGIN_NAME} in nx.json.`,
  });
}

async function runTargetsInSpace(root: string): Promise<Error> {
  const { ConfigError } = await import('@agent-spaces/core');
  return new ConfigError(
    'A space cannot have Run Targets of its own: what they write would become part of the space',
    {
      location: { file: posix.join(root, TARGETS_MANIFEST) },
      hint: 'Move the file to a directory outside the space, and compose the space there.',
    },
  );
}

async function inheritedName(file: string, name: string, hint: string): Promise<Error> {
  const { ConfigError } = await import('@agent-spaces/core');
  return new ConfigError(
    `Nx cannot keep files by the project name "${name}": every object has something by that name`,
    {
      location: { file },
      hint,
    },
  );
}

const SPACE_REMEDY = `Set the option \`spacePrefix\` of ${PLUGIN_NAME} in nx.json, such as "space-", or rename the directory and the id.`;
const TARGETS_REMEDY = 'Rename the directory, or give it a project.json with a name of its own.';
