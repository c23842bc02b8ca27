import type { ProjectConfiguration } from '@nx/devkit';
import type { SpaceFacts } from './facts';
import type { PluginSettings } from './options';
import {
  ENDS,
  MATERIALIZER,
  metadataOf,
  noPackages,
  placeOptions,
  PLUGIN_NAME,
  SPACE_INPUT,
  SPACE_TAG,
  technologies,
} from './target-configuration';

export interface SpaceProjectContext {
  readonly settings: PluginSettings;
  /** Where references are resolved, from the workspace root. */
  readonly registry: string | undefined;
  /** Whether nx.json says for all projects what `aspSpace` is. */
  readonly inputIsNamed: boolean;
  /** Ids of the spaces of the workspace. */
  readonly known: ReadonlySet<string>;
}

export const spaceProjectName = (id: string, { spacePrefix }: PluginSettings): string => spacePrefix + id;

/** Whether a project of the finished graph is a space. */
export const isSpaceProject = ({ tags }: ProjectConfiguration): boolean => tags?.includes(SPACE_TAG) ?? false;

/** @param root the space's directory, from the workspace root */
export function spaceProject(
  { id, description, deps }: SpaceFacts,
  root: string,
  { settings, registry, inputIsNamed, known }: SpaceProjectContext,
): ProjectConfiguration {
  const { lint, materialize, publish } = settings.names;
  const name = spaceProjectName(id, settings);
  const needed = [...new Set(deps.map((dep) => dep.id))].filter((dep) => dep !== id && known.has(dep));
  const project: ProjectConfiguration = {
    root,
    name,
    projectType: 'library',
    tags: [SPACE_TAG],
    targets: {
      [lint]: {
        executor: `${PLUGIN_NAME}:lint-space`,
        ...ENDS,
        cache: true,
        inputs: [SPACE_INPUT],
        outputs: [],
        options: placeOptions(settings, registry),
        metadata: metadataOf(`Check the space ${id}: manifest, hooks, commands, scripts`, name, lint),
      },
      [materialize]: {
        executor: `${PLUGIN_NAME}:materialize-space`,
        ...ENDS,
        cache: true,
        dependsOn: [`^${materialize}`],
        // Without the named input a dependency that is no space would have none.
        inputs: [SPACE_INPUT, inputIsNamed ? `^${SPACE_INPUT}` : `^${ALL_FILES}`, noPackages()],
        outputs: ['{options.output}'],
        options: {
          ...placeOptions(settings, registry),
          materializer: MATERIALIZER,
          output: `dist/asp/${id}`,
        },
        metadata: metadataOf(
          `Make the plugin directory dist/asp/${id} of the space as it lies here`,
          name,
          materialize,
        ),
      },
      [publish]: {
        executor: `${PLUGIN_NAME}:publish`,
        ...ENDS,
        cache: false,
        // By name: a package that lies in the space is a dependency too, and nobody asked to publish that. What is asked for is passed on:
        // a dry run, another dist-tag or no push means what is published along with it too.
        ...(needed.length > 0
          ? {
              dependsOn: [
                {
                  target: publish,
                  projects: needed.map((dep) => spaceProjectName(dep, settings)),
                  params: 'forward',
                },
              ],
            }
          : {}),
        options: placeOptions(settings, registry),
        metadata: metadataOf(`Tag the version of the space ${id} and move its dist-tags`, name, publish, {
          dryRun: true,
        }),
      },
    },
    metadata: {
      technologies: technologies(),
      targetGroups: { 'Agent Space': [lint, materialize, publish] },
    },
  };
  if (!inputIsNamed) project.namedInputs = { [SPACE_INPUT]: [ALL_FILES] };
  if (description !== undefined) project.metadata = { description, ...project.metadata };
  return project;
}

const ALL_FILES = '{projectRoot}/**/*';
