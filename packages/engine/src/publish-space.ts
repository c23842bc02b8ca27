import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  ConfigError,
  createSource,
  decodeText,
  GitError,
  noteLocation,
  parseSpaceManifest,
  printable,
  readTextFile,
  SelectorResolutionError,
  type CommitSha,
  type Integrity,
  type SourceLocation,
  type SpaceContent,
  type SpaceId,
  type SpaceManifest,
} from '@agent-spaces/core';
import type { WorkState } from '@agent-spaces/git';
import { planPlugin, readSpaceSettings } from '@agent-spaces/materializer';
import {
  commitContent,
  computeIntegrity,
  isIgnoredName,
  spacePath,
  type Registry,
} from '@agent-spaces/resolver';
import type { PublishRequest } from './publish-request';

/** A space as HEAD has it, fit to be published. */
export interface PublishableSpace {
  readonly id: SpaceId;
  readonly version: string;
  readonly plugin: { readonly name: string; readonly version: string };
  readonly manifest: SpaceManifest;
  readonly content: SpaceContent;
  readonly integrity: Integrity;
  /** The commit it was read from. */
  readonly commit: CommitSha;
  /** Absolute. */
  readonly directory: string;
  /** Where the value at `path` of `space.toml` stands. */
  readonly place: (...path: readonly string[]) => SourceLocation;
}

/**
 * Reads the space that is to be published: what HEAD has, provided that the working copy is the same.
 *
 * @throws SelectorResolutionError for a space that is not there, GitError for one that is not committed, and what a space of which no
 * plugin can be made is refused with
 */
export async function readPublishableSpace(
  registry: Registry,
  { id, expected }: PublishRequest,
  { head, uncommitted }: WorkState,
): Promise<PublishableSpace> {
  const { repository } = registry;
  const directory = registry.devSpaceDirectory(id);
  const file = join(directory, 'space.toml');
  // Before its state in git: who is told to commit a file should not be told afterwards that it is wrong.
  const isOnDisk = existsSync(file);
  if (isOnDisk) parseSpaceManifest(await readTextFile(file), file, { expectedId: id });
  refuseUncommitted(repository.directory, id, uncommitted);
  const content = head && (await commitContent(repository, id, head));
  const isCommitted = content?.files.some(({ path, kind }) => path === 'space.toml' && kind !== 'symlink');
  if (!head || !content || !isCommitted) throw await missing(registry, id, isOnDisk ? file : undefined);

  const text = decodeText(await content.read('space.toml'), file);
  const manifest = parseSpaceManifest(text, file, { expectedId: id });
  const source = createSource('toml', text, file);
  const place = (...path: readonly string[]): SourceLocation => noteLocation(source, path, 'value');
  await planPlugin(manifest, content);
  await readSpaceSettings(manifest, content);
  const version = versionOf(manifest, expected, place);
  const { plugin } = manifest;
  return {
    id,
    version,
    plugin: { name: plugin?.name ?? id, version: plugin?.version ?? version },
    manifest,
    content,
    integrity: computeIntegrity(content.files),
    commit: head,
    directory,
    place,
  };
}

const SHOWN = 3;

function refuseUncommitted(top: string, id: SpaceId, uncommitted: WorkState['uncommitted']): void {
  const prefix = `${spacePath(id)}/`;
  const paths = uncommitted
    .filter(({ path }) => path.startsWith(prefix))
    .map(({ path }) => path.slice(prefix.length))
    // Tools work there; what they leave is never part of a space.
    .filter((path) => !isIgnoredName(path.split('/', 1)[0] ?? ''));
  const [first] = paths;
  if (first === undefined) return;
  const shown = paths.slice(0, SHOWN).map((path) => printable(path, 200));
  const more = paths.length > SHOWN ? ` and ${paths.length - SHOWN} more` : '';
  throw new GitError(`"${id}" has changes that are not committed: ${shown.join(', ')}${more}.`, {
    location: { file: join(top, prefix, first) },
    hint: `What is published is what is committed: commit these files, or undo the changes (git -C ${top} status ${prefix}).`,
  });
}

async function missing(
  registry: Registry,
  id: SpaceId,
  onDisk: string | undefined,
): Promise<SelectorResolutionError> {
  const { directory } = registry.repository;
  if (onDisk !== undefined) {
    return new SelectorResolutionError(`"${id}" is not committed in ${directory}.`, {
      location: { file: onDisk },
      hint: 'Commit it first. If git ignores it, correct .gitignore.',
    });
  }
  const near = await registry.suggestId(id);
  return new SelectorResolutionError(`The registry ${directory} has no space "${id}".`, {
    hint:
      near && near !== id
        ? `Did you mean ${near}?`
        : `Its space.toml would be in ${registry.devSpaceDirectory(id)}.`,
  });
}

function versionOf(
  { id, version }: SpaceManifest,
  expected: PublishRequest['expected'],
  place: PublishableSpace['place'],
): string {
  if (version === undefined) {
    const [wanted] = expected;
    throw new ConfigError(`"${id}" says no version, so there is nothing to call what is published.`, {
      location: place(),
      hint: `Write version = "${wanted?.version ?? '1.0.0'}" into its space.toml and commit that.`,
    });
  }
  const other = expected.find((each) => each.version !== version);
  if (!other) return version;
  throw new ConfigError(`"${id}" is version ${version}, not ${printable(other.given)}.`, {
    location: place('version'),
    hint: `Publish v${version}, or set the version to ${other.version} and commit that.`,
  });
}
