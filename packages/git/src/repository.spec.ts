import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommitSha } from '@agent-spaces/core';
import { gitProcessCount, hashBlob, openRepository, type GitRepository } from './index';
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
  await Promise.all(opened.splice(0).map((repository) => repository.close()));
});

let made = 0;
const freshDirectory = (): string => join(root, `r${(made += 1)}`);
const fresh = (...initArgs: string[]): TempRepository => tempRepository(freshDirectory(), ...initArgs);
const sha = (text: string): CommitSha => text as CommitSha;

async function open(directory: string): Promise<GitRepository> {
  const repository = await openRepository(directory);
  opened.push(repository);
  return repository;
}

describe('openRepository', () => {
  it('refuses a directory without git, and says how either door is told of another', async () => {
    const plain = join(root, 'plain');
    mkdirSync(plain);
    await expect(openRepository(plain)).rejects.toMatchObject({
      code: 'GIT_ERROR',
      hint: expect.stringMatching(/git init.*--registry.*option registry/),
    });
  });

  it('refuses a directory inside another repository', async () => {
    const outer = fresh();
    outer.commit({ 'registry/spaces/a/space.toml': '' });
    await expect(openRepository(join(outer.directory, 'registry'))).rejects.toMatchObject({
      code: 'GIT_ERROR',
      hint: expect.stringContaining('git init'),
    });
    await expect(openRepository(join(outer.directory, '.git'))).rejects.toMatchObject({ code: 'GIT_ERROR' });
  });

  it('refuses what is no repository, no directory, or not there, with a hint', async () => {
    const plain = freshDirectory();
    mkdirSync(plain);
    const file = join(plain, 'file');
    writeFileSync(file, '');
    await expect(openRepository(plain)).rejects.toMatchObject({
      code: 'GIT_ERROR',
      hint: expect.any(String),
    });
    await expect(openRepository(file)).rejects.toMatchObject({ code: 'GIT_ERROR' });
    await expect(openRepository(join(plain, 'none'))).rejects.toMatchObject({
      code: 'GIT_ERROR',
      hint: expect.any(String),
    });
  });

  it('says so when git is not installed', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = root;
    try {
      await expect(openRepository(root)).rejects.toMatchObject({
        message: expect.stringContaining('not installed'),
        hint: expect.stringContaining('Install git'),
      });
    } finally {
      process.env['PATH'] = path;
    }
  });

  it('accepts the top of a linked work tree and of a bare repository, but nothing inside that one', async () => {
    const main = fresh();
    const commit = main.commit({ 'spaces/a/space.toml': 'x' });
    const linked = freshDirectory();
    main.git('worktree', 'add', '--quiet', '--detach', linked);
    const bare = freshDirectory();
    main.git('clone', '--quiet', '--bare', main.directory, bare);
    for (const directory of [linked, bare]) {
      const repository = await open(directory);
      expect(repository.directory).toBe(directory);
      expect((await repository.refs()).head).toBe(commit);
      expect(await repository.blobAt(sha(commit), 'spaces/a/space.toml')).toEqual(Buffer.from('x'));
    }
    await expect(openRepository(join(bare, 'refs'))).rejects.toMatchObject({ code: 'GIT_ERROR' });
  });
});

describe.each(['sha1', 'sha256'])('refs() in a %s repository', (format) => {
  it('lists loose, packed, annotated and nested tags as commits and leaves out tags on anything else', async () => {
    const made = fresh(`--object-format=${format}`);
    const first = made.commit({ a: '1' });
    made.git('tag', 'space/a/v1.0.0');
    made.git('tag', '--annotate', '--message', 'm', 'space/a/v1.1.0');
    made.git('pack-refs', '--all');
    const second = made.commit({ a: '2' });
    made.git('tag', 'space/b/v0.1.0');
    made.git('tag', '--annotate', '--message', 'm', 'inner');
    made.git('tag', '--annotate', '--message', 'm', 'space/b/v0.2.0', 'inner');
    made.git('tag', 'space/tree/v1.0.0', 'HEAD^{tree}');
    made.git('tag', '--annotate', '--message', 'm', 'space/tree/v2.0.0', 'HEAD^{tree}');
    made.git('tag', 'v9.9.9');
    made.git('branch', 'space/a/v3.0.0');
    const { head, defaultBranch, spaceTags } = await (await open(made.directory)).refs();
    expect(head).toBe(second);
    expect(defaultBranch).toBe('main');
    expect(Object.fromEntries(spaceTags)).toEqual({
      'space/a/v1.0.0': first,
      'space/a/v1.1.0': first,
      'space/b/v0.1.0': second,
      'space/b/v0.2.0': second,
    });
  });
});

