import { basename, join } from 'node:path';
import { ConfigError, fullVersion, newestFirst } from '@agent-spaces/core';
import {
  movedSelector,
  setSpaceDependency,
  setSpaceVersion,
  type SpaceAddress,
} from '@agent-spaces/scaffold';
import type { ProjectGraph, ProjectGraphDependency, Tree } from '@nx/devkit';
import { VersionActions } from 'nx/release';
import { withShownErrors } from '../generators/with-shown-errors';
import { isSpaceProject } from '../plugin/space-project';
import { expectRegistryTop } from './expect-registry-top';
import { nameInTag } from './name-in-tag';
import { placeInManifest, readSpaceManifest, spaceDependencyRef } from './space-dependency-ref';

const MANIFEST = 'space.toml';
const COLLECTION = 'deps.spaces';

/** What `nx release` does with a space: its version and those it needs stand in `space.toml`. Nx asks for a class, as default export. */
export default class SpaceVersionActions extends VersionActions {
  override validManifestFilenames = [MANIFEST];
  /** What Nx takes for the last version, where it raises that, and the kind of prerelease that it looked for besides releases. */
  private raised: { readonly from: string; readonly preid: string } | undefined;

  override readCurrentVersionFromSourceManifest(
    tree: Tree,
  ): Promise<{ currentVersion: string; manifestPath: string } | null> {
    return withShownErrors(tree, () => {
      const manifestPath = this.ownManifest();
      const { id, version } = readSpaceManifest(tree, manifestPath);
      if (version !== undefined) return { currentVersion: version, manifestPath };
      // Nx would speak of git tags, which a space that was never released cannot have.
      throw new ConfigError(`"${id}" says no version, so there is nothing to raise.`, {
        location: placeInManifest(tree, manifestPath),
        hint: 'Write version = "0.1.0" into it, or the version that it was released as last.',
      });
    });
  }

  /** What is published is tagged; Nx reads tags itself. */
  override readCurrentVersionFromRegistry(): Promise<null> {
    return Promise.resolve(null);
  }

  /**
   * A space that names no version of another is not changed by a new one, and gets no new version itself. Nx leaves implicit edges out,
   * but that is what an edge to a space is whose project.json gives it another name.
   */
  override readDependencies(tree: Tree, graph: ProjectGraph): Promise<ProjectGraphDependency[]> {
    const dependencies = graph.dependencies[this.projectGraphNode.name] ?? [];
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

  override calculateNewVersion(
    currentVersion: string | null,
    input: string,
    reason: string,
    reasonData: Record<string, unknown>,
    preid: string,
  ): ReturnType<VersionActions['calculateNewVersion']> {
    const raises = currentVersion !== null && fullVersion(input) === undefined;
    this.raised = raises ? { from: currentVersion, preid } : undefined;
    return super.calculateNewVersion(currentVersion, input, reason, reasonData, preid);
  }

  override updateProjectVersion(tree: Tree, version: string): Promise<string[]> {
    return withShownErrors(tree, (guarded) =>
      this.manifestsToUpdate.flatMap(({ manifestPath }) => {
        const address = addressOf(manifestPath);
        expectRegistryTop(join(tree.root, address.registry));
        this.refuseTaken(tree, posixPath(manifestPath), version);
        const { space, pluginVersion } = setSpaceVersion(guarded, { ...address, version });
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
    return withShownErrors(tree, (guarded) =>
      this.manifestsToUpdate.flatMap(({ manifestPath }) =>
        Object.entries(dependenciesToUpdate).flatMap(([project, wanted]) => {
          const dependency = idOf(graph, project);
          const ref = dependency && spaceDependencyRef(tree, posixPath(manifestPath), dependency);
          if (!dependency || !ref) return [];
          const moved = movedSelector(ref.selectorText, wanted, this.preservesMatchingRanges());
          if (moved.kind === 'kept') return [];
          if (moved.kind === 'left')
            return [`⚠️  ${ref.text} does not mean ${wanted} and was left alone: ${manifestPath}`];
          const { selector } = moved;
          setSpaceDependency(guarded, { ...addressOf(manifestPath), dependency, selector });
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
    const id = idOf(graph, project);
    return id === undefined ? undefined : spaceDependencyRef(tree, this.ownManifest(), id);
  }

  private preservesMatchingRanges(): boolean {
    const { preserveMatchingDependencyRanges: preserved = true } = this.finalConfigForProject;
    return Array.isArray(preserved) ? preserved.includes('dependencies') : preserved;
  }

  /**
   * Where Nx does not see the last version it would make that once more, with other content: its tag is missing, or it is a prerelease of a
   * kind that was not asked for.
   */
  private refuseTaken(tree: Tree, manifest: string, version: string): void {
    const { id, version: standing } = readSpaceManifest(tree, manifest);
    if (this.raised === undefined || standing === undefined || standing === this.raised.from) return;
    if (newestFirst(version, standing) < 0) return;
    const { from, preid } = this.raised;
    const { strictPreid = true } = this.releaseGroup.releaseTag;
    const [, release = '', word] = PRERELEASE.exec(standing) ?? [];
    if (strictPreid && release !== '' && (word === undefined || word !== preid)) {
      const goOn = word === undefined ? '' : `Go on from ${standing} with --preid=${word}, or name`;
      throw new ConfigError(
        `"${id}" is version ${standing} already, and Nx would make ${version} of it: it goes on from ${from}, because it looks for no prerelease that it is not asked for.`,
        {
          location: placeInManifest(tree, manifest, 'version'),
          hint: `${goOn || 'Name'} the new version itself: nx release ${release} --projects=${this.projectGraphNode.name}`,
        },
      );
    }
    throw new ConfigError(
      `"${id}" is version ${standing} already, and Nx would make ${version} of it: the last version that it finds a tag of is ${from}.`,
      {
        location: placeInManifest(tree, manifest, 'version'),
        hint: `Fetch the tag of ${standing} (git fetch --tags), or have whoever made it push it. Where ${standing} is written here and not published yet: nx release publish --projects=${this.projectGraphNode.name}`,
      },
    );
  }

  private tagWarning(space: string, version: string): readonly string[] {
    const tag = `space/${space}/v${version}`;
    const pattern = this.releaseGroup.releaseTag.pattern ?? '';
    const named = pattern
      .replaceAll('{projectName}', nameInTag(this.projectGraphNode.name))
      .replaceAll('{version}', version);
    return named === tag
      ? []
      : [`⚠️  Nx calls this version ${named}; references look for the tag ${tag}, which publishing sets`];
  }
}

/** `1.0.0-rc.0` as the release it is before and the word that `--preid` finds it by, which is what stands before a dot. */
const PRERELEASE = /^(\d+\.\d+\.\d+)-(?:([^.+]+)\.)?/;

/** A space is known by its directory, whatever its project is called; another project in a directory of that name is none. */
function idOf({ nodes }: ProjectGraph, project: string): string | undefined {
  const data = nodes[project]?.data;
  return data && isSpaceProject(data) ? basename(posixPath(data.root)) : undefined;
}

/** @throws ConfigError for a manifest that is not where a registry has its spaces */
function addressOf(manifest: string): Required<SpaceAddress> {
  const [, space = '', spaces, ...above] = posixPath(manifest).split('/').reverse();
  if (spaces === 'spaces') return { space, registry: above.reverse().join('/') || '.' };
  throw new ConfigError(`${manifest} is not in a directory spaces/<id>, where a registry has its spaces.`, {
    location: { file: manifest },
    hint: 'Move the space there, or leave its project out of the release group.',
  });
}

const posixPath = (path: string): string => path.replaceAll('\\', '/');
