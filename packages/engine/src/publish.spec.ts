import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gitProcessCount } from '@agent-spaces/git';
import { publish } from './publish';
import type { PublishOptions } from './publish-request';
import {
  existingRegistry,
  isolateGit,
  publishingRegistry,
  spaceToml,
  stateOf,
  tempDirectory,
  type PublishingRegistry,
} from './testing/publishing-registry';

isolateGit();
const root = tempDirectory();
let made = 0;
const fresh = (...initArgs: string[]): PublishingRegistry =>
  publishingRegistry(join(root, `p${(made += 1)}`, 'registry'), ...initArgs);

const TAGS = 'registry/dist-tags.json';
const MARKETPLACE = '.claude-plugin/marketplace.json';
const SPACE = {
  'spaces/alpha/space.toml': spaceToml('alpha', '1.0.0'),
  'spaces/alpha/commands/hi.md': 'Say hi.\n',
};

function withAlpha(more: Readonly<Record<string, string>> = {}, ...initArgs: string[]): PublishingRegistry {
  const registry = fresh(...initArgs);
  registry.commit({ [TAGS]: '{}\n', ...SPACE, ...more });
  return registry;
}

const json = (registry: PublishingRegistry, path: string): unknown => JSON.parse(registry.read(path) ?? '');

describe.each(['sha1', 'sha256'])('publishing a space in a %s repository', (format) => {
  it('tags the commit that holds it, and commits dist-tags and marketplace on top', async () => {
    const registry = withAlpha({}, `--object-format=${format}`);
    const { git } = registry;
    const head = git('rev-parse', 'HEAD');
    const result = await registry.publish({ space: 'alpha', distTags: ['latest', 'stable'] });
    expect(result).toEqual({
      kind: 'published',
      registry: registry.directory,
      space: 'alpha',
      version: '1.0.0',
      integrity: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      commit: head,
      publishCommit: git('rev-parse', 'HEAD'),
      refs: [
        { ref: 'refs/tags/space/alpha/v1.0.0', commit: head, oid: git('rev-parse', 'space/alpha/v1.0.0') },
        { ref: 'refs/tags/alpha--v1.0.0', commit: head, oid: git('rev-parse', 'alpha--v1.0.0') },
        {
          ref: 'refs/heads/main',
          commit: git('rev-parse', 'HEAD'),
          oid: git('rev-parse', 'HEAD'),
          from: head,
        },
      ],
      files: [
        { path: TAGS, change: 'changed' },
        { path: MARKETPLACE, change: 'added' },
      ],
      distTags: [
        { name: 'latest', from: undefined, to: 'v1.0.0' },
        { name: 'stable', from: undefined, to: 'v1.0.0' },
      ],
    });
    expect(git('rev-parse', 'HEAD^', 'space/alpha/v1.0.0^{commit}')).toBe(`${head}\n${head}`);
    expect(git('log', '-1', '--format=%B')).toBe('Publish alpha 1.0.0 as latest, stable');
    expect(git('diff', '--name-only', 'HEAD^', 'HEAD')).toBe(`${MARKETPLACE}\n${TAGS}`);
    expect(json(registry, TAGS)).toEqual({ alpha: { latest: 'v1.0.0', stable: 'v1.0.0' } });
    expect(git('status', '--porcelain')).toBe('');
  });
});

