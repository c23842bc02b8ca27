import fc from 'fast-check';
import { ConfigParseError, MaterializationError, parseSpaceManifest } from '@agent-spaces/core';
import { planPlugin } from './plugin-plan';
import type { PluginPlan } from './plugin-plan';
import { byBytes } from './space-path';
import { contentOf } from './testing';
import type { TestFile } from './testing';

const manifest = (toml = '') =>
  parseSpaceManifest(`schema = 1\nid = "tools"\n${toml}`, 'spaces/tools/space.toml');
const plan = (files: Record<string, TestFile>, toml = ''): Promise<PluginPlan> =>
  planPlugin(manifest(toml), contentOf(files));
const paths = ({ files }: PluginPlan): string[] => files.map(({ path }) => path);
const executables = ({ files }: PluginPlan): string[] =>
  files.filter(({ executable }) => executable).map(({ path }) => path);
const generated = ({ files }: PluginPlan, path: string): string | undefined => {
  const source = files.find((file) => file.path === path)?.source;
  return source?.kind === 'generated' ? source.text : undefined;
};
const hooks = (command: string): string =>
  JSON.stringify({ hooks: { Stop: [{ hooks: [{ type: 'command', command }] }] } });

describe('plugin.json', () => {
  it('has only defined fields', async () => {
    expect(generated(await plan({}), '.claude-plugin/plugin.json')).toBe('{\n  "name": "tools"\n}\n');
  });

  it('takes every field from [plugin], then from the space', async () => {
    const toml = `version = "1.0.0"
description = "of the space"
[plugin]
name = "my-tools"
version = "2.0.0"
license = "MIT"
keywords = ["a", "b"]
homepage = "https://example.com"
repository = "https://example.com/git"
[plugin.author]
email = "a@example.com"`;
    const result = await plan({}, toml);
    expect(result).toMatchObject({ name: 'my-tools', version: '2.0.0' });
    expect(JSON.parse(generated(result, '.claude-plugin/plugin.json') ?? '')).toEqual({
      name: 'my-tools',
      version: '2.0.0',
      description: 'of the space',
      author: { name: 'a@example.com', email: 'a@example.com' },
      homepage: 'https://example.com',
      repository: 'https://example.com/git',
      license: 'MIT',
      keywords: ['a', 'b'],
    });
  });
});

