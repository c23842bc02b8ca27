import { posix } from 'node:path';
import type { CreateDependenciesContext, FileData } from '@nx/devkit';
import { spaceManifestMatcher, SPACE_MANIFEST, TARGETS_MANIFEST } from './config-files';
import type { PluginSettings } from './options';
import type { OurProjects } from './our-projects';
import { spaceProjectName } from './space-project';
import { PLUGIN_NAME } from './target-configuration';

/** Two projects of one name, by the files that make them; one of the two is ours. */
export interface NameCollision {
  readonly name: string;
  readonly kind: 'space' | 'run targets';
  readonly ours: string;
  readonly theirs: string;
}

/**
 * Projects of ours that bear the name of another. Nx finds that too, but names the directories alone and knows no way out. When nodes
 * are made it cannot be told, for until all plugins have spoken nobody knows what the other projects are called. Nothing is read: where
 * two projects have one name, only one of them is left, and Nx has put the files of both under it.
 */
export function findNameCollisions(
  { spaces, runTargets }: OurProjects,
  { projects, fileMap }: Pick<CreateDependenciesContext, 'projects' | 'fileMap'>,
  settings: PluginSettings,
): readonly NameCollision[] {
  const isManifest = spaceManifestMatcher(settings.spaces);
  const collisions: NameCollision[] = [];
  const add = (name: string, kind: NameCollision['kind'], ours: string, theirs: string | undefined): void => {
    collisions.push({ name, kind, ours, theirs: theirs ?? projects[name]?.root ?? name });
  };
  for (const name in fileMap.projectFileMap) {
    const files = fileMap.projectFileMap[name];
    const root = projects[name]?.root;
    if (!files || root === undefined) continue;
    // Every file of the workspace passes here, nearly all for nothing.
    const below = root === '.' ? '' : `${root}/`;
    // Below the root of the workspace lies everything: there a manifest of the other has to be looked for.
    if (root !== '.' && (spaces.has(name) || runTargets.has(name))) {
      if (files.every(({ file }) => file.startsWith(below))) continue;
      const strangers = files.filter(({ file }) => !file.startsWith(below));
      const isSpace = spaces.has(name);
      const manifest = posix.join(root, isSpace ? SPACE_MANIFEST : TARGETS_MANIFEST);
      add(name, isSpace ? 'space' : 'run targets', manifest, mostImportant(strangers));
      continue;
    }
    const kind = (file: string): NameCollision['kind'] | undefined => {
      if (file.endsWith(SPACE_MANIFEST)) return isNamed(file) ? 'space' : undefined;
      return file.endsWith(`/${TARGETS_MANIFEST}`) && !file.startsWith(below) ? 'run targets' : undefined;
    };
    const isNamed = (file: string): boolean =>
      isManifest(file) && spaceProjectName(posix.basename(posix.dirname(file)), settings) === name;
    for (const { file } of files) {
      const found = kind(file);
      if (found === undefined) continue;
      add(name, found, file, mostImportant(files.filter((other) => posix.dirname(other.file) === root)));
      break;
    }
  }
  return collisions;
}

/** What a person is to be told. */
export function describeCollision({ name, kind, ours, theirs }: NameCollision): string {
  const own = 'give one of them a project.json with a name of its own';
  return kind === 'space'
    ? `Two projects are called "${name}": the space of ${ours}, and the project of ${theirs}\n` +
        `  → Set the option \`spacePrefix\` of ${PLUGIN_NAME} in nx.json, such as "space-", or ${own}.`
    : `Two projects are called "${name}": that of ${ours}, and that of ${theirs}\n  → To tell them apart, ${own}.`;
}

/** What most likely makes a project of its directory, the strongest first. */
export const PROJECT_MANIFESTS = ['project.json', 'package.json', TARGETS_MANIFEST, SPACE_MANIFEST];

/** The file that most likely makes a project of its directory. */
const mostImportant = (files: readonly FileData[]): string | undefined =>
  files
    .map(({ file }) => file)
    .sort((one, other) => rank(one) - rank(other) || one.length - other.length || (one < other ? -1 : 1))[0];

function rank(file: string): number {
  const index = PROJECT_MANIFESTS.indexOf(posix.basename(file));
  return index < 0 ? PROJECT_MANIFESTS.length : index;
}