describe('refs()', () => {
  it('has no head in an empty repository, and one on a detached HEAD', async () => {
    const made = fresh();
    const empty = await open(made.directory);
    expect(await empty.refs()).toEqual({ head: undefined, defaultBranch: undefined, spaceTags: new Map() });
    expect(await empty.lookUpCommit('HEAD')).toEqual({ kind: 'missing' });
    const commit = made.commit({ a: '1' });
    made.commit({ a: '2' });
    made.git('checkout', '--quiet', '--detach', commit);
    expect(await (await open(made.directory)).refs()).toMatchObject({
      head: commit,
      defaultBranch: undefined,
    });
  });

  it("takes the remote's default branch over the one that is checked out", async () => {
    const upstream = fresh();
    upstream.commit({ a: '1' });
    const clone = freshDirectory();
    upstream.git('clone', '--quiet', upstream.directory, clone);
    execFileSync('git', ['-C', clone, 'checkout', '--quiet', '-b', 'feature']);
    expect(await (await open(clone)).refs()).toMatchObject({ defaultBranch: 'main' });
  });
});

describe('lookUpCommit', () => {
  const made = tempRepository(join(root, 'lookup'));
  const first = made.commit({ a: '1' });
  made.git('tag', '--annotate', '--message', 'm', 'space/a/v1.0.0');
  const second = made.commit({ a: '2' });
  made.git('tag', 'space/tree/v1.0.0', 'HEAD^{tree}');
  made.git('tag', 'refs/heads/ghost');
  const tagObject = made.git('rev-parse', 'space/a/v1.0.0');
  const blob = hashBlob(Buffer.from('2'), 'sha1');

  it('finds HEAD, full refs and ids of any length, and peels annotated tags', async () => {
    const repository = await open(made.directory);
    const found = (commit: string) => ({ kind: 'found', sha: commit });
    expect(await repository.lookUpCommit('HEAD')).toEqual(found(second));
    expect(await repository.lookUpCommit('refs/heads/main')).toEqual(found(second));
    expect(await repository.lookUpCommit('refs/tags/space/a/v1.0.0')).toEqual(found(first));
    expect(await repository.lookUpCommit(first)).toEqual(found(first));
    expect(await repository.lookUpCommit(first.slice(0, 10).toUpperCase())).toEqual(found(first));
    expect(await repository.lookUpCommit(tagObject)).toEqual(found(first));
  });

  it('tells what is missing from what is no commit', async () => {
    const repository = await open(made.directory);
    const missing = ['refs/heads/none', 'refs/heads', 'f'.repeat(40), 'f'.repeat(12), 'f'.repeat(64)];
    for (const revision of missing)
      expect(await repository.lookUpCommit(revision)).toEqual({ kind: 'missing' });
    expect(await repository.lookUpCommit(blob)).toEqual({ kind: 'not-a-commit', type: 'blob' });
    expect(await repository.lookUpCommit(blob.slice(0, 9))).toEqual({ kind: 'not-a-commit', type: 'blob' });
    expect(await repository.lookUpCommit('refs/tags/space/tree/v1.0.0')).toEqual({
      kind: 'not-a-commit',
      type: 'tree',
    });
  });

  it('is not misled by a branch named like an id or a tag named like a branch', async () => {
    made.git('branch', '--force', first.slice(0, 8), second);
    const repository = await open(made.directory);
    expect(await repository.lookUpCommit(first.slice(0, 8))).toEqual({ kind: 'found', sha: first });
    expect(await repository.lookUpCommit('refs/heads/ghost')).toEqual({ kind: 'missing' });
  });

  it('calls an id that begins two commits ambiguous', async () => {
    const many = fresh();
    const identity = 'Ada <a@example.com> 0 +0000';
    const commits = Array.from(
      { length: 700 },
      (_, index) =>
        `commit refs/heads/b${index}\ncommitter ${identity}\ndata 1\nx\nM 644 inline f\ndata ${String(index).length}\n${index}\n`,
    );
    many.gitWithInput(commits.join(''), 'fast-import', '--quiet');
    const prefixes = many
      .git('for-each-ref', '--format=%(objectname)')
      .split('\n')
      .map((id) => id.slice(0, 4));
    const shared = prefixes.find((prefix, index) => prefixes.indexOf(prefix) !== index) as string;
    expect(await (await open(many.directory)).lookUpCommit(shared)).toEqual({ kind: 'ambiguous' });
  });

  it('gives git nothing that is neither HEAD, nor a full ref, nor an id', async () => {
    const repository = await open(made.directory);
    const before = gitProcessCount();
    for (const text of [
      'main',
      '--all',
      '-n',
      'HEAD~1',
      'refs/heads/a..b',
      'refs/heads/x\0',
      'refs/heads/x\n',
    ]) {
      await expect(repository.lookUpCommit(text)).rejects.toMatchObject({ code: 'GIT_ERROR' });
    }
    expect(gitProcessCount()).toBe(before);
  });
});