describe('the files of a plugin', () => {
  it('are what the client loads, in byte order', async () => {
    const files = [
      'agents/a.md',
      'bin/b',
      'commands/sub/c.md',
      'hooks/hooks.json',
      'mcp/mcp.json',
      'monitors/m.json',
      'output-styles/o.md',
      'scripts/s',
      'skills/k/SKILL.md',
      'themes/t.json',
      'workflows/w.js',
      '.lsp.json',
    ];
    const ignored = [
      'space.toml',
      'README.md',
      'AGENT.md',
      'docs/d.md',
      '.mcp.json',
      'SKILL.md',
      '.claude-plugin/commands/x.md',
      '.claude-plugin/plugin.json',
      '.asp-cache.json',
    ];
    const all = Object.fromEntries([...files, ...ignored].map((path) => [path, '{}']));
    expect(paths(await plan(all))).toEqual([...files, '.claude-plugin/plugin.json'].sort(byBytes));
  });

  it('do not include a root SKILL.md beside a skills directory', async () => {
    expect(paths(await plan({ 'SKILL.md': '', 'skills/a/SKILL.md': '' }))).not.toContain('SKILL.md');
  });

  it('include all that lies beside a root skill, which bears the space’s name where it says none', async () => {
    const files = {
      'SKILL.md': 'Read rules.',
      'references/rules.md': '',
      'check.sh': '#!/bin/sh',
      'space.toml': '',
    };
    const result = await plan(files);
    expect(paths(result)).toEqual([
      '.claude-plugin/plugin.json',
      'SKILL.md',
      'check.sh',
      'references/rules.md',
    ]);
    expect(executables(result)).toEqual(['check.sh']);
    expect(generated(result, 'SKILL.md')).toBe('---\nname: tools\n---\nRead rules.');
    const described = await plan({ 'SKILL.md': '---\ndescription: d\n---\nRead.' });
    expect(generated(described, 'SKILL.md')).toBe('---\nname: tools\ndescription: d\n---\nRead.');
    const named = await plan({ 'SKILL.md': '---\nname: own\n---\nRead.' });
    expect(named.files.find(({ path }) => path === 'SKILL.md')?.source.kind).toBe('content');
  });

  const mcp = (...args: readonly string[]): string => JSON.stringify({ a: { command: 'node', args } });
  const other = { 'lib/deep/x.js': '', 'README.md': '' };

  it.each<[string, Record<string, TestFile>]>([
    ['a hook', { 'hooks/hooks.json': hooks('node "${CLAUDE_PLUGIN_ROOT}"/lib/x.js') }],
    ['a translated hook', { 'hooks/hooks.toml': '[[hook]]\nevent = "stop"\nscript = "lib/x.js"' }],
    ['an MCP server', { 'mcp/mcp.json': mcp('${CLAUDE_PLUGIN_ROOT}/lib/x.js') }],
    ['an MCP server in the client’s own place', { '.mcp.json': mcp('${CLAUDE_PLUGIN_ROOT}/lib/x.js') }],
    [
      'an MCP server that starts in the plugin',
      { '.mcp.json': mcp('--cwd', '${CLAUDE_PLUGIN_ROOT}', 'start') },
    ],
    ['a language server', { '.lsp.json': '{"go": {"command": "${CLAUDE_PLUGIN_ROOT}/lib/lsp.sh"}}' }],
    ['a command', { 'commands/a.md': 'Fill in @${CLAUDE_PLUGIN_ROOT}/lib/a.md.' }],
    ['a skill', { 'skills/a/SKILL.md': 'Run ${CLAUDE_PLUGIN_ROOT}/lib/a.sh.' }],
    ['a script', { 'scripts/a.py': 'root = os.environ["CLAUDE_PLUGIN_ROOT"]' }],
    [
      'the file that a symlink points to',
      { 'commands/a.md': { symlink: '../lib/a.md' }, 'lib/a.md': '$CLAUDE_PLUGIN_ROOT' },
    ],
  ])('are the whole space but for what asp reads itself, where %s reaches further', async (_, files) => {
    const result = paths(await plan({ ...files, ...other, 'space.toml': '', '.claude-plugin/x': '' }));
    expect(result).toEqual(expect.arrayContaining(Object.keys(other)));
    for (const ours of ['.mcp.json', 'space.toml', '.claude-plugin/x']) expect(result).not.toContain(ours);
  });

  it('are no more than the components where these reach for each other only', async () => {
    const files = {
      'hooks/hooks.json': hooks('"${CLAUDE_PLUGIN_ROOT}/scripts/x.sh" "${CLAUDE_PLUGIN_ROOT}/bin"'),
      'commands/a.md': '!`${CLAUDE_PLUGIN_ROOT}/scripts/x.sh`',
      'scripts/x.sh': '',
      'skills/a/reference.md': 'A plugin says ${CLAUDE_PLUGIN_ROOT}, which nobody expands here.',
      'package.json': '{"type": "module"}',
    };
    expect(paths(await plan({ ...files, ...other, 'docs/a.md': '${CLAUDE_PLUGIN_ROOT}' }))).toEqual([
      '.claude-plugin/plugin.json',
      ...Object.keys(files).sort(byBytes),
    ]);
  });

  it('leave out a symlink that leads out of the space where nothing names it', async () => {
    const files = { '.venv/python': { symlink: '/usr/bin/python3' }, 'lib/x': { symlink: '../../x' } };
    const venv = await plan({ ...files, 'mcp/mcp.json': mcp('--directory', '${CLAUDE_PLUGIN_ROOT}') });
    expect(paths(venv)).toEqual(['.claude-plugin/plugin.json', 'mcp/mcp.json']);
    await expect(
      plan({ ...files, 'mcp/mcp.json': mcp('${CLAUDE_PLUGIN_ROOT}/lib/x') }),
    ).rejects.toMatchObject({
      location: { file: 'spaces/tools/lib/x' },
    });
  });

  it('copy what a symlink points to', async () => {
    const result = await plan({ 'shared/a.md': 'text', 'commands/b.md': { symlink: '../shared/a.md' } });
    expect(result.files.find(({ path }) => path === 'commands/b.md')?.source).toMatchObject({
      kind: 'content',
      from: 'shared/a.md',
    });
  });

  it('never come from a symlink that leaves the space', async () => {
    const failure = await plan({ 'commands/b.md': { symlink: '../../../etc/passwd' } }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(MaterializationError);
    expect(failure).toMatchObject({
      location: { file: 'spaces/tools/commands/b.md' },
      hint: expect.any(String),
    });
  });

  it('do not depend on a symlink that is not part of the plugin', async () => {
    expect(paths(await plan({ 'docs/b.md': { symlink: '/nowhere' } }))).toEqual([
      '.claude-plugin/plugin.json',
    ]);
  });

  it.each([
    ['in case', { 'commands/Build.md': '', 'commands/build.md': '' }],
    ['in the case of a directory', { 'commands/A/x.md': '', 'commands/a/y.md': '' }],
    ['in Unicode form', { 'commands/\u00e9.md': '', 'commands/e\u0301.md': '' }],
  ])('may not differ %s only', async (_, files: Record<string, TestFile>) => {
    await expect(plan(files)).rejects.toThrow(MaterializationError);
  });

  it('fail with the place of a broken MCP configuration', async () => {
    await expect(plan({ 'mcp/mcp.json': '{' })).rejects.toThrow(ConfigParseError);
  });
});

describe('execute permissions', () => {
  it('come from git, from a shebang and from being run by a hook or an MCP server', async () => {
    const result = await plan({
      'hooks/hooks.json': hooks(
        '"${CLAUDE_PLUGIN_ROOT}"/hooks/run.sh && ${CLAUDE_PLUGIN_ROOT}/../../outside.sh',
      ),
      'hooks/run.sh': 'echo',
      'hooks/notes.txt': 'none',
      'mcp/mcp.json': '{"a": {"command": "${CLAUDE_PLUGIN_ROOT}/scripts/serve"}}',
      'scripts/serve': 'binary',
      'scripts/tool': { executable: 'binary' },
      'scripts/shebang': '#!/bin/sh\n',
    });
    expect(executables(result)).toEqual(['hooks/run.sh', 'scripts/serve', 'scripts/shebang', 'scripts/tool']);
  });

  it('reach the scripts of the array form, which lie in hooks/', async () => {
    const json =
      '{"hooks": [{"event": "Stop", "script": "a.sh"}, {"event": "Stop", "script": "../../out.sh"}]}';
    expect(executables(await plan({ 'hooks/hooks.json': json, 'hooks/a.sh': '' }))).toEqual(['hooks/a.sh']);
  });
});

describe('hooks.toml', () => {
  const toml = '[[hook]]\nevent = "stop"\nscript = "hooks/a.sh"\n';

  it('becomes hooks.json, and its scripts become executable', async () => {
    const result = await plan({ 'hooks/hooks.toml': toml, 'hooks/a.sh': '' });
    expect(JSON.parse(generated(result, 'hooks/hooks.json') ?? '')).toHaveProperty('hooks.Stop');
    expect(executables(result)).toEqual(['hooks/a.sh']);
  });

  it('is left alone beside a hooks.json', async () => {
    const result = await plan({ 'hooks/hooks.toml': toml, 'hooks/hooks.json': '{"hooks": {}}' });
    expect(result.files.find(({ path }) => path === 'hooks/hooks.json')?.source.kind).toBe('content');
  });

  it('that cannot be translated fails with its place', async () => {
    await expect(plan({ 'hooks/hooks.toml': '[[hook]]\nevent = "x"' })).rejects.toMatchObject({
      code: 'MATERIALIZATION_ERROR',
      location: { file: 'spaces/tools/hooks/hooks.toml', line: 2 },
    });
  });
});

it('a plan names only files of the space, each path once, whatever the symlinks', async () => {
  const name = fc.constantFrom('commands', 'agents', 'scripts', 'a', 'b');
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
  const target = fc.array(fc.constantFrom('..', '.', 'commands', 'a', 'b', ''), {
    minLength: 1,
    maxLength: 4,
  });
  const file = fc.oneof(
    fc.constant<TestFile>('text'),
    target.map((parts): TestFile => ({ symlink: parts.join('/') })),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(path, file), { maxLength: 8 }), async (entries) => {
      // A path cannot be a file and a directory at once.
      const files = Object.fromEntries(
        entries.filter(([path]) => !entries.some(([other]) => other.startsWith(`${path}/`))),
      );
      const content = contentOf(files);
      const result = await planPlugin(manifest(), content).catch((error: unknown) => error);
      if (result instanceof MaterializationError) return;
      const planned = (result as PluginPlan).files;
      expect(new Set(planned.map(({ path }) => path)).size).toBe(planned.length);
      for (const { path, source } of planned) {
        expect(path).not.toMatch(/(^|\/)\.{0,2}(\/|$)/);
        if (source.kind === 'content') {
          expect(content.files).toContainEqual({ path: source.from, kind: 'file', oid: source.oid });
        }
      }
    }),
    { numRuns: 300 },
  );
});
