import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Tree } from '@nx/devkit';
import { gitWorkspace, spaceToml, targetsToml } from '../../testing/git-workspace';
import { captureTold } from '../../testing/told';
import syncLockGenerator from './generator';

const targets = targetsToml({ web: ['space:a@^1.0.0'] });
const workspace = gitWorkspace({
  'spaces/a/space.toml': spaceToml('a'),
  'spaces/a/commands/x.md': 'x\n',
  'apps/web/asp-targets.toml': targets,
  'apps/api/asp-targets.toml': targets,
  // No target yet: what init writes.
  'asp-targets.toml': 'schema = 1\n[targets]\n',
  // A copy that tasks have made, and the content of a space: neither is a project.
  'dist/asp/a/asp-targets.toml': 'not toml',
});
workspace.git('tag', 'space/a/v1.0.0');

const locksIn = (tree: Tree): readonly string[] => tree.listChanges().map(({ path }) => path);

/** What `nx sync` does with a tree. */
const flush = (tree: Tree): void => {
  for (const { path, content } of tree.listChanges()) workspace.write({ [path]: content?.toString() ?? '' });
};

describe('the generator sync-lock', () => {
  captureTold();

  it('writes the lock of every project with Run Targets, and tells what changes', async () => {
    const tree = workspace.tree();
    const result = await syncLockGenerator(tree);
    expect(locksIn(tree)).toEqual(['apps/api/asp-lock.json', 'apps/web/asp-lock.json']);
    expect(result?.outOfSyncDetails).toEqual([
      'apps/api/asp-lock.json',
      '  + web: new in the lock',
      'apps/web/asp-lock.json',
      '  + web: new in the lock',
    ]);
    expect(workspace.git('status', '--porcelain')).toBe('');
    flush(tree);
  });

  it('has nothing to do where the locks are up to date', async () => {
    const tree = workspace.tree();
    expect(await syncLockGenerator(tree)).toBeUndefined();
    expect(locksIn(tree)).toEqual([]);
  });

  it('moves no pin by itself', async () => {
    workspace.commit({ 'spaces/a/space.toml': spaceToml('a', '1.1.0') });
    workspace.git('tag', 'space/a/v1.1.0');
    expect(await syncLockGenerator(workspace.tree())).toBeUndefined();
  });

  it('writes the others where one cannot be resolved, and fails after that', async () => {
    workspace.write({
      'apps/api/asp-targets.toml': targetsToml({ web: ['space:a@^9.0.0'] }),
      'apps/web/asp-targets.toml': targetsToml({ web: ['space:a@^1.1.0'] }),
    });
    const tree = workspace.tree();
    const result = await syncLockGenerator(tree);
    expect(locksIn(tree)).toEqual(['apps/web/asp-lock.json']);
    expect(result?.outOfSyncDetails).toEqual([
      'apps/web/asp-lock.json',
      '  ~ web: compose: - space:a@^1.0.0, + space:a@^1.1.0',
      expect.stringMatching(/ {2}~ web: a 1\.0\.0 \(.*\) → 1\.1\.0 \(/),
      expect.stringMatching(
        /^apps\/api\/asp-targets\.toml: SELECTOR_RESOLUTION_ERROR [^\n]*\n {2}[^\n]*asp-targets\.toml:4:12 /,
      ),
    ]);
    flush(tree);
    expect(result?.callback).toThrow(/^apps\/api\/asp-targets\.toml: SELECTOR_RESOLUTION_ERROR /);
  });

  it('fails at once where there is nothing else to write', async () => {
    const tree = workspace.tree();
    await expect(syncLockGenerator(tree)).rejects.toMatchObject({
      message: expect.stringMatching(/^apps\/api\/asp-targets\.toml: SELECTOR_RESOLUTION_ERROR /),
      stack: '',
    });
    expect(locksIn(tree)).toEqual([]);
  });

  it('writes no lock to where a link leads, and the others all the same', async () => {
    workspace.write({
      'apps/api/asp-targets.toml': targets,
      'apps/web/asp-targets.toml': targetsToml({ web: ['space:a@1.0.0'] }),
    });
    const lock = join(workspace.root, 'apps/api/asp-lock.json');
    rmSync(lock);
    symlinkSync(join(workspace.home, 'lock.json'), lock);
    const tree = workspace.tree();
    const result = await syncLockGenerator(tree);
    expect(locksIn(tree)).toEqual(['apps/web/asp-lock.json']);
    expect(result?.callback).toThrow(
      /^apps\/api\/asp-targets\.toml: CONFIG_ERROR apps\/api\/asp-lock\.json is a symbolic link/,
    );
  });

  it('refuses an option of its own that is none', async () => {
    const tree = workspace.tree();
    const options = { fetch: 'yes' };
    tree.write(
      'nx.json',
      JSON.stringify({ sync: { generatorOptions: { '@agent-spaces/nx:sync-lock': options } } }),
    );
    await expect(syncLockGenerator(tree)).rejects.toThrow(
      /^CONFIG_ERROR .*neither true nor false\.\n {2}nx\.json\n/,
    );
  });
});
