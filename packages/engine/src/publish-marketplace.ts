import { basename } from 'node:path';
import { fullVersion, GitError, parseSpaceRef, type CommitSha } from '@agent-spaces/core';
import type { GitRemote } from '@agent-spaces/git';
import type { Registry } from '@agent-spaces/resolver';
import { newMarketplace, parseMarketplace, withEntry, type Marketplace } from './marketplace';
import { checkOwnPluginManifest, marketplaceEntry, type OfferedSpace } from './marketplace-entry';
import { cloneableUrl, isSourceOf, pathSource, pinnedSource } from './marketplace-source';
import type { MarketplaceForm } from './publish-request';
import type { PublishableSpace } from './publish-space';
import type { Session } from './session';

export interface MarketplaceRequest {
  readonly form: Exclude<MarketplaceForm, false>;
  /** The file as HEAD has it; undefined where there is none. */
  readonly text: string | undefined;
  /** For messages. */
  readonly file: string;
  /** The commit that the tag of the published version is on. */
  readonly commit: CommitSha;
  /** Of the space, after publishing. */
  readonly channels: ReadonlyMap<string, string>;
  /** Whoever a marketplace that is made now belongs to. */
  readonly owner: string;
}

/**
 * The text of `.claude-plugin/marketplace.json` with this space in it. Where the registry has a remote that everybody can clone from, the
 * entry is pinned to a published version: the one that `stable` names, else `latest`, else this one. Elsewhere it points into the work
 * tree, and a stock client gets what is committed there, which right now is this version.
 *
 * @throws ConfigError for a file that is no marketplace, or where another plugin has the name
 */
export async function planMarketplace(
  session: Session,
  registry: Registry,
  space: PublishableSpace,
  request: MarketplaceRequest,
): Promise<string> {
  const remote = await registry.repository.remote();
  const url = urlFor(request.form, registry, remote);
  const text =
    request.text ?? newMarketplace({ registry: registryName(registry, remote), owner: request.owner });
  const marketplace = parseMarketplace(text, request.file);
  await checkOwnPluginManifest(space, space.directory, space.place);
  const offered = await offeredVersion(registry, space, url, request);
  const entry = await marketplaceEntry({
    ...offered,
    dependencies: dependenciesOf(session, offered.manifest, marketplace),
  });
  return withEntry(text, marketplace, space.id, entry);
}

/** Undefined where entries point into the work tree. */
function urlFor(
  form: MarketplaceRequest['form'],
  { repository }: Registry,
  remote: GitRemote | undefined,
): string | undefined {
  const url = form === 'path' || !remote ? undefined : cloneableUrl(remote.url);
  if (form !== 'pinned' || url !== undefined) return url;
  throw new GitError(
    remote
      ? `Nobody else can clone from ${remote.url}, so the marketplace cannot be pinned to it.`
      : `${repository.directory} has no remote, so the marketplace cannot be pinned to it.`,
    { hint: 'Give the registry a remote with an https:// or git@ URL, or let entries be paths.' },
  );
}

async function offeredVersion(
  registry: Registry,
  space: PublishableSpace,
  url: string | undefined,
  { commit, channels }: MarketplaceRequest,
): Promise<Omit<OfferedSpace, 'dependencies'>> {
  const { id, version, manifest, content } = space;
  if (url === undefined) return { manifest, content, source: pathSource(id) };
  const own = { version, commit, tag: `space/${id}/v${version}` };
  const channel = fullVersion(channels.get('stable') ?? channels.get('latest') ?? version) ?? version;
  const versions = channel === version ? [] : await registry.versionsOf(id);
  const chosen = versions.find((each) => each.version === channel);
  const other = chosen && (await registry.spaceAt(id, chosen.commit));
  return chosen && other
    ? { ...other, source: pinnedSource(id, { url, ...chosen }) }
    : { manifest, content, source: pinnedSource(id, { url, ...own }) };
}

/** A plugin that needs one the marketplace does not have is not installed at all, so such a need is left out, and told. */
function dependenciesOf(
  session: Session,
  { id, deps }: OfferedSpace['manifest'],
  { plugins }: Marketplace,
): readonly string[] {
  const needed = [...new Set((deps?.spaces ?? []).map((text) => parseSpaceRef(text).id))];
  return needed.flatMap((need) => {
    const found = plugins.find(({ source }) => isSourceOf(source, need));
    if (found) return found.name;
    session.notice(
      `"${id}" needs "${need}", which the marketplace does not have: stock clients install it without.`,
      `Publish ${need}, then ${id} again.`,
    );
    return [];
  });
}

/** What its remote calls it, because the directory of a clone may be called anything. */
function registryName({ repository }: Registry, remote: GitRemote | undefined): string {
  const last = remote?.url.split(/[/:]/).findLast((segment) => segment !== '');
  return last?.replace(/\.git$/, '') || basename(repository.directory);
}
