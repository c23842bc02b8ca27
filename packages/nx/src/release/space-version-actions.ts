import { basename } from 'node:path';
import { ConfigError } from '@agent-spaces/core';
import {
  movedSelector,
  setSpaceDependency,
  setSpaceVersion,
  type SpaceAddress,
} from '@agent-spaces/scaffold';
import type { ProjectGraph, ProjectGraphDependency, Tree } from '@nx/devkit';
import { VersionActions } from 'nx/release';
import { withShownErrors } from '../generators/with-shown-errors';
import { readSpaceManifest, spaceDependencyRef } from './space-dependency-ref';

const MANIFEST = 'space.toml';
const COLLECTION = 'deps.spaces';

/** What `nx release` does with a space: its version and those it needs stand in `space.toml`. Nx asks for a class, as default export. */
export default class SpaceVersionActions extends VersionActions {
  override validManifestFilenames = [MANIFEST];

  override readCurrentVersionFromSourceManifest(
    tree: Tree,
  ): Promise<{ currentVersion: string; manifestPath: string } | null> {
    return withShownErrors(tree, () => {
      const manifestPath = this.ownManifest();
      const { version } = readSpaceManifest(tree, manifestPath);
      return version === undefined ? null : { currentVersion: version, manifestPath };
    });
  }

  /** What is published is tagged; Nx reads tags itself. */
  override readCurrentVersionFromRegistry(): Promise<null> {
    return Promise.resolve(null);
  }

  /** A space that names no version of another is not changed by a new one, and gets no new version itself. */
  override async readDependencies(tree: Tree, graph: ProjectGraph): Promise<ProjectGraphDependency[]> {
    const dependencies = await super.readDependencies(tree, graph);
    return withShownErrors(tree, () =>
      dependencies.filter(({ target }) => this.refTo(tree, graph, target)?.selector.kind === 'semver'),
    );
  }

  override readCurrentVersionOfDependency(
    tree: Tree,
    graph: ProjectGraph,
    project: string,
  ): Promise<{ currentVersion: string | null; dependencyCollection: string | null }> {
    return withShownErrors(tree, () => {
      const ref = this.refTo(tree, graph, project);
      return {
        currentVersion: ref?.selector.kind === 'semver' ? ref.selectorText : null,
        dependencyCollection: ref ? COLLECTION : null,
      };
    });
  }

  override updateProjectVersion(tree: Tree, version: string): Promise<string[]> {
    return withShownErrors(tree, () =>
      this.manifestsToUpdate.flatMap(({ manifestPath }) => {
        const { space, pluginVersion } = setSpaceVersion(tree, { ...addressOf(manifestPath), version });
        return [
          `✍️  New version ${version} written to manifest: ${manifestPath}`,
          ...(pluginVersion === undefined
            ? []
            : [`⚠️  plugin.version says ${pluginVersion} and was left alone: it was another one before`]),
          ...this.tagWarning(space, version),
        ];
      }),
    );
  }

  override updateProjectDependencies(
    tree: Tree,
    graph: ProjectGraph,
    dependenciesToUpdate: Record<string, string>,
  ): Promise<string[]> {
    return withShownErrors(tree, () =>
      this.manifestsToUpdate.flatMap(({ manifestPath }) =>
        Object.entries(dependenciesToUpdate).flatMap(([project, wanted]) => {
          const dependency = idOf(graph, project);
          const ref = spaceDependencyRef(tree, posixPath(manifestPath), dependency);
          if (!ref) return [];
          const moved = movedSelector(ref.selectorText, wanted, this.preservesMatchingRanges());
          if (moved.kind === 'kept') return [];
          if (moved.kind === 'left')
            return [`⚠️  ${ref.text} does not mean ${wanted} and was left alone: ${manifestPath}`];
          const { selector } = moved;
          setSpaceDependency(tree, { ...addressOf(manifestPath), dependency, selector });
          return [`✍️  Updated ${ref.text} to @${selector} in manifest: ${manifestPath}`];
        }),
      ),
    );
  }

  private ownManifest(): string {
    const { root } = this.projectGraphNode.data;
    return `${posixPath(root)}/${MANIFEST}`;
  }

  private refTo(tree: Tree, graph: ProjectGraph, project: string): ReturnType<typeof spaceDependencyRef> {
    return spaceDependencyRef(tree, this.ownManifest(), idOf(graph, project));
  }

  private preservesMatchingRanges(): boolean {
    const { preserveMatchingDependencyRanges: preserved = true } = this.finalConfigForProject;
    return Array.isArray(preserved) ? preserved.includes('dependencies') : preserved;
  }

  private tagWarning(space: string, version: string): readonly string[] {
    const tag = `space/${space}/v${version}`;
    const pattern = this.releaseGroup.releaseTag.pattern ?? '';
    const named = pattern
      .replaceAll('{projectName}', this.projectGraphNode.name)
      .replaceAll('{version}', version);
    return named === tag
      ? []
      : [`⚠️  Nx calls this version ${named}; references look for the tag ${tag}, which publishing sets`];
  }
}

/** A space is known by its directory, whatever its project is called. */
const idOf = (graph: ProjectGraph, project: string): string =>
  basename(posixPath(graph.nodes[project]?.data.root ?? ''));

/** @throws ConfigError for a manifest that is not where a registry has its spaces */
function addressOf(manifest: string): SpaceAddress {
  const [, space = '', spaces, ...above] = posixPath(manifest).split('/').reverse();
  if (spaces === 'spaces') return { space, registry: above.reverse().join('/') || '.' };
  throw new ConfigError(`${manifest} is not in a directory spaces/<id>, where a registry has its spaces.`, {
    location: { file: manifest },
    hint: 'Move the space there, or leave its project out of the release group.',
  });
}

const posixPath = (path: string): string => path.replaceAll('\\', '/');
