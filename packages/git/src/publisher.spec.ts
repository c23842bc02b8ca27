import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { CommitSha } from '@agent-spaces/core';
import fc from 'fast-check';
import {
  gitProcessCount,
  openRepository,
  type GitPublisher,
  type GitRepository,
  type Publication,
} from './index';
import {
  existingRepository,
  isolateGit,
  tempDirectory,
  tempRepository,
  type TempRepository,
} from './testing/temp-repository';

isolateGit();
const root = tempDirectory();
const opened: GitRepository[] = [];
afterEach(async () => {
  isolateGit();
  await Promise.all(opened.splice(0).map((repository) => repository.close()));
});

let made = 0;
const freshDirectory = (): string => join(root, `p${(made += 1)}`);

const TAGS = 'registry/dist-tags.json';
const MARKETPLACE = '.claude-plugin/marketplace.json';
const FILES = { [TAGS]: '{"a":{}}\n', 'spaces/a/space.toml': 'a\n', other: '1\n' };

function fresh(...initArgs: string[]): TempRepository {
  const repository = tempRepository(freshDirectory(), ...initArgs);
  repository.commit(FILES);
  return repository;
}

async function publisherOf({ directory }: { directory: string }): Promise<GitPublisher> {
  const repository = await openRepository(directory);
  opened.push(repository);
  return repository.publisher();
}

/** A publication of two files, one of them new in a new directory, and two tags. */
const publicationOn = (repository: TempRepository, changes: Partial<Publication> = {}): Publication => {
  const head = repository.git('rev-parse', 'HEAD') as CommitSha;
  return {
    head,
    branch: 'main',
    files: new Map([
      [TAGS, '{"a":{"stable":"v1.0.0"}}\n'],
      [MARKETPLACE, '{}\n'],
    ]),
    message: 'publish a 1.0.0',
    tags: ['space/a/v1.0.0', 'a--v1.0.0'].map((name) => ({ name, target: head, message: `a 1.0.0` })),
    ...changes,
  };
};

/** Everything that a failed publication must leave as it was. */
const stateOf = ({ directory, git }: TempRepository): unknown => ({
  head: git('rev-parse', 'HEAD'),
  refs: git('for-each-ref'),
  status: git('status', '--porcelain=v2', '--untracked-files=all', '--ignored'),
  index: git('ls-files', '--stage'),
  files: [TAGS, MARKETPLACE, 'other'].map((path) =>
    existsSync(join(directory, path)) ? readFileSync(join(directory, path), 'utf8') : undefined,
  ),
  directories: readdirSync(directory).sort(),
  left: readdirSync(git('rev-parse', '--absolute-git-dir')).filter((name) => name.startsWith('asp')),
});

describe.each(['sha1', 'sha256'])('publishing in a %s repository', (format) => {
  it('makes one commit of the files on top of HEAD, and annotated tags on the commit below it', async () => {
    const repository = fresh(`--object-format=${format}`);
    const publication = publicationOn(repository);
    const written = await (await publisherOf(repository)).write(publication);
    const { git } = repository;
    expect(git('rev-parse', 'HEAD', 'HEAD^')).toBe(`${written.commit}\n${publication.head}`);
    expect(git('diff', '--name-status', 'HEAD^', 'HEAD')).toBe(`A\t${MARKETPLACE}\nM\t${TAGS}`);
    expect(git('log', '-1', '--format=%an <%ae>|%s')).toBe('Ada <ada@example.com>|publish a 1.0.0');
    expect(git('cat-file', '-t', 'space/a/v1.0.0')).toBe('tag');
    expect(git('for-each-ref', '--format=%(refname) %(*objectname) %(taggername)', 'refs/tags')).toBe(
      ['refs/tags/a--v1.0.0', 'refs/tags/space/a/v1.0.0']
        .map((ref) => `${ref} ${publication.head} Ada`)
        .join('\n'),
    );
    expect(written.refs.map(({ ref, oid, from }) => [ref, oid, from])).toEqual([
      ['refs/tags/space/a/v1.0.0', git('rev-parse', 'space/a/v1.0.0'), undefined],
      ['refs/tags/a--v1.0.0', git('rev-parse', 'a--v1.0.0'), undefined],
      ['refs/heads/main', written.commit, publication.head],
    ]);
    expect(git('reflog', '-1', '--format=%gs', 'HEAD')).toBe('publish a 1.0.0');
    expect(stateOf(repository)).toMatchObject({ status: '', left: [] });
    expect(readFileSync(join(repository.directory, TAGS), 'utf8')).toBe('{"a":{"stable":"v1.0.0"}}\n');
    git('fsck', '--strict');
  });

  it('takes back a file and its directory that were new when a ref turns out to be taken', async () => {
    const repository = fresh(`--object-format=${format}`);
    repository.git('tag', 'a--v1.0.0');
    const before = stateOf(repository);
    const publisher = await publisherOf(repository);
    await expect(publisher.write(publicationOn(repository))).rejects.toMatchObject({
      code: 'GIT_ERROR',
      message: expect.stringContaining('refs/tags/a--v1.0.0 was changed by somebody else'),
      hint: expect.stringContaining('Nothing was changed'),
    });
    expect(stateOf(repository)).toEqual(before);
  });
});

