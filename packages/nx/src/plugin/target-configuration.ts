import type { TargetConfiguration } from '@nx/devkit';
import type { PluginSettings } from './options';

export const PLUGIN_NAME = '@agent-spaces/nx';

/** `MATERIALIZER_VERSION` of the store: what a plugin directory looks like. Written here because loading the store takes too long. */
export const MATERIALIZER = 2;

/** The input of whoever uses the files of a space. */
export const SPACE_INPUT = 'aspSpace';

export const SPACE_TAG = 'asp:space';

/**
 * Says what every executor of ours is: a task that ends. Where it is not said, Nx reads the schema of each executor for it whenever
 * it makes a graph.
 */
export const ENDS = { continuous: false };

/** Nx adds to the lists it is given: every project and target needs lists of its own. */
export const technologies = (): string[] => ['asp', 'claude-code'];

/** Unrelated npm updates stay out of the cache key; a change of ours that matters raises `MATERIALIZER`. */
export const noPackages = (): { externalDependencies: string[] } => ({ externalDependencies: [] });

/** @param example options that show what the target can do */
export const metadataOf = (
  description: string,
  project: string,
  target: string,
  example: Readonly<Record<string, unknown>> = {},
): NonNullable<TargetConfiguration['metadata']> => ({
  description,
  technologies: technologies(),
  help: { command: `npx nx run ${project}:${target} --help`, example: { options: { ...example } } },
});

/** What every executor that opens a registry is told. Relative to the workspace root: it is part of cache keys. */
export function placeOptions(
  { aspHome }: PluginSettings,
  registry: string | undefined,
): { readonly registry?: string; readonly aspHome?: string } {
  return {
    ...(registry === undefined ? {} : { registry }),
    ...(aspHome === undefined ? {} : { aspHome }),
  };
}
