import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findClaude } from './find-claude';
import { installedPrograms } from './installed-programs';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'find-claude-')));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(file: string, text = '#!/bin/sh\n', mode = 0o755): string {
  const full = path.resolve(root, file);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, text);
  chmodSync(full, mode);
  return full;
}
const placeholder = 'echo "Error: claude native binary not installed." >&2\nexit 1\n';
const find = (env: Record<string, string>, cwd = root) => findClaude({ env, cwd });

describe('findClaude', () => {
  it('takes ASP_CLAUDE_PATH before PATH, from the working directory where it is relative', async () => {
    const configured = write('tools/my-claude');
    write('bin/claude');
    await expect(find({ ASP_CLAUDE_PATH: 'tools/my-claude', PATH: path.join(root, 'bin') })).resolves.toEqual(
      {
        path: configured,
        source: 'ASP_CLAUDE_PATH',
      },
    );
  });

  it.each([
    ['is missing', () => undefined, 'does not exist'],
    ['is a directory', () => mkdirSync(path.join(root, 'x')), 'is not a file'],
    ['is not executable', () => write('x', '#!/bin/sh\n', 0o644), 'is not executable'],
    ['is the placeholder of the npm package', () => write('x', placeholder), 'is no program'],
    ['is empty', () => write('x', ''), 'is no program'],
  ])('refuses an ASP_CLAUDE_PATH that %s although PATH has a claude', async (_, prepare, reason) => {
    prepare();
    write('bin/claude');
    const attempt = find({ ASP_CLAUDE_PATH: path.join(root, 'x'), PATH: path.join(root, 'bin') });
    await expect(attempt).rejects.toMatchObject({
      code: 'CLAUDE_NOT_FOUND_ERROR',
      message: expect.stringContaining(reason),
      hint: expect.stringContaining('ASP_CLAUDE_PATH'),
    });
  });

  it('names the program that whoever sets ASP_CLAUDE_PATH to the placeholder of the package means', async () => {
    const configured = write('node_modules/.bin/claude', placeholder);
    const [native = ''] = await installedPrograms(path.join(root, 'node_modules'));
    write(native);
    await expect(find({ ASP_CLAUDE_PATH: configured })).rejects.toMatchObject({
      hint: expect.stringContaining(native),
    });
  });

  it('treats an empty ASP_CLAUDE_PATH as unset', async () => {
    const claude = write('bin/claude');
    await expect(find({ ASP_CLAUDE_PATH: '', PATH: path.join(root, 'bin') })).resolves.toMatchObject({
      path: claude,
    });
  });

  it('takes the first working claude of PATH and passes over what cannot run', async () => {
    write('a/claude', placeholder);
    write('b/claude', '#!/bin/sh\n', 0o644);
    mkdirSync(path.join(root, 'c/claude'), { recursive: true });
    mkdirSync(path.join(root, 'd'));
    symlinkSync('nowhere', path.join(root, 'd/claude'));
    const claude = write('e/claude');
    const PATH = ['missing', 'a', 'b', 'c', 'd', 'e']
      .map((name) => path.join(root, name))
      .join(path.delimiter);
    await expect(find({ PATH })).resolves.toEqual({ path: claude, source: 'PATH' });
  });

  it('never takes a claude from a relative or empty entry of PATH', async () => {
    write('claude');
    await expect(find({ PATH: ['', '.', 'bin'].join(path.delimiter) })).rejects.toThrow('was not found');
  });

  it('takes the native program of the workspace from a directory below, though the placeholder is beside it', async () => {
    write('node_modules/.bin/claude', placeholder);
    const [native = ''] = await installedPrograms(path.join(root, 'node_modules'));
    write(native);
    const cwd = path.join(root, 'apps/web');
    mkdirSync(cwd, { recursive: true });
    await expect(find({ PATH: path.join(root, 'node_modules/.bin') }, cwd)).resolves.toEqual({
      path: native,
      source: 'workspace',
    });
  });

  it('takes the program of the place where the client is to work before that of the working directory', async () => {
    const here = write('here/node_modules/.bin/claude');
    const there = write('there/node_modules/.bin/claude');
    const cwd = path.join(root, 'here');
    const findFor = (workspace: string) =>
      findClaude({ env: {}, cwd, workspace: path.join(root, workspace) });
    await expect(findFor('there/deep')).resolves.toEqual({ path: there, source: 'workspace' });
    await expect(findFor('without')).resolves.toEqual({ path: here, source: 'workspace' });
    rmSync(here);
    await expect(findFor('without')).rejects.toThrow(
      `no node_modules from ${path.join(root, 'without')} or ${cwd} upwards has it`,
    );
  });

  it('finds the native package beside the real place of the main one, as pnpm keeps it', async () => {
    const store = path.join(root, 'node_modules/.pnpm/cc/node_modules');
    mkdirSync(path.join(store, '@anthropic-ai/claude-code'), { recursive: true });
    mkdirSync(path.join(root, 'node_modules/@anthropic-ai'));
    symlinkSync(
      path.join(store, '@anthropic-ai/claude-code'),
      path.join(root, 'node_modules/@anthropic-ai/claude-code'),
    );
    const [native = ''] = await installedPrograms(store);
    write(native);
    await expect(find({})).resolves.toEqual({ path: native, source: 'workspace' });
  });

  it('takes node_modules/.bin/claude where installing made it a program', async () => {
    const claude = write('node_modules/.bin/claude');
    await expect(find({})).resolves.toEqual({ path: claude, source: 'workspace' });
  });

  it('says where it looked and how to go on when there is none', async () => {
    await expect(find({ PATH: path.join(root, 'bin') })).rejects.toMatchObject({
      code: 'CLAUDE_NOT_FOUND_ERROR',
      message: expect.stringContaining(root),
      hint: expect.stringContaining('npm install'),
    });
  });
});