describe('publishing', () => {
  it('forgets the refs that were listed before', async () => {
    const repository = fresh();
    const open = await openRepository(repository.directory);
    opened.push(open);
    expect((await open.refs()).spaceTags.size).toBe(0);
    const { commit } = await (await open.publisher()).write(publicationOn(repository));
    expect(await open.refs()).toMatchObject({
      head: commit,
      spaceTags: new Map([['space/a/v1.0.0', repository.git('rev-parse', 'HEAD^')]]),
    });
  });

  it('is not in the way of other work: staged, unstaged, untracked, deleted or in conflict', async () => {
    const repository = fresh();
    const { directory, git } = repository;
    repository.commit({ 'spaces/b/staged': '1\n', 'registry/notes': '1\n', gone: '1\n', conflict: '1\n' });
    git('checkout', '--quiet', '-b', 'side');
    repository.commit({ conflict: 'side\n' });
    git('checkout', '--quiet', 'main');
    repository.commit({ conflict: 'main\n' });
    expect(() => git('merge', '--quiet', 'side')).toThrow();
    repository.write('spaces/b/staged', 'staged\n');
    git('add', 'spaces/b/staged');
    repository.write('spaces/b/staged', 'and then changed\n');
    repository.write('registry/notes', 'unstaged\n');
    repository.write('registry/new', 'untracked\n');
    rmSync(join(directory, 'gone'));
    const before = git('status', '--porcelain=v2', '--untracked-files=all');
    const contents = (): unknown => git('ls-files', '--stage', 'spaces', 'conflict', 'registry/notes');
    const indexed = contents();
    await (await publisherOf(repository)).write(publicationOn(repository));
    expect(git('status', '--porcelain=v2', '--untracked-files=all')).toBe(before);
    expect(contents()).toBe(indexed);
    expect(readFileSync(join(directory, 'spaces/b/staged'), 'utf8')).toBe('and then changed\n');
    expect(git('diff', '--name-only', 'HEAD^', 'HEAD')).toBe(`${MARKETPLACE}\n${TAGS}`);
  });

  it('keeps every other path and byte of the tree, whatever is in it, and whatever the user works on', async () => {
    const name = fc.constantFrom('a', 'b.txt', 'é', 'A', 'a-b', 'x y', 'registry.d', 'z');
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => `w/${names.join('/')}`);
    const change = fc.record({
      path,
      text: fc.constantFrom('1\n', '2\n', ''),
      how: fc.constantFrom('committed', 'staged', 'written', 'executable'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 8 }), async (changes) => {
        const repository = fresh();
        const { directory, git } = repository;
        for (const { path: place, text, how } of changes) {
          try {
            repository.write(place, text);
          } catch {
            continue; // a file stands where a directory is needed, or the other way round
          }
          if (how !== 'written') git('add', '--all', `--chmod=${how === 'executable' ? '+x' : '-x'}`, place);
          if (how === 'committed') git('commit', '--quiet', '--allow-empty', '--message', 'w');
        }
        const tree = (): string => git('ls-tree', '-r', 'HEAD', '--', 'w', 'spaces', 'other');
        const status = (): string => git('status', '--porcelain=v2', '--untracked-files=all');
        const index = (): string => git('ls-files', '--stage', '--', 'w');
        const before = [tree(), status(), index()];
        await (await publisherOf(repository)).write(publicationOn(repository));
        expect([tree(), status(), index()]).toEqual(before);
        rmSync(directory, { recursive: true });
      }),
      { numRuns: 12 },
    );
  });

  it('carries over names that are not UTF-8, links, submodules and modes', async () => {
    const repository = fresh();
    const { git, gitWithInput } = repository;
    const blob = git('rev-parse', 'HEAD:other');
    const head = git('rev-parse', 'HEAD');
    const entries = [
      [Buffer.from(`100644 blob ${blob}\t`), Buffer.from([0x63, 0x61, 0x66, 0xe9, 0])],
      [`100755 blob ${blob}\trun`, `120000 blob ${blob}\tlink`, `160000 commit ${head}\tsub`].map((line) =>
        Buffer.from(`${line}\0`),
      ),
    ];
    const tree = gitWithInput(Buffer.concat(entries.flat()), 'mktree', '-z');
    git('update-ref', 'refs/heads/main', git('commit-tree', '-m', 'odd', tree));
    const publication = publicationOn(repository, { files: new Map([['registry/x', 'x']]) });
    await (await publisherOf(repository)).write(publication);
    expect(
      git('ls-tree', 'HEAD')
        .split('\n')
        .filter((line) => !line.endsWith('registry')),
    ).toEqual(git('ls-tree', 'HEAD^').split('\n'));
  });

  it('keeps the mode of a file it replaces', async () => {
    const repository = fresh();
    repository.git('update-index', '--chmod=+x', TAGS);
    repository.git('commit', '--quiet', '--message', 'x');
    repository.git('checkout', '--', TAGS);
    await (await publisherOf(repository)).write(publicationOn(repository));
    expect(repository.git('ls-tree', 'HEAD', TAGS)).toMatch(/^100755 /);
    expect(repository.git('status', '--porcelain')).toBe('');
  });

  it('starts as many processes for many tags and spaces as for one', async () => {
    const costs = async (repository: TempRepository): Promise<number> => {
      const before = gitProcessCount();
      const publisher = await publisherOf(repository);
      const publication = publicationOn(repository);
      await publisher.recover();
      await publisher.state(['spaces/a', TAGS, MARKETPLACE]);
      await publisher.targetsOf(publication.tags.map(({ name }) => `refs/tags/${name}`));
      await publisher.write(publication);
      return gitProcessCount() - before;
    };
    const many = fresh();
    const spaces = Array.from({ length: 200 }, (_, index) => `spaces/s${index}/space.toml`);
    const head = many.commit(Object.fromEntries(spaces.map((path) => [path, path])));
    const tags = spaces.map((_, index) => `create refs/tags/space/s${index}/v1.0.0 ${head}\n`);
    many.gitWithInput(tags.join(''), 'update-ref', '--stdin');
    expect(await costs(many)).toBe(await costs(fresh()));
  });

  it('starts no hook, signs nothing, and does not depend on how its user likes to work', async () => {
    const repository = fresh();
    const { directory, git } = repository;
    const witness = join(root, 'witness');
    const hooks = ['pre-commit', 'commit-msg', 'post-commit', 'reference-transaction', 'post-index-change'];
    for (const hook of [...hooks, 'pre-merge-commit', 'prepare-commit-msg', 'post-rewrite']) {
      const file = join(directory, '.git/hooks', hook);
      writeFileSync(file, `#!/bin/sh\necho ${hook} >> '${witness}'\nexit 1\n`);
      chmodSync(file, 0o755);
    }
    for (const [key, value] of Object.entries({
      'commit.gpgSign': 'true',
      'tag.gpgSign': 'true',
      'gpg.program': 'false',
      'commit.template': '/nowhere',
      'i18n.commitEncoding': 'ISO-8859-1',
      'core.autocrlf': 'true',
      'core.safecrlf': 'true',
      'core.logAllRefUpdates': 'false',
      'core.splitIndex': 'true',
      'index.version': '4',
      'feature.manyFiles': 'true',
      'core.commentChar': '{',
    }))
      git('config', key, value);
    await (await publisherOf(repository)).write(publicationOn(repository));
    expect(existsSync(witness)).toBe(false);
    expect(git('log', '-1', '--format=%G?%s')).toBe('Npublish a 1.0.0');
    expect(git('status', '--porcelain')).toBe('');
    expect(git('show', `HEAD:${TAGS}`)).toBe('{"a":{"stable":"v1.0.0"}}');
  });

  it('works in a linked work tree, and leaves the other one alone', async () => {
    const main = fresh();
    const linked = freshDirectory();
    main.git('worktree', 'add', '--quiet', '-b', 'release', linked);
    const before = main.git('rev-parse', 'main');
    const repository = existingRepository(linked);
    const publisher = await publisherOf(repository);
    expect(publisher.lockFile).toBe((await publisherOf(main)).lockFile);
    const { commit } = await publisher.write(publicationOn(repository, { branch: 'release' }));
    expect(repository.git('rev-parse', 'HEAD')).toBe(commit);
    expect(repository.git('status', '--porcelain')).toBe('');
    expect(main.git('rev-parse', 'main')).toBe(before);
    expect(main.git('status', '--porcelain')).toBe('');
  });

  it('makes tags alone on a detached HEAD, but no commit that nobody would find again', async () => {
    const repository = fresh();
    repository.git('checkout', '--quiet', '--detach');
    const publisher = await publisherOf(repository);
    const before = stateOf(repository);
    await expect(publisher.write(publicationOn(repository, { branch: undefined }))).rejects.toMatchObject({
      message: expect.stringContaining('detached'),
      hint: expect.stringContaining('Check out a branch'),
    });
    expect(stateOf(repository)).toEqual(before);
    const tagged = await publisher.write(publicationOn(repository, { branch: undefined, files: new Map() }));
    expect(tagged.commit).toBeUndefined();
    expect(repository.git('tag').split('\n')).toEqual(['a--v1.0.0', 'space/a/v1.0.0']);
  });

  it('refuses where git does not know the user, before anything is written', async () => {
    const repository = fresh();
    const publisher = await publisherOf(repository);
    const before = stateOf(repository);
    for (const name of Object.keys(process.env))
      if (/^GIT_(?:AUTHOR|COMMITTER)_/.test(name)) delete process.env[name];
    const config = freshDirectory();
    writeFileSync(config, '[user]\n\tuseConfigOnly = true\n');
    process.env['GIT_CONFIG_GLOBAL'] = config;
    await expect(publisher.write(publicationOn(repository))).rejects.toMatchObject({
      code: 'GIT_ERROR',
      message: expect.stringContaining('who you are'),
      hint: expect.stringContaining('git config --global user.name'),
    });
    expect(stateOf(repository)).toEqual(before);
  });

  it('uses the identity of the repository where it has one', async () => {
    const repository = fresh();
    for (const name of Object.keys(process.env))
      if (/^GIT_(?:AUTHOR|COMMITTER)_/.test(name)) delete process.env[name];
    repository.git('config', 'user.name', 'Grace');
    repository.git('config', 'user.email', 'grace@example.com');
    await (await publisherOf(repository)).write(publicationOn(repository));
    expect(repository.git('log', '-1', '--format=%an %ae %cn')).toBe('Grace grace@example.com Grace');
  });

  it.each<[string, (repository: TempRepository) => void, string]>([
    [
      'a link in the place of a directory',
      ({ directory }) => {
        mkdirSync(join(root, 'outside'), { recursive: true });
        symlinkSync(join(root, 'outside'), join(directory, '.claude-plugin'));
      },
      '.claude-plugin cannot be written: it is no directory',
    ],
    [
      'a file that git ignores',
      (repository) => {
        repository.commit({ '.gitignore': '.claude-plugin\n' });
        repository.write(MARKETPLACE, 'mine\n');
      },
      `${MARKETPLACE} cannot be written: it is not committed`,
    ],
    [
      'a link in the place of the file',
      (repository) => {
        rmSync(join(repository.directory, TAGS));
        symlinkSync('../other', join(repository.directory, TAGS));
        repository.git('commit', '--quiet', '--all', '--message', 'link');
      },
      `${TAGS} cannot be written: it is no ordinary file`,
    ],
    [
      'a file in the place of a directory',
      (repository) => {
        repository.commit({ '.claude-plugin': 'file\n' });
      },
      '.claude-plugin cannot be written: it is no directory',
    ],
  ])('refuses %s, and names it', async (_, prepare, message) => {
    const repository = fresh();
    prepare(repository);
    const before = stateOf(repository);
    const publisher = await publisherOf(repository);
    await expect(publisher.write(publicationOn(repository))).rejects.toMatchObject({
      message,
      location: { file: join(repository.directory, message.split(' ', 1)[0] ?? '') },
    });
    expect(stateOf(repository)).toEqual(before);
    expect(existsSync(join(root, 'outside', 'marketplace.json'))).toBe(false);
  });

  it('has no place in a bare repository', async () => {
    const bare = freshDirectory();
    fresh().git('clone', '--quiet', '--bare', '.', bare);
    await expect(publisherOf({ directory: bare })).rejects.toMatchObject({
      message: expect.stringContaining('bare'),
      hint: expect.stringContaining('Clone it'),
    });
  });

  it('puts everything back when another git holds the index', async () => {
    const repository = fresh();
    const publisher = await publisherOf(repository);
    const before = stateOf(repository);
    const lock = join(repository.directory, '.git/index.lock');
    writeFileSync(lock, '');
    await expect(publisher.write(publicationOn(repository))).rejects.toMatchObject({
      code: 'GIT_ERROR',
      hint: expect.stringContaining('Another git process'),
    });
    rmSync(lock);
    expect(stateOf(repository)).toEqual(before);
  });

  it('names the ref that is in the way of a tag, and speaks of no other git', async () => {
    const repository = fresh();
    repository.git('tag', 'space/a/v1.0.0/x');
    const publisher = await publisherOf(repository);
    const before = stateOf(repository);
    await expect(publisher.write(publicationOn(repository))).rejects.toMatchObject({
      code: 'GIT_ERROR',
      hint: expect.stringMatching(
        /^Of refs\/tags\/space\/a\/v1\.0\.0\/x and refs\/tags\/space\/a\/v1\.0\.0 only one .* update-ref -d refs\/tags\/space\/a\/v1\.0\.0\/x$/,
      ),
    });
    expect(stateOf(repository)).toEqual(before);
  });
});
