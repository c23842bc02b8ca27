import { posix } from 'node:path';
import type {
  CreateDependencies,
  CreateDependenciesContext,
  FileData,
  ImplicitDependency,
  RawProjectGraphDependency,
  StaticDependency,
} from '@nx/devkit';
import { LOCK_FILE, SPACE_MANIFEST, TARGETS_MANIFEST } from './config-files';
import type { FactsByKind, LockFacts, ReferencedSpace, TargetsFacts } from './facts';
import { openFactsCache } from './facts-cache';
import { describeCollision, findNameCollisions } from './name-collisions';
import { readOptions, type AspPluginOptions, type PluginSettings } from './options';
import { findOurProjects, type OurProjects } from './our-projects';
import { isInheritedName } from './project-name';
import { readFacts } from './read-facts';
import { spaceProjectName } from './space-project';

// The enum of devkit by its values: loading devkit for them would take as long as all the rest.
const STATIC = 'static' as StaticDependency['type'];
const IMPLICIT = 'implicit' as ImplicitDependency['type'];

/**
 * Edges to every space of the workspace that a manifest or a lock names, whatever the version: `nx affected` must see a change of a
 * pinned space too. And from a space to the projects inside it, whose files are content of the space. What is wrong with a file was told
 * when the nodes were made.
 */
export const createDependencies: CreateDependencies<AspPluginOptions> = async (rawOptions, context) => {
  const options = readOptions(rawOptions);
  if ('fault' in options) return [];
  const ours = findOurProjects(context.projects);
  const collisions = findNameCollisions(ours, context, options.settings);
  if (collisions.length > 0) throw new Error(collisions.map(describeCollision).join('\n'));
  return findEdges(ours, context, options.settings);
};

async function findEdges(
  { spaces, runTargets }: OurProjects,
  context: CreateDependenciesContext,
  settings: PluginSettings,
): Promise<RawProjectGraphDependency[]> {
  const { projects, fileMap, filesToProcess, workspaceRoot } = context;
  const cache = openFactsCache(workspaceRoot);
  const read = async <Kind extends keyof FactsByKind>(
    kind: Kind,
    file: string,
  ): Promise<FactsByKind[Kind] | undefined> => {
    try {
      return await readFacts(kind, file, workspaceRoot, cache);
    } catch {
      return undefined;
    }
  };
  const nodeOf = spaceNodes(spaces, projects, settings);
  const edges = new Map<string, RawProjectGraphDependency>();
  const renamed = renamedSpaces(spaces, settings);
  const add = (source: string, sourceFile: string, referenced: readonly ReferencedSpace[]): void => {
    const isNew = has(filesToProcess.projectFileMap[source], sourceFile);
    for (const { id } of referenced) {
      const target = nodeOf(id);
      if (target === undefined || target === source) continue;
      if (renamed.has(target)) edges.set(`${source}\n${target}`, { source, target, type: IMPLICIT });
      else if (isNew) edges.set(`${sourceFile}\n${target}`, { source, target, sourceFile, type: STATIC });
    }
  };

  // Nx remembers the edges of a file as long as the file is the same; those of the others are lost if they are given again.
  const { projectFileMap } = renamed.size === 0 ? filesToProcess : fileMap;
  for (const [source, files] of Object.entries(projectFileMap)) {
    const space = spaces.get(source);
    if (space !== undefined) {
      const manifest = posix.join(space, SPACE_MANIFEST);
      if (has(files, manifest)) add(source, manifest, (await read('space', manifest))?.deps ?? []);
    }
    const root = runTargets.get(source);
    if (root !== undefined) {
      const manifest = posix.join(root, TARGETS_MANIFEST);
      const lock = posix.join(root, LOCK_FILE);
      if (has(files, manifest)) add(source, manifest, composed(await read('targets', manifest)));
      if (has(files, lock)) add(source, lock, loaded(await read('lock', lock)));
    }
  }

  // A lock that git ignores is no file to Nx. Its edges hang on no file, and are given every time.
  for (const [source, root] of runTargets) {
    const lock = posix.join(root, LOCK_FILE);
    if (has(fileMap.projectFileMap[source], lock)) continue;
    const facts = await read('lock', lock);
    if (!facts) continue;
    const direct = new Set(
      composed(await read('targets', posix.join(root, TARGETS_MANIFEST))).map(({ id }) => id),
    );
    for (const { id } of loaded(facts)) {
      const target = nodeOf(id);
      if (direct.has(id) || target === undefined || !spaces.has(target)) continue;
      edges.set(`${lock}\n${target}`, { source, target, type: IMPLICIT });
    }
  }

  // Nor do these hang on a file: a space is a directory with all that lies in it, but Nx counts a file to the innermost project alone.
  const spaceAt = new Map([...spaces].map(([name, root]) => [root, name]));
  for (const target in projects) {
    const source = spaceAround(projects[target]?.root ?? '', spaceAt);
    if (source !== undefined) edges.set(`${source}\n${target}`, { source, target, type: IMPLICIT });
  }
  await cache.save();
  return [...edges.values()];
}

/** @param spaceAt names by root; of spaces, none of which lies in another */
function spaceAround(root: string, spaceAt: ReadonlyMap<string, string>): string | undefined {
  for (let end = root.lastIndexOf('/'); end > 0; end = root.lastIndexOf('/', end - 1)) {
    const space = spaceAt.get(root.slice(0, end));
    if (space !== undefined) return space;
  }
  return undefined;
}

/**
 * The name of the project that a space is.
 *
 * A space that is not there yet is named as it would be. Nx leaves such an edge out until there is a project of that name, and only so
 * is it there then: the file that names the space has not changed and is not read again.
 */
function spaceNodes(
  spaces: ReadonlyMap<string, string>,
  projects: CreateDependenciesContext['projects'],
  settings: PluginSettings,
): (id: string) => string | undefined {
  const names = new Map([...spaces].map(([name, root]) => [root.slice(root.lastIndexOf('/') + 1), name]));
  return (id) => {
    const known = names.get(id);
    if (known !== undefined) return known;
    const expected = spaceProjectName(id, settings);
    return Object.hasOwn(projects, expected) || isInheritedName(expected) ? undefined : expected;
  };
}

/**
 * Spaces that are not called what a space that is not there yet is taken to be called. An edge to one of them must not hang on the file
 * that names it: Nx would remember the name that was expected.
 */
const renamedSpaces = (spaces: ReadonlyMap<string, string>, settings: PluginSettings): ReadonlySet<string> =>
  new Set(
    [...spaces]
      .filter(([name, root]) => name !== spaceProjectName(posix.basename(root), settings))
      .map(([name]) => name),
  );

const has = (files: readonly FileData[] = [], path: string): boolean =>
  files.some(({ file }) => file === path);

const composed = (targets: TargetsFacts = []): readonly ReferencedSpace[] =>
  targets.flatMap(({ compose }) => compose);

const loaded = (lock: LockFacts = {}): readonly ReferencedSpace[] => Object.values(lock).flat();