describe('reading objects', () => {
  it.each(['sha1', 'sha256'] as const)(
    'reads trees, files and objects of a %s repository by path and by id',
    async (format) => {
      const made = fresh(`--object-format=${format}`);
      const commit = sha(
        made.commit({
          'spaces/ä b/space.toml': 'id',
          'spaces/ä b/empty': '',
          'registry/dist-tags.json': '{}',
        }),
      );
      const repository = await open(made.directory);
      expect(repository.objectFormat).toBe(format);
      const tree = (await repository.treeAt(commit, 'spaces/ä b')) as string;
      expect(tree).toBe(made.git('rev-parse', 'HEAD:spaces/ä b'));
      const entries = await repository.readTree(tree);
      expect(await repository.readTree(tree)).toBe(entries);
      expect(entries.map((entry) => ({ ...entry, name: entry.name.toString() }))).toEqual([
        { mode: '100644', type: 'blob', oid: hashBlob(Buffer.alloc(0), format), name: 'empty' },
        { mode: '100644', type: 'blob', oid: hashBlob(Buffer.from('id'), format), name: 'space.toml' },
      ]);
      expect(await repository.blobAt(commit, 'registry/dist-tags.json')).toEqual(Buffer.from('{}'));
      expect(await repository.blobAt(commit, 'spaces/ä b/empty')).toEqual(Buffer.alloc(0));
      expect(await repository.readObject(commit)).toMatchObject({ oid: commit, type: 'commit' });
    },
  );

  it('gives undefined for a path that holds nothing or something else', async () => {
    const made = fresh();
    const commit = sha(made.commit({ 'spaces/a/f': '1' }));
    const repository = await open(made.directory);
    expect(await repository.treeAt(commit, 'spaces/none')).toBeUndefined();
    expect(await repository.treeAt(commit, 'spaces/a/f')).toBeUndefined();
    expect(await repository.treeAt(commit, 'spaces/a/f/g')).toBeUndefined();
    expect(await repository.blobAt(commit, 'spaces/a')).toBeUndefined();
    expect(await repository.blobAt(commit, 'a blob 3 missing')).toBeUndefined();
  });

  it.each(['HEAD^{tree}', 'HEAD:spaces', 'HEAD:spaces/a', 'HEAD:spaces/a/space.toml'])(
    'names the object when %s is missing, instead of knowing of no such path',
    async (lost) => {
      const made = fresh();
      const commit = sha(made.commit({ 'spaces/a/space.toml': 'x', 'registry/dist-tags.json': '{}' }));
      const oid = made.git('rev-parse', lost);
      rmSync(join(made.directory, '.git/objects', oid.slice(0, 2), oid.slice(2)));
      const repository = await open(made.directory);
      const reading = repository.blobAt(commit, 'spaces/a/space.toml');
      await expect(reading).rejects.toMatchObject({
        code: 'GIT_ERROR',
        message: `The git object ${oid} is missing`,
        hint: expect.stringContaining('git fsck'),
      });
      expect(await repository.blobAt(commit, 'spaces/none/space.toml').catch(String)).toEqual(
        /tree|spaces$/.test(lost) ? expect.stringContaining(oid) : undefined,
      );
      if (lost.endsWith('/a')) {
        await expect(repository.treeAt(commit, 'spaces/a')).rejects.toThrow(oid);
      }
    },
  );

  it('names the commit of a detached HEAD that is missing', async () => {
    const made = fresh();
    const commit = made.commit({ a: '1' });
    made.git('checkout', '--quiet', '--detach');
    made.git('branch', '--delete', '--force', 'main');
    rmSync(join(made.directory, '.git/objects', commit.slice(0, 2), commit.slice(2)));
    const repository = await open(made.directory);
    await expect(repository.refs()).rejects.toMatchObject({
      code: 'GIT_ERROR',
      message: `The git object ${commit} is missing`,
    });
  });

  it('does not look for the commit of a submodule', async () => {
    const made = fresh();
    made.commit({ a: '1' });
    made.git('update-index', '--add', '--cacheinfo', `160000,${'e'.repeat(40)},spaces/sub`);
    made.git('commit', '--quiet', '--message', 'submodule');
    const commit = sha(made.git('rev-parse', 'HEAD'));
    const repository = await open(made.directory);
    expect(await repository.treeAt(commit, 'spaces/sub')).toBeUndefined();
    expect(await repository.blobAt(commit, 'spaces/sub/f')).toBeUndefined();
  });

  it('fails on a missing commit, a missing object, another type, and a name that is no id', async () => {
    const made = fresh();
    const commit = made.commit({ a: '1' });
    const repository = await open(made.directory);
    const failing = [
      repository.treeAt(sha('e'.repeat(40)), 'spaces'),
      repository.readObject('e'.repeat(40)),
      repository.readTree(commit),
      repository.readObject('HEAD'),
      repository.readObject('--help'),
      repository.streamBlob(commit, () => undefined),
      ...['', '/a', 'a/', 'a//b', '../a', 'a/./b', 'a\nb', 'a\0b'].map((path) =>
        repository.blobAt(sha(commit), path),
      ),
    ];
    for (const result of await Promise.allSettled(failing)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'GIT_ERROR' } });
    }
  });

  it('reads an object that was missing before', async () => {
    const made = fresh();
    made.commit({ a: '1' });
    const repository = await open(made.directory);
    const tree = made.gitWithInput('', 'hash-object', '-t', 'tree', '--stdin');
    await expect(repository.readTree(hashBlob(Buffer.from('later'), 'sha1'))).rejects.toThrow(/missing/);
    made.gitWithInput('later', 'hash-object', '-w', '--stdin');
    expect((await repository.readObject(hashBlob(Buffer.from('later'), 'sha1'))).data.toString()).toBe(
      'later',
    );
    expect(await repository.readTree(tree)).toEqual([]);
  });

  it('keeps names that are not UTF-8 as bytes', async () => {
    const made = fresh();
    const blob = made.gitWithInput('x', 'hash-object', '-w', '--stdin');
    const name = Buffer.from([0x66, 0xff, 0x0a, 0x22]);
    const tree = made.gitWithInput(
      Buffer.concat([Buffer.from(`100755 blob ${blob}\t`), name, Buffer.from([0])]),
      'mktree',
      '-z',
    );
    const entries = await (await open(made.directory)).readTree(tree);
    expect(entries).toEqual([{ mode: '100755', type: 'blob', oid: blob, name }]);
  });

  it('streams 20 MB in chunks, and a slow consumer holds the pipe back', async () => {
    const big = Buffer.alloc(20 * 1024 * 1024, 'chunk of a big blob ');
    const made = fresh();
    made.commit({ big });
    const repository = await open(made.directory);
    const oid = hashBlob(big, 'sha1');
    const chunks: Buffer[] = [];
    let active = 0;
    await repository.streamBlob(oid, async (chunk) => {
      expect((active += 1)).toBe(1);
      await new Promise(setImmediate);
      chunks.push(chunk);
      active -= 1;
    });
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThan(1024 * 1024);
    expect(Buffer.concat(chunks).equals(big)).toBe(true);
  });

  it('passes on the error of a consumer and answers what was asked behind it', async () => {
    const made = fresh();
    made.commit({ big: Buffer.alloc(1024 * 1024), small: 's' });
    const repository = await open(made.directory);
    const big = hashBlob(Buffer.alloc(1024 * 1024), 'sha1');
    const thrown = repository.streamBlob(big, () => {
      throw new Error('disk full');
    });
    const rejected = repository.streamBlob(big, () => Promise.reject(new Error('disk full')));
    const behind = repository.readObject(hashBlob(Buffer.from('s'), 'sha1'));
    await expect(thrown).rejects.toThrow('disk full');
    await expect(rejected).rejects.toThrow('disk full');
    expect((await behind).data.toString()).toBe('s');
  });
});

