import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { openRepository, type AdvanceResult } from './index';
import { isolateGit, tempClone, tempDirectory, type TempRepository } from './testing/temp-repository';

isolateGit();
const root = tempDirectory();
let made = 0;
const freshDirectory = (): string => join(root, `p${(made += 1)}`);

type Settings = readonly (readonly [key: string, value: string])[];

/** The configuration of the user for one test; the repositories are made and looked at without it. */
function configureUser(settings: Settings): void {
  const file = join(root, `gitconfig${(made += 1)}`);
  for (const [key, value] of settings) execFileSync('git', ['config', '--file', file, '--add', key, value]);
  process.env['GIT_CONFIG_GLOBAL'] = file;
}
afterEach(() => isolateGit());

/** A clone with a tag that was not pushed yet, one commit and one tag behind its remote. */
function cloneBehind(): { remote: TempRepository; clone: TempRepository; second: string } {
  const { remote, clone } = tempClone(freshDirectory());
  clone.git('tag', 'space/a/v1.5.0');
  const second = remote.commit({ f: '2\n' });
  remote.git('tag', 'space/a/v2.0.0');
  return { remote, clone, second };
}

async function advance({ directory }: TempRepository): Promise<AdvanceResult> {
  const repository = await openRepository(directory);
  try {
    return await repository.advance();
  } finally {
    await repository.close();
  }
}

/** A program that leaves `log` behind when it is started. */
function witness(path: string, log: string): void {
  writeFileSync(path, `#!/bin/sh\necho "$0" >> '${log}'\n`);
  chmodSync(path, 0o755);
}

