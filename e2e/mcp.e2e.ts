import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asp } from './support/asp';
import {
  aspSession,
  clientEnvironment,
  clientSession,
  describeWithClient,
  loadedBy,
  type ClientSession,
} from './support/client';
import { commitRegistry, spaceToml, writeFiles } from './support/git';
import { repositoryRoot, scratch } from './support/places';

/** Says what it was started with, and is then the server of another space. */
const SERVER = `import { existsSync, writeFileSync } from 'node:fs';
const { CLAUDE_PLUGIN_ROOT: root, CLAUDE_PLUGIN_DATA: data, HOME: home, KEY: key } = process.env;
const told = { root, data, key, words: process.argv.slice(2), hasData: existsSync(data) };
const text = JSON.stringify(told).replaceAll(root, 'ROOT').replaceAll(home, 'HOME');
writeFileSync(\`\${process.env.ASP_HOOK_OUT}/told\`, text);
await import(${JSON.stringify(join(repositoryRoot, 'spaces/project-facts/mcp/server.mjs'))});
`;
const MCP = JSON.stringify({
  mcpServers: {
    own: {
      command: process.execPath,
      args: [
        '${CLAUDE_PLUGIN_ROOT}/server/main.mjs',
        ...[
          '${CLAUDE_PLUGIN_ROOT}/x',
          '${CLAUDE_PLUGIN_DATA}/x',
          '${CLAUDE_PROJECT_DIR}',
          '${NO_SUCH:-default}',
        ],
      ],
      env: { KEY: '${CLAUDE_PLUGIN_DATA}/key' },
    },
  },
});
const FILES = {
  '.mcp.json': MCP,
  'server/main.mjs': SERVER,
  '.claude-plugin/plugin.json': '{"name": "tools", "version": "1.0.0", "description": "d"}',
};

describeWithClient("a plugin's own MCP server", () => {
  const work = scratch();
  const project = join(work, 'project');
  const env = { ASP_HOME: join(work, 'asp-home') };
  const told = (session: ClientSession): unknown => {
    expect(loadedBy(session).mcp_servers).toMatchObject([{ status: 'connected' }]);
    return JSON.parse(session.hookFiles['told'] ?? 'null');
  };

  it('finds in a space what the client gives it in a plugin', async () => {
    commitRegistry(
      join(env.ASP_HOME, 'repo'),
      Object.fromEntries(
        Object.entries({ 'space.toml': spaceToml('tools'), ...FILES }).map(([path, text]) => [
          `spaces/tools/${path}`,
          text,
        ]),
      ),
    );
    mkdirSync(project);
    writeFiles(project, {
      'asp-targets.toml': 'schema = 1\n[targets.work]\ncompose = ["space:tools@HEAD"]\n',
    });
    writeFiles(join(work, 'plugin'), FILES);
    const stock = await clientSession(
      [
        clientEnvironment.ASP_CLAUDE_PATH,
        ...['--plugin-dir', join(work, 'plugin'), '--setting-sources', ''],
        ...['--output-format', 'stream-json', '--verbose', '-p', 'hi'],
      ],
      { cwd: project },
    );
    const data = 'HOME/.claude/plugins/data/tools-inline';
    expect(told(stock)).toEqual({
      root: 'ROOT',
      data,
      key: `${data}/key`,
      words: ['ROOT/x', `${data}/x`, project, 'default'],
      hasData: true,
    });
    const ours = await aspSession(['work', 'hi'], { cwd: project, env });
    expect(ours.problems).toEqual([]);
    expect(told(ours)).toEqual(told(stock));
  });

  it('makes the same mcp.json for every user', async () => {
    const file = join(project, 'asp_modules/work/mcp.json');
    const before = readFileSync(file, 'utf8');
    const install = await asp(['install'], { cwd: project, env: { ...env, HOME: join(work, 'elsewhere') } });
    expect(install).toMatchObject({ exitCode: 0 });
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(before).toContain('${HOME}/.claude/plugins/data/tools-inline');
  });
});