describe('a partial clone', () => {
  function partialClone(): { clone: string; commit: CommitSha } {
    const remote = fresh();
    const commit = sha(remote.commit({ 'spaces/a/space.toml': 'x' }));
    remote.git('config', 'uploadpack.allowFilter', 'true');
    remote.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
    const clone = freshDirectory();
    const url = `file://${remote.directory}`;
    remote.git('clone', '--quiet', '--no-checkout', '--filter=blob:none', url, clone);
    return { clone, commit };
  }

  it('does not ask its remote for what it lacks when it was opened offline', async () => {
    const { clone, commit } = partialClone();
    const oid = hashBlob(Buffer.from('x'), 'sha1');
    const offline = await openRepository(clone, { offline: true });
    opened.push(offline);
    for (const reading of [offline.blobAt(commit, 'spaces/a/space.toml'), offline.readObject(oid)]) {
      await expect(reading).rejects.toMatchObject({
        code: 'GIT_ERROR',
        message: expect.stringContaining(oid),
        hint: expect.stringContaining('without --no-fetch'),
      });
    }
    expect(existingRepository(clone).git('rev-list', '--objects', '--all', '--missing=print')).toContain(
      `?${oid}`,
    );
  });

  it('is filled from its remote otherwise', async () => {
    const { clone, commit } = partialClone();
    const repository = await open(clone);
    expect(await repository.blobAt(commit, 'spaces/a/space.toml')).toEqual(Buffer.from('x'));
  });
});