async function withServer(answer: RequestListener, work: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/r.git`);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

const each = (...keys: string[]): Settings => keys.map((key) => [key, 'true']);

describe('what the user has configured', () => {
  const indifferent: Record<string, Settings> = {
    'pruning of tags': each('fetch.prune', 'fetch.pruneTags'),
    'pruning of tags of this remote': each('remote.origin.prune', 'remote.origin.pruneTags'),
    'no tags from this remote': [['remote.origin.tagOpt', '--no-tags']],
    'signed merges only': each('merge.verifySignatures'),
    'merges without fast-forward': [
      ['merge.ff', 'false'],
      ['pull.ff', 'false'],
      ['pull.rebase', 'true'],
    ],
    'a merge strategy that knows no fast-forward': [['pull.twohead', 'ours']],
    'such a strategy for this branch': [['branch.main.mergeOptions', '--strategy=ours']],
    'a stash for every merge into this branch': [
      ['branch.main.mergeOptions', '--autostash --squash --no-ff'],
    ],
    'signatures, where nobody can make any': [
      ['gpg.program', 'false'],
      ...each('commit.gpgSign', 'tag.gpgSign', 'log.showSignature'),
    ],
    'recursion, and fetching from everywhere': each(
      'submodule.recurse',
      'fetch.recurseSubmodules',
      'fetch.all',
    ),
    'another look of everything': [
      ['color.ui', 'always'],
      ['core.pager', 'false'],
      ['fetch.output', 'compact'],
      ...each('pager.fetch', 'pager.merge', 'pager.status', 'pager.for-each-ref', 'status.showStash'),
      ...each('status.short'),
    ],
  };

  it.each(Object.entries(indifferent))(
    'does not hinder a registry from advancing: %s',
    async (_, settings) => {
      const { clone, second } = cloneBehind();
      configureUser(settings);
      expect(await advance(clone)).toMatchObject({ kind: 'advanced', to: second, refused: undefined });
      expect(clone.git('rev-parse', 'HEAD')).toBe(second);
      expect(readFileSync(join(clone.directory, 'f'), 'utf8')).toBe('2\n');
      expect(clone.git('status', '--porcelain')).toBe('');
      expect(clone.git('tag').split('\n')).toEqual(['space/a/v1.5.0', 'space/a/v2.0.0']);
    },
  );

  it('keeps a change that is in the way whatever the branch is merged with', async () => {
    const { clone } = cloneBehind();
    configureUser([['branch.main.mergeOptions', '--autostash']]);
    clone.write('f', 'precious\n');
    expect(await advance(clone)).toMatchObject({ kind: 'blocked' });
    expect(readFileSync(join(clone.directory, 'f'), 'utf8')).toBe('precious\n');
  });

  it('recognises a moved tag in the compact form, too', async () => {
    const { remote, clone } = cloneBehind();
    remote.git('tag', 'space/a/v1.5.0');
    configureUser([['fetch.output', 'compact']]);
    const refused = { message: expect.stringContaining('space/a/v1.5.0 (would clobber existing tag)') };
    expect(await advance(clone)).toMatchObject({ kind: 'advanced', refused });
  });

  it("runs no hook, neither the user's nor the clone's, and no monitor", async () => {
    const log = join(freshDirectory(), 'log');
    const hooks = join(log, '../hooks');
    mkdirSync(hooks, { recursive: true });
    const monitor = join(hooks, 'monitor');
    witness(monitor, log);
    for (const configured of [[['core.hooksPath', hooks]], [['core.fsmonitor', monitor]]] as const) {
      const { clone } = cloneBehind();
      for (const name of ['reference-transaction', 'post-merge', 'post-index-change']) {
        witness(join(hooks, name), log);
        witness(join(clone.directory, '.git/hooks', name), log);
      }
      configureUser(configured);
      expect(await advance(clone)).toMatchObject({ kind: 'advanced' });
      expect(existsSync(log) ? readFileSync(log, 'utf8') : '').toBe('');
    }
  });

  it('does not colour what is told', async () => {
    const { clone } = cloneBehind();
    const blob = clone.git('rev-parse', 'HEAD:f');
    const stages = [1, 2, 3].map((stage) => `100644 ${blob} ${stage}\tunmerged\n`).join('');
    clone.gitWithInput(stages, 'update-index', '--index-info');
    configureUser([['color.advice', 'always']]);
    expect(await advance(clone)).toMatchObject({
      kind: 'blocked',
      reason: expect.not.stringContaining('\u001b'),
    });

    const packet = (text: string): string => (text.length + 4).toString(16).padStart(4, '0') + text;
    const advertised = `${'a'.repeat(40)} refs/heads/main\0side-band-64k\n`;
    const refs = `${packet('# service=git-upload-pack\n')}0000${packet(advertised)}0000`;
    const failure = packet('NAK\n') + packet('\u0002error: out of order\n') + packet('\u0003closed\n');
    await withServer(
      ({ method }, response) => {
        const type = method === 'GET' ? 'advertisement' : 'result';
        response.setHeader('content-type', `application/x-git-upload-pack-${type}`);
        response.end(method === 'GET' ? refs : failure);
      },
      async (url) => {
        clone.git('remote', 'set-url', 'origin', url);
        configureUser([['color.remote', 'always']]);
        await expect(advance(clone)).rejects.toThrow('remote: error: out of order');
      },
    );
  });
});

describe("what is the user's to say", () => {
  it('is where a remote is, and what protocols are forbidden', async () => {
    const { remote, clone } = cloneBehind();
    clone.git('remote', 'set-url', 'origin', 'team:registry');
    configureUser([[`url.${remote.directory}.insteadOf`, 'team:registry']]);
    expect(await advance(clone)).toMatchObject({ kind: 'advanced' });
    configureUser([
      [`url.${remote.directory}.insteadOf`, 'team:registry'],
      ['protocol.file.allow', 'never'],
    ]);
    await expect(advance(clone)).rejects.toThrow(/transport 'file' not allowed/);
  });

  it('is who they are: their credential helper is asked', async () => {
    const { clone } = cloneBehind();
    const seen: (string | undefined)[] = [];
    await withServer(
      ({ headers }, response) => {
        seen.push(headers.authorization);
        response.writeHead(headers.authorization ? 404 : 401, { 'www-authenticate': 'Basic realm="r"' });
        response.end();
      },
      async (url) => {
        clone.git('remote', 'set-url', 'origin', url);
        configureUser([['credential.helper', '!echo username=ada; echo password=secret; :']]);
        await expect(advance(clone)).rejects.toMatchObject({ code: 'GIT_ERROR' });
      },
    );
    expect(seen).toContain(`Basic ${Buffer.from('ada:secret').toString('base64')}`);
  });
});
