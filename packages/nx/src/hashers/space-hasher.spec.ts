import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Hash } from '@nx/devkit';
import { setWorkspaceRoot, workspaceRoot } from 'nx/src/utils/workspace-root';
import { gitWorkspace, spaceToml, type GitWorkspace } from '../testing/git-workspace';
import { declaredHash, hashContext, recordingHasher, taskOf } from '../testing/hashing';
import hashSpace from './space-hasher';

const started = workspaceRoot;
afterAll(() => setWorkspaceRoot(started));

const hashIn = (root: string, details: Partial<Hash['details']> = {}): Promise<Hash> => {
  setWorkspaceRoot(root);
  const { hasher } = recordingHasher((tasks) => Promise.resolve(tasks.map(() => declaredHash(details))));
  const projects = { 'asp-web': { root: 'spaces/web' } };
  return hashSpace(taskOf('asp-web:asp-lint'), hashContext(hasher, { projects }));
};

const spaceWorkspace = (): GitWorkspace =>
  gitWorkspace({
    '.gitignore': '*.local\n',
    'spaces/web/space.toml': spaceToml('web'),
    'spaces/web/bin/tool': 'echo\n',
    'spaces/other/space.toml': spaceToml('other'),
  });

describe('the hash of a task of a space', () => {
  it('is the same for the same files, wherever they lie', async () => {
    const { root } = spaceWorkspace();
    const { value } = await hashIn(root);
    cpSync(root, `${root}-copy`, { recursive: true });
    expect((await hashIn(`${root}-copy`)).value).toBe(value);
  });

  it.each<readonly [string, (workspace: GitWorkspace) => void]>([
    ['the content of a file', ({ write }) => write({ 'spaces/web/bin/tool': 'exit\n' })],
    ['a new file', ({ write }) => write({ 'spaces/web/bin/more': '' })],
    ['a file that git ignores', ({ write }) => write({ 'spaces/web/bin/own.local': '' })],
    ['the mode of a file', ({ root }) => chmodSync(join(root, 'spaces/web/bin/tool'), 0o755)],
    ['a file that is gone', ({ root }) => rmSync(join(root, 'spaces/web/bin/tool'))],
  ])('is another for %s', async (_, change) => {
    const workspace = spaceWorkspace();
    const { value } = await hashIn(workspace.root);
    change(workspace);
    expect((await hashIn(workspace.root)).value).not.toBe(value);
  });

  it('is another for what Nx sees: a dependency, the options', async () => {
    const { root, write } = spaceWorkspace();
    const { value } = await hashIn(root, { nodes: { 'other:files': '1' } });
    expect((await hashIn(root, { nodes: { 'other:files': '2' } })).value).not.toBe(value);
    write({ 'spaces/other/bin/tool': '' });
    expect((await hashIn(root, { nodes: { 'other:files': '1' } })).value).toBe(value);
  });

  it('is never the same, and no error, where the files cannot be those of a space', async () => {
    const { root } = spaceWorkspace();
    execFileSync('mkfifo', [join(root, 'spaces/web/pipe')]);
    const [one, other] = [await hashIn(root), await hashIn(root)];
    expect(one.value).not.toBe(other.value);
  });
});