describe('publishing', () => {
  it('changes nothing the second time', async () => {
    const registry = withAlpha();
    const options: PublishOptions = { space: 'alpha', distTags: ['stable'] };
    const first = await registry.publish(options);
    const before = stateOf(registry);
    expect(await registry.publish(options)).toMatchObject({
      kind: 'unchanged',
      commit: first.commit,
      refs: [],
      files: [],
      distTags: [],
    });
    expect(await registry.publish({ space: 'alpha' })).toMatchObject({ kind: 'unchanged' });
    expect(stateOf(registry)).toEqual(before);
  });

  it('changes nothing in a dry run, and tells all that it would do', async () => {
    const registry = withAlpha();
    const before = stateOf(registry);
    const options: PublishOptions = { space: 'alpha', distTags: ['stable'] };
    const planned = await registry.publish({ ...options, dryRun: true });
    expect(stateOf(registry)).toEqual(before);
    const published = await registry.publish(options);
    expect(planned).toMatchObject({ kind: 'planned', files: published.files, distTags: published.distTags });
    expect(planned.refs).toEqual(
      published.refs.map(({ ref, commit, from }) => (from ? { ref, from } : { ref, commit })),
    );
    expect(await registry.publish({ ...options, dryRun: true })).toMatchObject({ kind: 'unchanged' });
  });

  it('completes what a release tool has tagged, on the commit of that tag', async () => {
    const registry = withAlpha();
    const tagged = registry.git('rev-parse', 'HEAD');
    registry.git('tag', '--annotate', '--message', 'release', 'space/alpha/v1.0.0');
    const before = registry.git('rev-parse', 'space/alpha/v1.0.0');
    registry.commit({ 'CHANGELOG.md': 'News\n', 'spaces/beta/space.toml': spaceToml('beta', '1.0.0') });
    const result = await registry.publish({ space: 'alpha', distTags: ['stable'] });
    expect(result).toMatchObject({ kind: 'published', commit: tagged });
    expect(result.refs.map(({ ref }) => ref)).toEqual(['refs/tags/alpha--v1.0.0', 'refs/heads/main']);
    expect(registry.git('rev-parse', 'space/alpha/v1.0.0')).toBe(before);
    expect(registry.git('rev-parse', 'alpha--v1.0.0^{commit}')).toBe(tagged);
  });

  it('makes one tag and no commit where neither dist-tags nor the marketplace are asked for', async () => {
    const registry = withAlpha();
    const head = registry.git('rev-parse', 'HEAD');
    const result = await registry.publish({ space: 'alpha', marketplace: false });
    expect(result.refs.map(({ ref }) => ref)).toEqual(['refs/tags/space/alpha/v1.0.0']);
    expect(result.publishCommit).toBeUndefined();
    expect(registry.git('rev-parse', 'HEAD')).toBe(head);
    expect(registry.read(MARKETPLACE)).toBeUndefined();
  });

  it('moves the channels that are named, and leaves every other byte of dist-tags.json', async () => {
    const before = `{\n  "$schema": "x",\n  "zeta": { "stable": "1.0.0" },\n  "alpha": { "stable": "v0.9.0", "old": "v0.1.0" }\n}\n`;
    const registry = withAlpha({ [TAGS]: before });
    await registry.publish({ space: 'alpha', distTags: ['beta', 'stable'], marketplace: false });
    expect(registry.read(TAGS)).toBe(
      before.replace('"v0.9.0", "old": "v0.1.0"', '"v1.0.0", "old": "v0.1.0", "beta": "v1.0.0"'),
    );
  });

  it('leaves a channel that names the version already, however it is written', async () => {
    const registry = withAlpha({ [TAGS]: '{ "alpha": { "stable": "1.0.0" } }\n' });
    const result = await registry.publish({ space: 'alpha', distTags: ['stable'], marketplace: false });
    expect(result).toMatchObject({ kind: 'published', files: [], distTags: [] });
  });

  it('makes dist-tags.json where there is none', async () => {
    const registry = fresh();
    registry.commit(SPACE);
    await registry.publish({ space: 'alpha', distTags: ['stable'], marketplace: false });
    expect(registry.read(TAGS)).toBe('{\n  "alpha": {\n    "stable": "v1.0.0"\n  }\n}\n');
  });

  it('moves the channel that a version is for, and takes no users back to an older one', async () => {
    const registry = withAlpha({ [TAGS]: '{ "alpha": { "latest": "v3.0.0" } }\n' });
    expect(await registry.publish({ space: 'alpha', distTags: 'usual' })).toMatchObject({
      kind: 'published',
      distTags: [],
    });
    expect(registry.notices).toEqual([
      'The dist-tag latest of "alpha" stays at v3.0.0, which is newer than 1.0.0.',
    ]);
    const release = (version: string) => {
      registry.commit({ 'spaces/alpha/space.toml': spaceToml('alpha', version) });
      return registry.publish({ space: 'alpha', distTags: 'usual' });
    };
    await release('4.0.0-rc.0');
    expect(registry.notices).toEqual([]);
    expect(json(registry, TAGS)).toEqual({ alpha: { latest: 'v3.0.0', rc: 'v4.0.0-rc.0' } });
    await release('4.0.0');
    expect(json(registry, TAGS)).toEqual({ alpha: { latest: 'v4.0.0', rc: 'v4.0.0-rc.0' } });
  });

  it('takes a version and a tag that say what space.toml says', async () => {
    for (const options of [
      { version: '1.0.0' },
      { version: 'v1.0.0' },
      { tag: 'v1.0.0' },
      { tag: 'space/alpha/v1.0.0' },
    ]) {
      expect(await withAlpha().publish({ space: 'alpha', ...options })).toMatchObject({ kind: 'published' });
    }
  });

  it('publishes prereleases and builds', async () => {
    const version = '2.0.0-beta.1+linux.7';
    const registry = withAlpha({ 'spaces/alpha/space.toml': spaceToml('alpha', version) });
    await registry.publish({ space: 'alpha', distTags: ['beta'] });
    expect(registry.git('tag')).toBe(`alpha--v${version}\nspace/alpha/v${version}`);
    expect(json(registry, TAGS)).toEqual({ alpha: { beta: `v${version}` } });
  });

  it('does not mind other work of its user, nor what tools leave in the space', async () => {
    const registry = withAlpha({
      'spaces/beta/space.toml': spaceToml('beta', '1.0.0'),
      '.gitignore': '*.log\n',
    });
    registry.write('spaces/beta/staged.md', 'staged\n');
    registry.git('add', '--all');
    registry.write('spaces/beta/space.toml', 'changed\n');
    registry.write('spaces/alpha/noise.log', 'ignored\n');
    registry.write('spaces/alpha/node_modules/x/index.js', 'untracked\n');
    const before = registry.git('status', '--porcelain', '--untracked-files=all');
    await registry.publish({ space: 'alpha', distTags: ['stable'] });
    expect(registry.git('status', '--porcelain', '--untracked-files=all')).toBe(before);
    expect(registry.git('diff', '--name-only', 'HEAD^', 'HEAD')).toBe(`${MARKETPLACE}\n${TAGS}`);
  });

  it('works in a linked work tree', async () => {
    const registry = withAlpha();
    const linked = join(root, `linked${made}`);
    registry.git('worktree', 'add', '--quiet', '-b', 'release', linked);
    const before = registry.git('rev-parse', 'main');
    const result = await existingRegistry(linked).publish({ space: 'alpha', distTags: ['stable'] });
    expect(result.refs.at(-1)?.ref).toBe('refs/heads/release');
    expect(registry.git('rev-parse', 'main')).toBe(before);
    expect(registry.git('status', '--porcelain')).toBe('');
  });

  it('publishes several spaces that were asked for at the same moment, one after another', async () => {
    const registry = withAlpha({ 'spaces/beta/space.toml': spaceToml('beta', '1.0.0') });
    const results = await Promise.all(
      ['alpha', 'beta'].map((space) => registry.publish({ space, distTags: ['stable'] })),
    );
    expect(results.map(({ kind }) => kind)).toEqual(['published', 'published']);
    expect(json(registry, TAGS)).toEqual({ alpha: { stable: 'v1.0.0' }, beta: { stable: 'v1.0.0' } });
    expect(registry.git('status', '--porcelain')).toBe('');
  });

  it('builds on what was published earlier in the same session', async () => {
    const registry = withAlpha({ 'spaces/beta/space.toml': spaceToml('beta', '1.0.0') });
    await registry.inSession(async (session) => {
      for (const space of ['alpha', 'beta']) await publish(session, { space, distTags: ['stable'] });
    });
    expect(json(registry, TAGS)).toEqual({ alpha: { stable: 'v1.0.0' }, beta: { stable: 'v1.0.0' } });
    expect(registry.git('log', '--format=%s')).toBe(
      'Publish beta 1.0.0 as stable\nPublish alpha 1.0.0 as stable\nchange',
    );
  });

  it('starts as many processes in a large registry as in a small one', async () => {
    const cost = async (registry: PublishingRegistry): Promise<number> => {
      const before = gitProcessCount();
      await registry.publish({ space: 'alpha', distTags: ['stable'] });
      return gitProcessCount() - before;
    };
    const ids = Array.from({ length: 60 }, (_, index) => `space-${index}`);
    const large = withAlpha(
      Object.fromEntries(ids.map((id) => [`spaces/${id}/space.toml`, spaceToml(id, '1.0.0')])),
    );
    for (const id of ids.slice(0, 20)) large.git('tag', `space/${id}/v1.0.0`);
    expect(await cost(large)).toBe(await cost(withAlpha()));
  });
});