describe('readBlobs', () => {
  const made = tempRepository(join(root, 'blobs'));
  const contents = Array.from({ length: 20_000 }, (_, index) => `blob ${index}\n`);
  made.gitWithInput(
    contents.map((text) => `blob\ndata ${text.length}\n${text}`).join('\n'),
    'fast-import',
    '--quiet',
  );
  const oids = contents.map((text) => hashBlob(Buffer.from(text), 'sha1'));

  it('reads 20,000 blobs in order through one process', async () => {
    const repository = await open(made.directory);
    const before = gitProcessCount();
    const read: string[] = [];
    for await (const blob of repository.readBlobs(oids))
      read.push(blob.kind === 'whole' ? blob.data.toString() : '');
    expect(read).toEqual(contents);
    expect(gitProcessCount() - before).toBe(1);
  });

  it('answers 20,000 requests that were all made at once', async () => {
    const repository = await open(made.directory);
    const objects = await Promise.all(oids.map((oid) => repository.readObject(oid)));
    expect(objects.map(({ data }) => data.toString())).toEqual(contents);
  });

  it('does not hold a large blob but tells its size', async () => {
    const large = Buffer.alloc(4 * 1024 * 1024 + 1);
    const big = fresh();
    big.commit({ large, small: 's' });
    const repository = await open(big.directory);
    const blobs = [];
    for await (const blob of repository.readBlobs([
      hashBlob(large, 'sha1'),
      hashBlob(Buffer.from('s'), 'sha1'),
    ]))
      blobs.push(blob);
    expect(blobs).toMatchObject([
      { kind: 'large', size: large.length },
      { kind: 'whole', data: Buffer.from('s') },
    ]);
  });

  it('lets the consumer read other objects in between, fail, and stop early', async () => {
    const repository = await open(made.directory);
    for await (const blob of repository.readBlobs(oids)) {
      expect((await repository.readObject(blob.oid)).type).toBe('blob');
      if (blob.oid === oids[200]) break;
    }
    const failing = async () => {
      for await (const blob of repository.readBlobs(['e'.repeat(40), 'd'.repeat(40)]))
        expect(blob).toBeUndefined();
    };
    await expect(failing()).rejects.toThrow(/missing/);
  });
});

