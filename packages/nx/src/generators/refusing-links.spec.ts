import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gitWorkspace } from '../testing/git-workspace';
import { textsOf } from '../testing/space-tree';
import { refusingLinks } from './refusing-links';

const outside = realpathSync(mkdtempSync(join(tmpdir(), 'asp-outside-')));
const workspace = gitWorkspace({ 'spaces/a/space.toml': '', 'kits/x.md': 'x\n', 'kits/y.md': '' });
const at = (path: string): string => join(workspace.root, path);

beforeAll(() => {
  writeFileSync(join(outside, 'hooks.json'), 'theirs\n');
  mkdirSync(at('spaces/a/hooks'));
  symlinkSync(outside, at('spaces/a/skills'));
  symlinkSync(join(outside, 'hooks.json'), at('spaces/a/hooks/hooks.json'));
  symlinkSync(join(outside, 'none'), at('asp-lock.json'));
  symlinkSync('../../kits', at('spaces/a/commands'));
});

afterAll(() => rmSync(outside, { recursive: true }));

describe('a tree that refuses links', () => {
  it.each([
    ['a directory above', 'spaces/a/skills/foo/SKILL.md', 'spaces/a/skills'],
    ['the file', 'spaces/a/hooks/hooks.json', 'spaces/a/hooks/hooks.json'],
    ['a link to nothing', './asp-lock.json', 'asp-lock.json'],
    ['one that stays inside the workspace', 'spaces/a/commands/x.md', 'spaces/a/commands'],
  ])('neither writes nor deletes through %s, and names it', (_, path, link) => {
    const tree = workspace.tree();
    const error = expect.objectContaining({
      code: 'CONFIG_ERROR',
      message: expect.stringContaining(`${link} is a symbolic link`),
      location: { file: link },
    });
    expect(() => refusingLinks(tree).write(path, 'ours')).toThrow(error);
    expect(() => refusingLinks(tree).delete(path)).toThrow(error);
    expect(textsOf(tree)).toEqual({});
  });

  it('reads through them, and writes where there is none', () => {
    const tree = workspace.tree();
    const guarded = refusingLinks(tree);
    expect(guarded.read('spaces/a/commands/x.md', 'utf8')).toBe('x\n');
    guarded.write('spaces/a/agents/new.md', 'new', { mode: 0o755 });
    guarded.write('nx.json', '{}');
    guarded.delete('kits/x.md');
    expect(tree.listChanges()).toMatchObject([
      { path: 'spaces/a/agents/new.md', type: 'CREATE', options: { mode: 0o755 } },
      { path: 'nx.json', type: 'UPDATE' },
      { path: 'kits/x.md', type: 'DELETE' },
    ]);
    expect(guarded.exists('kits/x.md')).toBe(false);
  });
});