describe('publishing is refused', () => {
  const elsewhere = (registry: PublishingRegistry, path: string) => ({
    location: expect.objectContaining({ file: join(registry.directory, path) }),
  });

  const refusals: readonly {
    readonly name: string;
    readonly prepare?: (registry: PublishingRegistry) => void;
    readonly options?: Partial<PublishOptions>;
    readonly error: (registry: PublishingRegistry) => object;
  }[] = [
    {
      name: 'for a space that is not there, with the one that was meant',
      options: { space: 'alhpa' },
      error: () => ({ code: 'SELECTOR_RESOLUTION_ERROR', hint: 'Did you mean alpha?' }),
    },
    {
      name: 'for what is no space id',
      options: { space: '../alpha\u001b' },
      error: () => ({ code: 'CONFIG_ERROR', message: '"../alpha\\u001b" is not a space id.' }),
    },
    {
      name: 'for a space.toml that is wrong',
      prepare: (registry) => void registry.commit({ 'spaces/alpha/space.toml': 'schema = 1\nid = "beta"\n' }),
      error: (registry) => ({
        code: 'CONFIG_VALIDATION_ERROR',
        location: expect.objectContaining({
          file: join(registry.directory, 'spaces/alpha/space.toml'),
          line: 2,
        }),
      }),
    },
    {
      name: 'for a space of which no plugin can be made',
      prepare: (registry) => void registry.commit({ 'spaces/alpha/mcp/mcp.json': '{"mcpServers": []}' }),
      error: () => ({ code: 'CONFIG_VALIDATION_ERROR' }),
    },
    {
      name: 'for a file that was changed',
      prepare: ({ write }) => write('spaces/alpha/commands/hi.md', 'Say ho.\n'),
      error: (registry) => ({
        code: 'GIT_ERROR',
        message: '"alpha" has changes that are not committed: commands/hi.md.',
        ...elsewhere(registry, 'spaces/alpha/commands/hi.md'),
      }),
    },
    {
      name: 'for files that were never committed, counting them',
      prepare: ({ write }) => {
        for (const name of ['a', 'b', 'c', 'd', 'e']) write(`spaces/alpha/skills/${name}/SKILL.md`, 'x');
      },
      error: () => ({ message: expect.stringMatching(/skills\/a\/SKILL\.md, .* and 2 more\.$/) }),
    },
    {
      name: 'for a space that git ignores',
      prepare: (registry) => {
        registry.commit({ '.gitignore': 'spaces/secret\n' });
        registry.write('spaces/secret/space.toml', spaceToml('secret', '1.0.0'));
      },
      options: { space: 'secret' },
      error: (registry) => ({
        message: expect.stringContaining('is not committed'),
        hint: expect.stringContaining('.gitignore'),
        ...elsewhere(registry, 'spaces/secret/space.toml'),
      }),
    },
    {
      name: 'for a version that is another one',
      options: { version: '1.1.0' },
      error: (registry) => ({
        code: 'CONFIG_ERROR',
        message: '"alpha" is version 1.0.0, not 1.1.0.',
        location: expect.objectContaining({
          file: join(registry.directory, 'spaces/alpha/space.toml'),
          line: 3,
        }),
      }),
    },
    {
      name: 'for a tag that is another version',
      options: { tag: 'v1.0.1' },
      error: () => ({ message: '"alpha" is version 1.0.0, not v1.0.1.' }),
    },
    {
      name: 'for a tag of another space',
      options: { tag: 'space/beta/v1.0.0' },
      error: () => ({ message: '"space/beta/v1.0.0" is not a tag of a version of "alpha".' }),
    },
    {
      name: 'for no version at all',
      prepare: (registry) =>
        void registry.commit({ 'spaces/alpha/space.toml': 'schema = 1\nid = "alpha"\n' }),
      options: { tag: 'v3.0.0' },
      error: () => ({ code: 'CONFIG_ERROR', hint: expect.stringContaining('version = "3.0.0"') }),
    },
    {
      name: 'for a version that is published with other content, naming both commits',
      prepare: (registry) => {
        registry.git('tag', 'space/alpha/v1.0.0');
        registry.commit({ 'spaces/alpha/commands/hi.md': 'Say ho.\n' });
      },
      error: ({ git }) => ({
        code: 'CONFIG_ERROR',
        message: `"alpha" 1.0.0 is published already with other content: the tag space/alpha/v1.0.0 is on ${git('rev-parse', '--short=12', 'HEAD^')}, and HEAD is ${git('rev-parse', '--short=12', 'HEAD')}.`,
        location: expect.objectContaining({ line: 3 }),
      }),
    },
    {
      name: 'for an executable bit that is another one than in the published version',
      prepare: (registry) => {
        registry.git('tag', 'space/alpha/v1.0.0');
        registry.git('update-index', '--chmod=+x', 'spaces/alpha/commands/hi.md');
        registry.git('commit', '--quiet', '--message', 'x');
        registry.git('checkout', '--', 'spaces');
      },
      error: () => ({ message: expect.stringContaining('published already with other content') }),
    },
    {
      name: 'for a plugin version that is published with other content',
      prepare: (registry) => {
        const toml = (version: string) => spaceToml('alpha', version, '[plugin]\nversion = "7.0.0"\n');
        registry.commit({ 'spaces/alpha/space.toml': toml('1.0.0') });
        registry.git('tag', 'alpha--v7.0.0');
        registry.commit({ 'spaces/alpha/space.toml': toml('1.1.0') });
      },
      error: () => ({
        message: expect.stringContaining('the tag alpha--v7.0.0 is on'),
        location: expect.objectContaining({ line: 6 }),
      }),
    },
    {
      name: 'for a tag that is on no commit',
      prepare: ({ git }) => void git('tag', 'space/alpha/v1.0.0', 'HEAD:spaces'),
      error: () => ({ message: 'The tag space/alpha/v1.0.0 is there already, on a tree, not a commit.' }),
    },
    {
      name: 'where dist-tags.json was changed by its user, naming it',
      prepare: ({ write }) => write(TAGS, '{"mine": {}}\n'),
      options: { distTags: ['stable'] },
      error: (registry) => ({
        code: 'GIT_ERROR',
        message: expect.stringContaining(TAGS),
        ...elsewhere(registry, TAGS),
      }),
    },
    {
      name: 'where the marketplace was staged by its user, naming it',
      prepare: ({ write, git }) => {
        write(MARKETPLACE, '{"plugins":[]}\n');
        git('add', '--all');
      },
      error: (registry) => elsewhere(registry, MARKETPLACE),
    },
    {
      name: 'where dist-tags.json cannot be read',
      prepare: (registry) => void registry.commit({ [TAGS]: '{"alpha": {"stable": "new"}}\n' }),
      options: { distTags: ['stable'] },
      error: (registry) => ({ code: 'CONFIG_VALIDATION_ERROR', ...elsewhere(registry, TAGS) }),
    },
    {
      name: 'where the marketplace cannot be read',
      prepare: (registry) => void registry.commit({ [MARKETPLACE]: '{"plugins": {}}\n' }),
      error: (registry) => ({
        code: 'CONFIG_ERROR',
        message: '"plugins" is not a list, so this is no marketplace',
        ...elsewhere(registry, MARKETPLACE),
      }),
    },
    {
      name: 'on a detached HEAD, when something has to be committed',
      prepare: ({ git }) => void git('checkout', '--quiet', '--detach'),
      options: { distTags: ['stable'] },
      error: () => ({ code: 'GIT_ERROR', message: expect.stringContaining('HEAD is detached') }),
    },
    {
      name: 'in the middle of a merge',
      prepare: (registry) => {
        const { git } = registry;
        git('checkout', '--quiet', '-b', 'side');
        registry.commit({ other: '1\n' });
        git('checkout', '--quiet', 'main');
        git('merge', '--quiet', '--no-commit', '--no-ff', 'side');
      },
      error: () => ({ message: expect.stringContaining('in the middle of a merge') }),
    },
    {
      name: 'where there is no remote to push to, before anything is published',
      options: { push: true },
      error: () => ({ code: 'GIT_ERROR', message: expect.stringContaining('no remote') }),
    },
    {
      name: 'where the marketplace is to be pinned and nobody could clone from anywhere',
      options: { marketplace: 'pinned' },
      error: () => ({ code: 'GIT_ERROR', message: expect.stringContaining('no remote') }),
    },
  ];

  it.each(refusals)('$name', async ({ prepare, options, error }) => {
    const registry = withAlpha();
    prepare?.(registry);
    const before = stateOf(registry);
    for (const dryRun of [true, false]) {
      await expect(registry.publish({ space: 'alpha', ...options, dryRun })).rejects.toMatchObject({
        hint: expect.stringMatching(/./),
        ...error(registry),
      });
    }
    expect(stateOf(registry)).toEqual(before);
    expect(readdirSync(join(registry.directory, '.git')).filter((name) => name.startsWith('asp'))).toEqual(
      [],
    );
  });

  it.each([
    ...['dev', 'HEAD', 'head', 'Dev', '1.0.0', 'v1.0.0', '^1.0.0', '1', '1.x', 'x', '*', 'v2', '1.2.3.4'],
    ...[
      'git:abc1234',
      '',
      ' ',
      '-x',
      '.x',
      '../../x',
      'a/b',
      'a b',
      'a@b',
      'é',
      'a\n',
      '\u202ea',
      '__proto__',
    ],
    'a'.repeat(65),
  ])('for %j as a dist-tag', async (name) => {
    const registry = withAlpha();
    const before = stateOf(registry);
    await expect(registry.publish({ space: 'alpha', distTags: ['stable', name] })).rejects.toMatchObject({
      code: 'CONFIG_ERROR',
      message: expect.stringMatching(/^[^\p{C}]*$/u),
      hint: expect.stringContaining('stable, latest or beta'),
    });
    expect(stateOf(registry)).toEqual(before);
  });

  it.each([
    '',
    'v',
    'v1',
    'v1.2',
    '1.0.0',
    ' v1.0.0',
    'v1.0.0\n',
    'v1.0.0~1',
    'refs/tags/v1.0.0',
    'v1.0.0/x',
    'vv1.0.0',
  ])('for %j as a tag', async (tag) => {
    await expect(withAlpha().publish({ space: 'alpha', tag })).rejects.toMatchObject({
      code: 'CONFIG_ERROR',
      hint: expect.stringContaining('v1.2.0'),
    });
  });

  it('in a repository without a commit, and in a bare one', async () => {
    const unborn = fresh();
    unborn.write('spaces/alpha/space.toml', SPACE['spaces/alpha/space.toml']);
    await expect(unborn.publish({ space: 'alpha' })).rejects.toMatchObject({
      message: expect.stringContaining('not committed'),
    });
    const registry = withAlpha();
    const bare = join(root, `bare${made}`);
    registry.git('clone', '--quiet', '--bare', '.', bare);
    await expect(existingRegistry(bare).publish({ space: 'alpha' })).rejects.toMatchObject({
      code: 'GIT_ERROR',
      message: expect.stringContaining('bare'),
    });
  });
});