describe('the life of the reader', () => {
  /** The cat-file processes on a directory, as the system lists them. */
  const readerPids = (directory: string): number[] =>
    // In the C locale ps would spell a temporary directory's name with question marks.
    execFileSync('ps', ['-eo', 'pid=,args='], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    })
      .split('\n')
      .filter((line) => line.includes(directory) && line.includes('cat-file'))
      .map((line) => Number.parseInt(line, 10));

  it('rejects what is pending when git is killed, and starts anew for the next read', async () => {
    const made = fresh();
    const commit = made.commit({ big: Buffer.alloc(8 * 1024 * 1024) });
    const repository = await open(made.directory);
    await repository.readObject(commit);
    const [pid] = readerPids(made.directory);
    const big = hashBlob(Buffer.alloc(8 * 1024 * 1024), 'sha1');
    let isKilled = false;
    const streaming = repository.streamBlob(big, () => {
      // Once: what is still in the pipe comes when there may be no such process any more.
      if (!isKilled) process.kill(pid as number, 'SIGKILL');
      isKilled = true;
    });
    const behind = Promise.allSettled(Array.from({ length: 50 }, () => repository.readObject(big)));
    await expect(streaming).rejects.toMatchObject({
      code: 'GIT_ERROR',
      message: expect.stringContaining('SIGKILL'),
    });
    for (const result of await behind)
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'GIT_ERROR' } });
    expect((await repository.readObject(commit)).type).toBe('commit');
  });

  it("reports git's own words when it fails", async () => {
    const made = fresh();
    const commit = made.commit({ a: '1' });
    const repository = await open(made.directory);
    made.write('.git/config', '[broken');
    await expect(repository.readObject(commit)).rejects.toThrow(/bad config/);
  });

  it('leaves no process after close, which may be called twice and rejects what is pending', async () => {
    const made = fresh();
    const commit = made.commit({ a: '1' });
    const repository = await openRepository(made.directory);
    await repository.readObject(commit);
    const pending = repository.readObject(commit);
    const [closed] = await Promise.all([repository.close(), expect(pending).rejects.toThrow(/closed/)]);
    expect(closed).toBeUndefined();
    await repository.close();
    expect(readerPids(made.directory)).toEqual([]);
    await expect(repository.readObject(commit)).rejects.toThrow(/closed/);
  });

  it('starts three processes for a cold read', async () => {
    const made = fresh();
    made.commit({ 'spaces/a/space.toml': 'x', 'registry/dist-tags.json': '{}' });
    made.git('tag', '--annotate', '--message', 'm', 'space/a/v1.0.0');
    const before = gitProcessCount();
    const repository = await open(made.directory);
    const { head, spaceTags } = await repository.refs();
    await repository.lookUpCommit('HEAD');
    await repository.lookUpCommit('refs/tags/space/a/v1.0.0');
    await repository.lookUpCommit(head as string);
    await repository.blobAt(head as CommitSha, 'registry/dist-tags.json');
    const tree = await repository.treeAt(spaceTags.get('space/a/v1.0.0') as CommitSha, 'spaces/a');
    await repository.readTree(tree as string);
    expect(gitProcessCount() - before).toBe(3);
  });
});

describe('immunity', () => {
  const DECOY_VARIABLES = [
    'GIT_DIR',
    'GIT_INDEX_FILE',
    'GIT_WORK_TREE',
    'GIT_OBJECT_DIRECTORY',
    'GIT_NAMESPACE',
  ];
  afterEach(() => {
    for (const name of DECOY_VARIABLES) delete process.env[name];
  });

  it('reads the repository it was given whatever a hook exported', async () => {
    const decoy = fresh();
    decoy.commit({ 'spaces/a/f': 'decoy' });
    const made = fresh();
    const commit = sha(made.commit({ 'spaces/a/f': 'real' }));
    for (const name of DECOY_VARIABLES) process.env[name] = join(decoy.directory, '.git');
    const repository = await open(made.directory);
    expect((await repository.refs()).head).toBe(commit);
    expect(await repository.blobAt(commit, 'spaces/a/f')).toEqual(Buffer.from('real'));
  });

  it('gives the stored bytes whatever attributes, configuration and replace refs say', async () => {
    const made = fresh();
    const text = '$Id$\nline\nline\n';
    const commit = sha(made.commit({ 'spaces/a/f': text, 'spaces/a/ä': 'x' }));
    made.git('tag', 'space/a/v1.0.0');
    made.git('tag', 'space/ä/v1.0.0');
    made.write('.git/info/attributes', '* ident text eol=crlf filter=shout export-ignore\n');
    const settings = {
      'filter.shout.smudge': 'tr a-z A-Z',
      'core.quotePath': 'true',
      'color.ui': 'always',
      'core.pager': 'false',
    };
    const aliases = { 'alias.cat-file': 'version', 'alias.for-each-ref': 'version', 'core.autocrlf': 'true' };
    for (const [key, value] of Object.entries({ ...settings, ...aliases })) made.git('config', key, value);
    const other = made.gitWithInput('replaced', 'hash-object', '-w', '--stdin');
    made.git('replace', hashBlob(Buffer.from(text), 'sha1'), other);
    const repository = await open(made.directory);
    expect([...(await repository.refs()).spaceTags.keys()]).toEqual(['space/a/v1.0.0', 'space/ä/v1.0.0']);
    expect((await repository.blobAt(commit, 'spaces/a/f'))?.toString()).toBe(text);
    const tree = (await repository.treeAt(commit, 'spaces/a')) as string;
    expect((await repository.readTree(tree)).map(({ name }) => name.toString())).toEqual(['f', 'ä']);
  });
});