describe('publishing on a detached HEAD', () => {
  it('makes the tags when there is nothing to commit', async () => {
    const registry = withAlpha();
    registry.git('checkout', '--quiet', '--detach');
    expect(await registry.publish({ space: 'alpha', marketplace: false })).toMatchObject({
      kind: 'published',
      refs: [{ ref: 'refs/tags/space/alpha/v1.0.0' }],
    });
  });
});

describe('publishing with a push', () => {
  function cloned(): { remote: PublishingRegistry; clone: PublishingRegistry } {
    const remote = withAlpha();
    remote.git('checkout', '--quiet', '--detach');
    const directory = join(root, `p${(made += 1)}`, 'clone');
    remote.git('clone', '--quiet', '--branch', 'main', '.', directory);
    return { remote, clone: existingRegistry(directory) };
  }

  it('brings branch and tags to the remote, also when all was published before', async () => {
    const { remote, clone } = cloned();
    const options: PublishOptions = { space: 'alpha', distTags: ['stable'] };
    await clone.publish(options);
    const { kind, pushed } = await clone.publish({ ...options, push: true });
    expect({ kind, pushed }).toEqual({
      kind: 'unchanged',
      pushed: {
        remote: 'origin',
        refs: ['refs/heads/main', 'refs/tags/space/alpha/v1.0.0', 'refs/tags/alpha--v1.0.0'],
      },
    });
    expect(remote.git('rev-parse', 'main')).toBe(clone.git('rev-parse', 'HEAD'));
    expect(remote.git('tag')).toBe('alpha--v1.0.0\nspace/alpha/v1.0.0');
  });

  it('brings the tags of other versions too that the branch holds, those of a release tool by their own names', async () => {
    const { remote, clone } = cloned();
    for (const tag of ['space/beta/v0.2.1', 'beta--v0.2.1', 'asp-beta/v0.2.1', 'mine']) clone.git('tag', tag);
    const { pushed } = await clone.publish({
      space: 'alpha',
      push: true,
      releaseTags: ['asp-*/v[0-9]*'],
    });
    expect(pushed?.refs.slice(3)).toEqual([
      'refs/tags/asp-beta/v0.2.1',
      'refs/tags/beta--v0.2.1',
      'refs/tags/space/beta/v0.2.1',
    ]);
    expect(remote.git('tag').split('\n')).toEqual([
      'alpha--v1.0.0',
      'asp-beta/v0.2.1',
      'beta--v0.2.1',
      'space/alpha/v1.0.0',
      'space/beta/v0.2.1',
    ]);
  });

  it('succeeds where the remote refuses the tag of another version, and tells so', async () => {
    const { remote, clone } = cloned();
    clone.git('tag', 'space/beta/v0.2.1');
    const hook = join(remote.directory, '.git/hooks/update');
    writeFileSync(hook, '#!/bin/sh\ncase "$1" in refs/tags/space/beta/*) exit 1 ;; esac\n', { mode: 0o755 });
    const { pushed } = await clone.publish({ space: 'alpha', push: true });
    expect(pushed?.refs).toEqual([
      'refs/heads/main',
      'refs/tags/space/alpha/v1.0.0',
      'refs/tags/alpha--v1.0.0',
    ]);
    expect(clone.notices).toEqual([
      'origin refused the tag space/beta/v0.2.1 (hook declined), of another version. What was published is pushed.',
    ]);
    expect(remote.git('tag')).toBe('alpha--v1.0.0\nspace/alpha/v1.0.0');
  });

  it('tells what stays done here when the remote refuses, and succeeds once the two are brought together', async () => {
    const { remote, clone } = cloned();
    remote.git('checkout', '--quiet', 'main');
    remote.commit({ theirs: '1\n' });
    remote.git('checkout', '--quiet', '--detach');
    const options: PublishOptions = { space: 'alpha', distTags: ['stable'], push: true };
    await expect(clone.publish(options)).rejects.toMatchObject({
      code: 'GIT_ERROR',
      message: `alpha 1.0.0 is published in ${clone.directory}, but not pushed: origin refused main (fetch first), so nothing was pushed`,
      hint: expect.stringContaining('What was done here stays; publishing again pushes it.'),
    });
    expect(clone.git('tag')).toBe('alpha--v1.0.0\nspace/alpha/v1.0.0');
    expect(clone.git('status', '--porcelain')).toBe('');
    expect(remote.git('tag')).toBe('');
    clone.git('pull', '--quiet', '--no-rebase', '--no-edit');
    expect(await clone.publish(options)).toMatchObject({ kind: 'unchanged', pushed: { remote: 'origin' } });
    expect(remote.git('tag')).toBe('alpha--v1.0.0\nspace/alpha/v1.0.0');
  });

  it('pushes nothing in a dry run', async () => {
    const { remote, clone } = cloned();
    const before = remote.git('for-each-ref');
    const { pushed } = await clone.publish({ space: 'alpha', push: true, dryRun: true });
    expect(pushed).toBeUndefined();
    expect(remote.git('for-each-ref')).toBe(before);
  });
});
